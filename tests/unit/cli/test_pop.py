"""What a test contact ends with: 0 only if its card has come."""

from queue import SimpleQueue

import msgspec
import pytest

from chatplugin.cli.pop import PopReport, _PrintedRecords, _Teller
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Fate, Incident, Record, Trouble
from chatplugin.domain.screenpop import NoPop, Reason
from chatplugin.sentences import Language, Said
from chatplugin.sentences import said as told
from chatplugin.service.ports import PluginGone, Signal, Stamps

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
