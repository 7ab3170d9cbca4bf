"""
The command line: what can be asked, in words that a person would like to read.

Each command is a module, which is imported only when it is called, so that `serve`, which every
desktop starts, does not pay for the others.
"""

import argparse
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from chatplugin import __version__
from chatplugin.domain.errors import ChatPluginError

DESCRIPTION = """\
Raises the customer's CRM card in Chrome when a contact reaches the operator of EMC Desktop.
EMC Desktop starts `chatplugin serve` by itself; the other commands are for administrators
and CRM developers.
"""

_COMMANDS: Mapping[str, str] = {
    "serve": "serve",
    "pop": "pop",
    "explain": "explain",
    "check": "check",
    "settings": "check",
    "doctor": "doctor",
    "status": "doctor",
    "journal": "journal",
    "emc": "emc",
    "key": "key",
    "sign": "key",
    "suggest": "explain",
    "studio": "studio",
    "relay": "relay",
    "register": "relay",
    "unregister": "relay",
}
"""The commands, each with the module that adds it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 means that all went well, 1 that something needs attention."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser(words[0] if words else "").parse_args(words)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except ChatPluginError as error:
        print(f"chatplugin: {_described(error, options)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _described(error: ChatPluginError, options: argparse.Namespace) -> str:
    from chatplugin.adapters.machine import language_of  # noqa: PLC0415

    return error.described(language_of(getattr(options, "language", None)))


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("chatplugin", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"chatplugin {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog=parser.prog
    )
    # What is asked for by its name needs no word of the others: each takes time at every start.
    modules = [_COMMANDS[asked]] if asked in _COMMANDS else dict.fromkeys(_COMMANDS.values())
    for module in modules:
        import_module(f"chatplugin.cli.{module}").add(commands)
    return parser
