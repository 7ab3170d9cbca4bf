"""Letters as conversations."""

from chatplugin.mail.letter.history import conversation


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
