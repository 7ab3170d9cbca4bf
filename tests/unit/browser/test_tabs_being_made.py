"""Tabs that are lost, or silent, while they are made: cards come all the same, and no tab stays."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chatplugin.domain.contact import CardId
from chatplugin.domain.events import Focus, PopFailed
from chatplugin.sentences import said
from tests.played.chrome import EMAIL, WHATSAPP, PlayedChrome, addresses, methods


@pytest.fixture
def chrome() -> PlayedChrome:
    """Its waiting tab has become a card."""
    played = PlayedChrome().connect()
    played.listen()
    played.raise_tab(WHATSAPP)
    played.listen()
    played.told()
    return played


def close(chrome: PlayedChrome) -> None:
    chrome.close("T2")


def wait(chrome: PlayedChrome) -> None:
    """Let time pass until no more is due in the first 20 seconds."""
    for _ in range(9):
        if (due := chrome.tabs.due) is not None and due <= 20:
            chrome.wait_until(due)
    assert chrome.tabs.due is None or chrome.tabs.due > 20


def crash(chrome: PlayedChrome) -> None:
    chrome.say("Target.targetCrashed", targetId="T2")


@pytest.mark.parametrize("end", [close, wait, crash])
def test_a_card_comes_although_the_page_of_its_new_tab_never_answers(
    chrome: PlayedChrome, end: Callable[[PlayedChrome], None]
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.answer_until("Page.enable")

    end(chrome)
    asked = chrome.listen()

    assert EMAIL.url in addresses(asked)


@pytest.mark.parametrize("end", [wait, crash])
def test_no_tab_stays_that_was_given_up_while_it_was_made(
    chrome: PlayedChrome, end: Callable[[PlayedChrome], None]
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.answer_until("Page.enable")

    end(chrome)

    ended = [m["params"] for m in chrome.listen() if m["method"] == "Target.closeTarget"]
    assert ended == [{"targetId": "T2"}]


def test_a_chrome_that_never_attaches_to_a_new_tab_is_not_asked_without_end(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.answer_until("Target.attachToTarget")

    wait(chrome)

    assert methods(chrome.written()).count("Target.closeTarget") == 1


def test_a_card_fails_at_last_where_every_new_page_is_silent(chrome: PlayedChrome) -> None:
    chrome.raise_tab(EMAIL)

    for seconds in (20, 40, 60, 80):
        chrome.answer_until("Page.enable")
        chrome.wait_until(seconds)

    assert chrome.told() == [PopFailed(EMAIL.card, said("chrome.pipe_silent"))]


def test_a_computer_that_has_slept_has_given_its_new_tab_no_time(chrome: PlayedChrome) -> None:
    chrome.raise_tab(EMAIL)
    late = chrome.answer_until("Page.enable")

    chrome.wait_until(3600)
    assert "Target.closeTarget" not in methods(chrome.written())
    for message in late:
        chrome.answer(message)

    assert EMAIL.url in addresses(chrome.listen())


def test_a_tab_that_a_policy_lets_nobody_attach_to_does_not_stay(chrome: PlayedChrome) -> None:
    chrome.cut_off = {"T2"}
    chrome.raise_tab(EMAIL)

    asked = chrome.listen()

    made = [m for m in asked if m["method"] == "Target.createTarget"]
    ended = [m["params"] for m in asked if m["method"] == "Target.closeTarget"]
    assert len(made) > 0
    assert {"targetId": "T2"} in ended


def test_a_card_comes_although_the_operators_page_does_not_say_whether_it_is_seen() -> None:
    chrome = PlayedChrome().connect()
    chrome.listen()
    chrome.raise_tab(replace(EMAIL, focus=Focus.KEPT))
    [asked] = chrome.written()
    assert "visibilityState" in asked["params"]["expression"]

    wait(chrome)

    assert EMAIL.url in addresses(chrome.listen())


@pytest.mark.parametrize("method", ["Page.enable", "Page.setDocumentContent"])
def test_the_operators_page_comes_although_its_first_tab_crashes(method: str) -> None:
    chrome = PlayedChrome().connect()
    chrome.answer_until(method)

    chrome.say("Target.targetCrashed", targetId="T1")

    assert "Page.setDocumentContent" in methods(chrome.listen())
    assert chrome.tabs.is_ready


def test_the_operators_page_comes_although_the_tab_crashes_that_chrome_has_reopened(
    chrome: PlayedChrome,
) -> None:
    info = {"targetId": "T9", "title": "", "url": "about:blank#ChatPlugin"}
    chrome.say("Target.targetCreated", targetInfo=info)
    chrome.answer_until("Page.enable")

    chrome.say("Target.targetCrashed", targetId="T9")
    chrome.listen()

    assert chrome.tabs.is_ready


def test_a_tab_that_was_made_late_has_its_own_time_to_answer(chrome: PlayedChrome) -> None:
    chrome.raise_tab(EMAIL)
    late = chrome.answer_until("Target.createTarget")

    chrome.turn.instant = replace(chrome.turn.instant, now=21)
    for message in late:
        chrome.answer(message)
    chrome.tabs.tick()

    asked = chrome.listen()
    assert "Target.closeTarget" not in methods(asked)
    assert addresses(asked) == [EMAIL.url]


def lose_tabs(chrome: PlayedChrome, count: int) -> None:
    """Let so many tabs crash that are made to wait for a card."""
    for _ in range(count):
        chrome.answer_until("Page.enable")
        chrome.say("Target.targetCrashed", targetId=f"T{chrome.targets}")


def test_a_card_that_has_failed_leaves_its_tab_to_the_next(chrome: PlayedChrome) -> None:
    chrome.say("Page.loadEventFired", "S1")
    lose_tabs(chrome, 3)
    chrome.answer_until("Page.enable")
    chrome.raise_tab(EMAIL)
    late = chrome.answer_until("Target.attachToTarget")

    chrome.say("Target.targetCrashed", targetId="T5")
    for message in late:
        chrome.answer(message)
    chrome.listen()

    assert chrome.told() == [PopFailed(EMAIL.card, said("chrome.crashes"))]
    chrome.raise_tab(EMAIL)
    assert addresses(chrome.listen()) == [EMAIL.url]


def test_tabs_that_are_lost_now_and_then_keep_no_tab_from_being_ready(
    chrome: PlayedChrome,
) -> None:
    for number in range(5):
        chrome.say("Page.loadEventFired", "S1")
        lose_tabs(chrome, 1)
        chrome.listen()
        assert chrome.tabs.is_ready
        chrome.raise_tab(replace(EMAIL, card=CardId(f"E{number}")))
        chrome.listen()


def test_what_was_asked_of_a_chrome_that_is_gone_changes_nothing_later() -> None:
    """Its dialogues end with it, and not when Python tidies up."""
    chrome = PlayedChrome().connect()
    chrome.answer_until("Page.setDocumentContent")
    chrome.raise_tab(EMAIL)  # One that makes a tab knows its connection.
    chrome.listen()

    new = chrome.restarted()

    assert not chrome.connection.is_waiting
    new.close_tab(EMAIL.card)
    new.connect()
    new.listen()
    assert new.tabs.is_ready
