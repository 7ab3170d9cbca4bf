"""What a test contact ends with: 0 only if its card has come."""

from argparse import Namespace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec
import pytest
from msgspec.structs import replace

from chatplugin.adapters.journal import Journal, JournalLine
from chatplugin.adapters.status_file import QUESTION_FILE, ServiceFiles
from chatplugin.browser.driver import DriverUsed
from chatplugin.cli.main import main
from chatplugin.cli.pop import PopReport, _became, _by_service, _PrintedRecords, _Teller
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Fate, Incident, Record, Trouble
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.sentences import Language, Said
from chatplugin.sentences import said as told
from chatplugin.service.ports import Asked, PluginGone, Signal, Stamps
from chatplugin.service.status import DesktopFacts, DriverStatus, Status

FROM_EMC = Stamps(reported=0.5, received=1.0, sent=2.5)


class Test:
    """A test contact that is told how it goes."""

    __test__ = False

    def __init__(
        self,
        stay: float | None = 60,
        driver: ChromeDriver = ChromeDriver.PIPE,
        language: Language = Language.ENGLISH,
        is_silent: bool = False,
    ) -> None:
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        self.told = _PrintedRecords(
            self.inbox, stay, driver, _Teller(language, is_silent=is_silent)
        )

    def goes(self, fate: Fate, reason: Said | None = None, stamps: Stamps = FROM_EMC) -> "Test":
        record = Record(ContactId("test"), fate, title="CRM Email", reason=reason)
        self.told.append(record, stamps)
        return self

    def outcome(self) -> tuple[bool, bool]:
        """Whether the card is there, and whether all is over."""
        self.told.close()
        is_over = not self.inbox.empty() and isinstance(self.inbox.get(), PluginGone)
        return self.told.is_there, is_over


@pytest.mark.parametrize(
    "reason",
    [
        Trouble.UNREACHABLE.said(""),
        Trouble.ERROR.said("500"),
        Trouble.REFUSED.said("404"),
        told("key.none"),
    ],
)
def test_a_card_that_cannot_be_shown_is_the_end(reason: Said) -> None:
    assert Test().goes(Fate.RAISED).goes(Fate.FAILED, reason).outcome() == (False, True)


def test_an_answer_that_turns_out_to_be_an_error_is_no_card() -> None:
    test = Test().goes(Fate.SHOWN).goes(Fate.FAILED, Trouble.REFUSED.said("404"))

    assert test.outcome() == (False, True)


def test_a_card_that_comes_from_emc_tells_how_long_it_took() -> None:
    test = Test().goes(Fate.RAISED)

    assert test.told.report(Language.ENGLISH, []).milliseconds == 1.5


def test_a_card_that_the_operators_page_asked_for_is_told_without_a_time() -> None:
    test = Test().goes(Fate.RAISED, stamps=Stamps(sent=2.0))

    assert test.told.report(Language.ENGLISH, []).milliseconds is None


def test_nothing_is_said_to_be_at_chrome_before_chrome_is_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Test().goes(Fate.RAISED).outcome()

    assert capsys.readouterr().out.splitlines() == ["CRM Email", ""]


