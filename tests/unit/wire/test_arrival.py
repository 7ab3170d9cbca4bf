"""The way of a card's address to its CRM; times are seconds."""

import pytest
from msgspec.structs import replace

from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import CardShown, CardTroubled, PopFailed, Trouble
from chatplugin.wire.arrival import BACK_OFF, Arrival, Next, Sight, Whose, read_sight

CARD = ContactId("E1")
REFUSED = "net::ERR_CONNECTION_REFUSED"
SHOWN = Sight(
    is_error_page=False,
    status=200,
    asks_password=False,
    is_card=True,
    is_at_crm=True,
    is_typed=False,
)
ERROR_PAGE = replace(SHOWN, is_error_page=True, status=0, is_card=False, is_at_crm=False)
BROKEN = replace(SHOWN, status=503)
LOGIN = replace(SHOWN, asks_password=True, is_card=False)
HOME = replace(SHOWN, is_card=False)


@pytest.fixture
def arrival() -> Arrival:
    begun = Arrival(CARD)
    begun.begin(0)
    return begun


def test_a_card_that_arrives_is_shown_and_after_a_while_left_alone(arrival: Arrival) -> None:
    arrival.answered("", 1)
    arrival.saw(SHOWN, 1)
    assert arrival.take_answers() == [CardShown(CARD)]

    assert arrival.tick(100) is False
    assert not arrival.is_watched
    assert arrival.due is None


def test_a_crm_that_is_away_is_asked_again_with_longer_and_longer_pauses(arrival: Arrival) -> None:
    pauses = []
    now = 0.0
    for _ in range(7):
        arrival.answered(REFUSED, now)
        assert arrival.due is not None
        pauses.append(arrival.due - now)
        now = arrival.due
        assert arrival.tick(now)
        arrival.begin(now)

    assert pauses == [*BACK_OFF, 30, 30]
    assert arrival.take_answers() == [CardTroubled(CARD, Trouble.UNREACHABLE, REFUSED)]


def test_a_card_that_arrives_at_last_ends_the_trouble(arrival: Arrival) -> None:
    arrival.answered(REFUSED, 0)
    arrival.begin(1)
    arrival.answered("", 1)
    arrival.take_answers()

    arrival.saw(SHOWN, 2)

    assert arrival.take_answers() == [CardShown(CARD)]
    assert not arrival.is_in_trouble


def test_an_error_of_the_crm_is_told_once_and_asked_for_again(arrival: Arrival) -> None:
    for now in (0.0, 5.0):
        arrival.answered("", now)
        arrival.saw(BROKEN, now)

    assert arrival.take_answers() == [CardShown(CARD), CardTroubled(CARD, Trouble.ERROR, "503")]
    assert arrival.due == 7


