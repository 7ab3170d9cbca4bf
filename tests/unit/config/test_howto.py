"""What the guides tell administrators to write can be used as it stands."""

import re
from pathlib import Path

import pytest

from chatplugin.config.formats import read_ini
from chatplugin.config.settings import read_settings

HOWTO = Path(__file__).parents[3] / "docs" / "howto"
BLOCK = re.compile(r"```ini\n(.*?)```", re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{path.name}-{number}")
    for path in sorted(HOWTO.glob("*.md"))
    for number, block in enumerate(BLOCK.findall(path.read_text("utf-8")))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_the_settings_of_a_guide_are_in_order(block: str) -> None:
    assert read_settings([read_ini(block.encode(), source="guide")]).problems == ()


@pytest.mark.parametrize("guide", ["rules.md", "rules.ru.md"])
def test_each_condition_of_the_guide_to_rules_is_one(guide: str) -> None:
    table = (HOWTO / guide).read_text("utf-8")
    asked = re.findall(r"^\| [^|`]+ \| (`.+) \|$", table, re.MULTILINE)
    conditions = [c for row in asked for c in re.findall(r"`([a-z_]+.*?[=()\]].*?)`", row)]

    assert len(conditions) >= 10
    for condition in conditions:
        problems = read_settings(
            [read_ini(f"Rule.1={condition} -> none".encode(), source="guide")]
        ).problems
        assert problems == (), condition
