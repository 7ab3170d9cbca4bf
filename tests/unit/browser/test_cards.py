"""The life of a card, as plays: what happens to it, and what must come of it."""

import pytest
from msgspec.structs import replace

from chatplugin.browser.card_states import (
    BACK_OFF,
    OWN,
    SECONDS_AT_LOGIN,
    SECONDS_TO_DRAW,
    SECONDS_TO_REST,
    SECONDS_TO_SLOW,
    TABLE,
    On,
    State,
    Verb,
)
from chatplugin.browser.cards import (
    MOST_CRASHES,
    Answered,
    Card,
    Failed,
    Moved,
    Raised,
    Seen,
    Sight,
    Timers,
    Whose,
)
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import (
    CardShown,
    CardTroubled,
    Focus,
    PopFailed,
    RaiseTab,
    TabClosed,
    TabKept,
    Trouble,
)
from chatplugin.sentences import said
from tests.played.playbook import Playbook

E1 = CardId("E1")
NET_ERROR = "net::ERR_CONNECTION_REFUSED"
CARD = Sight(
    is_error_page=False,
    status=200,
    asks_password=False,
    is_card=True,
    is_at_crm=True,
    is_typed=False,
)
ERROR_PAGE = replace(CARD, is_error_page=True, status=0, is_card=False, is_at_crm=False)
BROKEN = replace(CARD, status=503)
NOT_FOUND = replace(CARD, status=404)
LOGIN = replace(CARD, asks_password=True, is_card=False)
HOME = replace(CARD, is_card=False)
START = replace(HOME, is_start=True)

SHOWN = CardShown(E1)
AT_LOGIN = CardTroubled(E1, Trouble.LOGIN)
ELSEWHERE = CardTroubled(E1, Trouble.ELSEWHERE)
UNREACHABLE = CardTroubled(E1, Trouble.UNREACHABLE, NET_ERROR)
FRONT, KEPT = Raised(Focus.FRONT), Raised(Focus.KEPT)
NOTHING = ()


def new_card() -> Card:
    return Card(RaiseTab(E1, "https://crm.example.com/?user_id=1", "CRM Email"))


@pytest.fixture
def opening() -> Playbook:
    """The CRM was asked for the card, and has not answered."""
    return Playbook(new_card()) >> FRONT << Verb.OPEN >> On.ASKED << NOTHING << State.OPENING


@pytest.fixture
def arrived(opening: Playbook) -> Playbook:
    return opening >> Answered() << SHOWN << State.ARRIVING


@pytest.fixture
def at_login(arrived: Playbook) -> Playbook:
    return arrived >> Seen(LOGIN) << AT_LOGIN << State.LOGIN


def after(play: Playbook, page: Sight) -> Playbook:
    """A login has led to *page*, which is still there after a while."""
    play >> Seen(page) << NOTHING << State.LOGGED_IN
    return play >> SECONDS_TO_REST >> On.WOKEN << Verb.LOOK >> Seen(page)


def test_a_card_that_arrives_is_shown_and_left_alone_once_it_is_worked_in(
    arrived: Playbook,
) -> None:
    assert arrived >> Seen(CARD) << NOTHING
    assert arrived >> SECONDS_TO_DRAW >> On.WOKEN << Verb.LOOK >> Seen(CARD) << NOTHING
    assert arrived >> On.TOUCHED << Verb.LOOK >> Seen(CARD) << NOTHING << State.SETTLED
    assert arrived >> On.DOCUMENT << NOTHING
    assert arrived.card.due is None


def test_a_login_that_a_script_draws_late_is_told_however_long_it_has_taken(
    arrived: Playbook,
) -> None:
    arrived >> Seen(CARD) << NOTHING >> SECONDS_TO_DRAW >> On.WOKEN << Verb.LOOK
    assert arrived >> Seen(CARD) << NOTHING
    assert arrived.card.due is None, "nobody looks without a cause any more"

    arrived >> 3600.0 >> On.DOCUMENT << Verb.LOOK

    assert arrived >> Seen(LOGIN) << AT_LOGIN << State.LOGIN


