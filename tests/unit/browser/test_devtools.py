"""The cards in one Chrome; Chrome is played."""

import pytest
from msgspec.structs import replace

from chatplugin.browser.devtools.tabs import MOST_MAKERS
from chatplugin.browser.driver import DrawAttention
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    Focus,
    ForgetLogins,
    PopFailed,
    RaiseTab,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.sentences import said
from tests.played.chrome import (
    EMAIL,
    WHATSAPP,
    Message,
    PlayedChrome,
    addresses,
    expressions,
    methods,
)


@pytest.fixture
def chrome() -> PlayedChrome:
    played = PlayedChrome().connect()
    played.listen()
    return played


def test_a_waiting_tab_is_ready_before_the_first_contact(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)

    asked = chrome.listen()

    assert methods(asked)[:5] == [
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.addScriptToEvaluateOnNewDocument",
        "Page.navigate",
        "Target.activateTarget",
        "Page.bringToFront",
    ]
    own_title, scripts = (asked[n]["params"] for n in (0, 1))
    assert own_title["source"] == '((o) => {})("CRM WhatsApp")'
    assert own_title["worldName"] == ""  # The page's own world.
    assert '((t) => {})("CRM WhatsApp");(() => {})();(() => 0)()' in scripts["source"]
    assert asked[2]["params"] == {"url": WHATSAPP.url}
    assert chrome.told() == [CardShown(WHATSAPP.card)]


def made(asked: list[Message]) -> list[Message]:
    return [message["params"] for message in asked if message["method"] == "Target.createTarget"]


