"""
`chatplugin relay`, which Chrome starts; `register` tells Chrome of it, `unregister` takes it back.
"""

import argparse
from pathlib import Path

from chatplugin.adapters.chrome.relay import MachineRegistration, Registration, carry
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.platform import SYSTEM
from chatplugin.cli.options import Commands, add_options, command


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "relay",
        "carry messages between Chrome's extension and the service; Chrome starts this by itself",
        "The native messaging host of the extension: messages of Chrome on standard input and "
        "output. Nothing listens on any port.",
        _relay,
    )
    add_options(parser, "--data")
    _add_register(commands)
    _add_unregister(commands)


def _add_register(commands: Commands) -> None:
    parser = command(
        commands,
        "register",
        "tell Chrome of the relay, for the operator's extension",
        "Registers the relay as a native messaging host for the person who calls this.",
        _register,
    )
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--extension",
        metavar="ID",
        help="the extension's id, as chrome://extensions shows it: 32 letters",
    )
    who.add_argument(
        "--machine",
        action="store_true",
        help="the installed relay, for everybody on this machine, as the installer does",
    )
    _add_profile(parser)
    add_options(parser, "--data")


def _add_unregister(commands: Commands) -> None:
    parser = command(
        commands,
        "unregister",
        "let Chrome forget the relay",
        "Takes back what `register` wrote for the person who calls this.",
        _unregister,
    )
    parser.add_argument(
        "--machine",
        action="store_true",
        help="instead, what was written for everybody on this machine",
    )
    _add_profile(parser)
    add_options(parser, "--data")


def _add_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FOLDER",
        help="only for the Chrome that is started with --user-data-dir=FOLDER",
    )


def _relay(options: argparse.Namespace) -> int:
    """Carry messages between Chrome and the service of this session."""
    folders = Folders(options.data) if options.data else Folders.of_operator()
    carry(folders, SYSTEM.login_session())


def _register(options: argparse.Namespace) -> int:
    """Register the relay for this operator, or the installed one for all; print where."""
    if options.machine:
        places = MachineRegistration().write()
    else:
        places = Registration(_home(options), options.profile).write(options.extension)
    for place in places:
        print(f"registered in {place}")
    return 0


def _unregister(options: argparse.Namespace) -> int:
    """Take the registration back, and print what is gone."""
    if options.machine:
        gone = MachineRegistration().remove()
    else:
        gone = Registration(_home(options), options.profile).remove()
    for place in gone:
        print(f"removed {place}")
    if not gone:
        print("nothing was registered")
    return 0


def _home(options: argparse.Namespace) -> Path:
    home: Path = options.data or Folders.of_operator().home
    return home.absolute()