def test_a_login_into_which_the_operator_clicks_before_it_was_seen_is_a_login(
    arrived: Playbook,
) -> None:
    arrived >> On.TOUCHED << Verb.LOOK

    assert arrived >> Seen(LOGIN) << AT_LOGIN << State.LOGIN


def test_a_form_for_a_password_that_the_operator_has_opened_in_his_card_is_no_login(
    arrived: Playbook,
) -> None:
    record = replace(HOME, is_to_fill=True)
    arrived >> Seen(record) << NOTHING >> On.TOUCHED << Verb.LOOK >> Seen(record) << NOTHING

    arrived >> On.DOCUMENT << NOTHING

    assert arrived >> Seen(LOGIN) << NOTHING << State.SETTLED


def test_a_touch_on_another_server_does_not_end_the_way_through_its_login(
    arrived: Playbook,
) -> None:
    """It asks for a name first, in a field that nobody could tell from another."""
    name = replace(HOME, is_at_crm=False, is_to_fill=True)
    arrived >> Seen(name) << NOTHING >> On.TOUCHED << Verb.LOOK >> Seen(name) << NOTHING

    arrived >> Moved(Whose.FORM) << NOTHING

    assert arrived >> Seen(replace(LOGIN, is_at_crm=False)) << AT_LOGIN << State.LOGIN


def test_a_login_that_is_hidden_for_a_moment_between_name_and_password_is_not_over(
    at_login: Playbook,
) -> None:
    at_login >> Seen(CARD) << NOTHING << State.LOGGED_IN

    at_login >> SECONDS_TO_REST >> On.WOKEN << Verb.LOOK

    assert at_login >> Seen(replace(CARD, asks_password=True)) << NOTHING << State.LOGIN


def test_a_crm_that_is_away_is_asked_again_with_longer_and_longer_pauses(
    opening: Playbook,
) -> None:
    pauses = []
    opening >> Answered(NET_ERROR) << UNREACHABLE << State.RETRYING
    for _ in range(7):
        assert opening.card.due is not None
        pause = opening.card.due - opening.now
        pauses.append(pause)
        opening >> pause >> On.WOKEN << Verb.LOOK << State.CHECKING
        opening >> Seen(ERROR_PAGE) << Verb.NAVIGATE << State.ASKING
        opening >> Answered(NET_ERROR) << NOTHING << State.RETRYING

    assert pauses == [*BACK_OFF, 30, 30]


def test_an_hour_of_sleep_leads_no_card_away_from_what_is_typed(opening: Playbook) -> None:
    """The card was in trouble, and its page was one with a form when the computer woke up."""
    opening >> Answered(NET_ERROR) << UNREACHABLE << State.RETRYING

    opening >> 3600.0 >> On.WOKEN << Verb.LOOK << State.CHECKING

    opening >> Seen(replace(ERROR_PAGE, is_typed=True)) << NOTHING
    assert opening.card.due is None


def test_an_hour_of_sleep_asks_for_no_card_that_is_there(arrived: Playbook) -> None:
    arrived >> 3600.0 >> On.WOKEN << Verb.LOOK

    assert arrived >> Seen(CARD) << NOTHING << State.ARRIVING


def test_a_card_that_arrives_at_last_ends_the_trouble(opening: Playbook) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE
    opening >> On.WOKEN << Verb.LOOK >> Seen(ERROR_PAGE) << Verb.NAVIGATE

    assert opening >> Answered() << NOTHING >> Seen(CARD) << SHOWN << State.ARRIVING


def test_an_error_of_the_crm_is_told_once_and_asked_for_again(arrived: Playbook) -> None:
    arrived >> Seen(BROKEN) << CardTroubled(E1, Trouble.ERROR, "503") << State.RETRYING
    arrived >> On.WOKEN << Verb.LOOK >> Seen(BROKEN) << Verb.NAVIGATE

    assert arrived >> Answered() << NOTHING >> Seen(BROKEN) << NOTHING << State.RETRYING
    assert arrived.card.due == arrived.now + BACK_OFF[1]


def test_a_card_that_the_crm_does_not_have_is_asked_for_again_only_when_it_is_wanted(
    arrived: Playbook,
) -> None:
    arrived >> Seen(NOT_FOUND) << CardTroubled(E1, Trouble.REFUSED, "404") << State.REFUSED
    assert arrived.card.due is None

    arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    assert arrived >> Seen(NOT_FOUND) << Verb.NAVIGATE << State.ASKING


