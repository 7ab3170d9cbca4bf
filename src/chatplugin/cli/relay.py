"""
`chatplugin relay`, which Chrome starts; `register` tells Chrome of it, `unregister` takes it back.
"""

import argparse
from pathlib import Path

from chatplugin.adapters.chrome.relay import Registration, carry
from chatplugin.adapters.machine import Folders, language_of
from chatplugin.adapters.platform import SYSTEM
from chatplugin.cli.options import Commands, Parser
from chatplugin.sentences import Words, said, say


def add(commands: Commands) -> None:
    parser = commands.add(
        "relay",
        Words(
            "carry messages between Chrome's extension and the service; Chrome starts this by "
            "itself",
            "передавать сообщения между расширением Chrome и службой; запускает его сам Chrome",
        ),
        Words(
            "The native messaging host of the extension: messages of Chrome on standard input and "
            "output. Nothing listens on any port.",
            "Узел native messaging для расширения: сообщения Chrome на стандартных вводе и "
            "выводе. Порты не слушаются.",
        ),
        _relay,
    )
    parser.add_options("--data")
    _add_register(commands)
    _add_unregister(commands)


def _add_register(commands: Commands) -> None:
    parser = commands.add(
        "register",
        Words(
            "tell Chrome of the relay, for the operator's extension",
            "сообщить Chrome о посреднике, для расширения оператора",
        ),
        Words(
            "Registers the relay as a native messaging host for the person who calls this.",
            "Регистрирует посредника как узел native messaging для того, кто вызвал команду.",
        ),
        _register,
    )
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--extension",
        metavar="ID",
        help=parser.words(
            "the extension's id, as chrome://extensions shows it: 32 letters",
            "номер расширения, как на chrome://extensions: 32 буквы",
        ),
    )
    who.add_argument(
        "--machine",
        action="store_true",
        help=parser.words(
            "the installed relay, for everybody on this machine, as the installer does",
            "установленный посредник, для всех на этом компьютере, как делает установщик",
        ),
    )
    _add_profile(parser)
    parser.add_options("--data", "--language")


def _add_unregister(commands: Commands) -> None:
    parser = commands.add(
        "unregister",
        Words("let Chrome forget the relay", "отменить регистрацию посредника"),
        Words(
            "Takes back what `register` wrote for the person who calls this.",
            "Убирает то, что `register` записал для того, кто вызвал команду.",
        ),
        _unregister,
    )
    parser.add_argument(
        "--machine",
        action="store_true",
        help=parser.words(
            "instead, what was written for everybody on this machine",
            "вместо этого – записанное для всех на этом компьютере",
        ),
    )
    _add_profile(parser)
    parser.add_options("--data", "--language")


def _add_profile(parser: Parser) -> None:
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FOLDER",
        help=parser.words(
            "only for the Chrome that is started with --user-data-dir=FOLDER",
            "только для Chrome, запущенного с --user-data-dir=FOLDER",
        ),
    )


def _relay(options: argparse.Namespace) -> int:
    """Carry messages between Chrome and the service of this session."""
    folders = Folders(options.data) if options.data else Folders.of_operator()
    carry(folders, SYSTEM.login_session())


def _register(options: argparse.Namespace) -> int:
    """Register the relay for this operator, or the installed one for all; print where."""
    for place in _registration(options).write(options.extension or ""):
        print(say(said("relay.registered", place=place), language_of(options.language)))
    return 0


def _unregister(options: argparse.Namespace) -> int:
    """Take the registration back, and print what is gone."""
    gone = _registration(options).remove()
    language = language_of(options.language)
    for place in gone:
        print(say(said("relay.removed", place=place), language))
    if not gone:
        print(say(said("relay.nothing"), language))
    return 0


def _registration(options: argparse.Namespace) -> Registration:
    home: Path = options.data or Folders.of_operator().home
    return Registration(None if options.machine else home.absolute(), options.profile)
