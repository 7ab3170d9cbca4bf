"""When the studio ends by itself."""

import pytest

from chatplugin.studio.web.server import TO_COME_BACK, TO_OPEN, TO_THINK, Presence


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    return Presence(clock)


def test_it_waits_for_its_link_to_be_opened_but_not_for_ever(
    presence: Presence, clock: Clock
) -> None:
    clock.now += TO_OPEN
    assert presence.why_to_end() is None

    clock.now += 1
    assert "not opened" in str(presence.why_to_end())


def test_loading_the_page_again_does_not_end_it(presence: Presence, clock: Clock) -> None:
    presence.came()
    presence.left()
    clock.now += TO_COME_BACK
    presence.came()
    clock.now += TO_COME_BACK + 1

    assert presence.why_to_end() is None


def test_closing_the_last_page_ends_it(presence: Presence, clock: Clock) -> None:
    presence.came()
    presence.came()
    presence.left()
    clock.now += TO_COME_BACK + 1
    assert presence.why_to_end() is None

    presence.left()
    clock.now += TO_COME_BACK + 1

    assert str(presence.why_to_end()) == "the page was closed"


def test_a_page_that_is_open_and_forgotten_ends_it_after_hours(
    presence: Presence, clock: Clock
) -> None:
    presence.came()
    clock.now += TO_THINK - 1
    presence.asked()
    clock.now += TO_THINK
    assert presence.why_to_end() is None

    clock.now += 1
    assert "12 hours" in str(presence.why_to_end())
