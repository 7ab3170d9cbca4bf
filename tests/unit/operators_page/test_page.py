"""The operator's page as messages."""

import json
from typing import Any

import pytest

from chatplugin.config.layers import Layer, Problem
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, CardId, ChannelType, Contact, ContactId
from chatplugin.domain.events import (
    AccountChosen,
    CardTroubled,
    ContactOffered,
    ContactSelected,
    Fate,
    PopsPaused,
    PopsResumed,
    RaiseTab,
    Record,
    Trouble,
)
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.operators_page.page import OperatorsPage, read
from chatplugin.operators_page.words import ENGLISH, RUSSIAN
from chatplugin.sentences import Language, Said, said

TEMPLATES = {
    "EmailTemplate": "https://crm.example.com/{?PersonalAccount}",
    "ChatTemplate": "https://crm.example.com/{?user_id}",
}
CARD = ContactId("W1")
WHATSAPP = Contact(CARD, ChannelType("whatsapp"), "+79000000001")
RAISED = [RaiseTab(CardId(CARD), "https://crm.example.com/", "CRM WhatsApp")]


def made(language: Language = Language.ENGLISH, **settings: str) -> OperatorsPage:
    """Return the page of a desk with these *settings*, which names have `_` for `.`."""
    values = {name.replace("_", "."): value for name, value in (TEMPLATES | settings).items()}
    return OperatorsPage(read_settings([Layer("test", values)]), language)


@pytest.fixture
def shows() -> OperatorsPage:
    """A page with one card that is shown."""
    page = made()
    page.take(ContactOffered(WHATSAPP), [*RAISED, Record(CARD, Fate.SHOWN)], 5)
    return page


def shown(page: OperatorsPage) -> dict[str, Any]:
    model: dict[str, Any] = json.loads(page.news() or "")
    return model


def test_that_nothing_says_what_accounts_look_like_is_told_without_an_alarm() -> None:
    model = shown(made())

    assert (model["title"], model["headline"]) == (
        "ChatPlugin",
        "Ready. The next card opens by itself.",
    )
    assert model["notes"] == []
    (settings,) = [part for part in model["parts"] if part["name"] == "Settings"]
    assert settings["state"] == "good"
    assert settings["text"] == (
        "in order; for your administrator: EmailTemplate: it asks for PersonalAccount, and nothing"
        " says what your accounts look like"
    )


def test_it_is_told_in_russian_too_and_no_more_once_accounts_are_known() -> None:
    page = made(Language.RUSSIAN)
    settings = shown(page)["parts"][1]["text"]
    assert settings.startswith("в порядке; для администратора: EmailTemplate: ему нужен")

    known = TEMPLATES | {"PersonalAccount.Examples": "4027158836; 4027300154"}
    page.take_settings(read_settings([Layer("test", known)]))

    assert shown(page)["parts"][1]["text"] == "в порядке"


def test_all_is_well_in_few_words(shows: OperatorsPage) -> None:
    model = shown(shows)

    assert (model["title"], model["headline"]) == (
        "ChatPlugin",
        "Ready. The next card opens by itself.",
    )
    assert model["notes"] == []
    assert [part["state"] for part in model["parts"]] == ["good", "good", "good"]


def test_trouble_is_in_the_title_and_says_what_to_do(shows: OperatorsPage) -> None:
    shows.take(CardTroubled(CardId(CARD), Trouble.UNREACHABLE, "net::ERR_FAILED"), [], 6)

    model = shown(shows)

    assert model["title"] == "ChatPlugin (1)"
    [note] = model["notes"]
    assert note["head"] == "CRM does not answer"
    assert note["items"] == ["1 card (ERR_FAILED)"]
    assert "tell your administrator" in note["what"]


def test_the_settings_problems_stand_in_their_own_sentences() -> None:
    page = made(Language.RUSSIAN, Qqqqqq="1")

    model = shown(page)

    assert model["notes"][0]["items"] == [
        "test: Qqqqqq: такой настройки нет. Уберите её или исправьте имя."
    ]
    assert "lang" not in model["notes"][0]
    assert model["title"] == "ChatPlugin"


def test_a_contact_that_cannot_have_a_card_has_no_button(shows: OperatorsPage) -> None:
    refusal = NoPop(Reason.NO_TEMPLATE, "ChatTemplate")
    viber = Contact(ContactId("V1"), ChannelType("viber"), "+79000000002")
    record = Record(viber.id, Fate.NOT_SHOWN, refusal=refusal)
    shows.take(ContactOffered(viber), [record], 6)

    line = shown(shows)["lines"][0]

    assert (line["show"], line["link"]) == (False, "")
    assert line["why"] == "there is no template for this channel (ChatTemplate)"


