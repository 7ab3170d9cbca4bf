"""Letters as conversations."""

from chatplugin.mail.letter.history import (
    Conversation,
)


def test_a_conversation_is_told_apart_by_age() -> None:
    body = "new\n> old\n>> older\n> old again\nnew again"

    passages = Conversation(body).passages

    assert [(each.age, each.text) for each in passages] == [
        (0, "new\n\n\nnew again"),
        (1, "old\n\n\nold again"),
        (2, "older"),
    ]
    assert body[passages[1].in_body(passages[1].text.index("again"))] == "a"


def test_what_is_not_quoted_is_one_passage() -> None:
    assert [each.text for each in Conversation("a\nb > c\nd: e").passages] == ["a\nb > c\nd: e"]


FORWARD = """См. ниже

---------- Forwarded message ---------
От: Анна <anna@example.org>
Дата: 13.03.2025
Тема: счёт
Кому: Иван <ivan@example.com>, help@example.net

Добрый день"""


AT = FORWARD.index("Добрый")


def test_a_forwarded_letter_names_its_author() -> None:
    assert Conversation(FORWARD).forwarded_authors("") == ["anna@example.org"]
    assert Conversation("Добрый день").forwarded_authors("") == []


def test_a_subject_tells_that_a_letter_is_forwarded() -> None:
    body = "От: anna@example.org\nДата: 13.03.2025\nТема: счёт\n\nДобрый день"

    for subject, authors in (("Fwd: счёт", 1), ("FW: bill", 1), ("Re: Fwd", 0)):
        assert len(Conversation(body).forwarded_authors(subject)) == authors, subject


def test_who_wrote_or_received_a_forwarded_letter_is_no_other() -> None:
    assert not Conversation(FORWARD).is_between_others(AT, "Anna@example.org", "")
    assert not Conversation(FORWARD).is_between_others(AT, "ivan@another.example", "")
    assert Conversation(FORWARD).is_between_others(AT, "oleg@example.org", "")


def test_a_new_line_below_a_quoted_one_answers_it() -> None:
    body = "Добрый день\n> Адрес?\n\nМира, 1\n> Л/с?\n> Телефон?\n12345\n"

    assert list(Conversation(body).answered_lines()) == [
        ("Адрес?", "Мира, 1", body.index("Мира")),
        ("Телефон?", "12345", body.index("12345")),
    ]
