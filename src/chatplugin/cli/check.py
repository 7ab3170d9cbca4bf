"""
`chatplugin check` says whether the settings can be used, `chatplugin settings` shows each.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.adapters.chrome.installed_chrome import find_chrome, what_forbids_the_pipe
from chatplugin.adapters.chrome.relay import Registered
from chatplugin.adapters.desktop_layers import DesktopLayers
from chatplugin.adapters.machine import file_content, language_of
from chatplugin.adapters.settings_sources import local_layers
from chatplugin.adapters.signing import CardRequests
from chatplugin.browser.extension.everyday_chrome import WHAT_IT_CANNOT_DO
from chatplugin.cli.options import Commands, coloured, progress
from chatplugin.config.layers import DESKTOP, Layer, Problem, Severity
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import (
    ChromeDriver,
    ChromeSettings,
    Reading,
    Settings,
    read_settings,
)
from chatplugin.config.sources import read_overlay
from chatplugin.config.table import program
from chatplugin.domain.errors import ChromeError
from chatplugin.domain.request import Method
from chatplugin.sentences import Language, Said, Words, said, say


def add(commands: Commands) -> None:
    parser = commands.add(
        "check",
        Words(
            "check settings and desktop before they go live",
            "проверить настройки и рабочее место до запуска",
        ),
        Words(
            "Names each setting that cannot be used and what to write instead, and looks for "
            "Chrome. Where Settings.Url is set, the overlay is fetched and checked too.",
            "Называет каждую настройку, которая не годится, и что написать вместо неё; ищет "
            "Chrome. Если задан Settings.Url, загружает и проверяет и оверлей.",
        ),
        _check,
    )
    parser.add_argument(
        "--overlay",
        type=Path,
        metavar="FILE",
        help=parser.words(
            "check this file as the overlay, before it goes to the settings server",
            "проверить этот файл как оверлей, прежде чем отдать его серверу настроек",
        ),
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=parser.words(
            "end with 1 for a warning, too, as pipelines want",
            "завершиться с кодом 1 и из-за замечания: для конвейеров",
        ),
    )
    parser.add_options("--json", "--settings", "--section", "--language")
    _add_settings(commands)


def _add_settings(commands: Commands) -> None:
    parser = commands.add(
        "settings",
        Words(
            "show every setting, its value and where it comes from",
            "показать каждую настройку, её значение и откуда оно",
        ),
        Words(
            "Shows the settings of this desktop: local file, EMC's section as the service has left "
            "it, overlay. It says what it has looked at.",
            "Показывает настройки этого рабочего места: локальный файл, раздел EMC, каким его "
            "оставила служба, оверлей. Говорит, что просмотрено.",
        ),
        _settings,
    )
    parser.add_options("--json", "--settings", "--section", "--language")


class _Fault(Struct, frozen=True):
    """
    One thing that is wrong. `code` names its sentence, whatever the language is.

    `line` and `column` count from 1, and are 0 where the source has no lines. `fix` is what to
    write instead; empty if that is not known. `docs` is what `chatplugin docs` opens about it.
    """

    severity: Severity
    code: str
    source: str
    key: str
    value: str
    line: int
    column: int
    what: str
    advice: str
    fix: str
    docs: str


class CheckReport(Struct, frozen=True):
    """What `check --json` prints. `exit` is the command's exit code, `looked_at` a sentence."""

    version: str
    exit: int
    looked_at: str
    problems: Sequence[_Fault]


class _Value(Struct, frozen=True):
    """A setting in force; `source` is the layer that it comes from."""

    key: str
    value: str
    source: str


class SettingsReport(Struct, frozen=True):
    """What `settings --json` prints."""

    version: str
    looked_at: str
    settings: Sequence[_Value]
    problems: Sequence[_Fault]


def _check(options: argparse.Namespace) -> int:
    """
    Print what was read, what is wrong and what to do.

    Returns 1 if something cannot work as it is (with `--strict`: or hardly), 2 if nothing is wrong
    in what could be read, but EMC's section is not known. With `--overlay`, nothing is fetched.
    """
    language, overlay = language_of(options.language), options.overlay
    progress(said("progress.settings"), language)  # A settings server may take half a minute.
    looked_at = _look(options.settings, options.section, overlay)
    progress(None)
    reading = read_settings(looked_at.layers)
    problems = [
        *reading.problems,
        *_card_problems(reading, overlay),
        *trial_warnings(reading),
        *_chrome_problems(reading.settings.chrome),
        *_request_problems(reading.settings),
    ]
    is_whole = overlay is not None or looked_at.is_whole
    code = _exit_code(problems, is_whole=is_whole, is_strict=options.strict)
    if options.json:
        faults = [_fault(problem, language) for problem in problems]
        _print(CheckReport(__version__, code, say(looked_at.said, language), faults))
    else:
        print(say(looked_at.said, language))
        _print_problems(problems, language, is_whole=is_whole)
    return code


def _exit_code(problems: Sequence[Problem], *, is_whole: bool, is_strict: bool) -> int:
    if any(is_strict or problem.severity is Severity.ERROR for problem in problems):
        return 1
    return 0 if is_whole else 2