@pytest.mark.parametrize(
    "sight", [replace(NOT_FOUND, is_typed=True), replace(NOT_FOUND, is_card=False), CARD]
)
def test_a_refused_card_that_is_wanted_is_left_where_its_answer_does_not_stand_any_more(
    arrived: Playbook, sight: Sight
) -> None:
    arrived >> Seen(NOT_FOUND) << CardTroubled(E1, Trouble.REFUSED, "404")

    arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    assert arrived >> Seen(sight) << NOTHING << State.REFUSED


def test_a_signed_card_that_is_refused_is_signed_anew_when_it_is_wanted(arrived: Playbook) -> None:
    arrived >> On.WOKEN << Verb.LOOK >> Seen(CARD) << NOTHING
    arrived.card.is_signed = True

    arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    assert arrived >> Seen(replace(CARD, status=403)) << Verb.NAVIGATE << State.ASKING


def test_a_plain_card_that_is_there_is_only_brought_to_the_front(arrived: Playbook) -> None:
    assert arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << NOTHING
    assert arrived >> Raised(Focus.UNCHANGED) << NOTHING


def test_a_card_that_is_there_and_wanted_behind_is_marked(arrived: Playbook) -> None:
    assert arrived >> KEPT << Verb.MARK
    assert arrived >> Raised(Focus.FLASH) << Verb.MARK


def test_a_page_that_chrome_has_loaded_again_by_itself_counts(opening: Playbook) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE

    assert opening >> On.DOCUMENT << Verb.LOOK >> Seen(CARD) << SHOWN << State.ARRIVING


def test_an_attempt_that_is_due_is_made_as_soon_as_the_tab_can_be_looked_at(
    opening: Playbook,
) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE
    opening >> On.WOKEN << Verb.LOOK  # but the tab could not be asked just then

    assert opening >> On.DOCUMENT << Verb.LOOK >> Seen(ERROR_PAGE) << Verb.NAVIGATE


def test_nothing_is_asked_for_again_over_typed_text(opening: Playbook) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE
    opening >> On.WOKEN << Verb.LOOK

    assert opening >> Seen(replace(BROKEN, is_typed=True)) << NOTHING
    assert opening.card.due is None


def test_an_error_that_no_attempt_mends_is_told_and_left_there(opening: Playbook) -> None:
    error = "net::ERR_CERT_DATE_INVALID"
    opening >> Answered(error) << CardTroubled(E1, Trouble.CERTIFICATE, error) << State.STUCK
    assert opening.card.due is None

    opening >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK >> Seen(ERROR_PAGE) << NOTHING

    assert opening >> On.DOCUMENT << Verb.LOOK >> Seen(CARD) << SHOWN << State.ARRIVING


def test_a_redirection_without_end_is_asked_for_again_only_when_the_card_is_wanted(
    opening: Playbook,
) -> None:
    error = "net::ERR_TOO_MANY_REDIRECTS"
    opening >> Answered(error) << CardTroubled(E1, Trouble.REDIRECT, error) << State.STUCK

    opening >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    assert opening >> Seen(ERROR_PAGE) << Verb.NAVIGATE << State.ASKING


def test_a_page_to_which_the_operator_has_gone_is_never_judged(arrived: Playbook) -> None:
    assert arrived >> Moved(Whose.OPERATOR) << NOTHING << State.SETTLED
    assert arrived >> On.DOCUMENT << NOTHING >> Seen(BROKEN) << NOTHING


def test_an_operator_who_goes_elsewhere_ends_the_attempts(opening: Playbook) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE

    assert opening >> Moved(Whose.OPERATOR) << SHOWN << State.SETTLED
    assert opening.card.due is None


def test_a_page_that_a_script_has_led_to_may_be_a_login_but_no_failure(arrived: Playbook) -> None:
    arrived >> Moved(Whose.PAGE) << NOTHING >> Seen(BROKEN) << NOTHING << State.ARRIVING

    assert arrived >> Seen(LOGIN) << AT_LOGIN