@pytest.mark.parametrize(
    ("fate", "reason", "said"),
    [
        (
            Fate.FAILED,
            Trouble.UNREACHABLE.said("net::ERR_NAME_NOT_RESOLVED"),
            "Карточки нет: CRM её не показала (CRM не ответила: net::ERR_NAME_NOT_RESOLVED)",
        ),
        (
            Fate.NOT_SHOWN,
            NoPop(reason=Reason.NO_TEMPLATE).said,
            "Карточки нет: для этого канала нет шаблона",
        ),
    ],
)
def test_the_reason_is_told_in_the_language_of_the_rest(
    fate: Fate, reason: Said, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Test(language=Language.RUSSIAN).goes(fate, reason).outcome()

    assert capsys.readouterr().out.splitlines() == [said]


@pytest.mark.parametrize("reason", [Trouble.SLOW, Trouble.LOGIN])
def test_a_slow_crm_and_a_login_are_waited_for(reason: Trouble) -> None:
    assert Test().goes(Fate.FAILED, reason.said("")).outcome() == (False, False)
    assert Test().goes(Fate.FAILED, reason.said("")).goes(Fate.SHOWN).outcome() == (True, False)


def test_a_card_that_came_and_was_closed_by_hand_came() -> None:
    assert Test(None).goes(Fate.SHOWN).goes(Fate.CLOSED).outcome() == (True, True)


def test_chromes_command_line_tells_nothing_so_nothing_is_claimed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    test = Test(driver=ChromeDriver.COMMAND).goes(Fate.RAISED)

    assert test.outcome() == (False, True)
    assert "does not tell whether a card has come" in capsys.readouterr().err


def test_a_chrome_that_does_not_start_twice_is_the_end() -> None:
    test = Test()

    test.told.take_incident(Incident.NOT_STARTED)
    test.told.take_incident(Incident.RESTARTED)
    assert test.inbox.empty()

    test.told.take_incident(Incident.NOT_STARTED)
    assert test.outcome() == (False, True)


@pytest.mark.parametrize(
    ("driver", "lane"),
    [("auto", "pipe"), ("pipe", "pipe"), ("command", "command"), ("extension", "pipe")],
)
def test_a_test_contact_goes_the_way_of_the_settings_where_it_can(driver: str, lane: str) -> None:
    test = Test(driver=ChromeDriver(driver))
    test.outcome()

    assert test.told.lane == lane


def test_a_report_says_what_became_of_the_card_and_nothing_else_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    test = (
        Test(stay=0, is_silent=True).goes(Fate.RAISED).goes(Fate.FAILED, Trouble.ERROR.said("500"))
    )
    test.outcome()

    report = test.told.report(Language.RUSSIAN, ["no display"])

    assert capsys.readouterr() == ("", "")
    assert (report.exit, report.code, report.title) == (1, "pop.failed", "CRM Email")
    assert report.what.startswith("Карточки нет: CRM её не показала")
    assert report.milliseconds == 1.5
    assert msgspec.json.decode(msgspec.json.encode(report), type=PopReport).chrome == ["no display"]


def test_a_test_contact_speaks_russian(capsys: pytest.CaptureFixture[str]) -> None:
    Test(stay=None, language=Language.RUSSIAN).goes(Fate.RAISED).goes(Fate.SHOWN).outcome()

    assert capsys.readouterr().out.splitlines()[2:] == [
        "CRM ответила. Чтобы закрыть карточку, нажмите Ctrl+C."
    ]


WHATSAPP = ["pop", "--channel", "WhatsApp", "--user-id", "+79000000001", "--language", "ru"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path / "ChatPlugin"


def serve(home: Path, driver: ChromeDriver, *records: Record) -> None:
    """Leave a status, and let the next test contact come to what *records* say."""
    used = DriverUsed(driver, ChromeDriver.AUTO)
    status = Status("0.1.0", 7, 1.0, DesktopFacts(), driver=DriverStatus(used, 1.0))
    ServiceFiles(home).write_status(status)
    inbox: SimpleQueue[Signal] = SimpleQueue()
    ServiceFiles(home).listen(inbox, print)

    def answer() -> None:
        asked = inbox.get()
        assert isinstance(asked, Asked)
        assert asked.contact
        journal = Journal(home / "journal", "s1", 7)
        for record in records:
            journal.append(replace(record, contact_id=asked.contact.contact_id), Stamps())
        journal.close()
        ServiceFiles(home).write_status(replace(status, answered=asked.question))

    Thread(target=answer, daemon=True).start()


RAISED = Record(ContactId(""), Fate.RAISED, url="https://crm.example.com/1", title="CRM WhatsApp")
REFUSED = Record(ContactId(""), Fate.FAILED, reason=Trouble.REFUSED.said("404"))


def test_where_the_extension_shows_cards_the_running_service_shows_the_contact(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(home, ChromeDriver.EXTENSION, RAISED, REFUSED)

    assert main(WHATSAPP) == 1

    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "CRM WhatsApp",
        "https://crm.example.com/1",
        "Карточки нет: CRM её не показала (CRM не показывает эту карточку: 404)",
    ]
    assert "показывает служба EMC Desktop, способом «extension»" in printed.err


def test_what_the_service_shows_is_told_as_json(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(home, ChromeDriver.EXTENSION, RAISED, Record(ContactId(""), Fate.SHOWN))

    assert main([*WHATSAPP, "--json"]) == 0

    printed = capsys.readouterr()
    report = msgspec.json.decode(printed.out, type=PopReport)
    assert (report.exit, report.driver, report.code) == (0, "extension", "pop.shown")
    assert (report.title, report.url) == (RAISED.title, RAISED.url)
    assert printed.err == ""


@pytest.mark.parametrize(
    ("driver", "options"),
    [
        (ChromeDriver.PIPE, {}),
        (ChromeDriver.COMMAND, {}),
        (ChromeDriver.EXTENSION, {"settings": Path("trial.ini")}),
        (ChromeDriver.EXTENSION, {"operator": "4021"}),
        (ChromeDriver.EXTENSION, {"field": [("segment", "VIP")]}),
    ],
)
def test_a_contact_that_the_service_would_show_otherwise_is_not_for_it(
    home: Path, driver: ChromeDriver, options: dict[str, object]
) -> None:
    serve(home, driver)
    given = {"settings": None, "operator": "", "field": [], **options}
    teller = _Teller(Language.ENGLISH, is_silent=True)

    assert _by_service(TestContact("WhatsApp", "1"), Namespace(**given), teller) is None
    assert not (home / QUESTION_FILE).exists()


def test_without_a_service_the_contact_is_not_for_it(home: Path) -> None:
    given = Namespace(settings=None, operator="", field=[])

    assert not home.exists()
    teller = _Teller(Language.ENGLISH, is_silent=True)
    assert _by_service(TestContact("WhatsApp", "1"), given, teller) is None


@pytest.mark.parametrize("fate", [*Fate, None])
def test_only_a_card_that_was_shown_by_the_service_is_a_success(fate: Fate | None) -> None:
    line = JournalLine("s1", "test", fate, why=told("key.none")) if fate else None

    _, is_there = _became(line)

    assert is_there == (fate is Fate.SHOWN)
