"""Text as a person sees it."""

from chatplugin.mail.letter.text import normalised


def test_normalised_text_has_one_kind_of_blank_and_no_invisible_letters() -> None:
    assert (
        normalised("a\u00a0b\u2009c\u200bd\r\ne\u0000\ud800 \nи\u0306 е\u0301") == "a b cd\ne\nй е"
    )


def test_cells_are_a_tab_apart() -> None:
    assert normalised("a    b | c │ d \t e") == "a\tb\tc\td\te"


def test_figures_of_other_scripts_are_figures() -> None:
    assert normalised("１２٣४") == "1234"