def test_a_login_of_several_pages_on_another_server_is_followed(arrived: Playbook) -> None:
    elsewhere = replace(HOME, is_at_crm=False)
    arrived >> Seen(elsewhere) << NOTHING

    arrived >> Moved(Whose.OPERATOR) << NOTHING << State.ARRIVING

    assert arrived >> Seen(replace(LOGIN, is_at_crm=False)) << AT_LOGIN


def test_a_crm_that_says_nothing_is_slow_until_it_answers(opening: Playbook) -> None:
    slow = CardTroubled(E1, Trouble.SLOW)

    assert opening >> SECONDS_TO_SLOW >> On.WOKEN << (slow, Verb.SHOW_PAGE)
    assert opening.card.due is None
    assert opening >> Answered() << SHOWN


def test_a_navigation_that_the_operator_stopped_is_not_repeated(opening: Playbook) -> None:
    stopped = Failed(On.ABORTED, Trouble.UNREACHABLE.said("net::ERR_ABORTED"))

    assert opening >> stopped << PopFailed(E1, stopped.reason) << State.SETTLED
    assert opening.card.due is None


def test_a_tab_to_which_no_page_comes_is_closed_and_the_reason_told(opening: Playbook) -> None:
    told = CardTroubled(E1, Trouble.NO_PAGE)

    assert opening >> Answered("net::ERR_ABORTED") << (Verb.CLOSE, told) << State.NONE


def test_a_card_that_no_page_comes_for_any_more_is_asked_for_when_it_is_wanted(
    arrived: Playbook,
) -> None:
    arrived >> Seen(NOT_FOUND) << CardTroubled(E1, Trouble.REFUSED, "404")
    arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK
    arrived >> Seen(NOT_FOUND) << Verb.NAVIGATE

    assert arrived >> Answered("net::ERR_ABORTED") << CardTroubled(E1, Trouble.NO_PAGE)
    assert arrived.card.state is State.STUCK


def test_after_a_login_the_card_is_asked_for_again(at_login: Playbook) -> None:
    at_login >> Seen(LOGIN) << NOTHING  # a wrong password

    after(at_login, HOME) << Verb.NAVIGATE << State.ASKING

    assert at_login >> Answered() << NOTHING >> Seen(CARD) << SHOWN


@pytest.mark.parametrize("step", [LOGIN, replace(HOME, is_to_fill=True)])
def test_a_page_with_something_to_fill_in_is_never_left_after_a_login(
    at_login: Playbook, step: Sight
) -> None:
    at_login >> Moved(Whose.FORM) << NOTHING >> On.DOCUMENT << Verb.LOOK >> Seen(step) << NOTHING

    assert at_login >> SECONDS_AT_LOGIN >> On.WOKEN << Verb.LOOK >> Seen(step) << NOTHING
    assert at_login.card.state is State.LOGIN


def test_a_login_goes_on_where_the_page_behind_it_leads_on_by_itself(at_login: Playbook) -> None:
    at_login >> Seen(HOME) << NOTHING << State.LOGGED_IN >> Seen(HOME) << NOTHING

    at_login >> On.DOCUMENT << Verb.LOOK << State.LOGIN >> Seen(LOGIN) << NOTHING
    at_login >> Seen(HOME) << NOTHING << State.LOGGED_IN
    at_login >> SECONDS_TO_REST >> On.WOKEN << Verb.LOOK >> Seen(LOGIN) << NOTHING << State.LOGIN

    assert after(at_login, CARD) << SHOWN << State.SETTLED


@pytest.mark.parametrize("move", [Moved(Whose.FORM), On.TOUCHED])
def test_a_page_to_which_the_operator_goes_from_the_card_after_a_login_stays(
    at_login: Playbook, move: Moved | On
) -> None:
    at_login >> Seen(CARD) << NOTHING << State.LOGGED_IN >> 0.5 >> move << NOTHING

    at_login >> On.DOCUMENT << Verb.LOOK >> Seen(HOME) << ELSEWHERE << State.ELSEWHERE
    at_login >> SECONDS_TO_REST >> On.WOKEN << NOTHING >> Seen(HOME) << NOTHING

    assert at_login >> Moved(Whose.OPERATOR) << SHOWN << State.SETTLED