@pytest.mark.parametrize(
    ("candidates", "shown_accounts"),
    [
        (("1234567890", "9876548836"), ["…7890", "…8836"]),
        (("1234567890", "5554567890", "98765"), ["…7890 (1)", "…7890 (2)", "…65"]),
    ],
)
def test_accounts_to_choose_from_are_known_by_their_last_figures_only(
    candidates: tuple[str, ...], shown_accounts: list[str]
) -> None:
    page = made(Page_Customer="full")
    page.take(ContactOffered(Contact(CARD, EMAIL, None, candidates=candidates)), RAISED, 5)

    text = page.news() or ""

    [line] = json.loads(text)["lines"]
    assert (line["accounts"], line["chosen"]) == (shown_accounts, None)
    assert not any(account in text for account in candidates)


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("masked", ["an…@example.org (1)", "an…@example.org (2)", "an…@example.org (1)"]),
        ("full", ["anna@example.org", "anton@example.org", "anna@example.org"]),
        ("hidden", ["", "", ""]),
    ],
)
def test_customers_that_look_alike_are_told_apart(how: str, names: list[str]) -> None:
    page = made(Page_Customer=how)
    for number, name in enumerate(("anna", "anton", "anna")):
        mail = Contact(ContactId(f"E{number}"), EMAIL, f"{name}@example.org")
        page.take(ContactOffered(mail), RAISED, number)

    lines = shown(page)["lines"]

    assert [line["customer"] for line in reversed(lines)] == names


def test_a_hostile_name_stays_a_string_of_json() -> None:
    name = "</script>\u2028'\"\\ud800\ud800`${1}"
    page = made(Page_Customer="full")
    hostile = Contact(CARD, ChannelType("whatsapp"), name)
    page.take(ContactOffered(hostile), RAISED, 5)

    text = page.news() or ""

    assert text.isascii()
    assert json.loads(text)["lines"][0]["customer"] == name


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        ('{"do":"show","contact":"W1"}', ContactSelected(CARD)),
        ('{"do":"choose","contact":"W1","account":1}', AccountChosen(CARD, 1)),
        ('{"do":"choose","contact":"W1","account":"1234567890"}', None),
        ('{"do":"choose","contact":"W1"}', None),
        ('{"do":"pause"}', PopsPaused()),
        ('{"do":"resume"}', PopsResumed()),
        ('{"do":"show","contact":7}', None),
        ('{"do":"show"}', None),
        ('{"do":"format"}', None),
        ("[]", None),
        ("not json", None),
        ('{"do":"pause","x":"' + "x" * 2000 + '"}', None),
        ("[" * 900, None),
    ],
)
def test_only_what_a_button_tells_is_heard(payload: str, event: object) -> None:
    assert read(payload) == event


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "trouble",
    [
        said("overlay.unreachable", what=said("fetch.silent")),
        said("overlay.unsigned", what=said("signature.wrong", address="https://a/x.sig")),
    ],
)
def test_a_settings_server_of_no_use_is_a_remark_in_the_readers_language_while_cards_come_up(
    language: Language, trouble: Said
) -> None:
    page, words = made(language), RUSSIAN if language is Language.RUSSIAN else ENGLISH
    problem = Problem(trouble, "overlay x")
    page.take_settings_server(problem)

    model = shown(page)

    [note] = model["notes"]
    assert (note["head"], note["what"]) == words.settings_server
    assert (note["kind"], note["items"]) == ("warning", [problem.described(language)])
    assert "lang" not in note
    assert model["title"] == "ChatPlugin"
    assert model["parts"][1]["state"] == "warn"


@pytest.mark.parametrize(
    ("language", "why"),
    [
        (Language.ENGLISH, "no account: no label of an account in the letter"),
        (Language.RUSSIAN, "счёта нет: в письме нет метки счёта"),
    ],
)
def test_a_card_without_an_account_says_why_in_the_language_of_the_page(
    language: Language, why: str
) -> None:
    page = made(language)
    mail = Contact(ContactId("E1"), EMAIL, "a@example.com", no_account=said("account.no_label"))

    page.take(ContactOffered(mail), [Record(mail.id, Fate.SHOWN)], 5)

    assert shown(page)["lines"][0]["why"] == why
