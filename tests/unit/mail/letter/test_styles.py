"""What an HTML letter contains but does not show."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail.letter.styles import HiddenElement, Styles


def _styles(sheet: str) -> Styles:
    return Styles.read(f"<style>{sheet}</style>")[1]


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
    assert _styles("").hide("p", f' style="{style}"')


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
    assert not _styles("").hide("p", f' style="{style}"')


def test_a_style_sheet_hides_by_single_names_on_this_screen_only() -> None:
    sheet = "/* .x{display:none} */ .a, p#b {display:none} .c .d {display:none} @media print {.e{display:none}} .f{color:red}"

    styles = _styles(sheet)

    assert [name for name in "abcdefx" if styles.hide("p", f" class={name}")] == ["a", "b"]


@pytest.mark.parametrize(
    ("around", "hidden"),
    [("wp", True), ("wpw", True), ("pw", False), ("ww", False), ("w", False)],
)
def test_a_longer_rule_hides_only_in_its_place(around: str, hidden: bool) -> None:
    styles = _styles(".w > p .h {display:none}")

    for each in around:
        styles.hide("p" if each == "p" else "i", " class=w" if each == "w" else "")

    assert styles.hide("b", ' class="h x"') is hidden


def test_white_of_a_style_sheet_hides_where_white_is_not_seen() -> None:
    assert _styles(".a{color:white}").hide("p", " class=a")
    assert not _styles("body{background:black} .a{color:white}").hide("p", " class=a")


@pytest.mark.parametrize(
    ("tags", "ended"),
    [
        (["b", "/b", "/div"], [False, False, True]),
        (["div", "/div", "/div"], [False, False, True]),
        (["/td"], [True]),
        (["table", "/table", "/b"], [False, False, False]),
    ],
)
def test_a_hidden_element_ends_at_its_own_end_or_with_what_is_around_it(
    tags: list[str], ended: list[bool]
) -> None:
    element = HiddenElement("div")

    assert [element.ends_at(tag) for tag in tags] == ended
