"""The reference and the JSON Schema, which are rendered from the table of settings."""

import json
import re
from pathlib import Path

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.config.table import KEYS
from chatplugin.config.table.key import Key
from chatplugin.sentences import Language
from docs.build import PAGES
from docs.settings import json_schema, markdown

BESIDE = {
    "Settings.Key": {"Settings.Url": "https://settings.example.com/chatplugin.json"},
    "Sign.Key.<host>": {"ChatTemplate": "https://segment/card{?user_id}"},
    "Template.<name>": {"Rule.10": "true -> Segment"},
    "Rule.<n>": {"Template.vip": "https://crm.example.com/vip"},
}
DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_setting_stands_in_both_languages_with_an_example(key: Key[object]) -> None:
    for language in Language:
        assert f"| `{key.name}` |" in markdown(language)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_the_example_of_every_setting_can_be_used_as_it_stands(key: Key[object]) -> None:
    instance = re.sub("<n>", "10", re.sub("<channel_type>", "telegram", key.name))
    instance = re.sub("<.*>", "Segment", instance)
    section = {"Field.Segment": "x", instance: key.example} | BESIDE.get(key.name, {})

    assert read_settings([Layer("example", section)]).problems == ()


@pytest.mark.parametrize("key", [key for key in KEYS if key.written], ids=lambda key: key.name)
def test_the_default_as_it_is_written_is_the_default(key: Key[object]) -> None:
    assert (
        read_settings([Layer("x", {key.name: key.written})]).settings == read_settings([]).settings
    )


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_help_is_one_line_that_ends_in_a_full_stop(key: Key[object]) -> None:
    for text in (key.help.en, key.help.ru):
        assert "\n" not in text
        assert text.endswith(".")


def test_the_schema_knows_every_key() -> None:
    schema = json.loads(json_schema())
    patterns = schema["patternProperties"]

    for key in KEYS:
        name = re.sub("<.*>", "whatsapp", re.sub("<n>", "10", key.name))
        matching = [pattern for pattern in patterns if re.search(pattern, name)]
        assert (name in schema["properties"]) + len(matching) == 1, name


@pytest.mark.parametrize("file", PAGES)
def test_the_pages_in_the_repository_are_up_to_date(file: str) -> None:
    assert (DOCS / file).read_text("utf-8") == PAGES[file]()
