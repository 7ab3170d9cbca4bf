"""Letters as conversations."""

from chatplugin.mail.letter.history import (
    conversation,
    is_between_others,
    is_forward,
    quoted_letter,
    section_at,
)


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


FORWARD = """См. ниже

---------- Forwarded message ---------
От: Анна <anna@example.org>
Дата: 13.03.2025
Тема: счёт
Кому: Иван <ivan@example.com>, help@example.net

Добрый день"""


def test_a_quoted_letter_names_its_author_and_readers() -> None:
    section = section_at(FORWARD, FORWARD.index("Добрый"))

    assert section
    assert quoted_letter(section) == (
        ("anna@example.org",),
        ("ivan@example.com", "help@example.net"),
        True,
    )


def test_who_wrote_or_received_a_forwarded_letter_is_no_other() -> None:
    section = section_at(FORWARD, FORWARD.index("Добрый"))

    assert section
    assert not is_between_others(section, "Anna@example.org", "")
    assert not is_between_others(section, "ivan@another.example", "")
    assert is_between_others(section, "oleg@example.org", "")


def test_a_subject_tells_that_a_letter_is_forwarded() -> None:
    assert is_forward("Fwd: счёт")
    assert is_forward("FW: bill")
    assert not is_forward("Re: Fwd")
