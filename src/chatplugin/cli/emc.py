"""
`chatplugin emc`: write the settings for EMC's administration, as T-SQL or for ASGUIHost.ini.
"""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from chatplugin.adapters.settings_sources import local_layers
from chatplugin.cli.options import Commands, add_options, command
from chatplugin.config.emc.section import (
    APPLICATION,
    CHARSET,
    SQL_CHARSET,
    EmcKey,
    Installation,
)
from chatplugin.config.layers import Severity
from chatplugin.config.rules.warnings import card_problems, trial_warnings
from chatplugin.config.settings import read_settings
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Language


def add(commands: Commands) -> None:
    summary = "write the settings for EMC's own administration"
    parser = commands.add_parser("emc", help=summary, description=f"{summary.capitalize()}.")
    forms = parser.add_subparsers(title="forms", metavar="FORM", required=True)
    _add_sql(forms)
    _add_ini(forms)


def _add_sql(forms: Commands) -> None:
    parser = command(
        forms,
        "sql",
        "T-SQL for EMC's configuration database ACS",
        "Writes the script that installs or updates the section and its keys; sqlcmd or SQL Server "
        "Management Studio runs it. Settings with an error are not written.",
        _sql,
    )
    _add_common(parser)
    parser.add_argument(
        "--application",
        default="CC Elite Multichannel Desktop",
        metavar="NAME",
        help="EMC's name for the template of its desktops (default: %(default)s)",
    )
    parser.add_argument(
        "--empty-others",
        action="store_true",
        help="empty those keys of the section that the settings do not name; they stay otherwise",
    )
    parser.add_argument(
        "--rollback",
        action="store_true",
        help="write the script that takes the latest change back; it needs no settings",
    )


def _add_ini(forms: Commands) -> None:
    parser = command(
        forms,
        "ini",
        "a fragment for ASGUIHost.ini",
        "Writes the section and its entry in EMC's list of plug-ins, for desktops that read a "
        "file. Settings with an error are not written.",
        _ini,
    )
    _add_common(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "--settings", "--section")
    parser.add_argument(
        "--language",
        choices=("en", "ru"),
        default="en",
        help="the language of the help that each key gets as its comment (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write there, in the encoding that EMC's tools read; without it, it is only shown",
    )


class _Wanted(NamedTuple):
    """What both commands are asked for; no `output` means standard output."""

    settings_file: Path | None
    section: str
    language: Language
    output: Path | None


def _sql(options: argparse.Namespace) -> int:
    if options.rollback:
        return _write_rollback(options.application, options.section, options.output)
    return _write_sql(_wanted(options), options.application, empties_others=options.empty_others)


def _ini(options: argparse.Namespace) -> int:
    return _write_ini(_wanted(options))


def _wanted(options: argparse.Namespace) -> _Wanted:
    return _Wanted(options.settings, options.section, Language(options.language), options.output)


def _write_sql(wanted: _Wanted, application: str, *, empties_others: bool) -> int:
    """Write the script that installs or updates the section; 1 if the settings have errors."""
    Installation(application, wanted.section).check_names()
    keys = _keys(wanted)
    if keys is None:
        return 1
    script = Installation(application, wanted.section, keys, empties_others).sql()
    _write(script, wanted.output, SQL_CHARSET)
    return 0


def _write_rollback(application: str, section: str, output: Path | None) -> int:
    """Write the script that takes the latest change back. It needs no settings."""
    installation = Installation(application, section)
    installation.check_names()
    _write(installation.rollback_sql(), output, SQL_CHARSET)
    return 0


def _write_ini(wanted: _Wanted) -> int:
    """Write the fragment for ASGUIHost.ini; 1 if the settings have errors."""
    keys = _keys(wanted)
    if keys is None:
        return 1
    fragment = Installation(APPLICATION, wanted.section, keys).ini_fragment(wanted.language)
    _write(fragment, wanted.output, CHARSET)
    return 0


def _keys(wanted: _Wanted) -> list[EmcKey] | None:
    """Return the section's keys; None, after saying why, if the settings must not go live."""
    Installation(APPLICATION, wanted.section).check_names()
    layers = local_layers(wanted.settings_file, wanted.section)
    if wanted.settings_file is None:
        origin = f"are those of {layers[0].name}" if layers else "are all left empty"
        print(f"No file is named by --settings: the keys {origin}.", file=sys.stderr)
    reading = read_settings(layers)
    for problem in (*reading.problems, *card_problems(reading), *trial_warnings(reading)):
        print(problem.headed(wanted.language), file=sys.stderr)
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        print("Nothing was written: put the errors right first.", file=sys.stderr)
        return None
    keys = EmcKey.all_of(reading, wanted.language)
    if wanted.settings_file and not any(key.is_settled for key in keys):
        raise ChatPluginError(
            f"There is no setting of the section {wanted.section} in {wanted.settings_file}",
            remedy="Nothing was written; put the templates into it first",
        )
    return keys


def _write(text: str, output: Path | None, charset: str) -> None:
    if output is None:
        print(text, end="")
        return
    try:
        output.write_bytes(text.replace("\n", "\r\n").encode(charset))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ChatPluginError(
            f"{output} cannot be written: {reason}", remedy="Choose another place by --output"
        ) from error
    print(f"{output} is written.", file=sys.stderr)
