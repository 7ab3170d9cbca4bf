"""
`chatplugin demo`: see it work. The demo itself lives beside the EMC host emulator in the checkout.
"""

import subprocess
import sys
from pathlib import Path

from chatplugin.errors import ChatPluginError


def demo(*, keep: bool, screenshot: Path | None) -> int:
    """Run the demo; raises ChatPluginError where there is no checkout around this package."""
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / "rig" / "demo.py").is_file():
        raise ChatPluginError(
            "The demo needs a checkout of the project, with its EMC host emulator",
            remedy="Clone the project and run ./dev demo in it",
        )
    options = ["--keep"] if keep else []
    if screenshot:
        options += ["--screenshot", str(screenshot.resolve())]
    command = [sys.executable, "-m", "rig.demo", *options]
    return subprocess.run(command, cwd=checkout, check=False).returncode  # noqa: S603 - our own
