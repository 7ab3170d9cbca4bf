"""HTML letters as lines and cells."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatplugin.mail.letter.html import text_of_html
from chatplugin.mail.letter.text import unescaped


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
        ("a <\x17b>c", "a <\x17b>c"),
        ("<a title='x' alt=\"a > b\">text</a>", "text"),
        ("<svg><text>x</text></svg>a<template>b</template>", "a"),
        ("a<!-- b --!> c --> d", "a d"),
        ("<p hidden>no<p>yes", "yes"),
        ("<table><tr><TD>a<Td hidden>b<td>c", "a\tc"),
        ("<div hidden>a<div>b</div>c</div>d", "d"),
        ("new<div id='divRplyFwdMsg'>old", "new\n> \n> old"),
        ("new<div class='x gmail_quote'>old", "new\n> \n> old"),
        ("new<div class=gmail_quote><blockquote>old", "new\n> old"),
        ("new<div title='gmail_quote'>new", "new\nnew"),
        ('new<blockquote style="margin:0 0 0 40px;border:none;padding:0px">new', "new\nnew"),
        ('new<blockquote style="border-left:1px solid">old', "new\n> old"),
        ("\x1f\x1e\x11a\x12\x13", "a"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_is_read_as_it_is_shown(page: str, text: str) -> None:
    assert text_of_html(page) == text


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


@pytest.mark.parametrize(
    "page",
    [
        '<p style="color:#fff">9</p>',
        '<p style="color: #FFFFFF; font-size:9pt">9</p>',
        "<p><font color=white>9</font></p>",
        '<p><font color="#ffffff">9</font></p>',
        '<body bgcolor="#ffffff"><p style="color:white">9</p>',
        '<body style="background:white"><p style="color:rgb(255, 255, 255)">9</p>',
        '<p style="color:rgb(254, 254, 254)">9</p>',
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


SHEETS = ("", "<style>.h{display:none}</style>", "<style>p b{display:none}</style>")
# `~` is where a tag may have blanks, as many as make it another one.
PIECES = (
    "<p~>", "</p~>", "<b~>", "</b~>", "<td~>", "<tr~>", "<table~>", "</table~>", "<br~>", "<s~>", "</s~>", "<sup~>", "</sup~>",
    "<blockquote~>", "</blockquote~>", "<span style='display:none'~>", "</span~>", "<i class=h~>", "</i~>", "<td colspan=2~>",
    "<div class=gmail_quote~>", "</div~>", '<a title="x>y"~>', '<a title="x<y"~>', "<!-- c -->", "<pre~>", "</pre~>",
    "one", "12", " ", "\r\n", "\t", "5 < 6", "6 > 5", "<", ">", '"', "&nbsp;", "b ", "<b 6",
)  # fmt: skip


@given(st.sampled_from(SHEETS), st.lists(st.sampled_from(PIECES), max_size=40))
@example("", ["<b~>", "b ", ">"])
@example("", ["<i~>", "one", "<b 6", "<i~>"])
@example("", ["<p~>", "one", "<", "<p~>", "one", "<", "<p~>"])
@example("", ['<a title="x<y"~>', "one", '<a title="x<y"~>', '"', '<a title="x<y"~>'])
def test_a_page_whose_tags_are_alike_is_read_as_one_whose_tags_differ(
    sheet: str, pieces: list[str]
) -> None:
    alike = sheet + "".join(pieces).replace("~", " ")
    different = sheet + "".join(
        piece.replace("~", number * " ") for number, piece in enumerate(pieces, 2)
    )

    assert text_of_html(alike) == text_of_html(different)


CELLS = ("one", "12", "", "a<br>b", "a<p>b</p>", "<br>", "<table><tr><td>in</td></tr></table>")


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), min_size=1, max_size=5))
@example([["one", ""], ["", "12"]])
def test_blanks_at_the_edges_of_cells_change_nothing(rows: list[list[str]]) -> None:
    def table(blank: str) -> str:
        cells = ["".join(f"<td>{blank}{cell}{blank}</td>" for cell in row) for row in rows]
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    assert text_of_html(table("<i> </i>")) == text_of_html(table(""))
