"""
`chatplugin relay`, which Chrome starts, and `chatplugin register`, which tells Chrome of it.
"""

from pathlib import Path
from typing import NoReturn

from chatplugin.adapters.machine import Folders


def relay(data: Path | None) -> NoReturn:
    """Carry messages between Chrome and the service whose folder is *data*."""
    from chatplugin.adapters.chrome.relay import carry  # noqa: PLC0415 - `register` does without

    carry(data or Folders.of_operator().home)


def register(extension_id: str, data: Path | None, profile: Path | None) -> int:
    """Register the relay for this operator, and print where."""
    from chatplugin.adapters.chrome.relay import register  # noqa: PLC0415 - `relay` does without

    home = (data or Folders.of_operator().home).absolute()
    for place in register(extension_id, home, profile):
        print(f"registered in {place}")
    return 0
