"""
How `chatplugin emc` is called. Its work is in `commands.emc`, imported when it is called.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from chatplugin.options import Commands, add_section, add_settings_file, command

if TYPE_CHECKING:
    from chatplugin.commands.emc import Wanted


def add_emc(commands: Commands) -> None:
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
    add_settings_file(parser)
    add_section(parser)
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


def _sql(options: argparse.Namespace) -> int:
    from chatplugin.commands.emc import write_rollback, write_sql  # noqa: PLC0415

    if options.rollback:
        return write_rollback(options.application, options.section, options.output)
    return write_sql(_wanted(options), options.application, empties_others=options.empty_others)


def _ini(options: argparse.Namespace) -> int:
    from chatplugin.commands.emc import write_ini  # noqa: PLC0415

    return write_ini(_wanted(options))


def _wanted(options: argparse.Namespace) -> "Wanted":
    from chatplugin.commands.emc import Wanted  # noqa: PLC0415
    from chatplugin.config.language import Language  # noqa: PLC0415

    return Wanted(options.settings, options.section, Language(options.language), options.output)
