"""What the operator sees: the right card, once, at once, in front."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest

from rig.emc_host import quoted
from rig.lane import PIPE
from rig.screen import Screen
from rig.workplace import Desk
from tests.e2e import own_titles
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.driver(PIPE)]

WHATSAPP = "deliver message W1 media=WhatsApp author=+79000000001 text=Hello"


def offer_email(workplace: Desk, contact: str = "E1") -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")


def accept_whatsapp(workplace: Desk) -> None:
    workplace.desktop.play(WHATSAPP)
    workplace.desktop.play("establish W1")


@pytest.mark.case("first", "channel")
def test_an_email_and_a_whatsapp_contact_raise_their_cards(workplace: Desk) -> None:
    settings = {
        "ChatTemplate": f"{workplace.crm.url}/card{{?channel_type,user_id,operator,segment}}",
        "Field.segment": "{CustomerSegment}",
    }
    with workplace.with_settings(settings):
        workplace.wait_until_ready()
        workplace.desktop.play('operator 4021 "Ирина Соколова" station 5012')

        offer_email(workplace)
        workplace.screen.wait_for_front("CRM Email - ")
        workplace.desktop.play(f"{WHATSAPP} CustomerSegment=gold")
        workplace.desktop.play("establish W1")
        workplace.screen.wait_for_front("CRM WhatsApp - ")

        assert [card.query for card in workplace.crm.wait_for_cards(2)] == [
            (
                "channel_type=email&user_id=anna%40example.org&operator=4021"
                "&PersonalAccount=1234567890"
            ),
            "channel_type=whatsapp&user_id=%2B79000000001&operator=4021&segment=gold",
        ]


@pytest.mark.case("accepted")
def test_a_contact_that_is_offered_and_then_accepted_is_one_card(workplace: Desk) -> None:
    with workplace:
        offer_email(workplace)
        workplace.wait_for_fate("E1", "shown", within=30)
        workplace.desktop.play("establish E1")
        accept_whatsapp(workplace)
        workplace.wait_for_fate("W1", "shown")

        channels = [dict(card.parameters)["channel_type"] for card in workplace.crm.cards()]
        assert channels == ["email", "whatsapp"]


@pytest.mark.parametrize("what_happens", own_titles.WAYS)
def test_the_title_stays_whatever_the_crm_does_to_its_own(
    workplace: Desk, what_happens: Callable[[Desk], None]
) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer_email(workplace)
        workplace.screen.wait_for_front("CRM Email - ")

        what_happens(workplace)

        own_title = workplace.crm.signals("title")[-1]
        assert "Sample CRM" in own_title
        assert workplace.screen.in_front().startswith("CRM Email - ")


def minimise(screen: Screen) -> None:
    screen.minimise(screen.wait_for_window("ChatPlugin - ").id)


@pytest.mark.case("minimised")
def test_a_card_comes_to_the_front_from_a_minimised_window(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        minimise(workplace.screen)
        assert not workplace.screen.in_front().startswith("CRM")

        offer_email(workplace)

        workplace.screen.wait_for_front("CRM Email - ")


@pytest.mark.case("behind")
def test_a_card_comes_to_the_front_from_behind_another_program(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        with workplace.screen.covered("Another program"):
            offer_email(workplace)

            workplace.screen.wait_for_front("CRM Email - ")


@pytest.mark.case("again")
def test_the_same_contact_again_brings_its_card_back_to_the_front(workplace: Desk) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer_email(workplace)
        workplace.screen.wait_for_front("CRM Email - ")
        accept_whatsapp(workplace)
        workplace.screen.wait_for_front("CRM WhatsApp - ")

        workplace.desktop.play("establish E1")

        workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.cards()) == 2


@pytest.mark.case("background")
def test_a_card_may_stay_in_the_background(workplace: Desk) -> None:
    with workplace.with_settings({"Raise": "background"}):
        workplace.wait_until_ready()
        with workplace.screen.covered("Another program"):
            offer_email(workplace)
            workplace.crm.wait_for_signals("title")

            assert workplace.screen.in_front() == "Another program"


@pytest.mark.case("closed")
def test_a_card_that_the_operator_closed_comes_up_again_with_its_contact(
    workplace: Desk,
) -> None:
    with workplace:
        workplace.wait_until_ready()
        offer_email(workplace)
        workplace.screen.wait_for_front("CRM Email - ")
        workplace.screen.press("ctrl+w")
        workplace.wait_for_fate("E1", "closed")

        workplace.desktop.play("establish E1")

        workplace.screen.wait_for_front("CRM Email - ")


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"Parameter.user_id": "off"}, ["channel_type=whatsapp&operator=4021"]),
        ({"ChatTemplate.Enabled": "off"}, []),
        ({"ChatTemplate": None}, []),
    ],
    ids=["parameter", "template", "no template"],
)
def test_what_is_switched_off_is_not_sent(
    workplace: Desk, settings: dict[str, object], shown: list[str]
) -> None:
    with workplace.with_settings(settings):
        workplace.wait_until_ready()
        workplace.desktop.play('operator 4021 "Ирина Соколова" station 5012')
        accept_whatsapp(workplace)
        workplace.crm.wait_for_cards(len(shown))
        offer_email(workplace)
        workplace.wait_for_fate("E1", "shown")

        queries = [card.query for card in workplace.crm.cards()]
        assert [query for query in queries if "whatsapp" in query] == shown
        assert len(queries) == len(shown) + 1


def test_a_plugin_that_is_switched_off_starts_nothing(workplace: Desk) -> None:
    with workplace.with_settings({"Enabled": "off"}):
        offer_email(workplace)
        workplace.desktop.stop()

        assert workplace.desktop.service_pids == []
        assert workplace.crm.cards() == []


@pytest.mark.parametrize(
    "name",
    [
        "Анна & Сын",
        "a=b#c?d/e+f%41",
        "\"quoted\" 'too' <b>&amp;</b>",
        "emoji 🙂, tab\tand \\ backslash",
        "я" * 4000,
    ],
    ids=["cyrillic", "delimiters", "quotes", "emoji", "4,000 characters"],
)
def test_odd_characters_reach_the_crm_in_their_own_parameter(workplace: Desk, name: str) -> None:
    settings = {
        "ChatTemplate": f"{workplace.crm.url}/card{{?channel_type,user_id,name,operator}}",
        "Field.name": "{CustomerName}",
    }
    with workplace.with_settings(settings):
        workplace.desktop.play('operator 4021 "Ирина Соколова" station 5012')
        workplace.desktop.play(f"{WHATSAPP} CustomerName={quoted(name)}")
        workplace.desktop.play("establish W1")

        [card] = workplace.crm.wait_for_cards(1, within=30)
        assert parse_qsl(card.query) == [
            ("channel_type", "whatsapp"),
            ("user_id", "+79000000001"),
            ("name", name),
            ("operator", "4021"),
        ]