def test_a_login_is_over_where_the_card_writes_its_address_again_and_again(
    at_login: Playbook,
) -> None:
    at_login >> Seen(CARD) << NOTHING << State.LOGGED_IN
    due = at_login.card.due

    for _ in range(3):
        at_login >> SECONDS_TO_REST / 4 >> On.DOCUMENT << Verb.LOOK >> Seen(CARD) << NOTHING

    assert at_login.card.due == due
    assert at_login >> On.WOKEN << Verb.LOOK >> Seen(CARD) << SHOWN << State.SETTLED


def test_after_a_password_is_asked_for_in_the_card_it_is_asked_for_again(
    at_login: Playbook,
) -> None:
    at_login >> Seen(CARD) << NOTHING << State.LOGGED_IN
    at_login >> Seen(replace(CARD, asks_password=True)) << NOTHING << State.LOGIN

    assert after(at_login, HOME) << Verb.NAVIGATE


def test_the_watch_ends_with_the_operators_first_own_step(at_login: Playbook) -> None:
    at_login >> Moved(Whose.OPERATOR) << NOTHING

    assert at_login >> Seen(HOME) << ELSEWHERE << State.ELSEWHERE
    assert at_login >> Moved(Whose.OPERATOR) << SHOWN << State.SETTLED


def test_a_link_on_a_login_page_may_lead_to_another_login(at_login: Playbook) -> None:
    at_login >> Moved(Whose.OPERATOR) << NOTHING >> Seen(LOGIN) << NOTHING

    at_login >> Moved(Whose.FORM) << NOTHING

    after(at_login, HOME) << Verb.NAVIGATE


def test_a_login_elsewhere_that_was_quicker_than_a_look_at_it_is_noticed_by_where_it_leads(
    arrived: Playbook,
) -> None:
    arrived >> Seen(replace(HOME, is_at_crm=False)) << NOTHING >> Moved(Whose.FORM) << NOTHING

    assert arrived >> Seen(START) << ELSEWHERE


def test_a_card_that_lands_on_the_start_page_is_offered_and_asked_for_when_it_is_wanted(
    arrived: Playbook,
) -> None:
    arrived >> Seen(START) << ELSEWHERE << State.ELSEWHERE
    assert arrived.card.due is None

    arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK
    arrived >> Seen(START) << Verb.NAVIGATE << State.ASKING >> Answered() << NOTHING

    assert arrived >> Seen(CARD) << SHOWN << State.ARRIVING


def test_a_crm_that_shows_the_card_on_its_start_page_is_believed_the_second_time(
    arrived: Playbook,
) -> None:
    arrived >> Seen(START) << ELSEWHERE >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    arrived >> Seen(START) << Verb.NAVIGATE >> Answered() << NOTHING

    assert arrived >> Seen(START) << SHOWN << State.ARRIVING


def test_another_page_in_which_something_is_typed_is_not_left_for_the_card(
    arrived: Playbook,
) -> None:
    arrived >> Seen(START) << ELSEWHERE >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK

    assert arrived >> Seen(replace(START, is_typed=True, is_to_fill=True)) << NOTHING


def test_a_login_on_another_server_may_ask_for_the_password_after_a_while(
    arrived: Playbook,
) -> None:
    arrived >> Seen(replace(HOME, is_at_crm=False)) << NOTHING
    arrived >> SECONDS_TO_DRAW >> On.WOKEN << Verb.LOOK
    assert arrived.card.due is None

    arrived >> Moved(Whose.FORM) << NOTHING

    assert arrived >> Seen(replace(LOGIN, is_at_crm=False)) << AT_LOGIN << State.LOGIN


def test_a_crm_that_leads_to_the_card_by_itself_is_left_to_it(at_login: Playbook) -> None:
    assert after(at_login, CARD) << SHOWN << State.SETTLED


def test_a_login_on_another_server_is_waited_out(at_login: Playbook) -> None:
    at_login >> Seen(replace(HOME, is_at_crm=False)) << NOTHING

    after(at_login, HOME) << Verb.NAVIGATE


