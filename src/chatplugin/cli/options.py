"""
What the parsers of several commands share.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

# argparse has no public name for what add_subparsers returns.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def command(
    commands: Commands,
    name: str,
    summary: str,
    description: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=description)
    parser.set_defaults(run=run)
    return parser


def add_settings_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="settings in the form of ASGUIHost.ini, with a section ChatPlugin",
    )


def add_section(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--section",
        default="ChatPlugin",
        metavar="NAME",
        help="the section's name, in that file and in EMC (default: %(default)s)",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=["en", "ru"], help="of what is said; else the desktop's"
    )


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="the service's folder, as `serve` was given it"
    )


def add_contact(parser: argparse.ArgumentParser) -> None:
    """`cli.contacts` makes a contact of these."""
    parser.add_argument(
        "--channel", default="", metavar="NAME", help="email, or EMC's name of the messenger"
    )
    parser.add_argument(
        "--user-id", default="", metavar="ID", help="address, phone number or profile id"
    )
    parser.add_argument("--operator", default="", metavar="AGENT_ID", help="the operator's AgentID")
    parser.add_argument(
        "--account", default="", metavar="NUMBER", help="PersonalAccount, for an e-mail"
    )
    for names, summary in (
        (("-a", "--attribute"), "an attribute of the contact, as EMC would name it"),
        (("-f", "--field"), "the value of a custom field, instead of the configured one"),
    ):
        parser.add_argument(
            *names, action="append", type=_pair, default=[], metavar="NAME=VALUE", help=summary
        )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value
