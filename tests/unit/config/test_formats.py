"""Files that hold settings: an INI file like EMC's, and a JSON overlay."""

import pytest

from chatplugin.config.formats import read_ini, read_json, read_layer, text_of
from chatplugin.config.layers import Place

INI = """\
; EMC Desktop
[Plug In Assembly List]
Plug In 1=ChatPlugin

[ChatPlugin]
Assembly File Name=C:\\ChatPlugin\\ChatPlugin.dll
ChatTemplate = https://crm.example.com/card?a=1{&user_id}
; TabTitle=CRM
Field.городок = 100% {Segment};%(x)s

[ASGUIHost]
Enabled=off
"""


def test_the_section_is_read_and_all_else_is_left_alone() -> None:
    layer = read_ini(INI.encode(), source="ASGUIHost.ini")

    assert layer.name == "ASGUIHost.ini"
    assert layer.problems == ()
    assert layer.values == {
        "Assembly File Name": r"C:\ChatPlugin\ChatPlugin.dll",
        "ChatTemplate": "https://crm.example.com/card?a=1{&user_id}",
        "Field.городок": "100% {Segment};%(x)s",
    }


def test_another_section_can_be_asked_for_in_any_case() -> None:
    assert read_ini(INI.encode(), "asguihost", source="x").values == {"Enabled": "off"}


@pytest.mark.parametrize(
    "data",
    [
        INI.encode(),
        b"\xef\xbb\xbf" + INI.encode(),
        INI.encode("cp1251"),
        b"\xff\xfe" + INI.encode("utf-16-le"),
        b"\xfe\xff" + INI.encode("utf-16-be"),
        INI.encode("utf-16-le"),
        INI.encode("utf-16-be"),
        INI.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "cp1251", "le mark", "be mark", "le", "be", "crlf"],
)
def test_a_file_is_read_in_every_encoding_that_windows_writes(data: bytes) -> None:
    assert read_ini(data, source="x").values == read_ini(INI.encode(), source="x").values


def test_an_empty_file_is_no_text() -> None:
    assert text_of(b"") == ""


def test_a_file_without_sections_is_the_section() -> None:
    layer = read_ini(b"MaxTabs=5\n", source="x")

    assert (layer.values, layer.problems) == ({"MaxTabs": "5"}, ())


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "[ChatPlugin]\nMaxTabs\n",
            [":2:1: 'MaxTabs' is not a setting. Write 'Key=value', or ';' before a comment."],
        ),
        (
            "[ChatPlugin]\n=5\n",
            [":2:1: '=5' is not a setting. Write 'Key=value', or ';' before a comment."],
        ),
        (
            "[ChatPlugin]\nMaxTabs=5\nMaxTabs=6\n",
            [
                (
                    ":3:1: 'MaxTabs' is set a second time, and the second one counts."
                    " Keep one of them."
                )
            ],
        ),
        (
            "[ChatPlugin]\nMaxTabs=5\n[x]\n[chatplugin]\nPopOn=offered\n",
            [
                (
                    ":4:1: the section [chatplugin] comes a second time."
                    " Put its settings under line 1; both count now."
                )
            ],
        ),
        (
            "[ChatPlugn]\nMaxTabs=5\n",
            [
                (
                    ": there is no section [ChatPlugin], only [ChatPlugn]."
                    " Write [ChatPlugin] above the settings."
                )
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(text: str, sentences: list[str]) -> None:
    layer = read_ini(text.encode(), source="x.ini")

    assert [str(problem) for problem in layer.problems] == [f"x.ini{s}" for s in sentences]


def test_settings_after_a_section_that_comes_twice_count_too() -> None:
    layer = read_ini(b"[ChatPlugin]\na=1\n[x]\nb=2\n[ChatPlugin]\nc=3\n", source="x")

    assert layer.values == {"a": "1", "c": "3"}


@pytest.mark.parametrize(
    "text",
    [
        '{"MaxTabs": 5, "Enabled": false, "PopOn": "accepted", "OnEnd": null}',
        '{"ChatPlugin": {"MaxTabs": 5, "Enabled": false, "PopOn": "accepted", "OnEnd": null}}',
        '\ufeff {"MaxTabs": "5", "Enabled": "off", "PopOn": "accepted", "OnEnd": ""}',
    ],
)
def test_a_json_overlay_is_an_object_of_settings(text: str) -> None:
    layer = read_json(text.encode(), source="overlay")

    assert layer.problems == ()
    assert layer.values == {"MaxTabs": "5", "Enabled": "off", "PopOn": "accepted", "OnEnd": ""}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", ":1:2: this is not JSON. Write one"),
        ("[1]", "this is not an object of settings."),
        ('"x"', "this is not an object of settings."),
        ("[" * 100_000, "this is not JSON."),
        ('{"a": "1", "a": "2"}', ":1:12: 'a' is written twice. Keep the one that is meant."),
        ('{"ChatPlugin": {"a": "1", "a": "2"}}', ":1:27: 'a' is written twice."),
        ('{"ChatPlugin": 1, "ChatPlugin": 2}', "this is not an object of settings."),
        ('{\n  "a": [1]\n}', ":2:3: a: this is not one value. Write it as one text."),
        ('{"a": "x\\ud800"}', "a: there is half a character in it. Write it whole."),
        ('{"a\\nb": "1"}', "a\\u000ab: there are characters in this name that cannot be seen."),
        ('{"\\udfff": "1"}', "\\udfff: there are characters in this name that cannot be seen."),
    ],
)
def test_what_is_wrong_with_an_overlay_is_said(text: str, sentence: str) -> None:
    layer = read_json(text.encode(), source="overlay")

    (problem,) = layer.problems
    assert str(problem).startswith("overlay")
    assert sentence in str(problem)
    assert layer.values == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"MaxTabs": 0}', Place(1, 2, 13)),
        ('{"ChatPlugin" : {\r\n\t"MaxTabs" : "0" } }', Place(2, 2, 15)),
        ('{"Other": 1,\n"MaxTabs":\n0}', Place(2, 1, 1)),
    ],
)
def test_each_value_of_an_overlay_has_its_place(text: str, place: Place) -> None:
    assert read_json(text.encode(), source="x").places["MaxTabs"] == place


def test_a_broken_value_of_an_overlay_leaves_the_others() -> None:
    assert read_json(b'{"a": [1], "b": "2"}', source="x").values == {"b": "2"}


def test_the_form_of_a_file_is_seen_by_its_first_brace() -> None:
    assert read_layer(b' {"a": "1"}', source="x").values == {"a": "1"}
    assert read_layer(b"[ChatPlugin]\na=1", source="x").values == {"a": "1"}


def test_the_name_of_a_channel_may_have_a_colon() -> None:
    layer = read_ini(b"Channel.Alias.Web: Chat=webchat\n", source="local.ini")

    assert layer.values == {"Channel.Alias.Web: Chat": "webchat"}
    assert layer.problems == ()
