"""
`chatplugin relay`, which Chrome starts, and `chatplugin register`, which tells Chrome of it.
"""

import argparse
from pathlib import Path

from chatplugin.adapters.chrome.relay import carry, register
from chatplugin.adapters.machine import Folders
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


def _add_register(commands: Commands) -> None:
    parser = command(
        commands,
        "register",
        "tell Chrome of the relay, for the operator's extension",
        "Registers the relay as a native messaging host for the person who calls this.",
        _register,
    )
    parser.add_argument(
        "--extension",
        required=True,
        metavar="ID",
        help="the extension's id, as chrome://extensions shows it: 32 letters",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FOLDER",
        help="only for the Chrome that is started with --user-data-dir=FOLDER",
    )
    add_options(parser, "--data")


def _relay(options: argparse.Namespace) -> int:
    """Carry messages between Chrome and the service."""
    carry(options.data or Folders.of_operator().home)


def _register(options: argparse.Namespace) -> int:
    """Register the relay for this operator, and print where."""
    home = (options.data or Folders.of_operator().home).absolute()
    for place in register(options.extension, home, options.profile):
        print(f"registered in {place}")
    return 0
