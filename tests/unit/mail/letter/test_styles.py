"""What an HTML letter contains but does not show."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail.letter.styles import Hiding, hidden_by, is_hidden, matches


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE !important", "visibility: hidden", "font-size:0", "font-size: 0px;color:red",
        "font-size:1px", "max-height:0;", "opacity:0.0", "mso-hide: all", "height:0;overflow:hidden", "text-indent:-9999px",
        "font:1px Arial", "font: 0/0 a", "font:normal .5pt x", "opacity:.01", "transform:scale(0)",
        "position:absolute;left:-5000px", "color:transparent", "text-decoration:line-through",
    ],
)  # fmt: skip
def test_a_style_hides(style: str) -> None:
    assert is_hidden(f' style="{style}"', Hiding())


@pytest.mark.parametrize(
    "style",
    [
        "display:block", "font-size:10px", "font-size:1.5em", "font-size:100%", "max-height:100px", "opacity:0.5", "height:0",
        "background-color:transparent", "background-color:rgba(0, 0, 0, 0)",
        "border-color:transparent", "background-color:#ffffff00", "fill-opacity:0", "font:12px Arial", "font:bold 10px/1 x", "font-family:x", "opacity:.5", "color:#000000",
        "line-height:0", "border-width:0", "margin-left:-10px", "text-decoration:none", "text-indent:-18pt", "width:0",
    ],
)  # fmt: skip
def test_a_style_hides_nothing(style: str) -> None:
    assert not is_hidden(f' style="{style}"', Hiding())


def test_a_style_sheet_hides_by_single_names_on_this_screen_only() -> None:
    sheet = "/* .x{display:none} */ .a, p#b {display:none} .c .d {display:none} @media print {.e{display:none}} .f{color:red}"

    assert hidden_by(sheet, white=False).names == {"a", "b"}


def test_a_longer_rule_hides_only_in_its_place() -> None:
    (rule,) = hidden_by(".w > p .h {display:none}", white=False).rules
    w, p, h = ("div", frozenset({"w"})), ("p", frozenset[str]()), ("b", frozenset({"h", "x"}))

    assert matches(rule, [w, p, h])
    assert matches(rule, [w, p, w, h])
    assert not matches(rule, [p, w, h])
    assert not matches(rule, [w, w, h])
    assert not matches(rule, [w, p])


def test_white_of_a_style_sheet_hides_where_white_is_not_seen() -> None:
    assert hidden_by(".a{color:white}", white=True).names == {"a"}
    assert hidden_by(".a{color:white}", white=False).names == set()
