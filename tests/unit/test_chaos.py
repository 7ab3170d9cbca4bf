"""What `./dev chaos` finds: a day has its seed, and nothing that went wrong passes for right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatplugin.adapters.journal import JournalLine
from chatplugin.domain.events import Fate
from rig.chaos import Act, plan
from rig.faults import FAULTS, Fault
from rig.lane import DRIVERS
from rig.traces import PLANTED, Sample, growing, is_told, leaks_in_files, was_raised_twice


@pytest.mark.parametrize("driver", DRIVERS)
def test_the_same_seed_makes_the_same_day(driver: str) -> None:
    assert list(plan(7, driver, 60)) == list(plan(7, driver, 60))
    assert list(plan(7, driver, 60)) != list(plan(8, driver, 60))


def test_every_fault_comes_on_some_way_to_chrome() -> None:
    assert {fault for faults in FAULTS.values() for fault in faults} == set(Fault)


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_long_day_has_everything_that_may_happen(driver: str) -> None:
    happened = {step.what for step in plan(1, driver, 600)}

    assert happened == {*Act, *FAULTS[driver]}


@pytest.mark.parametrize(
    ("fates", "told"),
    [
        ([], False),
        ([Fate.RAISED], False),
        ([Fate.RAISED, Fate.ENDED, Fate.CLOSED], False),
        ([Fate.RAISED, Fate.SHOWN], True),
        ([Fate.NOT_SHOWN], True),
        ([Fate.RAISED, Fate.FAILED], True),
    ],
)
def test_who_is_neither_shown_nor_told_is_lost(fates: list[Fate], told: bool) -> None:
    assert is_told(lines(*fates), is_blind=False) is told


def test_a_contact_that_ended_before_its_card_was_shown_is_told_by_the_reason_only() -> None:
    closed = JournalLine("run-1", "K1", Fate.CLOSED, reason="before the CRM had shown the card")

    assert is_told([*lines(Fate.RAISED, Fate.ENDED), closed], is_blind=False)


def test_a_card_may_be_raised_again_after_it_was_closed_only() -> None:
    closed_between = [Fate.RAISED, Fate.CLOSED, Fate.RAISED]

    assert was_raised_twice(lines(Fate.RAISED, Fate.RAISED))
    assert not was_raised_twice(lines(*closed_between))


def test_personal_data_is_found_wherever_it_may_not_stand(tmp_path: Path) -> None:
    customer, letter = PLANTED["customer"], PLANTED["letter"]
    for name in ("log", "journal", "chrome"):
        (tmp_path / name).mkdir()
    (tmp_path / "log" / "chatplugin.log").write_text(f"a card for {customer}7", "utf-16")
    (tmp_path / "journal" / "journal-2026-11-28.jsonl").write_text(f"{customer} {letter}", "utf-8")
    (tmp_path / "chrome" / "History").write_text(customer, "utf-8")

    assert list(leaks_in_files(tmp_path)) == [
        "letter in journal/journal-2026-11-28.jsonl",
        "customer in log/chatplugin.log",
    ]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([8] * 30, []),
        ([8, 30] * 15, []),
        (
            list(range(8, 26)) + [40] * 12,
            [f"files of a service: 13 to 40 in 0.5 minutes ({', '.join(['pipe'] * 27)})"],
        ),
        (list(range(8, 18)), []),
    ],
    ids=["flat", "peaks", "a leak", "too short a life"],
)
def test_a_service_that_keeps_what_it_opens_is_found(files: list[int], found: list[str]) -> None:
    samples = [sample(age, each) for age, each in enumerate(files)]

    assert growing(samples) == found


def test_a_service_is_judged_from_the_moment_on_when_it_has_begun() -> None:
    stopped = [Sample(1, float(age), ("pipe",) * 3, 1, 9.0) for age in range(12)]

    assert growing([*stopped, *(sample(age, 10) for age in range(12, 42))]) == []


def test_a_service_that_has_ended_is_not_looked_at() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended_at = os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)

        assert ended_at
        assert Sample.of(ended.pid, 1.0) is None
    assert Sample.of(os.getpid(), 1.0)


def sample(age: int, files: int) -> Sample:
    """A service that has begun, and holds so many *files*."""
    return Sample(1, float(age), ("journal-1.jsonl", *["pipe"] * (files - 1)), 6, 20.0)


def lines(*fates: Fate) -> list[JournalLine]:
    return [JournalLine("run-1", "K1", fate) for fate in fates]