def test_the_next_waiting_tab_is_prepared_behind_a_card_once_that_is_loaded(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    assert made(chrome.listen()) == []

    chrome.say("Page.loadEventFired", "S1")

    [tab] = made(chrome.listen())
    assert tab["background"] is True
    chrome.raise_tab(EMAIL)
    second = chrome.listen()
    assert (second[2]["method"], second[2]["sessionId"]) == ("Page.navigate", "S2")


def test_behind_a_card_that_loads_for_long_the_next_waiting_tab_comes_all_the_same(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP, now=10)
    chrome.listen()

    assert chrome.tabs.due == 11
    chrome.wait_until(11)

    assert len(made(chrome.listen())) == 1
    assert chrome.tabs.due != 11


def test_the_window_stays_when_its_only_card_is_closed_before_it_is_loaded(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.close_tab(WHATSAPP.card)

    asked = methods(chrome.listen())
    assert asked.index("Target.createTarget") < asked.index("Target.closeTarget")


def test_one_waiting_tab_is_prepared_whatever_is_loaded_how_often(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.say("Page.loadEventFired", "S1")
    chrome.listen()

    chrome.say("Page.loadEventFired", "S1")
    chrome.wait_until(1)

    assert made(chrome.listen()) == []


def test_a_second_contact_while_the_first_card_loads_makes_its_own_tab(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.raise_tab(EMAIL)

    asked = chrome.listen()
    assert len(made(asked)) == 1
    assert addresses(asked) == [EMAIL.url]


def test_a_chrome_that_has_ended_owes_no_waiting_tab(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.tabs.disconnected()

    assert chrome.tabs.due is None


def test_the_same_contact_again_only_brings_its_card_to_the_front(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.raise_tab(WHATSAPP)

    assert methods(chrome.listen()) == ["Target.activateTarget", "Page.bringToFront"]


def test_the_same_contact_twice_at_once_opens_one_tab(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.raise_tab(WHATSAPP)

    assert methods(chrome.listen()).count("Page.navigate") == 1


def test_a_card_in_the_background_leaves_the_operators_focus_alone(chrome: PlayedChrome) -> None:
    kept = RaiseTab(WHATSAPP.card, WHATSAPP.url, WHATSAPP.title, Focus.KEPT)

    chrome.raise_tab(kept)
    chrome.raise_tab(kept)

    assert "Target.activateTarget" not in methods(chrome.listen())


def test_the_logins_of_the_operator_before_are_forgotten_once_also_if_chrome_was_away(
    chrome: PlayedChrome,
) -> None:
    forgetting = ForgetLogins(("https://crm.example.com",))
    chrome.tabs.do(forgetting)
    assert forgets(chrome.listen())

    chrome.tabs.disconnected()
    chrome.tabs.do(forgetting)
    new = PlayedChrome(chrome.tabs, chrome.turn).connect()

    assert forgets(new.listen())
    assert not forgets(new.restarted().connect().listen())


def test_a_tab_that_a_policy_cuts_off_with_the_crms_page_is_an_obstacle(
    chrome: PlayedChrome,
) -> None:
    """DeveloperToolsAvailabilityBlocklist: Chrome says nothing, and refuses the tab's session."""
    chrome.listen()

    chrome.raise_tab(WHATSAPP)
    for message in chrome.written():
        chrome.answer(message)
    chrome.cut_off = {"T1"}
    chrome.listen()

    assert CardShown(WHATSAPP.card) in chrome.told()
    assert chrome.connection.is_forbidden


def test_a_tab_that_was_closed_in_the_meantime_is_no_obstacle(chrome: PlayedChrome) -> None:
    chrome.listen()

    chrome.raise_tab(WHATSAPP)
    for message in chrome.written():
        chrome.answer(message)
    chrome.cut_off, chrome.gone = {"T1"}, {"T1"}
    chrome.listen()

    assert not chrome.connection.is_forbidden


def forgets(asked: list[Message]) -> bool:
    """A page that is being closed may be given a session by a late answer: cookies go last."""
    deletions = [method for method in methods(asked) if method.startswith("Storage.")]
    return deletions == ["Storage.clearDataForOrigin", "Storage.clearCookies"]


def test_a_card_behind_the_operators_work_is_marked_in_each_document_until_it_is_seen(
    chrome: PlayedChrome,
) -> None:
    mark = "globalThis.markUnseen?.()"
    chrome.raise_tab(RaiseTab(WHATSAPP.card, WHATSAPP.url, WHATSAPP.title, Focus.FLASH))
    assert mark in expressions(chrome.listen())
    assert DrawAttention() in chrome.turn.end(None).tasks

    assert mark in expressions(chrome.load())
    assert mark in expressions(chrome.load())
    tell_by_script(chrome, "seen")

    assert mark not in expressions(chrome.load())


def test_a_page_that_may_run_no_script_is_given_a_world_before_its_binding(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    asked = chrome.load()

    world = next(m for m in asked if m["method"] == "Runtime.evaluate")
    assert "contextId" not in world["params"]
    assert methods(asked).index("Runtime.addBinding") > asked.index(world)


def test_a_card_behind_the_operators_work_does_not_take_the_place_of_the_page_that_is_seen(
    chrome: PlayedChrome,
) -> None:
    chrome.page_is = "visible"

    chrome.raise_tab(RaiseTab(WHATSAPP.card, WHATSAPP.url, WHATSAPP.title, Focus.KEPT))

    [asked] = [each for each in chrome.listen() if each["method"] == "Page.navigate"]
    assert asked["sessionId"] == "S2"  # The page is in the first tab.


def test_a_card_that_the_operator_closed_is_opened_anew(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()

    chrome.close("T1")
    chrome.raise_tab(WHATSAPP)

    assert "Page.navigate" in methods(chrome.listen())
    assert chrome.told() == [
        TabClosed(WHATSAPP.card),
        CardShown(WHATSAPP.card),
    ]


def test_a_card_whose_closing_was_not_heard_of_yet_is_opened_anew(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.gone.add("T1")
    chrome.raise_tab(WHATSAPP)

    assert methods(chrome.listen()).count("Page.navigate") == 1


def test_a_crm_that_cannot_be_reached_is_reported(chrome: PlayedChrome) -> None:
    chrome.error = "net::ERR_CONNECTION_REFUSED"

    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    assert chrome.told() == [
        CardTroubled(WHATSAPP.card, Trouble.UNREACHABLE, "net::ERR_CONNECTION_REFUSED")
    ]


def test_a_slow_crm_does_not_hold_up_the_next_contact(chrome: PlayedChrome) -> None:
    chrome.is_slow = True

    chrome.raise_tab(WHATSAPP)
    chrome.raise_tab(EMAIL)
    asked = chrome.listen()

    shown = [message["sessionId"] for message in asked if message["method"] == "Page.navigate"]
    assert shown == ["S1", "S2"]


def test_a_waiting_tab_that_the_operator_uses_is_left_to_the_operator(
    chrome: PlayedChrome,
) -> None:
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "url": "https://example.org/"})
    asked = chrome.listen()
    chrome.raise_tab(WHATSAPP)

    assert methods(asked)[:2] == ["Target.detachFromTarget", "Target.createTarget"]
    assert chrome.listen()[1]["sessionId"] == "S2"


def test_a_waiting_tab_that_the_operator_closes_does_not_come_back_by_itself(
    chrome: PlayedChrome,
) -> None:
    chrome.close("T1")
    asked = chrome.listen()
    chrome.raise_tab(WHATSAPP)

    assert asked == []
    assert "Page.navigate" in methods(chrome.listen())


def test_a_card_that_crashes_for_ever_is_shown_again_three_times(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    for _ in range(5):
        chrome.say("Target.targetCrashed", targetId="T1")

    assert methods(chrome.listen()) == ["Page.navigate"] * 3


def test_a_card_that_was_to_be_closed_is_not_asked_for_again_after_a_crash(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()
    chrome.close_tab(WHATSAPP.card)
    chrome.written()  # The page hangs, and does not say whether something is typed in it.

    chrome.say("Target.targetCrashed", targetId="T1")
    asked = chrome.listen()
    chrome.close("T1")

    assert addresses(asked) == []
    assert "Target.closeTarget" in methods(asked)
    assert chrome.told() == [TabClosed(WHATSAPP.card)]


def test_a_crash_before_chrome_has_answered_costs_neither_the_card_nor_its_title(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.connection.take_outgoing()  # What was under way is never answered.
    chrome.say("Target.targetCrashed", targetId="T1")

    asked = chrome.listen()

    titled = [m for m in asked if m["method"] == "Page.addScriptToEvaluateOnNewDocument"]
    assert [message["sessionId"] for message in titled] == ["S2", "S2"]
    assert {"Target.closeTarget", "Page.navigate"} <= set(methods(asked))
    assert chrome.told() == [CardShown(WHATSAPP.card)]


def test_a_card_that_crashes_before_it_is_there_is_given_up_at_last(chrome: PlayedChrome) -> None:
    chrome.is_slow = True
    chrome.raise_tab(WHATSAPP)
    for number in range(1, 5):
        chrome.listen()
        chrome.say("Target.targetCrashed", targetId=f"T{number}")

    assert chrome.listen() == []
    assert [type(answer) for answer in chrome.told()] == [PopFailed]


def test_cards_come_back_with_a_new_chrome_and_closed_ones_do_not(chrome: PlayedChrome) -> None:
    for command in (WHATSAPP, EMAIL):
        chrome.raise_tab(command)
        chrome.listen()
    chrome.close("T1")

    asked = chrome.restarted().connect().listen()

    assert addresses(asked) == [EMAIL.url]


def test_a_contact_that_comes_while_chrome_is_away_is_shown_in_front_when_it_is_back(
    chrome: PlayedChrome,
) -> None:
    chrome.tabs.disconnected()
    chrome.raise_tab(WHATSAPP)
    chrome.connect()

    assert {"Page.navigate", "Target.activateTarget"} <= set(methods(chrome.listen()))


def test_a_tab_is_closed_when_the_desk_says_so(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.close_tab(WHATSAPP.card)

    [closed] = [m for m in chrome.listen() if m["method"] == "Target.closeTarget"]
    assert closed["params"] == {"targetId": "T1"}


def test_a_tab_in_which_something_is_typed_is_never_closed(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()
    chrome.is_typed_in = True

    chrome.close_tab(WHATSAPP.card)

    assert "Target.closeTarget" not in methods(chrome.listen())
    assert chrome.told() == [TabKept(WHATSAPP.card)]


def test_a_contact_that_comes_while_chrome_is_starting_is_shown_once(
    chrome: PlayedChrome,
) -> None:
    new = chrome.restarted()
    new.slow_target = "T1"  # that of the contact, which asks for its tab first
    new.connect()
    chrome.raise_tab(WHATSAPP)
    asked = new.listen()

    new.hear(new.withheld)
    asked += new.listen()

    assert methods(asked).count("Page.navigate") == 1


def test_a_login_page_that_is_gone_before_it_could_be_looked_at_is_followed(
    chrome: PlayedChrome,
) -> None:
    chrome.sight |= {"asksPassword": True, "isCard": False}
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.say("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.sight |= {"asksPassword": False}
    chrome.say("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.wait_until(2)
    assert "Page.navigate" in methods(chrome.listen())

    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.say("Page.frameNavigated", "S1", frame={"id": "inner", "loaderId": "L2"})
    chrome.say("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L3"})
    chrome.say("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.wait_until(4)

    assert "Page.navigate" in methods(chrome.listen())


def test_back_does_not_lead_from_a_card_to_the_empty_page_before_it(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    assert "Page.resetNavigationHistory" not in methods(chrome.listen())

    assert methods(chrome.load()).count("Page.resetNavigationHistory") == 1
    assert "Page.resetNavigationHistory" not in methods(chrome.load(loader="L2"))


@pytest.mark.parametrize(("started", "told"), [("L1", "troubled"), ("L9", "failed")])
def test_a_navigation_that_another_has_overtaken_is_no_answer_without_a_page(
    chrome: PlayedChrome, started: str, told: str
) -> None:
    chrome.error = "net::ERR_ABORTED"
    chrome.on_navigation = lambda: chrome.say(
        "Page.frameStartedNavigating", "S1", frameId="F", loaderId=started, navigationType=""
    )
    chrome.raise_tab(WHATSAPP)
    closed = "Target.closeTarget" in methods(chrome.listen())

    assert closed is (told == "troubled")
    assert [type(event) for event in chrome.told()] == [
        CardTroubled if told == "troubled" else PopFailed
    ]


def show(chrome: PlayedChrome) -> None:
    """A card comes up, and its document begins."""
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": "L1"})
    chrome.say("Page.domContentEventFired", "S1", timestamp=0)
    chrome.listen()
    chrome.told()


def tell_by_script(chrome: PlayedChrome, word: str) -> None:
    told = {"name": "chatPluginTell", "payload": word, "executionContextId": 7}
    chrome.say("Runtime.bindingCalled", "S1", **told)


def go_on(chrome: PlayedChrome, loader: str, **sight: object) -> list[str]:
    """Another document takes the card's place; what is asked then, and when its time has come."""
    chrome.sight |= sight
    chrome.say("Page.frameNavigated", "S1", frame={"id": "F", "loaderId": loader})
    chrome.say("Page.domContentEventFired", "S1", timestamp=0)
    asked = chrome.listen()
    chrome.wait_until(5)
    return methods([*asked, *chrome.listen()])


def test_a_form_that_the_operator_has_sent_stays_whatever_the_crm_answers(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    tell_by_script(chrome, "touched")
    chrome.say("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" not in asked
    assert chrome.told() == []
    assert chrome.tabs.due is None


def test_a_login_that_is_drawn_late_is_told_until_the_operator_works_in_the_card(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    chrome.wait_until(3600)
    chrome.sight |= {"asksPassword": True, "isCard": False}

    tell_by_script(chrome, "password")
    chrome.listen()

    assert chrome.told() == [CardTroubled(WHATSAPP.card, Trouble.LOGIN)]


def test_a_form_that_the_operator_has_opened_in_the_card_is_not_judged(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    tell_by_script(chrome, "touched")
    chrome.listen()
    chrome.sight |= {"asksPassword": True, "isCard": False}

    tell_by_script(chrome, "password")
    chrome.listen()

    assert chrome.told() == []


def test_an_address_that_the_operator_has_typed_is_not_judged(chrome: PlayedChrome) -> None:
    show(chrome)

    go_on(chrome, "L2", status=404, isCard=False, isAtCrm=False)

    assert chrome.told() == []


def test_a_page_that_a_script_of_the_card_leads_to_may_be_a_login(chrome: PlayedChrome) -> None:
    show(chrome)
    chrome.say("Page.frameRequestedNavigation", "S1", frameId="F", disposition="currentTab")

    go_on(chrome, "L2", asksPassword=True, isCard=False)

    assert chrome.told() == [CardTroubled(WHATSAPP.card, Trouble.LOGIN)]


def test_a_link_that_opens_another_tab_is_no_way_out_of_the_card(chrome: PlayedChrome) -> None:
    show(chrome)
    chrome.say("Page.frameRequestedNavigation", "S1", frameId="F", disposition="newTab")

    go_on(chrome, "L2", asksPassword=True, isCard=False)

    assert chrome.told() == []


def test_a_card_that_is_loaded_again_is_judged_again(chrome: PlayedChrome) -> None:
    show(chrome)
    tell_by_script(chrome, "touched")  # by F5
    chrome.say(
        "Page.frameStartedNavigating",
        "S1",
        frameId="F",
        loaderId="L2",
        navigationType="reload",
        url=WHATSAPP.url,
    )

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" in asked
    assert chrome.told()[0] == CardTroubled(WHATSAPP.card, Trouble.ERROR, "503")


def test_a_page_that_asks_for_looks_without_end_gets_one_at_a_time(chrome: PlayedChrome) -> None:
    show(chrome)

    for _ in range(1000):
        tell_by_script(chrome, "password")
        chrome.say("Page.domContentEventFired", "S1", timestamp=0)

    [asked] = chrome.written()
    chrome.answer(asked)
    assert len(chrome.listen()) < 10


def test_a_card_that_has_crashed_and_come_back_is_judged_like_another(
    chrome: PlayedChrome,
) -> None:
    show(chrome)
    chrome.loader = "L2"
    chrome.say("Target.targetCrashed", targetId="T1")
    chrome.listen()

    asked = go_on(chrome, "L2", status=503)

    assert "Page.navigate" in asked


def test_a_card_that_crashed_under_a_look_is_looked_at_again(chrome: PlayedChrome) -> None:
    show(chrome)
    tell_by_script(chrome, "password")
    chrome.written()  # It is never answered.
    chrome.say("Target.targetCrashed", targetId="T1")
    chrome.listen()

    tell_by_script(chrome, "password")

    assert "Runtime.evaluate" in methods(chrome.listen())


def burst(n: int) -> list[RaiseTab]:
    return [RaiseTab(CardId(f"W{i}"), f"https://crm.example.com/?n={i}", "CRM") for i in range(n)]


def test_many_contacts_at_once_get_their_tabs_a_few_at_a_time(chrome: PlayedChrome) -> None:
    for command in burst(50):
        chrome.raise_tab(command)

    first = chrome.connection.take_outgoing().count(b'"Target.createTarget"')

    assert first == MOST_MAKERS


def test_many_contacts_at_once_are_all_shown_and_once(chrome: PlayedChrome) -> None:
    cards = burst(50)
    for command in cards:
        chrome.raise_tab(command)

    asked = chrome.listen()

    assert sorted(addresses(asked)) == sorted(command.url for command in cards)
    assert len(chrome.told()) == 50


def test_of_many_contacts_at_once_the_newest_gets_the_first_tab_that_is_made(
    chrome: PlayedChrome,
) -> None:
    cards = burst(50)
    for command in cards:
        chrome.raise_tab(command)

    asked = chrome.listen()

    waiting_tab, *made = addresses(asked)
    assert waiting_tab == cards[0].url
    assert made == [command.url for command in reversed(cards[1:])]


def test_a_card_that_is_accepted_while_it_waits_keeps_its_place_in_line(
    chrome: PlayedChrome,
) -> None:
    cards = burst(9)
    for command in cards:
        chrome.raise_tab(command)
    for command in reversed(cards):
        chrome.raise_tab(replace(command, focus=Focus.UNCHANGED))

    asked = chrome.listen()

    assert addresses(asked)[1:] == [command.url for command in reversed(cards[1:])]


def test_after_a_crash_of_the_service_a_new_contact_goes_before_the_restored_cards(
    chrome: PlayedChrome,
) -> None:
    for command in burst(20):
        chrome.raise_tab(replace(command, focus=Focus.UNCHANGED))

    chrome.raise_tab(EMAIL)
    asked = chrome.listen()

    # The waiting tab and those being made were given away before it came.
    assert EMAIL.url in addresses(asked)[: MOST_MAKERS + 2]
    assert len(addresses(asked)) == 21


def test_after_a_crash_of_chrome_new_contacts_go_first_and_the_newest_before_all(
    chrome: PlayedChrome,
) -> None:
    for command in burst(20):
        chrome.raise_tab(command)
    chrome.listen()
    again = chrome.restarted()
    new = [replace(EMAIL, card=CardId(f"E{n}"), url=f"{EMAIL.url}{n}") for n in range(3)]

    for command in new:
        again.raise_tab(command)
    again.connect()
    asked = again.listen()

    assert addresses(asked)[:3] == [command.url for command in reversed(new)]
    assert len(addresses(asked)) == 23


def test_a_restored_card_that_the_operator_asks_for_goes_first(chrome: PlayedChrome) -> None:
    cards = [replace(command, focus=Focus.UNCHANGED) for command in burst(20)]
    for command in cards:
        chrome.raise_tab(command)

    chrome.raise_tab(replace(cards[-1], focus=Focus.FRONT))
    asked = chrome.listen()

    assert cards[-1].url in addresses(asked)[: MOST_MAKERS + 2]


def test_a_card_that_the_operator_asks_for_stays_before_one_whose_tab_is_being_made(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.raise_tab(EMAIL)

    chrome.raise_tab(WHATSAPP)
    asked = chrome.listen()

    fronts = [m["params"]["targetId"] for m in asked if m["method"] == "Target.activateTarget"]
    assert EMAIL.url in addresses(asked)
    assert fronts == ["T1"]


def test_a_card_comes_to_the_front_where_the_newer_one_has_failed(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    older, newer = replace(EMAIL, card=CardId("E0")), EMAIL
    chrome.raise_tab(older)
    chrome.raise_tab(newer)
    chrome.slow_target = "T3"
    chrome.on_navigation = lambda: chrome.gone.add("T2")
    chrome.listen()
    assert [event for event in chrome.told() if isinstance(event, PopFailed)]

    chrome.hear(chrome.withheld)
    asked = chrome.listen()

    fronts = [m["params"]["targetId"] for m in asked if m["method"] == "Target.activateTarget"]
    assert fronts == ["T3"]


@pytest.mark.parametrize("end", ["Target.targetDestroyed", "Target.targetCrashed"])
@pytest.mark.parametrize("is_given_away", [True, False])
def test_a_card_in_line_comes_although_the_tab_is_lost_that_was_asked_for_it(
    chrome: PlayedChrome, end: str, *, is_given_away: bool
) -> None:
    chrome.raise_tab(replace(WHATSAPP, focus=Focus.KEPT))
    [is_the_page_seen] = expressions(chrome.written())  # It is never answered.
    if is_given_away:
        chrome.raise_tab(EMAIL)
        chrome.listen()

    chrome.say(end, targetId="T1")
    asked = chrome.listen()

    assert "visibilityState" in is_the_page_seen
    assert WHATSAPP.url in addresses(asked)


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_a_card_comes_although_the_page_crashes_in_the_tab_that_is_made_for_it(
    chrome: PlayedChrome, answers: int
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.raise_tab(EMAIL)
    for _ in range(answers):
        [message] = [m for m in chrome.written() if m["method"].startswith("Target.")]
        chrome.answer(message)
    asked = chrome.written()  # Chrome answers it only as long as there is a page.

    chrome.gone.add("T2")
    chrome.say("Target.targetCrashed", targetId="T2")
    for message in asked if answers < 2 else []:
        chrome.answer(message)
    asked = chrome.listen()

    assert EMAIL.url in addresses(asked)


def test_a_chrome_in_which_every_new_page_crashes_is_not_asked_for_tabs_without_end(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()
    chrome.raise_tab(EMAIL)

    for number in range(2, 30):
        for message in chrome.written() + chrome.written():
            if message["method"].startswith("Target."):
                chrome.answer(message)
        for message in chrome.written():
            if message["method"].startswith("Target."):
                chrome.answer(message)
        chrome.say("Target.targetCrashed", targetId=f"T{number}")

    assert chrome.targets < 10
    assert chrome.told() == [PopFailed(EMAIL.card, said("chrome.crashes"))]


def test_the_operators_page_comes_although_its_tab_crashes_while_it_is_made() -> None:
    chrome = PlayedChrome()
    chrome.connect()
    for _ in range(3):
        [message] = chrome.written()
        chrome.answer(message)
    assert "Page.enable" in methods(chrome.written())  # It is never answered.

    chrome.gone.add("T1")
    chrome.say("Target.targetCrashed", targetId="T1")
    asked = chrome.listen()

    assert "Page.setDocumentContent" in methods(asked)


def test_the_operators_page_is_drawn_again_after_it_has_crashed_while_it_was_drawn(
    chrome: PlayedChrome,
) -> None:
    chrome.show_page("before")
    chrome.written()  # It is never answered.

    chrome.say("Target.targetCrashed", targetId="T1")
    chrome.show_page("after")
    drawn = expressions(chrome.listen())

    assert "after" in drawn[-1]


def test_a_card_whose_contact_ends_before_it_is_there_is_shown_and_then_closed(
    chrome: PlayedChrome,
) -> None:
    cards = burst(9)
    for command in cards:
        chrome.raise_tab(command)
    for command in cards:
        chrome.close_tab(command.card)

    asked = methods(chrome.listen())

    assert asked.count("Page.navigate") == 9
    assert asked.count("Target.closeTarget") == 9


def test_a_card_whose_contact_ends_before_it_has_a_tab_comes_up_under_nobodys_hands(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.raise_tab(EMAIL)
    chrome.close_tab(EMAIL.card)

    asked = chrome.listen()

    assert addresses(asked) == [EMAIL.url]
    assert "Target.activateTarget" not in methods(asked)


def test_a_card_that_is_wanted_again_before_it_has_a_tab_comes_to_the_front(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.raise_tab(EMAIL)
    chrome.close_tab(EMAIL.card)

    chrome.raise_tab(EMAIL)

    asked = methods(chrome.listen())
    assert "Target.activateTarget" in asked
    assert "Target.closeTarget" not in asked


def test_a_card_that_ends_while_chrome_is_away_does_not_come_back(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()
    chrome.tabs.disconnected()
    chrome.close_tab(WHATSAPP.card)

    chrome.connect()

    assert chrome.told() == [TabClosed(WHATSAPP.card)]
    assert "Page.navigate" not in methods(chrome.listen())


def test_a_card_that_is_wanted_again_while_its_page_is_asked_for_text_stays(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.close_tab(WHATSAPP.card)
    late = chrome.written()

    chrome.raise_tab(WHATSAPP)
    for message in late:
        chrome.answer(message)

    asked = methods(chrome.listen())
    assert "Target.activateTarget" in asked
    assert "Target.closeTarget" not in asked


def test_a_card_that_is_wanted_again_is_not_said_to_be_kept(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()
    chrome.is_typed_in = True
    chrome.close_tab(WHATSAPP.card)
    late = chrome.written()

    chrome.raise_tab(WHATSAPP)
    for message in late:
        chrome.answer(message)
    chrome.listen()

    assert chrome.told() == []


def test_a_card_that_ends_before_the_crm_answers_does_not_come_back_with_the_next_chrome(
    chrome: PlayedChrome,
) -> None:
    chrome.is_slow = True
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.close_tab(WHATSAPP.card)

    new = chrome.restarted().connect()

    assert chrome.told() == [TabClosed(WHATSAPP.card)]
    assert addresses(new.listen()) == []


def test_a_card_that_ends_before_it_has_a_tab_does_not_come_back_with_the_next_chrome(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(EMAIL)
    chrome.raise_tab(WHATSAPP)
    chrome.close_tab(WHATSAPP.card)

    new = chrome.restarted().connect()

    assert addresses(new.listen()) == [EMAIL.url]


def test_a_card_that_the_crm_does_not_have_is_asked_for_again_when_the_operator_wants_it(
    chrome: PlayedChrome,
) -> None:
    chrome.sight["status"] = 404
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.say("Page.domContentEventFired", session="S1")
    chrome.listen()

    chrome.raise_tab(WHATSAPP)

    assert "Page.navigate" in methods(chrome.listen())
    assert chrome.told() == [
        CardShown(WHATSAPP.card),
        CardTroubled(WHATSAPP.card, Trouble.REFUSED, "404"),
    ]


def put_aside(chrome: PlayedChrome, after: float = 0.01) -> None:
    """Chrome saves memory: the tab goes on without its page, and has another id."""
    chrome.say("Target.targetCreated", targetInfo={"targetId": "T9", "title": WHATSAPP.title})
    chrome.wait_until(chrome.turn.now + after)
    chrome.close("T1")


def test_a_card_that_chrome_puts_aside_is_followed_and_raised_in_its_tab(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()

    put_aside(chrome)
    followed = chrome.listen()
    chrome.raise_tab(WHATSAPP)
    raised = chrome.listen()

    assert {message["sessionId"] for message in followed[1:]} == {"S9"}
    assert methods(followed)[0] == "Target.attachToTarget"
    assert methods(followed).count("Page.addScriptToEvaluateOnNewDocument") == 2
    assert methods(raised) == ["Target.activateTarget", "Page.bringToFront"]
    assert chrome.told() == []


def test_a_card_that_is_put_aside_holds_nothing_typed_and_is_closed_unasked(
    chrome: PlayedChrome,
) -> None:
    chrome.is_typed_in = True
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    put_aside(chrome)
    chrome.listen()

    chrome.close_tab(WHATSAPP.card)

    assert "Target.closeTarget" in methods(chrome.listen())


def test_a_tab_that_was_doubled_long_before_is_not_the_card_that_is_closed(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()
    chrome.told()

    put_aside(chrome, after=2)

    assert chrome.told() == [TabClosed(WHATSAPP.card)]


def test_a_card_that_is_raised_while_chrome_puts_it_aside_comes_up(chrome: PlayedChrome) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    put_aside(chrome)
    chrome.raise_tab(WHATSAPP)
    asked = chrome.listen()

    activated = [m["params"] for m in asked if m["method"] == "Target.activateTarget"]
    assert activated == [{"targetId": "T9"}]


def test_a_card_that_is_raised_just_before_chrome_puts_it_aside_comes_up_once(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.gone.add("T1")
    chrome.raise_tab(WHATSAPP)
    put_aside(chrome)
    asked = chrome.listen()

    closed = [m["params"]["targetId"] for m in asked if m["method"] == "Target.closeTarget"]
    assert closed == ["T9"]
    assert methods(asked).count("Page.navigate") == 1


def test_a_card_whose_contact_ends_just_before_chrome_puts_it_aside_is_closed(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.close_tab(WHATSAPP.card)
    chrome.written()  # What is asked of the page is never answered.
    put_aside(chrome)
    asked = chrome.listen()

    closed = [m["params"]["targetId"] for m in asked if m["method"] == "Target.closeTarget"]
    assert closed == ["T9"]


def test_a_card_whose_tab_is_not_found_again_is_opened_anew_when_it_is_raised(
    chrome: PlayedChrome,
) -> None:
    chrome.raise_tab(WHATSAPP)
    chrome.listen()

    chrome.gone.add("T9")
    put_aside(chrome)
    chrome.raise_tab(WHATSAPP)

    assert "Page.navigate" in methods(chrome.listen())
