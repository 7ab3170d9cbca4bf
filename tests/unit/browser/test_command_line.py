"""Chrome's command line: what is opened by it, and what it cannot do."""

from urllib.parse import parse_qs

from chatplugin.browser.driver import OpenEverydayChrome, ShowPage, TaskFailed, Turn
from chatplugin.browser.extension.everyday_chrome import WHAT_IT_CANNOT_DO, CommandLine
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import CloseTab, Focus, PopFailed, RaiseTab, TabKept
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from chatplugin.sentences import said

W1 = CardId("W1")
CARD = RaiseTab(W1, "https://crm.example.com/card?user_id=1", "CRM WhatsApp")
SETTINGS = ChromeSettings(path="/opt/chrome")
KEY = SigningKey("2026-11", b"a-secret-of-tests-that-is-long-enough")


def started(asking: Asking) -> tuple[CommandLine, Turn]:
    turn = Turn(asking=asking)
    driver = CommandLine(turn)
    driver.start(SETTINGS)
    assert turn.end(None).sentences == [str(WHAT_IT_CANNOT_DO)]
    return driver, turn


def test_a_card_is_opened_in_chrome() -> None:
    driver, turn = started(Asking())

    driver.do(CARD)

    assert turn.end(None).tasks == [OpenEverydayChrome(SETTINGS, (CARD.url,), W1)]


def test_chrome_is_told_the_signed_address() -> None:
    rules = RequestRules(key=KeySource("file", "crm.key"))
    driver, turn = started(Asking(rules, KEY))

    driver.do(CARD)

    [task] = turn.end(None).tasks
    assert isinstance(task, OpenEverydayChrome)
    assert task.addresses[0].startswith(f"{CARD.url}&kid=2026-11&ts=")


def test_nonces_count_on_from_the_one_that_was_drawn_and_do_not_end() -> None:
    turn = Turn(asking=Asking(RequestRules(key=KeySource("file", "crm.key")), KEY))
    turn.nonce = 2**128 - 3

    made = [parse_qs(turn.request(CARD.url).url)["nonce"] for _ in range(3)]

    assert made == [["f" * 31 + "e"], ["f" * 32], ["0" * 32]]


def test_a_form_is_refused_and_not_asked_for_without_what_it_tells() -> None:
    driver, turn = started(Asking(RequestRules(Method.POST)))

    driver.do(CARD)

    reply = turn.end(None)
    assert reply.events == [PopFailed(W1, said("chrome.no_form"))]
    assert reply.tasks == []


def test_a_chrome_that_cannot_be_started_is_told() -> None:
    driver, turn = started(Asking())

    reason = said("chrome.not_there")
    driver.receive(TaskFailed(OpenEverydayChrome(SETTINGS, (CARD.url,), W1), reason))

    assert turn.end(None).events == [PopFailed(W1, reason)]


def test_what_a_command_line_cannot_do_is_not_tried() -> None:
    driver, turn = started(Asking())

    driver.do(RaiseTab(W1, CARD.url, CARD.title, Focus.UNCHANGED))
    driver.do(ShowPage("{}"))

    assert turn.end(None).tasks == []


def test_a_tab_that_is_to_be_closed_stays_and_that_is_said_once() -> None:
    driver, turn = started(Asking())

    driver.do(CloseTab(W1))
    driver.do(CloseTab(W1))

    reply = turn.end(None)
    assert reply.events == [TabKept(W1, is_out_of_reach=True)] * 2
    [sentence] = reply.sentences
    assert "with TabReuse=all, too, each card opens in a tab of its own" in sentence
