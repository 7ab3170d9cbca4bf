"""The operator's page as messages."""

import json
from typing import Any

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, CardId, ChannelType, Contact, ContactId, CustomerShown
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
from chatplugin.domain.rules import PopRules
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.operators_page import page
from chatplugin.operators_page.board import Board
from chatplugin.operators_page.page import Health, SettingsNote
from chatplugin.operators_page.words import ENGLISH, RUSSIAN, PageWords
from chatplugin.sentences import said

CARD = ContactId("W1")
WHATSAPP = Contact(CARD, ChannelType("whatsapp"), "+79000000001")
RAISED = [RaiseTab(CardId(CARD), "https://crm.example.com/", "CRM WhatsApp")]


@pytest.fixture
def board() -> Board:
    shown = Board(PopRules())
    shown.take(ContactOffered(WHATSAPP), [*RAISED, Record(CARD, Fate.SHOWN)], 5)
    return shown


WELL = Health()


def shown(board: Board, health: Health = WELL, words: PageWords = ENGLISH) -> dict[str, Any]:
    model: dict[str, Any] = json.loads(page.model(board, health, words, CustomerShown.MASKED))
    return model


def test_all_is_well_in_few_words(board: Board) -> None:
    model = shown(board)

    assert (model["title"], model["headline"]) == ("CRM", "Ready. The next card opens by itself.")
    assert model["notes"] == []
    assert [part["state"] for part in model["parts"]] == ["good", "good", "good"]


def test_trouble_is_in_the_title_and_says_what_to_do(board: Board) -> None:
    board.take(CardTroubled(CardId(CARD), Trouble.UNREACHABLE, "net::ERR_FAILED"), [], 6)

    model = shown(board)

    assert model["title"] == "CRM (1)"
    [note] = model["notes"]
    assert note["head"] == "CRM does not answer"
    assert note["items"] == ["1 card is affected (ERR_FAILED)"]
    assert "tell your administrator" in note["what"]


def test_the_settings_problems_stand_in_their_own_sentences(board: Board) -> None:
    health = Health([SettingsNote("EMC section: there is no setting 'X'.", is_error=False)])

    model = shown(board, health, RUSSIAN)

    assert model["notes"][0]["items"] == ["EMC section: there is no setting 'X'."]
    assert "lang" not in model["notes"][0]
    assert model["title"] == "CRM"


def test_a_contact_that_cannot_have_a_card_has_no_button(board: Board) -> None:
    refusal = NoPop(Reason.NO_TEMPLATE, "ChatTemplate")
    viber = Contact(ContactId("V1"), ChannelType("viber"), "+79000000002")
    record = Record(viber.id, Fate.NOT_SHOWN, refusal=refusal)
    board.take(ContactOffered(viber), [record], 6)

    line = shown(board)["lines"][0]

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
    section = {"EmailTemplate": "https://crm.example.com/{?PersonalAccount}"}
    board = Board(read_settings([Layer("test", section)]).settings.rules)
    board.take(ContactOffered(Contact(CARD, EMAIL, None, candidates=candidates)), RAISED, 5)

    text = page.model(board, Health(), ENGLISH, CustomerShown.FULL)

    [line] = json.loads(text)["lines"]
    assert (line["accounts"], line["chosen"]) == (shown_accounts, None)
    assert not any(account in text for account in candidates)


def test_a_hostile_name_stays_a_string_of_json() -> None:
    name = "</script>\u2028'\"\\ud800\ud800`${1}"
    board = Board(PopRules())
    hostile = Contact(CARD, ChannelType("whatsapp"), name)
    board.take(ContactOffered(hostile), RAISED, 5)

    text = page.model(board, Health(), ENGLISH, CustomerShown.FULL)

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
    assert page.read(payload) == event


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN], ids=["en", "ru"])
def test_a_settings_server_that_is_away_is_a_remark_while_cards_come_up(
    board: Board, words: PageWords
) -> None:
    model = shown(board, Health(settings_server="overlay x: nothing comes"), words)

    [note] = model["notes"]
    assert (note["head"], note["what"]) == words.settings_server
    assert (note["kind"], note["items"]) == ("warning", ["overlay x: nothing comes"])
    assert model["title"] == "CRM"
    assert model["parts"][1]["state"] == "warn"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (ENGLISH, "no account: no label of an account in the letter"),
        (RUSSIAN, "счёта нет: в письме нет метки счёта"),
    ],
)
def test_a_card_without_an_account_says_why_in_the_language_of_the_page(
    words: PageWords, why: str
) -> None:
    settings = read_settings(
        [Layer("test", {"EmailTemplate": "https://a.example/{?PersonalAccount}"})]
    )
    board = Board(settings.settings.rules)
    mail = Contact(ContactId("E1"), EMAIL, "a@example.com", no_account=said("account.no_label"))

    board.take(ContactOffered(mail), [Record(mail.id, Fate.SHOWN)], 5)

    assert shown(board, words=words)["lines"][0]["why"] == why
