"""The logins of the operator before are forgotten; cards wait for that, and not for ever."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chatplugin.domain.contact import CardId
from chatplugin.domain.events import Focus, ForgetLogins, TabClosed
from tests.played.chrome import EMAIL, WHATSAPP, PlayedChrome, addresses, methods

FORGETTING = ForgetLogins(("https://crm.example.com",))
DELETION = "Storage.clearDataForOrigin"
OTHER = ForgetLogins(("https://other.example.com",))


@pytest.fixture
def chrome() -> PlayedChrome:
    played = PlayedChrome().connect()
    played.listen()
    return played


def test_a_card_waits_until_the_logins_are_forgotten(chrome: PlayedChrome) -> None:
    chrome.tabs.do(FORGETTING)

    chrome.raise_tab(WHATSAPP)

    asked = methods(chrome.listen())
    assert asked.index("Storage.clearCookies") < asked.index("Page.navigate")


def test_a_card_whose_tab_is_being_made_waits_for_the_forgetting_too(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.raise_tab(EMAIL)
    making = chrome.answer_until("Target.attachToTarget")

    chrome.tabs.do(FORGETTING)
    for message in making:
        chrome.answer(message)
    asked = methods(chrome.listen())

    assert asked.index("Storage.clearCookies") < asked.index("Page.navigate")
    assert asked.count("Page.navigate") == 1


def test_logins_are_forgotten_twice_where_operators_change_twice_at_once(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.do(FORGETTING)
    chrome.tabs.do(OTHER)

    chrome.raise_tab(WHATSAPP)
    asked = chrome.listen()

    cleared = [m["params"].get("origin") for m in asked if m["method"].startswith("Storage.")]
    assert cleared == [*FORGETTING.origins, None, *OTHER.origins, None]
    assert methods(asked).index("Page.navigate") > methods(asked).index("Storage.clearCookies")
    assert methods(asked)[-1] != "Storage.clearCookies"


def test_a_card_comes_where_no_site_is_known_whose_data_could_be_deleted(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.do(ForgetLogins(()))

    chrome.raise_tab(WHATSAPP)

    assert WHATSAPP.url in addresses(chrome.listen())


def test_logins_are_forgotten_once_chrome_is_there_where_no_site_is_known(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.disconnected()
    chrome.tabs.do(ForgetLogins(()))

    new = PlayedChrome(chrome.tabs, chrome.turn).connect()

    assert "Storage.clearCookies" in methods(new.listen())


def test_logins_are_forgotten_by_the_next_chrome_if_this_one_ends_meanwhile(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.do(FORGETTING)
    chrome.answer_until("Storage.clearDataForOrigin")

    new = chrome.restarted().connect()

    asked = methods(new.listen())
    assert {"Storage.clearDataForOrigin", "Storage.clearCookies"} < {*asked}


def crash(chrome: PlayedChrome) -> None:
    chrome.say("Target.targetCrashed", targetId="T2")


def close(chrome: PlayedChrome) -> None:
    chrome.close("T2")


def wait(chrome: PlayedChrome) -> None:
    assert chrome.tabs.due == 20
    chrome.wait_until(20)


@pytest.mark.parametrize("method", ["Target.attachToTarget", "Storage.clearDataForOrigin"])
@pytest.mark.parametrize("end", [close, wait])
def test_a_card_comes_although_chrome_never_says_that_it_has_deleted_all(
    chrome: PlayedChrome, method: str, end: Callable[[PlayedChrome], None]
) -> None:
    chrome.tabs.do(FORGETTING)
    chrome.raise_tab(WHATSAPP)
    late = chrome.answer_until(method)

    end(chrome)
    asked = chrome.listen()
    for message in late:
        chrome.answer(message)
    after = methods(chrome.listen())

    assert methods(asked).index("Storage.clearCookies") < methods(asked).index("Page.navigate")
    assert "Target.closeTarget" in [*methods(asked), *after]
    assert not [each for each in after if each.startswith("Storage.")]
    assert "The CRM may still know the operator before" in chrome.turn.end(None).sentences[0]


def test_a_page_that_crashes_in_the_tab_of_the_deletion_delays_nothing(
    chrome: PlayedChrome,
) -> None:
    """Chrome itself answers all that is asked."""
    chrome.tabs.do(FORGETTING)
    chrome.raise_tab(WHATSAPP)
    asked = chrome.answer_until("Target.attachToTarget")

    crash(chrome)
    for message in asked:
        chrome.answer(message)
    asked = chrome.listen()

    in_page = [m for m in asked if m.get("sessionId") == "S2"]
    assert methods(in_page) == ["Storage.clearDataForOrigin"]
    assert WHATSAPP.url in addresses(asked)


def test_a_deletion_that_chrome_refuses_leaves_no_tab_and_the_cookies_go_all_the_same(
    chrome: PlayedChrome,
) -> None:
    chrome.cut_off = {"T2"}
    chrome.tabs.do(FORGETTING)

    asked = chrome.listen()

    ended = [m["params"]["targetId"] for m in asked if m["method"] == "Target.closeTarget"]
    assert ended == ["T2"]
    assert "Storage.clearCookies" in methods(asked)
    assert "The CRM may still know the operator before" in chrome.turn.end(None).sentences[0]


def test_many_cards_wait_for_the_forgetting_and_all_come(chrome: PlayedChrome) -> None:
    cards = [replace(EMAIL, card=CardId(f"E{n}"), url=f"{EMAIL.url}{n}") for n in range(9)]
    for command in cards[:5]:
        chrome.raise_tab(replace(command, focus=Focus.KEPT))
    chrome.tabs.do(FORGETTING)
    for command in cards[5:]:
        chrome.raise_tab(command)

    asked = chrome.listen()

    assert sorted(addresses(asked)) == [command.url for command in cards]
    assert methods(asked).index("Storage.clearCookies") < methods(asked).index("Page.navigate")


def test_tabs_of_the_operator_before_are_closed_before_the_logins_are_forgotten(
    chrome: PlayedChrome,
) -> None:
    """A page that is still there might be given a session again."""
    chrome.raise_tab(EMAIL)
    chrome.listen()

    chrome.close_tab(EMAIL.card)
    chrome.tabs.do(FORGETTING)
    chrome.raise_tab(WHATSAPP)

    before = methods(chrome.listen())
    chrome.close("T1")
    assert chrome.tabs.due == 0.5
    chrome.wait_until(0.5)
    after = methods(chrome.listen())
    assert "Target.closeTarget" in before
    assert not {DELETION, "Page.navigate"} & {*before}
    assert after.index(DELETION) < after.index("Page.navigate")


def test_a_tab_that_stays_with_what_is_typed_in_it_delays_no_forgetting(
    chrome: PlayedChrome,
) -> None:
    chrome.is_typed_in = True
    chrome.raise_tab(EMAIL)
    chrome.listen()

    chrome.close_tab(EMAIL.card)
    chrome.tabs.do(FORGETTING)
    chrome.listen()
    chrome.wait_until(0.5)

    assert DELETION in methods(chrome.listen())


@pytest.mark.parametrize("end", ["crashes", "hangs"])
def test_a_page_of_the_operator_before_that_hangs_or_crashes_keeps_no_card_away(
    chrome: PlayedChrome, end: str
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.listen()
    chrome.close_tab(EMAIL.card)
    chrome.answer_until("Runtime.evaluate")
    chrome.tabs.do(FORGETTING)
    chrome.raise_tab(WHATSAPP)
    assert DELETION not in methods(chrome.listen())

    if end == "crashes":
        chrome.say("Target.targetCrashed", targetId="T1")
    chrome.wait_until(0.5 if end == "crashes" else 2)

    assert WHATSAPP.url in addresses(chrome.listen())


def test_a_card_of_the_operator_before_that_the_crm_has_not_answered_is_given_no_session(
    chrome: PlayedChrome,
) -> None:
    chrome.is_slow = True
    chrome.raise_tab(EMAIL)
    chrome.listen()

    chrome.close_tab(EMAIL.card)
    chrome.tabs.do(FORGETTING)
    before = methods(chrome.listen())
    chrome.close("T1")
    chrome.wait_until(0.5)

    assert "Target.closeTarget" in before
    assert "Storage.clearCookies" not in before
    assert "Storage.clearCookies" in methods(chrome.listen())


def test_a_card_of_the_operator_before_that_has_no_tab_yet_never_comes(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.listen()
    chrome.raise_tab(WHATSAPP)
    making = chrome.written()

    chrome.close_tab(WHATSAPP.card)
    chrome.tabs.do(FORGETTING)
    for message in making:
        chrome.answer(message)

    asked = chrome.listen()
    assert "Storage.clearCookies" in methods(asked)
    assert addresses(asked) == []
    assert TabClosed(WHATSAPP.card) in chrome.told()
