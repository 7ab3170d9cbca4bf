"""What an HTML letter contains but does not show."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail.letter.elements import hidden_names, is_hidden


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE !important", "visibility: hidden", "font-size:0", "font-size: 0px;color:red",
        "font-size:1px", "max-height:0;", "opacity:0.0", "mso-hide: all", "height:0;overflow:hidden", "text-indent:-9999px",
        "position:absolute;left:-5000px", "color:transparent", "text-decoration:line-through",
    ],
)  # fmt: skip
def test_a_style_hides(style: str) -> None:
    assert is_hidden(f' style="{style}"', frozenset())


@pytest.mark.parametrize(
    "style",
    [
        "display:block", "font-size:10px", "font-size:1.5em", "font-size:100%", "max-height:100px", "opacity:0.5", "height:0",
        "line-height:0", "border-width:0", "margin-left:-10px", "text-decoration:none", "text-indent:-18pt", "width:0",
    ],
)  # fmt: skip
def test_a_style_hides_nothing(style: str) -> None:
    assert not is_hidden(f' style="{style}"', frozenset())


def test_a_style_sheet_hides_by_single_names_on_this_screen_only() -> None:
    sheet = "/* .x{display:none} */ .a, p#b {display:none} .c .d {display:none} @media print {.e{display:none}} .f{color:red}"

    assert hidden_names(sheet) == {"a", "b"}
