"""
The command line: what can be asked, in words that a person would like to read.

Each command's work is in `commands`; it is imported only when it is called, so that `serve`, which
every desktop starts, does not pay for the others.
"""

import argparse
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chatplugin import __version__
from chatplugin.cli.emc import add_emc
from chatplugin.cli.key import add_key
from chatplugin.cli.options import (
    Commands,
    add_contact,
    add_data,
    add_language,
    add_section,
    add_settings_file,
    command,
)
from chatplugin.domain.errors import ChatPluginError

DESCRIPTION = """\
Raises the customer's CRM card in Chrome when a contact reaches the operator of EMC Desktop.
EMC Desktop starts `chatplugin serve` by itself; the other commands are for administrators
and CRM developers.
"""


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
    for name in [asked] if asked in COMMANDS else COMMANDS:
        COMMANDS[name](commands)
    return parser


def _add_serve(commands: Commands) -> None:
    parser = command(
        commands,
        "serve",
        "serve EMC Desktop; the plug-in starts this by itself",
        "Reads the plug-in's messages from standard input until it ends, and shows the cards in a "
        "Chrome of its own. Nothing listens on any port.",
        _serve,
    )
    add_settings_file(parser)
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="keep journal, log and Chrome's profile here"
    )


def _add_pop(commands: Commands) -> None:
    parser = command(
        commands,
        "pop",
        "fire a test contact at this desktop",
        "Raises the card of a contact that does not exist, by the settings as they are, in a "
        "Chrome with a profile of its own. The card stays until you press Ctrl+C. Ends with 0 only "
        "if the card came.",
        _pop,
    )
    parser.add_argument("mail", nargs="?", type=Path, metavar="MAIL", help="a raw e-mail (.eml)")
    add_contact(parser)
    parser.add_argument(
        "--stay",
        type=float,
        metavar="SECONDS",
        help="end by itself so many seconds after the card came",
    )
    add_settings_file(parser)


def _add_explain(commands: Commands) -> None:
    parser = command(
        commands,
        "explain",
        "say which card a contact would get, and why",
        "Takes e-mails from files, or a contact that is described by options, and shows customer, "
        "account, each parameter's way into the address, and the tab's title. Nothing is opened "
        "and nothing is sent.",
        _explain,
    )
    parser.add_argument("mails", nargs="*", type=Path, metavar="MAIL", help="a raw e-mail (.eml)")
    add_contact(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_settings_file(parser)
    add_language(parser)


def _add_check(commands: Commands) -> None:
    parser = command(
        commands,
        "check",
        "check settings and desktop before they go live",
        "Names each setting that cannot be used and what to write instead, and looks for Chrome. "
        "Where Settings.Url is set, the overlay is fetched and checked too.",
        _check,
    )
    parser.add_argument(
        "--overlay",
        type=Path,
        metavar="FILE",
        help="check this file as the overlay, before it goes to the settings server",
    )
    add_settings_file(parser)
    add_section(parser)
    add_language(parser)


def _add_settings(commands: Commands) -> None:
    parser = command(
        commands,
        "settings",
        "show every setting, its value and where it comes from",
        "Shows the settings of this desktop: local file, EMC's section as the service has left it, "
        "overlay. It says what it has looked at.",
        _settings,
    )
    add_settings_file(parser)
    add_language(parser)


def _add_studio(commands: Commands) -> None:
    parser = command(
        commands,
        "studio",
        "edit the settings in the browser, and see at once what they do",
        "Opens a page on this machine alone: the settings, a contact to try them with, and the "
        "card that it would raise. Nothing is opened and nothing is sent; the page ends with it.",
        _studio,
    )
    add_settings_file(parser)
    add_section(parser)
    add_language(parser)
    parser.add_argument(
        "--no-browser", action="store_true", help="print the link, and let me open it"
    )


def _add_relay(commands: Commands) -> None:
    parser = command(
        commands,
        "relay",
        "carry messages between Chrome's extension and the service; Chrome starts this by itself",
        "The native messaging host of the extension: messages of Chrome on standard input and "
        "output. Nothing listens on any port.",
        _relay,
    )
    add_data(parser)


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
    add_data(parser)


def _serve(options: argparse.Namespace) -> int:
    from chatplugin.service.wiring import serve  # noqa: PLC0415 - see the module's docstring

    serve(options.data, options.settings)
    return 0


def _pop(options: argparse.Namespace) -> int:
    from chatplugin.cli.pop import pop  # noqa: PLC0415

    return pop(options)


def _explain(options: argparse.Namespace) -> int:
    from chatplugin.cli.explain import explain  # noqa: PLC0415

    return explain(options)


def _check(options: argparse.Namespace) -> int:
    from chatplugin.adapters.machine import language_of  # noqa: PLC0415
    from chatplugin.cli.check import check  # noqa: PLC0415

    language = language_of(options.language)
    return check(options.settings, options.section, overlay=options.overlay, language=language)


def _settings(options: argparse.Namespace) -> int:
    from chatplugin.adapters.machine import language_of  # noqa: PLC0415
    from chatplugin.cli.check import show_settings  # noqa: PLC0415

    return show_settings(options.settings, language_of(options.language))


def _studio(options: argparse.Namespace) -> int:
    from chatplugin.cli.studio import studio  # noqa: PLC0415

    return studio(
        options.settings,
        options.section,
        language=options.language,
        open_browser=not options.no_browser,
    )


def _relay(options: argparse.Namespace) -> int:
    from chatplugin.cli.relay import relay  # noqa: PLC0415

    relay(options.data)


def _register(options: argparse.Namespace) -> int:
    from chatplugin.cli.relay import register  # noqa: PLC0415

    return register(options.extension, options.data, options.profile)


COMMANDS: Mapping[str, Callable[[Commands], None]] = {
    "serve": _add_serve,
    "pop": _add_pop,
    "explain": _add_explain,
    "check": _add_check,
    "settings": _add_settings,
    "emc": add_emc,
    "key": add_key,
    "studio": _add_studio,
    "relay": _add_relay,
    "register": _add_register,
}
