"""
What several commands share: how they are asked, in English or Russian, options, and contacts.

A contact is an e-mail in a file, or one that is made up by options.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct

from chatplugin.config.layers import Layer
from chatplugin.config.table import cards
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.domain.errors import ConfigurationError, UsageError, nearest
from chatplugin.sentences import Language, Said, Words, said, say

if TYPE_CHECKING:
    from chatplugin.desktop.played_desktop import TestContact


class Parser(argparse.ArgumentParser):
    """
    A parser that speaks *language*, and names what was probably meant.

    The standard library's own words are put into Russian here; what is not known stays English.
    """

    def __init__(self, *, prog: str, description: str, language: Language) -> None:
        is_russian = language is Language.RUSSIAN
        form = _RussianHelp if is_russian else _Help
        super().__init__(prog, description=description, formatter_class=form, add_help=False)
        self.language = language
        if is_russian:
            self._positionals.title, self._optionals.title = "аргументы", "параметры"
        told = self.words("show this and end", "показать эту справку")
        self.add_argument("-h", "--help", action="help", help=told)

    def words(self, en: str, ru: str) -> str:
        return Words(en, ru).of(self.language)

    def commands(self, title: Words, metavar: Words) -> "Commands":
        """Return the door to the commands of this parser, or to the forms of its command."""
        named = title.of(self.language), metavar.of(self.language)
        action = self.add_subparsers(
            title=named[0], metavar=named[1], required=True, prog=self.prog, parser_class=Parser
        )
        return Commands(action, self.language)

    def add_options(self, *names: str) -> None:
        """Add those of the shared options that have these *names*."""
        for name in names:
            how, told = _SHARED[name]
            self.add_argument(name, **how, help=told.of(self.language))

    def add_contact(self) -> None:
        """`contacts_of` makes a contact of these."""
        for name, metavar, told in _CONTACT:
            self.add_argument(name, default="", metavar=metavar, help=told.of(self.language))
        for names, told in _PAIRS:
            self.add_argument(
                *names,
                action="append",
                type=_pair,
                default=[],
                metavar="NAME=VALUE",
                help=told.of(self.language),
            )

    def parse_all(self, words: Sequence[str]) -> argparse.Namespace:
        """Return the options. What is not known is an error of the command that was asked for."""
        options, unknown = self.parse_known_args(words)
        if unknown:
            asked: Parser = getattr(options, "parser", self)
            asked._refuse_word(unknown[0])
        return options

    def _refuse_word(self, word: str) -> NoReturn:
        """A word without dashes is most often a file, whose option was left out."""
        known = self._option_string_actions
        if word.startswith("-"):
            self.refuse(word, known)
        what = self.words(f"'{word}' is not expected here", f"«{word}» здесь лишнее")
        self.error(
            f"{what}. {self._meant(f'--settings {word}')}" if "--settings" in known else what
        )

    def refuse(self, word: str, known: Iterable[str]) -> NoReturn:
        """End with the usage: *word* is not among those *known*."""
        meant = nearest(word.partition("=")[0], known)
        what = self.words(f"there is no '{word}'", f"«{word}» здесь нет")
        self.error(f"{what}. {self._meant(meant)}" if meant else what)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {self._said(message)}\n")

    def _meant(self, name: str) -> str:
        return self.words(f"Did you mean '{name}'?", f"Возможно, «{name}»?")

    def _said(self, message: str) -> str:
        if choice := re.search(_CHOICE, message):
            known = re.findall(r"[\w:-]+", choice["known"])
            meant = nearest(choice["word"], known)
            message = f"{message}. {self._meant(meant)}" if meant else message
        if self.language is Language.ENGLISH:
            return message
        for english, russian in _IN_RUSSIAN:
            message = re.sub(english, russian, message)
        return message


_CHOICE = r"invalid choice: '(?P<word>[^']*)' \(choose from (?P<known>.*)\)"
_IN_RUSSIAN = (
    (r"^argument (\S+): ", r"\1: "),
    (r"invalid choice: '([^']*)' \(choose from (.*)\)", r"«\1» не годится; можно: \2"),
    (r"the following arguments are required: (.*)", r"не хватает: \1"),
    (r"expected one argument", "нужно значение"),
    (r"invalid \w+ value: '([^']*)'", r"«\1» – не число"),
    (r"not allowed with argument (\S+)", r"нельзя вместе с \1"),
    (r"one of the arguments (.*) is required", r"нужен один из параметров: \1"),
    (r"ambiguous option: (\S+) could match (.*)", r"непонятно, что такое \1: \2"),
    (r"ignored explicit argument '([^']*)'", r"значение «\1» здесь лишнее"),
    (r"'([^']*)' is not of the form NAME=VALUE", r"«\1» – не вида ИМЯ=ЗНАЧЕНИЕ"),
    (r"'([^']*)' is no time, such as (\S+) or (.*)", r"«\1» – не время, как \2 или \3"),
)
"""What `argparse` and the readers of our options say, as regular expressions, and the same."""


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        # argparse asks shutil for the width, and loads three compressions with it at every start.
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """Return how wide the terminal is, or is said to be."""
    written = os.environ.get("COLUMNS", "")
    if written.isdecimal() and int(written):
        return int(written)
    try:
        return os.get_terminal_size().columns or _USUAL_COLUMNS
    except OSError:
        return _USUAL_COLUMNS


_USUAL_COLUMNS = 80


class _RussianHelp(_Help):
    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "вызов: " if prefix is None else prefix)


class Commands(Struct, frozen=True):
    """The commands of a parser, as they are added."""

    # argparse has no public name for what add_subparsers returns.
    action: "argparse._SubParsersAction[Parser]"
    language: Language

    def add(
        self,
        name: str,
        summary: Words,
        description: Words,
        run: Callable[[argparse.Namespace], int] | None,
    ) -> Parser:
        """Add a command; without *run* one that has forms."""
        parser = self.action.add_parser(
            name,
            help=summary.of(self.language),
            description=description.of(self.language),
            language=self.language,
        )
        parser.set_defaults(run=run, parser=parser)
        return parser


def coloured(text: str, colour: str) -> str:
    """Return *text* in bold *colour* if standard output is a terminal, and termcolor there."""
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        return text
    try:
        from termcolor import colored  # noqa: PLC0415 - an extra, for terminals only
    except ImportError:
        return text
    with suppress(ImportError):  # It comes with the extra on Windows only.
        from colorama import just_fix_windows_console  # noqa: PLC0415 - likewise

        just_fix_windows_console()
    return colored(text, colour, attrs=["bold"])


def progress(what: Said | None, language: Language = Language.ENGLISH) -> None:
    """Say on the last line of a terminal what takes long; None clears that line."""
    if sys.stderr.isatty():
        print(f"\r{say(what, language) if what else ''}\033[K", end="", file=sys.stderr, flush=True)


_SHARED: Mapping[str, tuple[Mapping[str, Any], Words]] = {
    "--settings": (
        {"type": Path, "metavar": "FILE"},
        Words(
            "settings in the form of ASGUIHost.ini, with a section ChatPlugin",
            "настройки в виде ASGUIHost.ini, с разделом ChatPlugin",
        ),
    ),
    "--section": (
        {"default": "ChatPlugin", "metavar": "NAME"},
        Words(
            "the section's name, in that file and in EMC (default: %(default)s)",
            "имя раздела в этом файле и в EMC (обычно %(default)s)",
        ),
    ),
    "--language": (
        {"choices": ["en", "ru"]},
        Words(
            "of what is said; else the desktop's", "на каком языке отвечать; обычно язык системы"
        ),
    ),
    "--data": (
        {"type": Path, "metavar": "FOLDER"},
        Words("the service's folder, as `serve` was given it", "папка службы, заданная `serve`"),
    ),
    "--json": (
        {"action": "store_true"},
        Words("one JSON object", "один объект JSON"),
    ),
}

_CONTACT = (
    (
        "--channel",
        "NAME",
        Words("email, or EMC's name of the messenger", "email или имя мессенджера в EMC"),
    ),
    (
        "--user-id",
        "ID",
        Words("address, phone number or profile id", "адрес, телефон или номер профиля"),
    ),
    ("--operator", "AGENT_ID", Words("the operator's AgentID", "AgentID оператора")),
    ("--account", "NUMBER", Words("PersonalAccount, for an e-mail", "PersonalAccount, для письма")),
)
_PAIRS = (
    (
        ("-a", "--attribute"),
        Words(
            "an attribute of the contact, as EMC would name it",
            "атрибут обращения, как его назвала бы EMC",
        ),
    ),
    (
        ("-f", "--field"),
        Words(
            "the value of a custom field, instead of the configured one",
            "значение своего поля вместо настроенного",
        ),
    ),
)


def matching(paths: Sequence[Path]) -> Iterator[Path]:
    """Return *paths*, and in place of a pattern what it matches, as Windows' shells do not."""
    from glob import glob  # noqa: PLC0415 - `serve` takes no files

    for path in paths:
        is_pattern = any(sign in str(path) for sign in "*?[") and not path.exists()
        # Patterns may be absolute, which `Path.glob` refuses.
        found = sorted(glob(str(path))) if is_pattern else [str(path)]  # noqa: PTH207
        if not found:
            raise UsageError(said("contact.no_match", pattern=str(path)))
        yield from map(Path, found)


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
    from chatplugin.adapters.outlook import as_mail  # noqa: PLC0415 - likewise

    try:
        mail = as_mail(content_of(path, MOST_MAIL))
    except OSError as error:
        reason = Said.of(error)
        return UsageError(said("contact.unreadable", path=str(path), reason=reason))
    except ConfigurationError as error:
        what = said("contact.unreadable", path=str(path), reason=error.said)
        return UsageError(what, remedy=error.remedy_said)
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
