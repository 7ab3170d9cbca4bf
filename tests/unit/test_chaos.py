"""What `./dev chaos` finds: a day has its seed, and nothing that went wrong passes for right."""

from collections import Counter
from pathlib import Path

import pytest

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
    assert is_told(Counter(fates), is_blind=False) is told


def test_a_card_may_be_raised_again_after_it_was_closed_only() -> None:
    closed_between = [Fate.RAISED, Fate.CLOSED, Fate.RAISED]

    assert was_raised_twice(Counter([Fate.RAISED, Fate.RAISED]))
    assert not was_raised_twice(Counter(closed_between))


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
        (list(range(8, 38)), ["files of a service: 13 to 33 in 0.5 minutes"]),
        (list(range(8, 18)), []),
    ],
    ids=["flat", "peaks", "a leak", "too short a life"],
)
def test_a_service_that_keeps_what_it_opens_is_found(files: list[int], found: list[str]) -> None:
    samples = [Sample(1, float(age), each, 6, 20.0) for age, each in enumerate(files)]

    assert growing(samples) == found
