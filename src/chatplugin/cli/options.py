"""
What several commands share: options, and the contacts that they name.

A contact is an e-mail in a file, or one that is made up by options.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from chatplugin.config.layers import Layer
from chatplugin.config.table import cards
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.domain.errors import UsageError
from chatplugin.sentences import said

if TYPE_CHECKING:
    from chatplugin.desktop.played_desktop import TestContact

# argparse has no public name for what add_subparsers returns.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_SHARED: Mapping[str, Mapping[str, Any]] = {
    "--settings": {
        "type": Path,
        "metavar": "FILE",
        "help": "settings in the form of ASGUIHost.ini, with a section ChatPlugin",
    },
    "--section": {
        "default": "ChatPlugin",
        "metavar": "NAME",
        "help": "the section's name, in that file and in EMC (default: %(default)s)",
    },
    "--language": {"choices": ["en", "ru"], "help": "of what is said; else the desktop's"},
    "--data": {
        "type": Path,
        "metavar": "FOLDER",
        "help": "the service's folder, as `serve` was given it",
    },
}


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


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add those of the shared options that have these *names*."""
    for name in names:
        parser.add_argument(name, **_SHARED[name])


def add_contact(parser: argparse.ArgumentParser) -> None:
    """`contacts_of` makes a contact of these."""
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


def contacts_of(
    options: argparse.Namespace, mails: Sequence[Path]
) -> "Iterator[tuple[str, TestContact | UsageError]]":
    """
    Return the e-mails at *mails*, each with its path, or the contact that *options* make up.

    A file that cannot be read is an error in its place, so that it does not hide the others. Raises
    UsageError if the command names no contact, or both kinds.
    """
    _check_usage(options, mails)
    if not mails:
        return iter([("", _made_up(options))])
    return ((str(path), _of_file(path, options)) for path in mails)


def field_layer(options: argparse.Namespace) -> Layer:
    """Return the custom fields that the command line gives; they lie above all settings."""
    texts = {cards.FIELD.named(name): text for name, text in options.field}
    return Layer("command line", texts)


def _check_usage(options: argparse.Namespace, mails: Sequence[Path]) -> None:
    """Raise UsageError unless there are either *mails* or a contact that *options* make up."""
    described = [
        name
        for name, value in (
            ("--channel", options.channel),
            ("--user-id", options.user_id),
            ("--account", options.account),
        )
        if value
    ]
    if not mails and not described:
        raise UsageError(said("contact.none"))
    if mails and described:
        raise UsageError(said("contact.both", option=described[0], path=str(mails[0])))


def _made_up(options: argparse.Namespace) -> "TestContact":
    """Return the contact that *options* describe. Raises UsageError if there is none."""
    if not options.channel or not options.user_id:
        lacking = "--user-id" if options.channel else "--channel"
        raise UsageError(said("contact.lacks", option=lacking))
    return _contact(options, options.channel)


def _of_file(path: Path, options: argparse.Namespace) -> "TestContact | UsageError":
    from chatplugin.adapters.machine import MOST_MAIL, content_of  # noqa: PLC0415 - for contacts alone

    try:
        mail = content_of(path, MOST_MAIL)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return UsageError(said("contact.unreadable", path=str(path), reason=reason))
    return _contact(options, EMAIL, mail)


def _contact(options: argparse.Namespace, channel: str, mail: bytes | None = None) -> "TestContact":
    # Only some commands have contacts: it loads the standard library's e-mails.
    from chatplugin.desktop.played_desktop import TestContact  # noqa: PLC0415

    return TestContact(
        channel=channel,
        user_id=options.user_id,
        operator=Operator(options.operator) if options.operator else None,
        mail=mail,
        attributes=dict(options.attribute),
        account=options.account,
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value