def test_a_card_that_the_crm_does_not_have_is_not_asked_for_again(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(replace(SHOWN, status=404), 0)

    assert arrival.take_answers()[-1] == CardTroubled(CARD, Trouble.REFUSED, "404")
    assert arrival.due is None


def test_a_card_that_the_crm_refused_is_worth_asking_for_while_its_answer_stands(
    arrival: Arrival,
) -> None:
    refused = replace(SHOWN, status=404)
    arrival.answered("", 0)
    arrival.saw(refused, 0)

    assert arrival.is_worth_asking(refused)
    assert not arrival.is_worth_asking(replace(refused, is_typed=True))
    assert not arrival.is_worth_asking(replace(refused, is_card=False))
    assert not arrival.is_worth_asking(SHOWN)


def test_a_page_that_chrome_has_loaded_again_by_itself_counts(arrival: Arrival) -> None:
    arrival.answered(REFUSED, 0)

    arrival.saw(SHOWN, 1)

    assert arrival.take_answers()[-1] == CardShown(CARD)


def test_a_turn_that_was_lost_is_given_again(arrival: Arrival) -> None:
    arrival.answered(REFUSED, 0)
    assert arrival.tick(1)  # but the tab could not be asked just then

    arrival.saw(ERROR_PAGE, 1)

    assert arrival.due is not None


def test_an_operator_who_goes_elsewhere_ends_the_attempts(arrival: Arrival) -> None:
    arrival.answered(REFUSED, 0)

    arrival.saw(HOME, 1)

    assert not arrival.tick(1)
    assert not arrival.is_in_trouble


def test_a_crm_that_says_nothing_is_slow_until_it_answers(arrival: Arrival) -> None:
    assert arrival.tick(10) is False
    assert arrival.take_answers() == [CardTroubled(CARD, Trouble.SLOW)]

    arrival.answered("", 12)

    assert arrival.take_answers() == [CardShown(CARD)]


def test_a_navigation_that_the_operator_stopped_is_not_repeated(arrival: Arrival) -> None:
    arrival.answered("net::ERR_ABORTED", 1)

    assert arrival.take_answers() == [PopFailed(CARD, "The CRM did not answer: net::ERR_ABORTED")]
    assert arrival.due is None


def test_after_a_login_the_card_is_asked_for_again(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(LOGIN, 0)
    assert arrival.take_answers()[-1] == CardTroubled(CARD, Trouble.LOGIN)
    assert arrival.saw(LOGIN, 5) is Next.NOTHING  # a wrong password

    assert arrival.saw(HOME, 9) is Next.NAVIGATE

    arrival.begin(9)
    arrival.answered("", 9)
    arrival.saw(SHOWN, 9)
    assert arrival.take_answers() == [CardShown(CARD)]


def test_a_crm_that_leads_to_the_card_by_itself_is_left_to_it(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(LOGIN, 0)

    assert arrival.saw(SHOWN, 5) is Next.NOTHING
    assert arrival.take_answers()[-1] == CardShown(CARD)


def test_a_login_on_another_server_is_waited_out(arrival: Arrival) -> None:
    elsewhere = replace(LOGIN, is_at_crm=False)
    arrival.answered("", 0)
    arrival.saw(elsewhere, 0)

    assert arrival.saw(replace(HOME, is_at_crm=False), 1) is Next.NOTHING
    assert arrival.saw(HOME, 2) is Next.NAVIGATE


def test_a_login_that_does_not_hold_is_no_loop(arrival: Arrival) -> None:
    returns = 0
    for now in range(6):
        arrival.begin(now)
        arrival.answered("", now)
        arrival.saw(LOGIN, now)
        returns += arrival.saw(HOME, now) is Next.NAVIGATE

    assert returns == 2


def test_a_login_that_was_filled_in_before_it_was_looked_at_is_a_login(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(LOGIN, 0)
    assert arrival.saw(HOME, 1) is Next.NAVIGATE
    arrival.begin(1)
    arrival.answered("", 1)
    arrival.take_answers()

    arrival.moved(Whose.PAGE)

    assert arrival.saw(HOME, 1) is Next.NAVIGATE
    assert arrival.take_answers() == []


def test_a_card_that_goes_on_to_another_document_is_still_shown(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.moved(Whose.PAGE)

    assert arrival.saw(HOME, 1) is Next.NOTHING
    assert arrival.take_answers() == [CardShown(CARD)]


def test_a_page_after_the_login_in_which_something_is_typed_stays(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(LOGIN, 0)

    assert arrival.saw(replace(HOME, is_typed=True), 1) is Next.NOTHING


def test_a_card_that_has_a_field_for_a_password_is_no_login(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(replace(SHOWN, asks_password=True), 0)

    assert arrival.take_answers() == [CardShown(CARD)]


def test_a_page_that_the_operator_went_to_is_never_judged(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(SHOWN, 0)
    arrival.take_answers()

    arrival.moved(Whose.OPERATOR)

    for sight in (BROKEN, ERROR_PAGE, replace(HOME, status=404), LOGIN):
        assert arrival.saw(sight, 1) is Next.NOTHING
        assert not arrival.is_worth_asking(sight)
    assert arrival.take_answers() == []
    assert arrival.due is None


def test_an_operator_who_leaves_a_failure_ends_the_attempts(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(BROKEN, 0)
    arrival.take_answers()

    arrival.moved(Whose.OPERATOR)
    arrival.moved(Whose.PAGE)  # and a script leads on from there

    assert not arrival.tick(1)
    assert not arrival.is_worth_asking(BROKEN)
    assert arrival.take_answers() == [CardShown(CARD)]


def test_a_page_to_which_the_crm_leads_by_a_script_is_no_failure_of_the_card(
    arrival: Arrival,
) -> None:
    arrival.answered("", 0)
    arrival.saw(SHOWN, 0)
    arrival.take_answers()

    arrival.moved(Whose.PAGE)
    arrival.saw(BROKEN, 1)
    assert arrival.take_answers() == []

    arrival.saw(LOGIN, 2)
    assert arrival.take_answers() == [CardTroubled(CARD, Trouble.LOGIN)]


def test_a_login_in_two_steps_on_another_server_is_a_login(arrival: Arrival) -> None:
    arrival.answered("", 0)
    arrival.saw(replace(HOME, is_at_crm=False), 0)  # who?
    arrival.moved(Whose.OPERATOR)

    arrival.saw(replace(LOGIN, is_at_crm=False), 2)  # and the password

    assert arrival.take_answers()[-1] == CardTroubled(CARD, Trouble.LOGIN)


def test_what_chrome_asks_the_operator_is_left_to_the_operator(arrival: Arrival) -> None:
    arrival.answered("net::ERR_INVALID_AUTH_CREDENTIALS", 1)
    arrival.saw(ERROR_PAGE, 1)

    assert [type(answer) for answer in arrival.take_answers()] == [CardTroubled]
    assert arrival.due is None
    assert not arrival.is_worth_asking(ERROR_PAGE)

    arrival.saw(SHOWN, 60)
    assert arrival.take_answers() == [CardShown(CARD)]


def test_an_error_that_no_attempt_mends_waits_for_the_operator(arrival: Arrival) -> None:
    arrival.answered("net::ERR_TOO_MANY_REDIRECTS", 1)

    assert arrival.due is None
    assert arrival.is_worth_asking(ERROR_PAGE)
    assert arrival.take_answers() == [
        CardTroubled(CARD, Trouble.REDIRECT, "net::ERR_TOO_MANY_REDIRECTS")
    ]


@pytest.mark.parametrize("value", [None, {}, {"status": "many"}, "text", 7])
def test_what_is_no_sight_is_none(value: object) -> None:
    assert read_sight(value) is None
