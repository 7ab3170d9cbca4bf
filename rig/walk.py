"""
Which files of ours one e-mail passes through, from EMC's event to the card in Chrome: as it is run.

The plug-in runs under mono, which prints each method that is entered; the service runs under
`rig/noting.py`, which notes when each file had a function called. What was called from the e-mail's
delivery on counts, until the card and the operator's page are shown; what only runs while the
product starts or ends does not. The inside of `mail` counts as one.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from rig.crm import SampleCrm
from rig.emc_host import ROOT
from rig.screen import Screen
from rig.workplace import Workplace

SOURCE = ROOT / "src" / "chatplugin"
PLUGIN = ROOT / "plugin" / "src"
LETTER = ROOT / "examples" / "demo" / "letter.eml"

NOTING = ROOT / "rig" / "noting.py"
_ENTERED = re.compile(r"^\[(\w+):.* ENTER: ?c? ?\(?ChatPlugin\.(\w+)[^:]*:(\S+)")
"""Thread, class (of a nested one the outer) and method, as mono prints them."""


def opened_files() -> list[str]:
    """Return the files that an e-mail to a warm desktop passes through, relative to the project."""
    with TemporaryDirectory() as folder, SampleCrm() as crm, Screen() as screen:
        notes = Path(folder) / "walk.json"
        os.environ |= {"CHATPLUGIN_NOTES": str(notes), "MONO_ENV_OPTIONS": "--trace=ChatPlugin"}
        settings = {
            "Service.Path": sys.executable,
            "Service.Arguments": f'"{NOTING}" serve --data "{folder}/home"',
        }
        try:
            with Workplace(crm, Path(folder), screen).with_settings(settings) as desk:
                desk.wait_until_ready()
                desk.desktop.play('operator 4021 "Анна" station 5012')
                time.sleep(1)  # The files are told apart by when they were last called.
                printed, delivered = len(desk.desktop.lines), time.time()
                desk.desktop.raise_event(f"deliver email E1 {LETTER}")
                desk.wait_for_fate("E1", "shown")
                time.sleep(1)  # The operator's page comes last.
                ended = time.time()
                entered = _classes(desk.desktop.lines[printed:])
        finally:
            del os.environ["CHATPLUGIN_NOTES"], os.environ["MONO_ENV_OPTIONS"]
        called = json.loads(notes.read_text("utf-8"))
    return [*_of_plugin(entered), *_of_service(called, delivered, ended)]


def _classes(lines: Iterable[str]) -> set[str]:
    """Return what was entered, but for the thread that looks for changes every few seconds."""
    entered = [match.groups() for line in lines if (match := _ENTERED.search(line))]
    looking = {thread for thread, _, method in entered if method == "Tick"}
    return {name for thread, name, _ in entered if thread not in looking}


def _of_plugin(classes: set[str]) -> list[str]:
    """Return the files that declare these classes."""
    found = set()
    for path in PLUGIN.glob("*.cs"):
        declared = re.findall(r"\b(?:class|struct|interface) (\w+)", path.read_text("utf-8"))
        if classes & set(declared):
            found.add(str(path.relative_to(ROOT)))
    return sorted(found)


def _of_service(called: dict[str, list[float]], since: float, until: float) -> list[str]:
    files = {
        Path(file)
        for file, moments in called.items()
        if any(since <= moment <= until for moment in moments)
    }
    ours = {file.relative_to(ROOT) for file in files if file.is_relative_to(SOURCE)}
    mail = SOURCE.relative_to(ROOT) / "mail"
    return sorted({str(mail if file.is_relative_to(mail) else file) for file in ours})
