"""The language of the desktop, as far as the operator's page needs it."""

import os
import sys
from collections.abc import Mapping

from chatplugin.config.language import Language

_PRIMARY = 0x3FF
_RUSSIAN = 0x19


def system_language(environment: Mapping[str, str] = os.environ) -> Language:
    """
    Return Russian on a Russian desktop and English on any other.

    Windows tells the language of its own menus (GetUserDefaultUILanguage), whose ten lowest bits
    are the language; elsewhere it is what LC_ALL, LC_MESSAGES or LANG names, in this order.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - 2 ms that only Windows has to spend

        language = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return Language.RUSSIAN if language & _PRIMARY == _RUSSIAN else Language.ENGLISH
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return Language.RUSSIAN if chosen.lower().startswith("ru") else Language.ENGLISH