def _print_problems(problems: Sequence[Problem], language: Language, *, is_whole: bool) -> None:
    for problem in problems:
        severity, line = problem.headed(language).split(" ", 1)
        print(coloured(severity, _COLOURS[problem.severity]), line)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if problems:
        count = said("check.count", errors=errors, warnings=len(problems) - errors)
        print(say(count, language))
        pages = dict.fromkeys(problem.read_on(language) for problem in problems)
        print(say(said("check.read_on", pages=tuple(pages)), language))
    if not is_whole and not errors:
        print(say(said("check.not_whole"), language))
    elif not problems:
        print(coloured(say(said("check.fine"), language), "green"))


_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def _fault(problem: Problem, language: Language) -> _Fault:
    line, column = problem.position or (0, 0)
    return _Fault(
        problem.severity,
        problem.what.code,
        problem.source,
        problem.key,
        problem.value,
        line,
        column,
        problem.sentence(language),
        problem.advice(language),
        problem.fix or "",
        problem.read_on(language),
    )


def _print(report: CheckReport | SettingsReport) -> None:
    print(msgspec.json.encode(report).decode())


def _settings(options: argparse.Namespace) -> int:
    """Print a line for each setting: key, value, source; and what a source is not used for."""
    language = language_of(options.language)
    looked_at = DesktopLayers.read(options.settings, options.section)
    problems = [problem for layer in looked_at.layers for problem in layer.problems]
    sources = read_settings(looked_at.layers).sources
    if options.json:
        values = [_Value(key, sourced.text, sourced.layer) for key, sourced in sources.items()]
        faults = [_fault(problem, language) for problem in problems]
        _print(SettingsReport(__version__, say(looked_at.said, language), values, faults))
        return 0
    if options.settings is None:
        print(say(looked_at.said, language), file=sys.stderr)
    for problem in problems:
        print(problem.described(language), file=sys.stderr)
    longest = max(map(len, sources))
    for key, sourced in sources.items():
        source = say(Layer.known_as(sourced.layer), language)
        print(f"{key:<{longest}}  {sourced.text or '–'}   ({source})")
    return 0


def _look(settings_file: Path | None, section: str, overlay: Path | None) -> DesktopLayers:
    if overlay is None:
        return DesktopLayers.read(settings_file, section)
    proposed = read_overlay(file_content(overlay), source=f"overlay {overlay}")
    return DesktopLayers([*local_layers(settings_file, section), proposed], named=settings_file)


def _card_problems(reading: Reading, overlay: Path | None) -> list[Problem]:
    """What lies below a proposed overlay may stand in EMC's section, which is not known here."""
    found = card_problems(reading)
    if overlay is None:
        return found
    return [
        problem if problem.key else replace(problem, severity=Severity.WARNING) for problem in found
    ]


def _chrome_problems(chrome: ChromeSettings) -> list[Problem]:
    try:
        executable = find_chrome(chrome.path)
    except ChromeError as error:
        return [Problem.of(error, DESKTOP, program.CHROME_PATH.name)]
    match chrome.driver:
        case ChromeDriver.PIPE:
            return _pipe_problems(executable, Severity.ERROR)
        case ChromeDriver.EXTENSION:
            return _extension_problems(chrome.profile, Severity.ERROR)
        case ChromeDriver.COMMAND:
            return [_problem(WHAT_IT_CANNOT_DO, Severity.WARNING)]
        case ChromeDriver.AUTO:
            pipe = _pipe_problems(executable, Severity.WARNING)
            return [*pipe, *_extension_problems(chrome.profile, Severity.WARNING)] if pipe else []


def _request_problems(settings: Settings) -> list[Problem]:
    """Look for the key, and say what becomes of forms where the pipe is forbidden."""
    requests = CardRequests()
    requests.use(settings.requests)
    found = [*([problem] if (problem := requests.problem()) else []), *requests.open_keys()]
    is_form = settings.requests.method is Method.POST
    if is_form and settings.chrome.driver in {ChromeDriver.AUTO, ChromeDriver.PIPE}:
        try:
            forbidden = what_forbids_the_pipe(find_chrome(settings.chrome.path))
        except ChromeError:
            return found  # That is told already.
        if forbidden:
            found.append(_problem(said("chrome.no_form"), Severity.ERROR))
    return found


def _pipe_problems(executable: str, severity: Severity) -> list[Problem]:
    policy = what_forbids_the_pipe(executable)
    if policy is None:
        return []
    what = said("chrome.pipe_forbidden", policy=policy.name, where=policy.where)
    return [_problem(what, severity)]


def _extension_problems(profile: str, severity: Severity) -> list[Problem]:
    """Whether the extension itself is installed is known to Chrome only."""
    if Registered.find(profile):
        return []
    return [_problem(said("chrome.no_relay"), severity)]


def _problem(what: Said, severity: Severity) -> Problem:
    return Problem(what, DESKTOP, program.CHROME_DRIVER.name, severity=severity)
