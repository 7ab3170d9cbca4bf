"""
`chatplugin doctor`: what is so on this desktop, on one page; for support as a file; a test card.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from chatplugin import __version__
from chatplugin.adapters.desktop_facts import look
from chatplugin.adapters.machine import Folders, language_of
from chatplugin.adapters.status_file import SECONDS_TO_CARD, Question, ServiceFiles
from chatplugin.cli.options import Commands, Parser, coloured, progress
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.contact import EMAIL
from chatplugin.domain.errors import ConfigurationError
from chatplugin.domain.events import Fate
from chatplugin.sentences import Language, Said, Words, said, say, say_remedy, stopped
from chatplugin.service.checkup import FATES, Area, CheckResult, CheckUp, Health

_HEALTH = {
    Health.OK: said("doctor.ok"),
    Health.WARNING: said("doctor.warning"),
    Health.PROBLEM: said("doctor.problem"),
    Health.NOT_LOOKED_AT: said("doctor.not_looked_at"),
}
_COLOURS = {
    Health.OK: "green",
    Health.WARNING: "yellow",
    Health.PROBLEM: "red",
    Health.NOT_LOOKED_AT: "blue",
}
_AREAS = {
    Area.PLUGIN: said("area.plugin"),
    Area.SERVICE: said("area.service"),
    Area.CHROME: said("area.chrome"),
    Area.SETTINGS: said("area.settings"),
    Area.CRM: said("area.crm"),
    Area.MACHINE: said("area.machine"),
    Area.CONTACTS: said("area.contacts"),
}


class _Line(Struct, frozen=True):
    """
    One result. `code` names its sentence, whatever the language is.

    `docs` is what `chatplugin docs` opens about it.
    """

    area: Area
    verdict: Health
    code: str
    what: str
    advice: str
    docs: str


class Report(Struct, frozen=True):
    """What `--json` prints. `exit` is the command's exit code."""

    version: str
    exit: int
    lines: Sequence[_Line]


def add(commands: Commands) -> None:
    """Add the command, and `status`, which is another name of it."""
    for name in ("doctor", "status"):
        parser = commands.add(
            name,
            Words(
                "say what is so on this desktop, and what to do",
                "сказать, что с этим рабочим местом и что делать",
            ),
            Words(
                "Looks at plug-in, service, Chrome and its policies, settings, CRM, key, disk, "
                "clock and the latest contacts. Ends with 1 if something is a problem, with 2 if "
                "something could not be looked at.",
                "Смотрит на модуль, службу, Chrome и его политики, настройки, CRM, ключ, диск, "
                "часы и последние обращения. Завершается с кодом 1, если что-то неисправно, с "
                "кодом 2, если что-то не удалось проверить.",
            ),
            _doctor,
        )
        _add_files(parser)
        _add_test_card(parser)
        parser.add_options("--json", "--settings", "--section", "--data", "--language")


def _add_files(parser: Parser) -> None:
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE",
        help=parser.words(
            "write a zip for support, without data of customers and operators",
            "записать архив для поддержки, без данных клиентов и операторов",
        ),
    )
    parser.add_argument(
        "--site",
        type=Path,
        metavar="FILE",
        help=parser.words(
            "write what the plug-in has seen of EMC, for those who develop ChatPlugin",
            "записать, какой модуль увидел EMC: для разработчиков ChatPlugin",
        ),
    )


def _add_test_card(parser: Parser) -> None:
    parser.add_argument(
        "--try",
        action="store_true",
        dest="test",
        help=parser.words(
            "let the running service raise a test card, by the driver that it uses",
            "пусть работающая служба откроет пробную карточку тем же путём, что и всегда",
        ),
    )
    parser.add_argument(
        "--channel",
        default="",
        metavar="NAME",
        help=parser.words(
            "of the test card: email, or a messenger", "для пробной карточки: email или мессенджер"
        ),
    )
    parser.add_argument(
        "--user-id",
        default="chatplugin-test@example.com",
        metavar="ID",
        help=parser.words("of the test card", "для пробной карточки"),
    )


def _doctor(options: argparse.Namespace) -> int:
    """Print what is found; 0 if all is well, 1 for a problem, 2 for what was not looked at."""
    language = language_of(options.language)
    usual = Folders(options.data) if options.data else Folders.of_operator()
    folders = usual.of_this_session()
    checkup = look(folders, options.settings, options.section)
    found = checkup.results()
    report = _report_of(found, language)
    if options.json:
        print(msgspec.json.encode(report).decode())
    else:
        print(_page(found, language, in_colour=True))
    code = report.exit
    if options.test:
        code = max(code, _try(folders, checkup, options, language), key=_EXIT_CODES.index)
    if options.site:
        code = max(code, _write_site(folders, options.site, language), key=_EXIT_CODES.index)
    if options.bundle:
        from chatplugin.adapters.bundle import write_bundle  # noqa: PLC0415 - few ask for it

        write_bundle(options.bundle, folders, checkup, _page(found, Language.ENGLISH))
        print(say(said("bundle.written", path=str(options.bundle)), language), file=sys.stderr)
    return code


