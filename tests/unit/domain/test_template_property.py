"""Whatever a customer writes, in any parameter, stays inside its own parameter."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatplugin.domain.address import Address, climbs
from chatplugin.domain.errors import BadValue
from chatplugin.domain.template import Template

NAMES = ("a", "b", "c")
HARMLESS = {"a": "1", "b": "2", "c": "3"}

TEMPLATES = [
    "https://crm.example.com:8443/card{?a,b,c}",
    "https://crm.example.com:8443/card?a={a}&b={b}&c={c}",
    "https://crm.example.com:8443/card?z=0{&a,b}&c={c}",
    "https://crm.example.com:8443/card/x{?a,b,c}#top",
    "https://crm.example.com:8443{?a,b,c}",
]

hostile = st.one_of(
    st.text(st.characters(codec="utf-8")),
    st.lists(
        st.sampled_from(
            [*"&=?#/\\.%@:;+ \"'<>abЖ😀\x00", "..", "%2e", "\r\n", "&b=9", "//x.example.com", "{b}"]
        )
    ).map("".join),
)


@pytest.mark.parametrize("text", TEMPLATES)
@given(hostile, hostile, hostile)
def test_each_parameter_of_the_query_is_exactly_what_was_written(
    text: str, a: str, b: str, c: str
) -> None:
    template = Template.parse(text)
    Address.of(template)
    values = {"a": a, "b": b, "c": c}

    url = template.expand(values)

    split, plain = urlsplit(url), urlsplit(template.expand(HARMLESS))
    assert (split.scheme, split.hostname, split.port) == ("https", "crm.example.com", 8443)
    assert (split.path, split.fragment) == (plain.path, plain.fragment)
    assert [
        pair for pair in parse_qsl(split.query, keep_blank_values=True) if pair[0] != "z"
    ] == list(values.items())
    assert url.isascii()
    assert url.isprintable()


@given(hostile, hostile, hostile)
def test_a_value_in_the_path_stays_in_its_segment_or_shows_no_card(a: str, b: str, c: str) -> None:
    template = Template.parse("https://crm.example.com:8443/card/{a}/x{b}/{c}y/end")

    url = template.expand({"a": a, "b": b, "c": c})

    split = urlsplit(url)
    if not climbs(url):
        assert "." not in split.path.split("/")
        assert ".." not in split.path.split("/")
    assert [unquote(segment) for segment in split.path.split("/")] == [
        "", "card", a, f"x{b}", f"{c}y", "end",
    ]  # fmt: skip
    assert (split.hostname, split.port, split.query, split.fragment) == (
        "crm.example.com", 8443, "", "",
    )  # fmt: skip


@given(st.text(st.characters()))
def test_any_text_can_be_expanded_lone_surrogates_too(value: str) -> None:
    url = Template.parse("https://crm.example.com/{?a}").expand({"a": value})

    assert url.isascii()
    assert len(parse_qsl(urlsplit(url).query, keep_blank_values=True)) == 1


EXPRESSIONS = (
    "{a}",
    "{?a}",
    "{&a}",
    "{/a}",
    "{;a}",
    "{.a}",
    "{+a}",
    "{#a}",
    "{?a,b}",
    "{b}",
    "{&b}",
)
LITERALS = ("/", "?", "#", "&", "=", "x", "k=", ".", "..", ":8443", "@", "//", "%2e")
pieces = st.sampled_from(EXPRESSIONS + LITERALS)


@given(
    st.lists(pieces, max_size=6).map("".join),
    hostile,
    st.dictionaries(st.sampled_from(["a", "b"]), st.just("harmless")),
)
def test_no_template_that_passes_the_check_lets_a_value_out(
    rest: str, value: str, others: dict[str, str]
) -> None:
    """The templates are thrown together; the ones that pass are filled with and without a value."""
    template = Template.parse("https://crm.example.com" + rest)
    try:
        address = Address.of(template)
    except BadValue:
        assume(False)

    url = template.expand({**others, "a": value})
    plain = template.expand({**others, "a": "harmless"})

    assume(not (address.may_climb and climbs(url)))
    split, expected = urlsplit(url), urlsplit(plain)
    assert (split.scheme, split.netloc) == (expected.scheme, expected.netloc)
    assert split.path.count("/") == expected.path.count("/")
    assert _names(split.query) == _names(expected.query)
    assert split.fragment.count("&") == expected.fragment.count("&")
    assert bool(split.fragment) == bool(expected.fragment) or not value


def _names(query: str) -> list[str]:
    return [name for name, _ in parse_qsl(query.replace(";", "%3B"), keep_blank_values=True)]


@pytest.mark.parametrize("character", ["я", "&", "😀", "a", "\ud800", "'"])
def test_four_thousand_characters_arrive_in_one_parameter(character: str) -> None:
    value = character * 4000

    url = Template.parse("https://crm.example.com/card{?a,b}").expand({"a": value, "b": "1"})

    expected = value.replace("\ud800", "\ufffd")
    assert parse_qsl(urlsplit(url).query) == [("a", expected), ("b", "1")]
