"""Several contacts at once, contacts that end, and the operator's own work in the tabs."""

import pytest

from rig.lane import PIPE
from rig.workplace import Desk
from tests.e2e.letters import letter

pytestmark = [pytest.mark.e2e, pytest.mark.driver(PIPE)]


def offer(workplace: Desk, contact: str) -> None:
    workplace.desktop.play(f"deliver email {contact} {letter(workplace.folder)}")
    workplace.wait_for_fate(contact, "shown", within=30)


def type_into_the_card(workplace: Desk) -> None:
    """Write a note, as an operator does: the sample CRM's form has the focus by itself."""
    workplace.crm.wait_for_signals("title")
    workplace.screen.wait_for_front("CRM Email - ")
    workplace.screen.type("note")
    workplace.crm.wait_for_signals("dirty")


@pytest.mark.case("ended")
def test_a_card_is_closed_when_its_contact_has_ended(workplace: Desk) -> None:
    with workplace.with_settings({"OnEnd": "close"}):
        offer(workplace, "E1")

        workplace.desktop.play("remove E1")

        workplace.wait_for_fate("E1", "closed")


@pytest.mark.case("typed")
def test_a_card_with_typed_text_is_never_closed_or_navigated_away(workplace: Desk) -> None:
    with workplace.with_settings({"OnEnd": "close"}):
        offer(workplace, "E1")
        type_into_the_card(workplace)

        workplace.desktop.play("remove E1")
        workplace.wait_for_fate("E1", "kept")
        offer(workplace, "E2")

        fates = [line["fate"] for line in workplace.journal() if line["contact"] == "E1"]
        assert "closed" not in fates
        assert workplace.crm.signals("beforeunload") == []


@pytest.mark.case("customer")
def test_two_contacts_of_one_customer_may_share_a_card(workplace: Desk) -> None:
    with workplace.with_settings({"TabReuse": "customer"}):
        offer(workplace, "E1")
        workplace.screen.wait_for_front("CRM Email - ")
        with workplace.screen.covered("Another program"):
            workplace.desktop.play(f"deliver email E2 {letter(workplace.folder)}")

            workplace.screen.wait_for_front("CRM Email - ")
        assert len(workplace.crm.cards()) == 1
