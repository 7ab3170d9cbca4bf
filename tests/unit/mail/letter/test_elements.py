"""What the elements of a page do to its text, and where they end."""

import pytest

from chatplugin.mail.letter.elements import (
    CELL,
    ROW,
    HiddenElement,
    Marks,
    begins_history,
    ends_before,
    is_indent,
)


def test_an_element_has_its_mark_in_any_case_of_letters() -> None:
    marks = Marks()

    assert (marks["TD"], marks["tr"], marks["P"], marks["/p"], marks["b"]) == (
        CELL,
        ROW,
        "\n",
        "\n",
        "",
    )


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


def test_a_paragraph_or_cell_ends_where_the_next_one_begins() -> None:
    assert ends_before("p", "p")
    assert ends_before("td", "tr")
    assert not ends_before("p", "b")
    assert not ends_before("div", "div")


def test_an_older_letter_begins_at_an_element_that_programs_put_it_into() -> None:
    assert begins_history(' id="divRplyFwdMsg"', is_quoted_too=True)
    assert begins_history(" class='x gmail_quote'", is_quoted_too=False)
    assert not begins_history(" class='x gmail_quote'", is_quoted_too=True)
    assert not begins_history(' title="gmail_quote"', is_quoted_too=False)


def test_a_quote_without_a_border_is_an_indent() -> None:
    assert is_indent('<blockquote style="margin:0 0 0 40px;border:none;padding:0px"')
    assert not is_indent('<blockquote style="border-left:1px solid"')
