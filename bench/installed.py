"""
The product as a desktop has it: what it needs, and nothing that only developers need.

What developers have besides would be imported where it is found, and count.
"""

import os
import subprocess
from pathlib import Path

from rig.emc_host import ROOT

_OPTIONS = [
    "--frozen",
    "--no-dev",
    "--no-editable",
    "--compile-bytecode",
    "--system-certs",
    # uv holds what it built of this folder before to be the same: its sources are not looked at.
    "--reinstall-package=chatplugin",
]


def install(folder: Path) -> Path:
    """Install the locked packages into *folder*, and return where their programs are."""
    subprocess.run(
        [ROOT / ".tools" / "bin" / "uv", "sync", "--quiet", *_OPTIONS],
        cwd=ROOT,
        env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(folder)},
        check=True,
    )
    return folder / "bin"