def test_a_login_that_does_not_hold_is_no_loop(at_login: Playbook) -> None:
    for _ in range(2):
        after(at_login, HOME) << Verb.NAVIGATE >> Answered() << NOTHING
        at_login >> Seen(LOGIN) << NOTHING << State.LOGIN

    assert at_login >> Seen(HOME) << ELSEWHERE << State.ELSEWHERE


def test_a_login_that_was_filled_in_before_it_was_looked_at_is_a_login(at_login: Playbook) -> None:
    after(at_login, HOME) << Verb.NAVIGATE >> Answered() << NOTHING << State.ARRIVING

    at_login >> Moved(Whose.FORM) << NOTHING << State.LOGIN

    after(at_login, HOME) << Verb.NAVIGATE


def test_a_card_that_goes_on_to_another_document_is_still_shown(arrived: Playbook) -> None:
    arrived >> Moved(Whose.PAGE) << NOTHING

    assert arrived >> Seen(HOME) << NOTHING << State.ARRIVING


def test_a_page_after_the_login_in_which_something_is_typed_stays(at_login: Playbook) -> None:
    assert at_login >> Seen(replace(HOME, is_typed=True)) << ELSEWHERE << State.ELSEWHERE


def test_a_card_that_has_a_field_for_a_password_is_no_login(arrived: Playbook) -> None:
    assert arrived >> Seen(replace(CARD, asks_password=True)) << NOTHING << State.ARRIVING


def test_an_operator_who_wants_a_card_in_trouble_need_not_wait(opening: Playbook) -> None:
    opening >> Answered(NET_ERROR) << UNREACHABLE

    opening >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.LOOK << State.CHECKING

    assert opening >> Seen(ERROR_PAGE) << Verb.NAVIGATE


def test_a_page_that_crashes_is_asked_for_again_a_few_times(arrived: Playbook) -> None:
    for _ in range(MOST_CRASHES):
        assert arrived >> On.CRASHED << Verb.NAVIGATE << State.ASKING >> Answered() << SHOWN

    assert arrived >> On.CRASHED << NOTHING << State.CRASHED
    assert arrived >> FRONT << Verb.ACTIVATE >> On.ACTIVATED << Verb.NAVIGATE << State.ASKING


def test_a_page_that_crashes_before_the_crm_has_answered_begins_anew_in_another_tab(
    opening: Playbook,
) -> None:
    for _ in range(MOST_CRASHES):
        assert opening >> On.CRASHED << Verb.OPEN << State.WAITING >> On.ASKED << NOTHING

    failed = PopFailed(E1, said("chrome.crashes"))
    assert opening >> On.CRASHED << failed << State.NONE


def test_cards_are_opened_behind_the_operators_work_in_a_new_chrome(arrived: Playbook) -> None:
    assert arrived >> On.BROWSER_GONE << Verb.OPEN << State.WAITING
    assert arrived.card.command.focus is Focus.UNCHANGED


def test_a_card_that_chrome_could_not_show_before_it_ended_comes_in_front(
    opening: Playbook,
) -> None:
    assert opening >> On.BROWSER_GONE << Verb.OPEN << State.WAITING
    assert opening.card.command.focus is Focus.FRONT


def test_a_card_that_is_wanted_while_it_waits_comes_in_front() -> None:
    play = Playbook(new_card()) >> KEPT << Verb.OPEN

    assert play >> FRONT << Verb.OPEN << State.WAITING
    assert play.card.command.focus is Focus.FRONT


def test_a_card_whose_contact_ends_before_it_is_there_is_shown_and_then_closed(
    opening: Playbook,
) -> None:
    opening >> On.ENDED << NOTHING

    assert opening >> Answered() << (SHOWN, Verb.CLOSE) >> On.GONE << TabClosed(E1) << State.NONE


def test_a_card_that_is_wanted_again_before_it_is_there_is_not_closed(opening: Playbook) -> None:
    opening >> On.ENDED << NOTHING >> FRONT << Verb.ACTIVATE

    assert opening >> Answered() << SHOWN


def test_a_card_in_which_something_is_typed_is_kept(arrived: Playbook) -> None:
    assert arrived >> On.ENDED << Verb.CLOSE >> On.KEPT << TabKept(E1) << State.ARRIVING


