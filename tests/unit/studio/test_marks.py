"""Each problem at its place in the editor, and the click that puts it right."""

import pytest

from chatplugin.studio.marks import Mark, marks_of
from chatplugin.studio.reading import read_draft
from tests.unit.config.test_broken_settings import NO_SUCH_KEY, NOT_USED

CARD = "https://crm.example.com/card"
BEFORE = f"[ChatPlugin]\n; a comment\nEmailTemplate={CARD}{{?user_id}}\n"


def marks(line: str) -> list[Mark]:
    return marks_of(read_draft(BEFORE + line + "\n"))


def marked(line: str) -> str:
    mark = marks(line)[0]
    return (BEFORE + line)[mark.start : mark.end]


def fixed(line: str) -> str | None:
    fix = marks(line)[0].fix
    return fix.applied(BEFORE + line).removeprefix(BEFORE) if fix else None


def test_every_problem_of_a_value_stands_in_its_line() -> None:
    for key, value, _ in [*NO_SUCH_KEY, *NOT_USED]:
        if "\n" in value:
            continue
        line = f"{key} = {value}"
        for mark in marks(line):
            assert mark.line == 4
            assert (BEFORE + line)[mark.start : mark.end] in line


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (f"ChatTemplate={CARD}{{?channel_type,user,operator}}", "user"),
        (f"ChatTemplate={CARD}{{+user_id}}", "{+user_id}"),
        ("TabReuse = custmer", "custmer"),
        ("TabTitel=CRM", "TabTitel"),
        ("Parameter.oprator=off", "Parameter.oprator"),
        ("Parameter.user_id.Transform=strip, lowercase", "lowercase"),
        ("no setting at all", "no setting at all"),
    ],
)
def test_what_is_wrong_is_marked_and_no_more(line: str, part: str) -> None:
    assert marked(line) == part


@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("TabTitel=CRM", "TabTitle=CRM"),
        (f"ChatTemplate={CARD}{{?user}}", f"ChatTemplate={CARD}{{?user_id}}"),
        (f"ChatTemplate={CARD}?a=1{{?user_id}}", f"ChatTemplate={CARD}?a=1{{&user_id}}"),
        (f"ChatTemplate.whatsap={CARD}", f"ChatTemplate.whatsapp={CARD}"),
        ("Parameter.oprator = off", "Parameter.operator = off"),
        ("parameter.user_id.transform=strip, uper", "parameter.user_id.transform=strip, upper"),
        ("PopOn=Offred", "PopOn=offered"),
        ("UserId.Source={author}", "UserId.Source=author"),
        ("TabTitle=CRM {", "TabTitle=CRM {channel_name}"),
        ("Foo=1", None),
        ("Parameter.user_id=perhaps", None),
        ("ChatTemplate=https://crm.example.com{user_id}", None),
    ],
)
def test_a_fix_is_offered_only_where_it_leaves_one_problem_less(
    line: str, better: str | None
) -> None:
    assert fixed(line) == better


def test_of_the_same_key_twice_the_line_with_the_value_is_marked() -> None:
    draft = read_draft("[ChatPlugin]\nMaxTabs=0\nmaxtabs=7\n")

    assert [(mark.line, mark.problem.severity) for mark in marks_of(draft)] == [(3, "warning")]


def test_a_second_section_is_marked_where_it_begins() -> None:
    draft = read_draft("[ChatPlugin]\nMaxTabs=7\n[ChatPlugin]\nRaise=front\n")

    assert [mark.line for mark in marks_of(draft)] == [3]


def test_settings_of_other_sections_are_none_of_ours() -> None:
    draft = read_draft("[ChatPlugin]\nMaxTabs=7\n[Other]\nMaxTabs=0\n")

    assert marks_of(draft) == []
    assert marks_of(draft, draft.remarks[-1:])[0].problem.sentence == (
        "line 3: [Other] is another section, which is not edited here"
    )


def test_a_wrong_key_is_put_right_before_its_value_is_looked_at() -> None:
    assert fixed(f"ChatTemplat={CARD}{{?user}}") == f"ChatTemplate={CARD}{{?user}}"


def test_all_of_many_problems_are_marked_and_the_first_ones_have_their_fix() -> None:
    many = "\n".join(f"Parameter.user_id.Transform{number}=lower" for number in range(70))

    found = marks_of(read_draft(f"[ChatPlugin]\n{many}\n"))

    assert [mark.line for mark in found] == list(range(2, 72))
    assert found[0].fix is not None
    assert found[-1].fix is None
