"""From the address of one card to settings that make it, and those of other customers."""

from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from chatplugin.domain.errors import UsageError
from chatplugin.service.suggestion import Suggestion

CRM = "https://crm.example.com"
NOBODY: Mapping[str, str] = {}


def settings(rest: str, **known: str) -> Mapping[str, str]:
    return Suggestion.of(CRM + rest, known).settings


def addresses(suggestion: Suggestion) -> list[str | None]:
    """What a customer of WhatsApp, one of Telegram and one who writes an e-mail get."""
    return [trial.found.url for trial in suggestion.trials()]


def test_a_phone_number_and_an_operator_become_a_template_for_messengers() -> None:
    suggestion = Suggestion.of(f"{CRM}/card?phone=79000000001&agent=4021", NOBODY)

    assert suggestion.settings == {
        "ChatTemplate": f"{CRM}/card?phone={{phone}}&agent={{operator}}",
        "Field.phone": "{user_id}",
        "Parameter.phone.Transform": "phone:RU, digits",
    }
    assert suggestion.reading.problems == ()
    whatsapp, telegram, mail = suggestion.trials()
    assert (whatsapp.contact.user_id, whatsapp.is_same) == ("+79000000001", True)
    assert telegram.found.url == f"{CRM}/card?phone=&agent=4021"
    assert mail.found.no_card is not None


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("79000000001", "phone:RU, digits"),
        ("%2B79000000001", "phone:RU"),
        ("89000000001", "phone:RU, last:10, prefix:8"),
        ("9000000001", "phone:RU, last:10"),
        ("+7 900 000-00-01", "phone:RU"),
        ("77010000001", "phone:KZ, digits"),
    ],
)
def test_a_number_comes_in_the_form_in_which_the_crm_has_it(written: str, steps: str) -> None:
    suggestion = Suggestion.of(f"{CRM}/card?tel={written.replace(' ', '%20')}", NOBODY)

    assert suggestion.settings["Parameter.tel.Transform"] == steps
    assert suggestion.trials()[0].is_same is ("-" not in written)


def test_names_that_are_ours_are_left_out_where_they_have_no_value() -> None:
    asked = "?user_id=ivan%40example.com&operator=4021&PersonalAccount=12345678&channel_type=email"

    found = settings(f"/card{asked}")

    whole = f"{CRM}/card{{?user_id,operator,PersonalAccount,channel_type}}"
    assert found == {"EmailTemplate": whole, "PersonalAccount.Examples": "12345678"}


def test_what_is_the_same_on_every_card_stays_before_the_names_that_are_ours() -> None:
    found = settings("/card?lang=ru&user_id=17&operator=4021")

    assert found["ChatTemplate"] == f"{CRM}/card?lang=ru{{&user_id,operator}}"


@pytest.mark.parametrize(
    ("rest", "template"),
    [
        ("/#/customers/17?operator=4021", "/#/customers/{user_id}?operator={operator}"),
        ("/app#/card/17/4021", "/app#/card/17/4021"),
        ("/clients/17/card", "/clients/{user_id}/card"),
        ("/crm/#!/client?id=5&agent=4021", "/crm/#!/client?id=5&agent={operator}"),
    ],
)
def test_values_in_a_path_and_behind_a_hash_are_found(rest: str, template: str) -> None:
    assert settings(rest)["EmailTemplate"] == CRM + template


def test_a_path_without_the_customer_is_no_card() -> None:
    suggestion = Suggestion.of(f"{CRM}/#/customers/79000000001", NOBODY)

    assert suggestion.settings["Parameter.phone.Missing"] == "nopop"
    assert addresses(suggestion) == [f"{CRM}/#/customers/79000000001", None, None]


def test_an_account_is_asked_for_in_emails_only() -> None:
    suggestion = Suggestion.of(f"{CRM}/card?id=17&ls=1234567890", {"user_id": "17"})

    assert suggestion.settings["ChatTemplate"] == f"{CRM}/card?id={{user_id}}"
    assert (
        suggestion.settings["EmailTemplate"] == f"{CRM}/card?id={{user_id}}&ls={{PersonalAccount}}"
    )
    assert addresses(suggestion)[2] == f"{CRM}/card?id=anna.smith%40example.org&ls=1234567890"


def test_whoever_asks_knows_better() -> None:
    address = f"{CRM}/card?agent=79000000001&ref=4021"

    guessed = Suggestion.of(address, NOBODY)
    told = Suggestion.of(address, {"user_id": "+7 900 000-00-01", "operator": "4021"})
    changed = guessed.told(["", "", "operator"])

    assert [piece.meaning for piece in guessed.pieces] == ["", "operator", ""]
    assert [piece.meaning for piece in told.pieces] == ["", "user_id", "operator"]
    assert [piece.meaning for piece in changed.pieces] == ["", "", "operator"]


def test_an_address_without_a_customer_is_in_doubt() -> None:
    suggestion = Suggestion.of(f"{CRM}/card?lang=ru", NOBODY)

    assert suggestion.doubt is not None
    assert str(suggestion.doubt) == "no value of the address looks like the customer's"


@pytest.mark.parametrize(
    ("address", "known", "said"),
    [
        ("crm.example.com/card", {}, "this is not the address of a card"),
        ("javascript:alert(1)", {}, "this is not the address of a card"),
        (f"{CRM}/card{{?user_id}}", {}, "the address has braces, so it is a template already"),
        (
            f"{CRM}/card?id=1",
            {"operator": "4021"},
            "the value that was given for operator does not stand in the address",
        ),
    ],
)
def test_what_is_no_address_of_a_card_is_refused(
    address: str, known: Mapping[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=f"^{said}"):
        Suggestion.of(address, known)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)


@settings_of_hypothesis(max_examples=40)
@given(words, words, st.sampled_from(["79000000001", "ivan@example.com", "client-17"]))
def test_the_example_gets_its_own_address(fixed: str, name: str, customer: str) -> None:
    # A dot leads upwards in a path, and what has no name may not be asked for.
    address = (
        f"{CRM}/{quote(fixed, safe='').replace('.', '')}x/card"
        f"?{quote(name, safe='')}x=1&who={quote(customer, safe='')}&agent=4021"
    )
    suggestion = Suggestion.of(address, {"user_id": customer, "operator": "4021"})

    assert any(trial.is_same for trial in suggestion.trials()), suggestion.settings
