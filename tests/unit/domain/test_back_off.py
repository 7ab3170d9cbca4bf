"""What has failed is tried again, ever less often."""

from chatplugin.domain.errors import back_off


def test_each_wait_is_twice_as_long_as_the_one_before_up_to_the_longest() -> None:
    waits = [back_off(0.3, failures, 2.0) for failures in range(1, 6)]

    assert waits == [0.3, 0.6, 1.2, 2.0, 2.0]


def test_a_server_that_stays_away_for_ever_is_asked_at_the_longest_wait() -> None:
    assert back_off(60.0, 1_000_000, 900.0) == 900.0
