"""
`chatplugin relay`, which Chrome starts, and `chatplugin register`, which tells Chrome of it.
"""

from pathlib import Path
from typing import NoReturn

from chatplugin.adapters.folders import default_folders


def relay(data: Path | None) -> NoReturn:
    """Carry messages between Chrome and the service whose folder is *data*."""
    from chatplugin.adapters.relay import carry  # noqa: PLC0415 - `register` does without

    carry(data or default_folders().home)


def register(extension_id: str, data: Path | None, profile: Path | None) -> int:
    """Register the relay for this operator, and print where."""
    from chatplugin.adapters.host_registration import (  # noqa: PLC0415 - `relay` does without
        Registration,
        register,
    )

    home = (data or default_folders().home).absolute()
    for place in register(Registration(extension_id, home, profile)):
        print(f"registered in {place}")
    return 0