@pytest.mark.parametrize("lost", [On.BROWSER_GONE, On.MISSING])
def test_a_card_that_was_to_be_closed_does_not_come_back_with_chrome(
    arrived: Playbook, lost: On
) -> None:
    assert arrived >> On.ENDED << Verb.CLOSE >> lost << TabClosed(E1) << State.NONE


def test_a_card_that_was_kept_comes_back_with_chrome(arrived: Playbook) -> None:
    arrived >> On.ENDED << Verb.CLOSE >> On.KEPT << TabKept(E1)

    assert arrived >> On.BROWSER_GONE << Verb.OPEN << State.WAITING


def test_a_tab_that_is_missing_is_opened_anew(arrived: Playbook) -> None:
    assert arrived >> FRONT << Verb.ACTIVATE >> On.MISSING << Verb.OPEN << State.WAITING


def test_a_card_that_cannot_be_signed_is_not_asked_for() -> None:
    play = Playbook(new_card()) >> FRONT << Verb.OPEN
    failed = Failed(On.UNASKABLE, said("key.none"))

    assert play >> failed << PopFailed(E1, said("key.none")) << State.NONE


def test_a_card_that_cannot_be_signed_again_keeps_its_tab(arrived: Playbook) -> None:
    failed = Failed(On.UNASKABLE, said("key.none"))

    assert arrived >> failed << PopFailed(E1, said("key.none")) << State.SETTLED


_SIGHT = dict.fromkeys(("isErrorPage", "asksPassword", "isCard", "isAtCrm", "isTyped"), False)


@pytest.mark.parametrize(
    "value",
    [None, {}, {**_SIGHT, "status": "many"}, {**_SIGHT, "status": float("inf")}, "text", 7],
)
def test_what_is_no_sight_is_none(value: object) -> None:
    assert Sight.read(value) is None


def test_every_state_of_the_table_can_be_reached() -> None:
    reached = {State.NONE}
    while (
        new := {step.to for state in reached for step in TABLE[state].values() if step.to} - reached
    ):
        reached |= new

    assert reached == set(State)


def test_every_event_has_its_place_in_the_table() -> None:
    assert {on for steps in TABLE.values() for on in steps} == set(On)


def test_every_card_that_has_a_tab_can_be_closed_and_comes_back_after_chrome() -> None:
    for state in OWN.keys() - {State.NONE, State.WAITING}:
        assert TABLE[state][On.ENDED].do == (Verb.CLOSE,)
        assert TABLE[state][On.BROWSER_GONE].to is State.WAITING
        assert TABLE[state][On.GONE].to is State.NONE


def test_of_all_cards_that_wait_those_that_are_due_are_woken_once_and_in_order() -> None:
    timers, first, second = Timers(), new_card(), new_card()
    for card, now in ((first, 100.0), (second, 101.0)):
        timers.take(card, FRONT, now)
        timers.take(card, On.ASKED, now)
    assert timers.due == 100.0 + SECONDS_TO_SLOW

    assert timers.take_due(100.0 + SECONDS_TO_SLOW) == [first]
    assert timers.take_due(100.0 + SECONDS_TO_SLOW) == []

    assert timers.take_due(200.0) == [second]
    assert timers.due is None


def test_a_card_that_goes_on_is_woken_by_its_new_time_only() -> None:
    timers, card = Timers(), new_card()
    timers.take(card, FRONT, 100.0)

    timers.take(card, On.ASKED, 100.5)
    timers.take(card, Answered(), 101.0)

    assert timers.due == 101.0 + SECONDS_TO_DRAW
    assert timers.take_due(101.0 + SECONDS_TO_DRAW - 0.01) == []


def test_a_card_that_is_gone_is_woken_no_more() -> None:
    timers, card = Timers(), new_card()
    timers.take(card, FRONT, 100.0)
    timers.take(card, On.ASKED, 100.0)

    timers.take(card, On.GONE, 101.0)

    assert timers.due is None
    assert timers.take_due(1000.0) == []


def test_a_card_that_is_wanted_again_before_it_could_be_closed_is_not_told_as_kept(
    arrived: Playbook,
) -> None:
    assert arrived >> On.ENDED << Verb.CLOSE >> Raised(Focus.KEPT) << Verb.MARK >> On.KEPT << ()
