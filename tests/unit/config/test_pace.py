"""When a settings server is asked, with dice that a test throws."""

from random import Random

import pytest

from chatplugin.config.sources import (
    INTERVAL,
    LONGEST_BACK_OFF,
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    SPREAD,
    SPREAD_WITHOUT_COPY,
    START,
    Pace,
)

LOW, MIDDLE, HIGH = 0.0, 0.5, 1.0


def pace(dice: float, *, has_copy: bool = True) -> Pace:
    return Pace(lambda: dice, has_copy=has_copy)


def test_ten_thousand_desktops_that_start_at_once_come_one_after_the_other() -> None:
    dice = Random(1)
    seconds = [int(Pace(dice.random, has_copy=True).first()) for _ in range(10_000)]

    busiest = max(seconds.count(second) for second in set(seconds))
    assert busiest < 1.5 * 10_000 / SPREAD


def test_the_first_card_comes_before_the_first_question() -> None:
    assert pace(LOW).first() == START
    assert pace(LOW, has_copy=False).first() == START


def test_a_desktop_that_knows_no_settings_yet_waits_less() -> None:
    assert pace(HIGH).first() == SPREAD
    assert pace(HIGH, has_copy=False).first() == SPREAD_WITHOUT_COPY


@pytest.mark.parametrize(("dice", "factor"), [(LOW, 0.75), (MIDDLE, 1), (HIGH, 1.25)])
def test_questions_drift_apart(dice: float, factor: float) -> None:
    assert pace(dice).after_answer(None) == INTERVAL * factor


def test_those_who_hurried_to_their_first_settings_spread_over_the_next_minute() -> None:
    assert pace(LOW, has_copy=False).after_answer(None) == INTERVAL / 4
    hurried = pace(HIGH, has_copy=False)

    assert [hurried.after_answer(None) for _ in range(2)] == [INTERVAL * 1.25, INTERVAL * 1.25]
    assert pace(LOW).after_answer(None) == INTERVAL * 0.75


@pytest.mark.parametrize(
    ("max_age", "interval"),
    [
        (300, 300),
        (1, SHORTEST_INTERVAL),
        (10**9, LONGEST_INTERVAL),
        (0, INTERVAL),
        (None, INTERVAL),
    ],
)
def test_the_server_sets_the_pace_within_reason(max_age: float | None, interval: float) -> None:
    assert pace(MIDDLE).after_answer(max_age) == interval


def test_each_failure_makes_a_desktop_wait_longer_up_to_a_quarter_of_an_hour() -> None:
    failing = pace(HIGH)

    waits = [failing.after_failure(None) for _ in range(40)]

    assert waits[:5] == [60, 120, 240, 480, LONGEST_BACK_OFF]
    assert waits[-1] == LONGEST_BACK_OFF


def test_a_desktop_without_settings_tries_sooner_at_first() -> None:
    failing = pace(HIGH, has_copy=False)

    assert [failing.after_failure(None) for _ in range(4)] == [10, 20, 40, 80]


def test_a_failing_server_is_never_asked_more_often_than_a_well_one() -> None:
    failing = pace(HIGH)
    failing.after_answer(3600)

    assert failing.after_failure(None) == 3600


def test_an_answer_ends_the_waiting() -> None:
    failing = pace(MIDDLE)
    for _ in range(5):
        failing.after_failure(None)

    assert failing.after_answer(None) == INTERVAL
    assert failing.failures == 0
    assert failing.after_failure(None) == 45


def test_a_server_that_asks_for_patience_gets_it_but_not_in_one_moment() -> None:
    assert pace(LOW).after_failure(300) == 300
    assert pace(HIGH).after_failure(300) == 375


def test_a_server_cannot_send_desktops_away_for_good_nor_make_them_hurry() -> None:
    assert pace(LOW).after_failure(10**9) == LONGEST_INTERVAL
    assert pace(LOW).after_failure(0) == 30
