import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from chatplugin.adapters.journal import Journal
from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.desk import Desk, OpenCard
from chatplugin.domain.events import (
    CloseTab,
    Command,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    Event,
    Fate,
    PopsPaused,
    RaiseTab,
    Record,
    TabClosed,
)
from chatplugin.service.ports import Stamps
from tests.unit.domain.samples import MAIL, rules

URL = "https://crm.example.com/card?user_id=1"


def raised(contact_id: str) -> Record:
    return Record(ContactId(contact_id), Fate.RAISED, "email", URL, "CRM Email")


def closed(contact_id: str) -> Record:
    return Record(ContactId(contact_id), Fate.CLOSED)


def ended(contact_id: str) -> Record:
    return Record(ContactId(contact_id), Fate.ENDED)


def test_a_line_says_what_was_shown_and_when(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1", days=7)

    journal.append(raised("E1"), Stamps(reported=1.0, sent=2.5))

    [file] = tmp_path.iterdir()
    line = json.loads(file.read_text("utf-8"))
    assert line.pop("at") > 0
    assert line.pop("uptime") > 0
    assert line == {
        "session": "run-1",
        "contact": "E1",
        "fate": "raised",
        "channel_type": "email",
        "url": URL,
        "title": "CRM Email",
        "reported": 1.0,
        "sent": 2.5,
    }
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder itself to its owner")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", "run-1", days=7)

    journal.append(raised("E1"), Stamps())

    [file] = (tmp_path / "journal").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    journal.close()


def test_a_new_service_knows_which_cards_were_told_and_which_were_kept(tmp_path: Path) -> None:
    before = Journal(tmp_path, "run-1", days=7)
    e1, e2, e3 = (raised(contact) for contact in ("E1", "E2", "E3"))
    for record in (e1, e2, e3, replace(e2, fate=Fate.FAILED), replace(e3, fate=Fate.KEPT)):
        before.append(record, Stamps())
    before.close()

    cards = Journal(tmp_path, "run-1", days=7).open_cards()

    assert [(card.command.card, card.is_told, card.is_kept) for card in cards] == [
        ("E1", False, False),
        ("E2", True, False),
        ("E3", False, True),
    ]


def test_a_new_service_of_the_same_run_finds_the_cards_that_were_open(tmp_path: Path) -> None:
    before = Journal(tmp_path, "run-1", days=7)
    for record in (raised("E1"), raised("E2"), closed("E1"), ended("E2")):
        before.append(record, Stamps())
    before.close()

    cards = Journal(tmp_path, "run-1", days=7).open_cards()
    cards_of_another_run = Journal(tmp_path, "run-2", days=7).open_cards()

    card = RaiseTab(CardId("E2"), URL, "CRM Email")
    assert cards == [OpenCard(card, "email", has_ended=True)]
    assert cards_of_another_run == []


def test_with_a_contact_all_cards_end_that_were_raised_for_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1", days=7)
    for record in (raised("E1"), raised("E1 (2)"), raised("E2"), ended("E1")):
        journal.append(record, Stamps())

    cards = journal.open_cards()

    assert [(card.command.card, card.has_ended) for card in cards] == [
        ("E1", True),
        ("E1 (2)", True),
        ("E2", False),
    ]
    journal.close()


SECOND = replace(MAIL, id=ContactId("E2"))
BOTH = (ContactAccepted(MAIL), ContactAccepted(SECOND))
END, SECOND_END = ContactEnded(MAIL.id), ContactEnded(SECOND.id)
AGAIN = ContactOffered(MAIL)
REOPENED = (TabClosed(CardId(MAIL.id)), ContactAccepted(SECOND))


def closed_after_a_restart(folder: Path, events: Sequence[Event]) -> list[Command]:
    settings = {"TabReuse": "customer", "OnEnd": "close"}
    journal, desk = Journal(folder, "run-1", days=7), Desk(rules(**settings))
    for command in [command for event in events for command in desk.handle(event)]:
        if isinstance(command, Record):
            journal.append(command, Stamps())
    restored = Desk(rules(**settings)).restore(journal.open_cards())
    journal.close()
    return [command for command in restored if isinstance(command, CloseTab)]


@pytest.mark.parametrize(
    "events",
    [
        (*BOTH, END),
        (*BOTH, *REOPENED, END),
        (BOTH[0], END, AGAIN),
        (BOTH[0], PopsPaused(), END, AGAIN),
        (*BOTH, END, SECOND_END, AGAIN),
    ],
    ids=["shared", "shared, and opened again", "back", "back in a pause", "back after all"],
)
def test_a_restart_closes_no_card_of_a_living_contact(
    tmp_path: Path, events: Sequence[Event]
) -> None:
    assert closed_after_a_restart(tmp_path, events) == []


@pytest.mark.parametrize(
    "events",
    [(*BOTH, END, SECOND_END), (*BOTH, SECOND_END, END), (BOTH[0], END, AGAIN, END)],
    ids=["shared", "shared, the other way round", "back, and ended again"],
)
def test_a_restart_closes_a_card_once_all_its_contacts_have_ended(
    tmp_path: Path, events: Sequence[Event]
) -> None:
    assert closed_after_a_restart(tmp_path, events) == [CloseTab(CardId(MAIL.id))]


def test_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1", days=7)
    journal.append(raised("E1"), Stamps())
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes() + b'{"session": "run-1", "conta')

    assert len(journal.open_cards()) == 1
    journal.close()


