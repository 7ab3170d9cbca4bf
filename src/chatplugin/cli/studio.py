"""
`chatplugin studio`: the administrator's page in the browser.
"""

import argparse

from chatplugin.adapters.machine import language_of
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
