"""
`chatplugin studio`: the administrator's page in the browser; `chatplugin docs`: the docs in it.
"""

import argparse
import webbrowser

from chatplugin.adapters.machine import Folders, language_of
from chatplugin.cli.options import Commands
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Words, said

_EXTRA = frozenset({"starlette", "uvicorn", "jinja2", "markupsafe", "anyio"})


def add(commands: Commands) -> None:
    parser = commands.add(
        "studio",
        Words(
            "edit the settings in the browser, and see at once what they do",
            "редактировать настройки в браузере и сразу видеть, что они делают",
        ),
        Words(
            "Opens a page on this machine alone: the settings, a contact to try them with, and the "
            "card that it would raise. Nothing is opened and nothing is sent; the page ends with "
            "it.",
            "Открывает страницу, доступную только на этом компьютере: настройки, пробное обращение "
            "и карточка, которую оно откроет. Ничего не открывает и не отправляет; страница "
            "работает, пока работает команда.",
        ),
        _studio,
    )
    parser.add_options("--settings", "--section", "--language")
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help=parser.words("print the link, and let me open it", "вывести ссылку, открою сам"),
    )
    _add_docs(commands)


def _add_docs(commands: Commands) -> None:
    docs = commands.add(
        "docs",
        Words("open the docs in the browser", "открыть документацию в браузере"),
        Words(
            "Opens the pages that came with the program, or those that `./dev docs` has built in a "
            "checkout. They need no internet. Prints the address, too.",
            "Открывает страницы, установленные вместе с программой, или те, что в рабочей копии "
            "создала команда `./dev docs`. Интернет не нужен. Адрес ещё и выводится.",
        ),
        _docs,
    )
    docs.add_argument(
        "page",
        nargs="?",
        default="index",
        metavar=docs.words("PAGE", "СТРАНИЦА"),
        help=docs.words(
            "such as howto/troubleshooting, also with #heading",
            "например howto/troubleshooting, можно с #заголовком",
        ),
    )
    docs.add_options("--language")
    docs.add_argument(
        "--no-browser",
        action="store_true",
        help=docs.words("print the address alone", "только вывести адрес"),
    )


def _studio(options: argparse.Namespace) -> int:
    """
    Serve the page until it is closed.

    Raises ChatPluginError where the extra is missing, or the file cannot be edited.
    """
    try:
        # An extra: it need not be there.
        from chatplugin.studio.document import USUAL  # noqa: PLC0415
        from chatplugin.studio.web.server import run  # noqa: PLC0415
        from chatplugin.studio.workbench import Workbench  # noqa: PLC0415
    except ModuleNotFoundError as error:
        missing = error.name or ""
        # The package for desktops leaves the studio itself out, too.
        if missing.partition(".")[0] not in _EXTRA and not missing.startswith("chatplugin.studio"):
            raise
        raise ChatPluginError(said("studio.missing")) from error
    bench = Workbench(options.settings or USUAL, language_of(options.language), options.section)
    run(bench, open_browser=not options.no_browser)
    return 0


def _docs(options: argparse.Namespace) -> int:
    """Open a page of the site. Raises ChatPluginError where there is no site, or no such page."""
    address = Folders.docs_page(options.page, language_of(options.language))
    print(address)
    if not options.no_browser:
        webbrowser.open(address)
    return 0