@pytest.mark.parametrize(
    "damaged",
    [
        b'{"session": "run-1", "contact": "E0", "fate": "raised"}',
        b'{"session": "run-1", "contact": "E0", "fate": "raised", "url": 7}',
        b'{"session": "run-1", "contact": ["E0"], "fate": "closed"}',
        b'{"session": "run-1", "contact": "E0", "fate": "raised", "url": "x", "reported": "now"}',
        b'["run-1"]',
        b'"\xff"',
    ],
)
def test_a_damaged_line_is_passed_over(tmp_path: Path, damaged: bytes) -> None:
    journal = Journal(tmp_path, "run-1", days=7)
    journal.append(raised("E1"), Stamps())
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes() + damaged + b"\n")

    assert [card.command.card for card in journal.open_cards()] == ["E1"]
    journal.close()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Play a disk that fills up: it takes a part of what is written, and refuses the rest."""
    import resource  # noqa: PLC0415 - not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to play a full disk with")
def test_a_line_that_a_full_disk_tears_is_refused_and_harms_no_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1", days=7)
    journal.append(raised("E1"), Stamps())
    [file] = tmp_path.iterdir()

    with no_file_longer_than(file.stat().st_size + 40):
        for _ in range(3):
            with pytest.raises(OSError, match="too large"):
                journal.append(raised("E2"), Stamps())
    for contact_id in ("E3", "E4"):
        journal.append(raised(contact_id), Stamps())

    kept = [card.command.card for card in journal.open_cards()]
    assert kept == ["E1", "E3", "E4"]
    journal.close()


def test_a_line_that_a_killed_service_has_torn_harms_no_other(tmp_path: Path) -> None:
    before = Journal(tmp_path, "run-1", days=7)
    before.append(raised("E1"), Stamps())
    before.close()
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes() + b'{"session": "run-1", "conta')

    journal = Journal(tmp_path, "run-1", days=7)
    journal.append(raised("E2"), Stamps())

    assert [card.command.card for card in journal.open_cards()] == ["E1", "E2"]
    journal.close()


def test_days_that_are_over_are_deleted(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for age in (0, 7, 8, 30):
        (tmp_path / f"journal-{today - timedelta(days=age)}.jsonl").touch()

    Journal(tmp_path, "run-1", days=7).prune()

    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [f"journal-{today - timedelta(days=age)}.jsonl" for age in (7, 0)]


def test_a_clock_that_has_jumped_years_ahead_deletes_nothing(tmp_path: Path) -> None:
    years_ago = datetime.now(UTC).date() - timedelta(days=3650)
    names = [f"journal-{years_ago - timedelta(days=age)}.jsonl" for age in (6, 5, 1, 0)]
    for name in names:
        (tmp_path / name).touch()

    Journal(tmp_path, "run-1", days=7).prune()

    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_clock_that_was_years_ahead_hides_no_open_card(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1", days=7)
    journal.append(raised("E1"), Stamps())
    for year in (2098, 2099):
        (tmp_path / f"journal-{year}-01-01.jsonl").touch()

    assert [card.command.card for card in journal.open_cards()] == ["E1"]
    journal.close()


def test_a_card_that_was_raised_before_the_clock_went_back_and_then_closed_is_not_open(
    tmp_path: Path,
) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    before = Journal(tmp_path, "run-1", days=7)
    before.append(raised("E1"), Stamps())
    before.append(raised("E2"), Stamps())
    before.close()
    [file] = tmp_path.iterdir()
    file.rename(file.with_name(f"journal-{tomorrow}.jsonl"))
    after = Journal(tmp_path, "run-1", days=7)
    after.append(closed("E1"), Stamps())
    after.append(ended("E2"), Stamps())
    after.close()

    cards = Journal(tmp_path, "run-1", days=7).open_cards()

    assert [(card.command.card, card.has_ended) for card in cards] == [("E2", True)]


def write_day(folder: Path, age: int, session: str = "run-1", contact: str = "E1") -> Path:
    """Leave what a card has left that was raised *age* days ago."""
    file = folder / f"journal-{datetime.now(UTC).date() - timedelta(days=age)}.jsonl"
    line = {"session": session, "contact": contact, "fate": "raised", "url": URL, "title": "CRM"}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    return file


def test_a_clock_that_jumps_weeks_ahead_while_emc_runs_deletes_nothing(tmp_path: Path) -> None:
    file = write_day(tmp_path, age=20)

    Journal(tmp_path, "run-1", days=7).prune()

    assert file.exists()


def test_the_first_run_after_a_holiday_deletes_what_is_over(tmp_path: Path) -> None:
    file = write_day(tmp_path, age=20, session="run-0")

    Journal(tmp_path, "run-1", days=7).prune()

    assert not file.exists()


def test_cards_are_open_again_however_often_the_clock_has_jumped_since(tmp_path: Path) -> None:
    for age, contact in ((20, "E1"), (19, "E2"), (1, "E3")):
        write_day(tmp_path, age, contact=contact)

    cards = Journal(tmp_path, "run-1", days=7).open_cards()

    assert [card.command.card for card in cards] == ["E1", "E2", "E3"]


def test_days_before_a_gap_in_the_run_are_not_read(tmp_path: Path) -> None:
    """However long the journal is, a start reads two days of it."""
    write_day(tmp_path, 5, contact="E1")
    for age in (4, 3, 2):
        write_day(tmp_path, age, session="run-0")

    assert Journal(tmp_path, "run-1", days=7).open_cards() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder itself to its owner")
def test_no_folder_above_it_is_open_to_others_whatever_the_umask_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        journal = Journal(tmp_path / "home" / "journal", "run-1", days=7)
        journal.append(raised("E1"), Stamps())
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    journal.close()


def test_a_line_names_the_rule_that_chose_the_card(tmp_path: Path) -> None:
    Journal(tmp_path, "run-1", days=7).append(replace(raised("E1"), rule="Rule.10"), Stamps())

    [file] = tmp_path.iterdir()
    assert json.loads(file.read_text("utf-8"))["rule"] == "Rule.10"