_EXIT_CODES = (0, 2, 1)
"""The worst last."""


def _write_site(folders: Folders, path: Path, language: Language) -> int:
    """Write what EMC is like here; 2 if nothing of it has been seen."""
    site = ServiceFiles(folders.home).read_site()
    if site is None or not site.events:
        _tell(said("site.nothing"), language)
        return 2
    data = msgspec.json.format(msgspec.json.encode(site), indent=1)
    try:
        path.write_bytes(data + b"\n")
    except OSError as error:
        reason = Said.of(error)
        raise ConfigurationError(
            said("bundle.unwritable", path=str(path), reason=reason)
        ) from error
    _tell(said("site.written", path=str(path), number=len(site.events)), language)
    return 0


def _tell(what: Said, language: Language) -> None:
    sentence, advice = say(what, language), stopped(say_remedy(what, language))
    print(f"{stopped(sentence)} {advice}".strip(), file=sys.stderr)


def _report_of(found: Sequence[CheckResult], language: Language) -> Report:
    lines = [
        _Line(
            each.area,
            each.health,
            each.what.code,
            each.text(language),
            each.advice(language),
            each.told.read_on(language),
        )
        for each in found
    ]
    codes = [result.health.exit_code for result in found]
    return Report(__version__, max(codes, key=_EXIT_CODES.index), lines)


def _page(found: Sequence[CheckResult], language: Language, *, in_colour: bool = False) -> str:
    """Return a line for each result, and below it what to do."""
    words = {health: say(what, language).upper() for health, what in _HEALTH.items()}
    words[Health.OK] = words[Health.OK].lower()
    widest = max(map(len, words.values()))
    lines: list[str] = []
    area = None
    for result in found:
        if result.area is not area:
            area = result.area
            lines += ["", say(_AREAS[area], language)]
        health = f"{words[result.health]:<{widest}}"
        if in_colour:
            health = coloured(health, _COLOURS[result.health])
        lines.append(f"  {health}  {result.text(language)}")
        if result.health is not Health.OK and (advice := result.advice(language)):
            lines.append(f"  {'':<{widest}}  → {advice}")
    return "\n".join([*lines[1:], "", _summary(found, language), *_pages(found, language)])


def _pages(found: Sequence[CheckResult], language: Language) -> list[str]:
    """Return where the docs say more of what is not as it should be, each page once."""
    ill = [each.told.read_on(language) for each in found if each.health is not Health.OK]
    return [say(said("check.read_on", pages=tuple(dict.fromkeys(ill))), language)] if ill else []


def _summary(found: Sequence[CheckResult], language: Language) -> str:
    number = Counter(result.health for result in found)
    what = said(
        "doctor.summary",
        problems=number[Health.PROBLEM],
        warnings=number[Health.WARNING],
        unknown=number[Health.NOT_LOOKED_AT],
        fine=number[Health.OK],
    )
    return say(what, language)


def _try(
    folders: Folders, checkup: CheckUp, options: argparse.Namespace, language: Language
) -> int:
    """Let the service raise a test card; say what became of it."""
    what, code = _tried(folders, checkup, options)
    print(" ".join((stopped(say(what, language)), stopped(say_remedy(what, language)))).strip())
    return code


def _tried(folders: Folders, checkup: CheckUp, options: argparse.Namespace) -> tuple[Said, int]:
    channel = options.channel or _channel_of(checkup)
    if not channel:
        return said("try.no_template"), 1
    question = Question.new(channel, options.user_id)
    status = ServiceFiles(folders.home).ask(question) if checkup.answers else None
    if status is None or status.driver is None:
        return said("try.no_service"), 2
    name, contact = status.driver.used.name, question.contact_id
    is_told = name is not ChromeDriver.COMMAND
    line = question.outcome(folders.journal, _waited(options), is_told=is_told)
    progress(None)
    if line is None:
        what = said("try.late", seconds=SECONDS_TO_CARD, contact=contact, name=name)
        return what, 1
    match line.fate:
        case Fate.SHOWN:
            return said("try.shown", contact=contact, name=name), 0
        case Fate.RAISED | Fate.JOINED:
            return said("try.raised", contact=contact), 2
        case Fate.NOT_SHOWN | Fate.FAILED | Fate.CLOSED | Fate.KEPT | Fate.ENDED:
            reason = line.why or FATES[line.fate]
            return said("try.failed", reason=reason, contact=contact, name=name), 1


def _channel_of(checkup: CheckUp) -> str:
    rules = checkup.settings.rules
    if rules.email.template and rules.email.enabled:
        return EMAIL
    return "whatsapp" if rules.chat.template or rules.channels else ""


def _waited(options: argparse.Namespace) -> Callable[[int], None]:
    language = language_of(options.language)
    return lambda seconds: progress(said("progress.card", seconds=seconds), language)
