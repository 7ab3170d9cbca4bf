"""The parts of the reader, each by itself, where the corpus shows too little of them."""

# Tables of cases, one a line.
# ruff: noqa: E501

import struct

import pytest

from chatplugin.mail.addresses import addresses
from chatplugin.mail.charset import candidates, codec, guessed
from chatplugin.mail.cms import signed_content
from chatplugin.mail.entities import unescaped
from chatplugin.mail.headers import front, main_type, parameters, read_headers
from chatplugin.mail.hidden import hidden_names, hides
from chatplugin.mail.history import conversation
from chatplugin.mail.html import text_of_html
from chatplugin.mail.rtf import decompressed, text_of_rtf
from chatplugin.mail.structure import parse
from chatplugin.mail.text import normalised, unflowed
from chatplugin.mail.transfer import base64_bytes, decode
from chatplugin.mail.words import decoded


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one<p>two", "one\ntwo"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<b>on</b>e <i>tw</i>o", "one two"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td></td><td>c</td></tr></table>d", "a\tb\n\tc\nd"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("new<blockquote>old<blockquote>older</blockquote>old</blockquote>new", "new\n> old\n>> older\n> old\nnew"),
        ("<pre>a\nb</pre>c\nd", "a\nb\nc d"),
        ("<div style='white-space:pre-wrap'>a\nb</div>", "a\nb"),
        ("a &lt;b&gt; &amp;nbsp; c", "a <b> &nbsp; c"),
        ("a < b > c", "a < b > c"),
        ("<a title='x' alt=\"a > b\">text</a>", "text"),
        ("<svg><text>x</text></svg>a<template>b</template>", "a"),
        ("a<!-- b --!> c --> d", "a d"),
        ("<p hidden>no<p>yes", "yes"),
        ("\x1f\x1e\x11a\x12\x13", "a"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_is_read_as_it_is_shown(page: str, text: str) -> None:
    assert text_of_html(page) == text


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE !important", "visibility: hidden", "font-size:0", "font-size: 0px;color:red",
        "font-size:1px", "max-height:0;", "opacity:0.0", "mso-hide: all", "height:0;overflow:hidden", "text-indent:-9999px",
        "position:absolute;left:-5000px", "color:transparent", "text-decoration:line-through",
    ],
)  # fmt: skip
def test_a_style_hides(style: str) -> None:
    assert hides(style)


@pytest.mark.parametrize(
    "style",
    [
        "display:block", "font-size:10px", "font-size:1.5em", "font-size:100%", "max-height:100px", "opacity:0.5", "height:0",
        "line-height:0", "border-width:0", "margin-left:-10px", "text-decoration:none", "text-indent:-18pt", "width:0",
    ],
)  # fmt: skip
def test_a_style_hides_nothing(style: str) -> None:
    assert not hides(style)


def test_a_style_sheet_hides_by_single_names_on_this_screen_only() -> None:
    sheet = "/* .x{display:none} */ .a, p#b {display:none} .c .d {display:none} @media print {.e{display:none}} .f{color:red}"

    assert hidden_names(sheet) == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("&#1083;&#x44F;", "ля"), ("&nbsp1", "\xa01"), ("&laquo;&raquo;", "«»"), ("&#150;", "–"), ("&unknown; & &;", "&unknown; & &;"),
        ("&#55555555;&#xD800;", ""), ("&ampx", "&x"), ("&#" + "9" * 5_000 + ";", None),
    ],
)  # fmt: skip
def test_references_mean_what_browsers_take_them_for(text: str, meaning: str | None) -> None:
    assert meaning is None or unescaped(text) == meaning
    unescaped(text)


def test_a_conversation_is_told_apart_by_age() -> None:
    body = "new\n> old\n>> older\n> old again\nnew again"

    sections = conversation(body)

    assert [(each.age, each.text) for each in sections] == [
        (0, "new\n\n\nnew again"),
        (1, "old\n\n\nold again"),
        (2, "older"),
    ]
    assert body[sections[1].in_body(sections[1].text.index("again"))] == "a"


def test_what_is_not_quoted_is_one_section() -> None:
    assert [each.text for each in conversation("a\nb > c\nd: e")] == ["a\nb > c\nd: e"]


def test_normalised_text_has_one_kind_of_blank_and_no_invisible_letters() -> None:
    assert (
        normalised("a\u00a0b\u2009c\u200bd\r\ne\u0000\ud800 \nи\u0306 е\u0301") == "a b cd\ne\nй е"
    )


def test_cells_are_a_tab_apart() -> None:
    assert normalised("a    b | c │ d \t e") == "a\tb\tc\td\te"


def test_figures_of_other_scripts_are_figures() -> None:
    assert normalised("１２٣४") == "1234"


def test_flowed_lines_of_the_same_depth_are_one_paragraph() -> None:
    assert unflowed("a \nb\n> c \n> d\n-- \ne", delsp=False) == "a b\n> c d\n-- \ne"
    assert unflowed("12 \n34", delsp=True) == "1234"


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"QQ==", b"A"),
        (b"QUI=QUI=", b"ABAB"),
        (b"QUJDR", b"ABC"),
        (b"Q U\nI=", b"AB"),
        (b"", b""),
        (b"=", b""),
    ],
)
def test_base64_is_read_as_far_as_it_goes(encoded: bytes, text: bytes) -> None:
    assert base64_bytes(encoded) == text


