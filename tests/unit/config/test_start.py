"""What reading good settings leaves unloaded, because every desktop would pay for it."""

import subprocess
import sys

import pytest

SCRIPT = """
import sys
LIBRARIES = ("difflib", "phonenumbers", "chatplugin.config.rules.conditions", "re2", "json")
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
reading = read_settings([Layer("x", {{
    "Rule.1": "{rule}",
    "ChatTemplate": "https://crm.example.com/card{{?user_id,segment}}",
    "Field.segment": "{{CustomerSegment}}",
    "Parameter.user_id.Transform": "{steps}",
}})])
assert not reading.problems
print(*[name for name in LIBRARIES if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("steps", "rule", "loaded"),
    [
        ("strip", "", []),
        ("e164:RU", "", ["phonenumbers"]),
        ("strip", "operator != '' -> none", ["chatplugin.config.rules.conditions"]),
        (
            "strip",
            "user_id.matches('[a-z]+') -> none",
            ["chatplugin.config.rules.conditions", "re2"],
        ),
    ],
)
def test_a_library_is_loaded_by_the_setting_that_needs_it(
    steps: str, rule: str, loaded: list[str]
) -> None:
    script = SCRIPT.format(steps=steps, rule=rule)

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.split() == loaded


def test_a_start_that_says_nothing_loads_no_sentence() -> None:
    script = SCRIPT.format(steps="strip", rule="").replace(
        "print(", 'print("chatplugin.sentences.catalogue" in sys.modules, '
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["False"]
