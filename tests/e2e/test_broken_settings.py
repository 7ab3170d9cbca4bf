"""What the administrator sees when something is wrong; the next contact still raises its card."""

import pytest

from rig.lane import PIPE
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = pytest.mark.e2e


def accept_whatsapp(workplace: Desk) -> None:
    workplace.desktop.play("deliver message W1 media=WhatsApp author=+79000000001 text=Hello")
    workplace.desktop.play("establish W1")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TabTitel": "CRM"}, "TabTitel.*TabTitle"),
        ({"EmailTemplate": "https://crm.example.com/{?user_id"}, "EmailTemplate.*user_id"),
        ({"EmailTemplate": "https://{user_id}/card"}, "EmailTemplate.*host|server"),
        ({"EmailTemplate": "javascript:alert(1)"}, "EmailTemplate.*http"),
        ({"EmailTemplate": "https://crm.example.com/{?user}"}, "EmailTemplate.*user_id"),
        ({"Parameter.user_id": "perhaps"}, "Parameter.user_id.*on or off"),
    ],
    ids=["unknown key", "torn template", "server by a customer", "scheme", "variable", "switch"],
)
def test_a_setting_that_cannot_be_used_is_named_in_emcs_log(
    workplace: Desk, settings: dict[str, object], said: str
) -> None:
    with workplace.with_settings(settings):
        workplace.desktop.wait_for_log(said, timeout=20)
        accept_whatsapp(workplace)

        [card] = workplace.crm.wait_for_cards(1, within=30)
        assert "whatsapp" in card.query


def test_an_unreadable_email_raises_a_card_with_what_is_known(workplace: Desk) -> None:
    (workplace.folder / "broken.eml").write_bytes(bytes(range(256)) * 40)
    with workplace:
        workplace.wait_until_ready()
        workplace.desktop.play("deliver email E1 broken.eml")
        workplace.crm.wait_for_cards(1)
        workplace.desktop.play(f"deliver email E2 {letter(workplace.folder)}")

        first, second = workplace.crm.wait_for_cards(2)
        assert first.query == "channel_type=email"
        assert "PersonalAccount=1234567890" in second.query


@pytest.mark.driver(PIPE)
@pytest.mark.case("error-page")
def test_a_crm_that_cannot_be_reached_is_named_and_its_tab_keeps_its_title(
    workplace: Desk,
) -> None:
    nowhere = "http://127.0.0.1:9/card{?channel_type,user_id}"
    with workplace.with_settings({"ChatTemplate": nowhere}):
        workplace.wait_until_ready()
        accept_whatsapp(workplace)

        workplace.desktop.wait_for_log("ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT")
        workplace.screen.wait_for_front("CRM WhatsApp - ")


def test_a_chrome_that_is_not_there_is_named_with_what_to_do(workplace: Desk) -> None:
    with workplace.with_settings({"Chrome.Path": "/nowhere/chrome"}):
        said = workplace.desktop.wait_for_log("Chrome.Path", timeout=20)

        assert "Install Google Chrome" in said.string


def test_no_customers_data_reaches_a_log(workplace: Desk) -> None:
    with workplace:
        workplace.desktop.play(f"deliver email E1 {letter(workplace.folder)}")
        accept_whatsapp(workplace)
        workplace.wait_for_fate("E1", "shown", within=30)
        workplace.wait_for_fate("W1", "shown", within=30)
        logs = "\n".join([workplace.log(), *workplace.desktop.log])

        assert "email E1: shown" in logs
        for personal in ("anna", "1234567890", "79000000001", "Кузнецова", "Hello"):
            assert personal not in logs
