"""
`chatplugin studio`: the administrator's page in the browser.
"""

from pathlib import Path

from chatplugin.adapters.machine import language_of
from chatplugin.domain.errors import ChatPluginError

_EXTRA = frozenset({"starlette", "uvicorn", "jinja2", "markupsafe", "anyio"})


def studio(
    settings_file: Path | None, section: str, *, language: str | None, open_browser: bool
) -> int:
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
        raise ChatPluginError(
            "The studio is not installed: desktops do without it",
            remedy="Run pip install 'chatplugin[studio]'",
        ) from error
    bench = Workbench(settings_file or USUAL, language_of(language), section)
    run(bench, open_browser=open_browser)
    return 0
