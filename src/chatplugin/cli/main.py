"""
The command line: what can be asked, in words that a person would like to read.

Each command is a module, which is imported only when it is called, so that `serve`, which every
desktop starts, does not pay for the others.
"""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from chatplugin import __version__
from chatplugin.cli.options import Commands, Parser
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Language, Words, said

DESCRIPTION = Words(
    "Raises the customer's CRM card in Chrome when a contact reaches the operator of EMC Desktop. "
    "EMC Desktop starts `chatplugin serve` by itself; the other commands are for administrators "
    "and CRM developers.",
    "Открывает карточку клиента в Chrome, когда обращение приходит оператору EMC Desktop. "
    "`chatplugin serve` EMC Desktop запускает сам; остальные команды – для администраторов и "
    "разработчиков CRM.",
)

_COMMANDS: Mapping[str, str] = {
    "serve": "serve",
    "pop": "pop",
    "explain": "explain",
    "check": "check",
    "settings": "check",
    "doctor": "doctor",
    "status": "doctor",
    "journal": "journal",
    "erase": "journal",
    "emc": "emc",
    "key": "key",
    "sign": "key",
    "suggest": "explain",
    "studio": "studio",
    "docs": "studio",
    "relay": "relay",
    "register": "relay",
    "unregister": "relay",
    "completion": "main",
}
"""The commands, each with the module that adds it."""


_CLOSED_PIPE = 141
"""As a program ends that `head` has stopped."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 means that all went well, 1 that something needs attention."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["help"]:
        words = [*words[1:2], "--help"]
    language = _language(words)
    if "_ARGCOMPLETE" in os.environ:
        _complete(language)
    try:
        return _run(words, language)
    except ChatPluginError as error:
        print(f"chatplugin: {error.described(language)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if not (isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL):
            raise
        # Whoever read has enough. What is left in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE


def _run(words: Sequence[str], language: Language) -> int:
    asked = words[0] if words else ""
    parser = _parser(asked, language)
    if not words:
        parser.print_help(sys.stderr)
        return 2
    if asked and asked not in _COMMANDS and not asked.startswith("-"):
        parser.refuse(asked, _COMMANDS)
    options = parser.parse_all(words)
    run: Callable[..., int] = options.run
    code = run(options)
    sys.stdout.flush()
    return code


def _language(words: Sequence[str]) -> Language:
    """Return the language that *words* ask for, or else the system's."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        chosen = following if word == "--language" else word.removeprefix("--language=")
        if word.startswith("--language") and chosen in {*Language}:
            return Language(chosen)
    from chatplugin.adapters.platform import SYSTEM  # noqa: PLC0415 - not where it is said

    return SYSTEM.system_language()


def _complete(language: Language) -> None:
    """Answer the shell, which asks what may follow, and end: see `chatplugin completion`."""
    from argcomplete import autocomplete  # noqa: PLC0415 - an extra, for shells only

    autocomplete(_parser("", language))


def add(commands: Commands) -> None:
    """Add `completion`, which is about all the others."""
    parser = commands.add(
        "completion",
        Words(
            "print what lets bash, zsh or PowerShell complete commands",
            "вывести то, с чем bash, zsh или PowerShell дополняют команды",
        ),
        Words(
            "Put it where the shell reads it at its start: `chatplugin completion bash` into "
            "~/.bashrc, zsh into ~/.zshrc, powershell into $PROFILE.",
            "Добавьте вывод туда, что оболочка читает при запуске: `chatplugin completion bash` в "
            "~/.bashrc, zsh в ~/.zshrc, powershell в $PROFILE.",
        ),
        _completion,
    )
    told = parser.words("bash, zsh or powershell", "bash, zsh или powershell")
    shells = ("bash", "zsh", "powershell")
    parser.add_argument("shell", choices=shells, metavar="SHELL", help=told)
    parser.add_options("--language")


def _completion(options: argparse.Namespace) -> int:
    try:
        from argcomplete.shell_integration import shellcode  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ChatPluginError(said("completion.missing")) from error
    print(shellcode(["chatplugin"], shell=options.shell))
    return 0


def _parser(asked: str, language: Language) -> Parser:
    parser = Parser(prog="chatplugin", description=DESCRIPTION.of(language), language=language)
    told = parser.words("show the version and end", "показать версию")
    parser.add_argument(
        "--version", action="version", version=f"chatplugin {__version__}", help=told
    )
    commands = parser.commands(Words("commands", "команды"), Words("COMMAND", "КОМАНДА"))
    # What is asked for by its name needs no word of the others: each takes time at every start.
    modules = [_COMMANDS[asked]] if asked in _COMMANDS else dict.fromkeys(_COMMANDS.values())
    for module in modules:
        import_module(f"chatplugin.cli.{module}").add(commands)
    return parser
