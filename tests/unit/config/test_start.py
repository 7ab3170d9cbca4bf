"""What reading good settings leaves unloaded, because every desktop would pay for it."""

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
reading = read_settings([Layer("x", {{
    "ChatTemplate": "https://crm.example.com/card{{?user_id,segment}}",
    "Field.segment": "{{CustomerSegment}}",
    "Parameter.user_id.Transform": "{steps}",
}})])
assert not reading.problems
print(*[name for name in ("difflib", "phonenumbers", "re2", "json") if name in sys.modules])
"""


@pytest.mark.parametrize(("steps", "loaded"), [("strip", []), ("e164:RU", ["phonenumbers"])])
def test_a_library_is_loaded_by_the_setting_that_needs_it(steps: str, loaded: list[str]) -> None:
    script = SCRIPT.format(steps=steps)

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.split() == loaded
