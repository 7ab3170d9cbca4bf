"""What the start of `chatplugin serve` leaves for later: every desktop would wait for it."""

import re
import subprocess
import sys
from pathlib import Path

LATER = (
    "asyncio",
    "chatplugin.browser.extension.everyday_chrome",
    "chatplugin.config.rules.conditions",
    "chatplugin.mail.findings",
    "chatplugin.mail.reader",
    "chatplugin.sentences.catalogue",
    "email",
    "glob",
    "http.client",
    "lzma",
    "phonenumbers",
    "re2",
    "shutil",
    "ssl",
)
PATTERNS = """
import re, sys
import chatplugin.cli.serve
for name, module in list(sys.modules.items()):
    if name.startswith("chatplugin") and any(
        isinstance(value, re.Pattern) for value in vars(module).values()
    ):
        print(name)
"""


def test_a_start_loads_nothing_that_only_some_desktops_need(tmp_path: Path) -> None:
    command = ["-X", "importtime", "-m", "chatplugin", "serve", "--data", str(tmp_path)]

    run = subprocess.run(
        [sys.executable, *command], input="", capture_output=True, text=True, check=True
    )

    loaded = re.findall(r"^import time:.*\| +(\S+)$", run.stderr, re.MULTILINE)
    assert "chatplugin.service.loop" in loaded
    assert {*loaded}.isdisjoint(LATER), sorted({*loaded} & {*LATER})


def test_a_start_compiles_the_patterns_of_addresses_and_no_others() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PATTERNS], capture_output=True, text=True, check=True
    )

    assert sorted(run.stdout.split()) == [
        "chatplugin.config.table.find",
        "chatplugin.domain.address",
        "chatplugin.domain.desk",
        "chatplugin.domain.template",
    ]


def test_the_program_begins_with_a_collector_that_knows_what_stays() -> None:
    begin = "import gc, chatplugin.__main__; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"

    run = subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["True", "True"]
