"""What is counted of contacts, and what is not."""

import pytest

from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    ContactEnded,
    Fate,
    Incident,
    Record,
    Trouble,
)
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.service.metrics import BOUNDS, MOST_CHANNELS, OTHER, Tally

E1 = ContactId("E1")
SHOWN = CardShown(CardId(E1))


def take(tally: Tally, fate: Fate, *, at: float = 0, channel: str = "email") -> None:
    record = Record(E1, fate, channel, url="https://crm.example.com/card?user_id=1")
    tally.take(SHOWN, [record], at, at)


def test_a_card_counts_when_it_is_raised_and_when_it_is_shown_with_the_time_between() -> None:
    tally = Tally("1.0", "an-id", 0)

    take(tally, Fate.RAISED, at=1_000)
    take(tally, Fate.SHOWN, at=1_030)

    assert counted(tally) == {("email", "raised", ""): 1, ("email", "shown", ""): 1}
    [(channel, durations)] = tally.durations.items()
    assert (channel, durations.count, durations.total) == ("email", 1, 0.03)
    assert durations.buckets[BOUNDS.index(0.05)] == 1


def counted(tally: Tally) -> dict[tuple[str, str, str], int]:
    """How many contacts have had which fate, and why, by channel."""
    return {
        (key.channel_type, key.fate.value, key.reason): number
        for key, number in tally.contacts.items()
    }


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.0, 0), (0.01, 0), (0.0101, 1), (30.0, len(BOUNDS) - 1), (31.0, len(BOUNDS))],
)
def test_a_bound_belongs_to_the_bucket_below_it(seconds: float, bucket: int) -> None:
    tally = Tally("1.0", "an-id", 0)

    take(tally, Fate.RAISED)
    take(tally, Fate.SHOWN, at=seconds * 1e3)

    assert tally.durations["email"].buckets.index(1) == bucket


def test_a_card_that_was_shown_again_or_never_raised_has_no_duration() -> None:
    tally = Tally("1.0", "an-id", 0)

    take(tally, Fate.SHOWN, at=5)

    assert tally.durations == {}


def test_a_card_that_failed_is_not_timed_when_it_comes_up_much_later() -> None:
    tally = Tally("1.0", "an-id", 0)

    take(tally, Fate.RAISED)
    take(tally, Fate.FAILED, at=100)
    take(tally, Fate.SHOWN, at=3_600_000)

    assert tally.durations == {}


def test_why_there_is_no_card_is_counted_by_a_word_without_its_detail() -> None:
    tally = Tally("1.0", "an-id", 0)
    refusal = NoPop(Reason.MISSING_PARAMETER, "user_id")

    record = Record(E1, Fate.NOT_SHOWN, "whatsapp", reason=refusal.said, refusal=refusal)
    tally.take(ContactEnded(E1), [record], 0, 0)

    assert counted(tally) == {("whatsapp", "not shown", "missing_parameter"): 1}


def test_what_was_wrong_with_the_crm_is_counted_by_a_word() -> None:
    tally = Tally("1.0", "an-id", 0)
    event = CardTroubled(CardId(E1), Trouble.ERROR, "503")

    tally.take(event, [Record(E1, Fate.FAILED, "email", reason=Trouble.ERROR.said("503"))], 0, 0)

    assert counted(tally) == {("email", "failed", "error"): 1}


def test_there_are_only_so_many_channels() -> None:
    tally = Tally("1.0", "an-id", 0)

    for number in range(MOST_CHANNELS + 5):
        take(tally, Fate.RAISED, channel=f"channel{number}")
    take(tally, Fate.RAISED, channel="channel0")

    contacts = counted(tally)
    assert contacts[OTHER, "raised", ""] == 5
    assert contacts["channel0", "raised", ""] == 2
    assert len(contacts) == MOST_CHANNELS + 1


def test_incidents_add_up_and_problems_are_as_they_are() -> None:
    tally = Tally("1.0", "an-id", 0)

    for number in (3, 1):
        tally.take_incident(Incident.RESTARTED)
        tally.take_problems(number)

    assert tally.incidents == {Incident.RESTARTED: 2}
    assert tally.problems == 1
