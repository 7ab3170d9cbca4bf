"""URI Templates by RFC 6570."""

import re
from pathlib import Path

import pytest

from chatplugin.domain.errors import BadValue
from chatplugin.domain.template import Template

VALUES = {
    "dub": "me/too",
    "hello": "Hello World!",
    "half": "50%",
    "var": "value",
    "who": "fred",
    "base": "http://example.com/home/",
    "path": "/foo/bar",
    "v": "6",
    "x": "1024",
    "y": "768",
    "empty": "",
    "undef": None,
}
NOT_TEXTS = {"count", "dom", "list", "keys", "empty_keys"}
"""Lists and mappings among the RFC's variables. Of ours, none is one."""


def examples() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("rfc6570-examples.txt").read_text("utf-8").splitlines()
    pairs = [line.split() for line in lines if line and line[0] != "#"]
    return [(words[0], words[1]) for words in pairs if len(words) == 2]


def is_of_texts(template: str) -> bool:
    return NOT_TEXTS.isdisjoint(re.findall(r"\w+", template)) and "*" not in template


@pytest.mark.parametrize(
    ("template", "expected"), [pair for pair in examples() if is_of_texts(pair[0])]
)
def test_an_example_of_the_rfc_expands_as_the_rfc_says(template: str, expected: str) -> None:
    assert Template.parse(template).expand(VALUES) == expected


@pytest.mark.parametrize("template", [text for text, _ in examples() if "*" in text])
def test_an_example_that_takes_a_list_apart_is_refused(template: str) -> None:
    with pytest.raises(BadValue, match="takes a list apart, and every value is a text"):
        Template.parse(template)


def test_all_examples_of_the_rfc_are_there() -> None:
    templates = [template for template, _ in examples()]

    assert len(templates) == 115
    assert len([template for template in templates if is_of_texts(template)]) == 70
    assert len([template for template in templates if "*" in template]) == 24


@pytest.mark.parametrize(
    ("template", "place", "what"),
    [
        ("/card{user_id", 5, "the brace '{' is never closed"),
        ("/card}", 5, "the brace '}' closes nothing"),
        ("/card{}", 6, "a variable's name is missing in '{}'"),
        ("{?}", 2, "a variable's name is missing in '{?}'"),
        ("{x,}", 3, "a variable's name is missing in '{x,}'"),
        ("{{x}}", 0, "two braces '{{' open one variable"),
        ("{!x}", 1, "'!' in '{!x}' is not an operator of RFC 6570"),
        ("{=x}", 1, "'=' in '{=x}' is not an operator of RFC 6570"),
        ("{|x*}", 1, "'|' in '{|x*}' is not an operator of RFC 6570"),
        ("{$x}", 1, "'$' in '{$x}' is not an operator of RFC 6570"),
        ("{@x}", 1, "'@' in '{@x}' is not an operator of RFC 6570"),
        ("{??x}", 2, "'?x' in '{??x}' is not a variable's name"),
        ("{/?x}", 2, "'?x' in '{/?x}' is not a variable's name"),
        ("{x+}", 1, "'x+' in '{x+}' is not a variable's name"),
        ("{*x}", 1, "'*x' in '{*x}' is not a variable's name"),
        ("{x=default}", 1, "'x=default' in '{x=default}' is not a variable's name"),
        ("{x|y}", 1, "'x|y' in '{x|y}' is not a variable's name"),
        ("{-prefix|/-/|x}", 1, "'-prefix|/-/|x' in '{-prefix|/-/|x}' is not a variable's name"),
        ("{~x}", 1, "'~x' in '{~x}' is not a variable's name"),
        ("{x y}", 1, "'x y' in '{x y}' is not a variable's name"),
        ("{имя}", 1, "'имя' in '{имя}' is not a variable's name"),
        ("{x.}", 1, "'x.' in '{x.}' is not a variable's name"),
        ("{x..y}", 1, "'x..y' in '{x..y}' is not a variable's name"),
        ("{x\n}", 1, "'x\n' in '{x\n}' is not a variable's name"),
        ("{x:prefix}", 2, "':prefix' in '{x:prefix}' is not a length from 1 to 9999"),
        ("{x:0}", 2, "':0' in '{x:0}' is not a length from 1 to 9999"),
        ("{x:10000}", 2, "':10000' in '{x:10000}' is not a length from 1 to 9999"),
        ("{x:}", 2, "':' in '{x:}' is not a length from 1 to 9999"),
        ("{?x,y*}", 5, "'*' in '{?x,y*}' takes a list apart, and every value is a text"),
        ("{x:2*}", 4, "'*' in '{x:2*}' takes a list apart, and every value is a text"),
        ("{*}", 1, "'*' in '{*}' is not a variable's name"),
        ("/a b", 2, "there is a blank in the address"),
        ("/a\tb", 2, "U+0009 cannot stand in an address"),
        ('/a"b', 2, "'\"' cannot stand in an address"),
        ("/<id>", 1, "'<' cannot stand in an address"),
        ("\\\\server\\card", 0, "'\\' cannot stand in an address"),
        ("/100%", 4, "'%' is not followed by two hexadecimal digits"),
        ("/%zz", 1, "'%' is not followed by two hexadecimal digits"),
        ("/\ud800", 1, "U+D800 cannot stand in an address"),
    ],
)
def test_a_malformed_template_is_refused_at_its_place(template: str, place: int, what: str) -> None:
    with pytest.raises(BadValue) as caught:
        Template.parse(template)

    assert caught.value.span
    assert (caught.value.span.start, caught.value.what) == (place, what)
    assert caught.value.remedy


def test_a_blank_after_a_comma_is_shown_to_whoever_wrote_it() -> None:
    with pytest.raises(BadValue, match="Write 'y' without the blank"):
        Template.parse("{?x, y}")


def test_variables_are_named_once_in_the_order_of_the_template() -> None:
    template = Template.parse("/{b}{?a,b,c:3}")

    assert template.variables == ("b", "a", "c")


def test_text_beyond_ascii_in_the_template_is_percent_encoded() -> None:
    assert Template.parse("/карта/{x}?имя=ё").expand({"x": "1"}) == (
        "/%D0%BA%D0%B0%D1%80%D1%82%D0%B0/1?%D0%B8%D0%BC%D1%8F=%D1%91"
    )


def test_percent_encoded_text_in_the_template_stays_as_it_is() -> None:
    assert Template.parse("/a%20b/it's").expand({}) == "/a%20b/it's"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Анна & Ко", "%D0%90%D0%BD%D0%BD%D0%B0%20%26%20%D0%9A%D0%BE"),
        ("a+b", "a%2Bb"),
        ("#&=?/%", "%23%26%3D%3F%2F%25"),
        ("\"'<>\\", "%22%27%3C%3E%5C"),
        ("😀", "%F0%9F%98%80"),
        ("a\u0000\r\n", "a%00%0D%0A"),
        ("-._~", "-._~"),
    ],
)
def test_a_value_is_encoded_as_utf_8(value: str, expected: str) -> None:
    assert Template.parse("{x}").expand({"x": value}) == expected


def test_half_a_character_becomes_a_replacement_character() -> None:
    assert Template.parse("{x}").expand({"x": "a\ud83db"}) == "a%EF%BF%BDb"


def test_two_halves_of_a_character_become_the_character() -> None:
    assert Template.parse("{x}").expand({"x": "\ud83d\ude00"}) == "%F0%9F%98%80"
