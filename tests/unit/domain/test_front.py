"""Cards come to the front in a pause of the operator's hands."""

import pytest
from msgspec.structs import replace

from chatplugin.domain.contact import CardId
from chatplugin.domain.desk import Front
from chatplugin.domain.events import Event, Focus, PopFailed, PopsPaused, RaiseTab, TabClosed
from chatplugin.sentences import said

CARD = RaiseTab(CardId("W1"), "https://crm.example.com/1", "CRM WhatsApp", Focus.IN_A_PAUSE)
OTHER = replace(CARD, card=CardId("W2"))
IN_FRONT = replace(CARD, focus=Focus.FRONT)
BEHIND = replace(CARD, focus=Focus.FLASH)


@pytest.fixture
def front() -> Front:
    """A card has come while the operator types, and waits since second 100."""
    front = Front()
    assert front.take(CARD, 100, rest=0.1) == BEHIND
    return front


@pytest.mark.parametrize("rest", [0.4, 60, None])
def test_a_card_is_in_front_at_once_where_nobody_is_known_to_type(rest: float | None) -> None:
    front = Front()

    assert front.take(CARD, 100, rest) == IN_FRONT
    assert front.due is None


def test_a_card_comes_to_the_front_as_soon_as_the_hands_have_rested(front: Front) -> None:
    assert front.due == pytest.approx(100.3)
    assert front.wake(100.31, rest=0.05) is None
    assert front.due == pytest.approx(100.66)

    assert front.wake(100.67, rest=0.41) == IN_FRONT
    assert front.due is None


def test_a_card_waits_five_seconds_at_most(front: Front) -> None:
    for tenth in range(1, 50):
        assert front.wake(100 + tenth / 10, rest=0) is None
        assert front.due is not None

    assert front.due == 105
    assert front.wake(105, rest=0) == IN_FRONT


def test_the_newest_card_comes_to_the_front_without_another_five_seconds(front: Front) -> None:
    front.take(OTHER, 104, rest=0)

    assert front.due == pytest.approx(104.4)
    assert front.wake(104.4, rest=0) is None
    assert front.wake(105, rest=0) == replace(OTHER, focus=Focus.FRONT)
    assert front.wake(106, rest=9) is None


def test_the_card_that_the_operator_asks_for_stays_in_front(front: Front) -> None:
    wanted = replace(OTHER, focus=Focus.FRONT)

    assert front.take(wanted, 100.1, rest=None) == wanted
    assert front.wake(101, rest=9) is None


@pytest.mark.parametrize(
    "event", [TabClosed(CARD.card), PopFailed(CARD.card, said("chrome.crashes")), PopsPaused()]
)
def test_a_card_that_is_gone_or_held_back_does_not_come_up_any_more(
    front: Front, event: Event
) -> None:
    front.follow(event)

    assert front.wake(101, rest=9) is None


def test_what_happens_to_another_card_changes_nothing(front: Front) -> None:
    front.follow(TabClosed(OTHER.card))

    assert front.wake(101, rest=9) == IN_FRONT


@pytest.mark.parametrize("focus", [Focus.FLASH, Focus.KEPT, Focus.UNCHANGED])
def test_a_card_that_is_to_stay_behind_stays_there(focus: Focus) -> None:
    behind = replace(CARD, focus=focus)

    assert Front().take(behind, 100, rest=9) == behind