def test_half_a_number_at_the_cut_is_dropped() -> None:
    assert base64_bytes(b"bC9zIDEyMzQ1Njc4OT") == b"l/s"


def test_a_text_is_decoded_only_as_far_as_it_is_read() -> None:
    assert len(decode(b"x" * 10_000_000, 0, 10_000_000, b"7bit")[0]) < 5_000_000


def test_codecs_are_only_those_of_mail() -> None:
    assert codec("WINDOWS_1251") == codec("cp-1251") == "cp1251"
    assert [codec(name) for name in ("punycode", "zip", "rot13", "unicode_escape", "../x", "")] == [
        None
    ] * 6


def test_valid_utf_8_has_one_reading() -> None:
    assert list(candidates("л/с".encode(), "koi8-r")) == ["л/с"]


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "utf-8"])
def test_a_short_text_is_guessed(charset: str) -> None:
    assert guessed("Показания счётчика за март".encode(charset)) == "Показания счётчика за март"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?koi8-r?Q?=C1=C2?= x", "аб x"), (b"=?utf-8?B?0LA=?=\t=?utf-8?B?0LE=?=", "аб"), (b"=?utf-8?X?a?=", "=?utf-8?X?a?="),
        (b"a =?utf-8?Q??= b", "a  b"), (b"=?utf-8*ru?Q?a_b?=", "a b"),
    ],
)  # fmt: skip
def test_encoded_words_are_decoded(value: bytes, text: str) -> None:
    assert decoded(value) == text


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (b"TEXT/HTML; x=y", "text/html"),
        (b"text", "text/plain"),
        (b"html", "text/html"),
        (b"", "text/plain"),
        (b"a b/c", "text/plain"),
    ],
)
def test_a_type_that_is_none_is_plain_text(field: bytes, kind: str) -> None:
    assert main_type(field) == kind


def test_parameters_are_quoted_bare_or_in_pieces() -> None:
    field = b'multipart/mixed; a=1; b="x \\" y"; c*0="p"; c*1=q; d = \'z\' e=5; f="open'

    assert parameters(field) == {
        "a": b"1",
        "b": b'x " y',
        "c": b"pq",
        "d": b"'z'",
        "e": b"5",
        "f": b"open",
    }


def test_a_header_block_ends_where_the_text_begins() -> None:
    raw = b"\n\nFrom x@example.com Mon\nA: 1\n 2\njunk\nSubject: b\n\nbody"

    headers, body = read_headers(raw, front(raw, 0), len(raw), 1_000)

    assert (headers["a"], headers["subject"], raw[body:]) == ("1 2", "b", b"body")


def test_parts_are_spans_of_the_message() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue"

    children = parse(raw).children

    assert [(each.type, raw[each.start : each.end]) for each in children] == [
        ("text/plain", b"one"),
        ("text/html", b"two"),
    ]


@pytest.mark.parametrize("field", [b"", b"Ivan", b"@", b"a@", b"<>", b"(a@example.com)", b",;:"])
def test_what_is_no_address_is_none(field: bytes) -> None:
    assert addresses(field) == []


def test_several_addresses_keep_their_order() -> None:
    field = b'"A, B" <a@example.com>, c@example.com (d@example.com), Group: e@example.com;'

    assert addresses(field) == ["a@example.com", "c@example.com", "e@example.com"]


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", bytes(100)]
)
def test_what_is_no_signed_data_has_no_content(data: bytes) -> None:
    assert signed_content(data) is None


def test_packed_rtf_is_unpacked() -> None:
    # Eight literals `{\rtf1 a`, then `bcd`, a reference of two bytes back to `cd`, and `}`.
    start = len(
        rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
        rb"Times New RomanCourier{\colortbl\red0\green0\blue0"
        b"\r\n"
        rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
    )
    reference = struct.pack(">H", (start + 9) << 4)
    packed = b"\x00{\\rtf1 a" + b"\x08bcd" + reference + b"}"
    data = struct.pack("<IIII", len(packed) + 12, 14, 0x75465A4C, 0) + packed

    assert decompressed(data) == b"{\\rtf1 abcdcd}"


def test_rtf_is_read_as_text() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator x;}\b \'eb/\'f1\b0\tab 12\par \u1072?\~\{b\}}"

    assert text_of_rtf(rtf) == "л/с\t12\nа\xa0{b}"


@pytest.mark.parametrize(
    "page",
    [
        '<p style="color:#fff">9</p>',
        '<p style="color: #FFFFFF; font-size:9pt">9</p>',
        "<p><font color=white>9</font></p>",
        '<p><font color="#ffffff">9</font></p>',
        '<body bgcolor="#ffffff"><p style="color:white">9</p>',
        '<body style="background:white"><p style="color:rgb(255, 255, 255)">9</p>',
    ],
)
def test_white_letters_on_white_are_not_seen(page: str) -> None:
    assert "9" not in text_of_html(page + "<p>Здравствуйте")


@pytest.mark.parametrize(
    "page",
    [
        '<table bgcolor="#003366"><tr><td><font color=white>9</font></table>',
        '<p style="background-color:#036;color:#fff">9</p>',
        '<div style="background:url(a.png)"><p style="color:white">9</p></div>',
        "<style>.head{background:navy}</style><div class=head style='color:#fff'>9</div>",
        '<p style="color:#fffff0;border-color:white">9</p>',
        '<p style="background-color:white">9</p>',
    ],
)
def test_white_letters_on_a_background_are_seen(page: str) -> None:
    assert "9" in text_of_html(page)
