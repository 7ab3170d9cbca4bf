"""
`chatplugin emc`: write the settings for EMC's administration, as T-SQL or for ASGUIHost.ini.
"""

import argparse
import sys
from pathlib import Path

from chatplugin.adapters.machine import language_of
from chatplugin.adapters.settings_sources import local_layers
from chatplugin.cli.options import Commands, Parser
from chatplugin.config.emc.section import (
    APPLICATION,
    CHARSET,
    DATABASE,
    SQL_CHARSET,
    EmcKey,
    Installation,
)
from chatplugin.config.layers import Severity
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import read_settings
from chatplugin.domain.errors import ChatPluginError, UsageError
from chatplugin.sentences import Said, Words, said, say


def add(commands: Commands) -> None:
    summary = Words(
        "write the settings for EMC's own administration", "записать настройки для средств EMC"
    )
    parser = commands.add("emc", summary, summary, None)
    forms = parser.commands(Words("forms", "виды"), Words("FORM", "ВИД"))
    _add_sql(forms)
    _add_ini(forms)


def _add_sql(forms: Commands) -> None:
    parser = forms.add(
        "sql",
        Words("T-SQL for EMC's configuration database ACS", "T-SQL для базы настроек EMC (ACS)"),
        Words(
            "Writes the script that installs or updates the section and its keys; sqlcmd or SQL "
            "Server Management Studio runs it. Settings with an error are not written.",
            "Пишет скрипт, который создаёт или обновляет раздел и его ключи; его выполняют "
            "sqlcmd или SQL Server Management Studio. Настройки с ошибками не записываются.",
        ),
        _sql,
    )
    _add_common(parser)
    _add_places(parser)
    parser.add_argument(
        "--empty-others",
        action="store_true",
        help=parser.words(
            "empty those keys of the section that the settings do not name; they stay otherwise",
            "очистить ключи раздела, которых нет в настройках; без этого они остаются",
        ),
    )
    parser.add_argument(
        "--rollback",
        action="store_true",
        help=parser.words(
            "write the script that takes the latest change back; it needs no settings",
            "записать скрипт, который отменяет последнее изменение; настройки не нужны",
        ),
    )


def _add_places(parser: Parser) -> None:
    parser.add_argument(
        "--application",
        default=APPLICATION,
        metavar="NAME",
        help=parser.words(
            "EMC's name for the template of its desktops (default: %(default)s)",
            "имя шаблона рабочих мест в EMC (обычно %(default)s)",
        ),
    )
    parser.add_argument(
        "--database",
        default=DATABASE,
        metavar="NAME",
        help=parser.words(
            "EMC's database, or a copy of it to try the script on (default: %(default)s)",
            "база EMC или её копия, чтобы попробовать скрипт (обычно %(default)s)",
        ),
    )


def _add_ini(forms: Commands) -> None:
    parser = forms.add(
        "ini",
        Words("a fragment for ASGUIHost.ini", "фрагмент для ASGUIHost.ini"),
        Words(
            "Writes the section and its entry in EMC's list of plug-ins, for desktops that read a "
            "file. Settings with an error are not written.",
            "Пишет раздел и его строку в списке модулей EMC: для рабочих мест, которые читают "
            "файл. Настройки с ошибками не записываются.",
        ),
        _ini,
    )
    _add_common(parser)


def _add_common(parser: Parser) -> None:
    parser.add_options("--settings", "--section")
    parser.add_argument(
        "--language",
        choices=("en", "ru"),
        help=parser.words(
            "of what is said and of each key's comment; else the desktop's",
            "на каком языке отвечать и пояснять ключи в комментариях; обычно язык системы",
        ),
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=parser.words(
            "write there, in the encoding that EMC's tools read; without it, it is only shown",
            "записать туда в кодировке, которую читают средства EMC; иначе только показать",
        ),
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help=parser.words("write over FILE without asking", "записать поверх FILE без вопроса"),
    )


def _sql(options: argparse.Namespace) -> int:
    """Write the script, or the one that takes it back; 1 if the settings have errors."""
    named = Installation(options.application, options.section, database=options.database)
    named.check_names()
    if options.rollback:
        _write(named.rollback_sql(), SQL_CHARSET, options)
        return 0
    keys = _keys(options)
    if keys is None:
        return 1
    wanted = named._replace(keys=keys, empties_others=options.empty_others)
    _write(wanted.sql(), SQL_CHARSET, options)
    return 0


def _ini(options: argparse.Namespace) -> int:
    """Write the fragment for ASGUIHost.ini; 1 if the settings have errors."""
    keys = _keys(options)
    if keys is None:
        return 1
    fragment = Installation(APPLICATION, options.section, keys)
    _write(fragment.ini_fragment(language_of(options.language)), CHARSET, options)
    return 0


def _keys(options: argparse.Namespace) -> list[EmcKey] | None:
    """Return the section's keys; None, after saying why, if the settings must not go live."""
    Installation(APPLICATION, options.section).check_names()
    language = language_of(options.language)
    layers = local_layers(options.settings, options.section)
    if options.settings is None:
        what = said("emc.keys_of", name=layers[0].name) if layers else said("emc.keys_empty")
        _tell(what, options)
    reading = read_settings(layers)
    for problem in (*reading.problems, *card_problems(reading), *trial_warnings(reading)):
        print(problem.headed(language), file=sys.stderr)
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        _tell(said("emc.not_written"), options)
        return None
    keys = EmcKey.all_of(reading, language)
    if options.settings and not any(key.is_settled for key in keys):
        what = said("emc.no_setting", section=options.section, path=str(options.settings))
        raise ChatPluginError(what)
    return keys


def _write(text: str, charset: str, options: argparse.Namespace) -> None:
    output: Path | None = options.output
    if output is None:
        print(text, end="")
        return
    _check_output(output, options)
    try:
        output.write_bytes(text.replace("\n", "\r\n").encode(charset))
    except OSError as error:
        reason = Said.of(error)
        what = said("output.unwritable", path=str(output), reason=reason)
        raise ChatPluginError(what) from error
    _tell(said("output.written", path=str(output)), options)


def _check_output(output: Path, options: argparse.Namespace) -> None:
    """Raise UsageError for a file that is there, unless a person lets it be written over."""
    if options.force or not output.is_file():
        return
    path = str(output)
    if sys.stdin.isatty() and sys.stderr.isatty():
        _tell(said("output.ask", path=path), options, end="")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() in {"y", "yes", "д", "да"}:
            return
    raise UsageError(said("output.there", path=path))


def _tell(what: Said, options: argparse.Namespace, end: str = "\n") -> None:
    print(say(what, language_of(options.language)), file=sys.stderr, end=end)
