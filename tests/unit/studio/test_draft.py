"""Each problem at its place in the editor, and the click that puts it right."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chatplugin.studio.draft import Draft
from tests.broken import BROKEN, GOOD, name_of

CARD = "https://crm.example.com/card"
BEFORE = f"[ChatPlugin]\n; a comment\nEmailTemplate={CARD}{{?user_id}}\n"


def marks(line: str) -> Sequence[Any]:
    return Draft.read(BEFORE + line + "\n").diagnostics()


def marked(line: str) -> str:
    mark = marks(line)[0]
    return (BEFORE + line)[mark.start : mark.end]


def fixed(line: str) -> str | None:
    fix = marks(line)[0].fix
    return fix.applied(BEFORE + line).removeprefix(BEFORE) if fix else None


WRITABLE = [
    broken for broken in BROKEN if not any("\n" in text for text in broken["settings"].values())
]


def text_of(settings: Mapping[str, str]) -> str:
    return "[ChatPlugin]\n" + "\n".join(f"{key}={text}" for key, text in settings.items())


@pytest.mark.parametrize("broken", WRITABLE, ids=name_of)
def test_every_problem_is_marked_in_the_line_of_its_key(broken: Mapping[str, Any]) -> None:
    text = text_of({**GOOD, **broken["settings"]})
    lines = text.split("\n")

    for mark in Draft.read(text).diagnostics():
        line = lines[mark.line - 1]
        assert mark.problem.key.lower().partition(".")[0] in line.lower()
        assert 0 < mark.end - mark.start <= len(line)
        assert text[mark.start : mark.end] in line


@pytest.mark.parametrize("broken", WRITABLE, ids=name_of)
def test_every_click_puts_its_problem_right(broken: Mapping[str, Any]) -> None:
    text = text_of({**GOOD, **broken["settings"]})

    for mark in Draft.read(text).diagnostics():
        if mark.fix:
            now = Draft.read(mark.fix.applied(text))
            assert mark.problem.anywhere() not in [problem.anywhere() for problem in now.problems]
            assert len(now.problems) <= len(broken.get("errors", ())) + len(
                broken.get("warnings", ())
            )


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
        ("ChatTemplate=https://crm.example.com{user_id}", f"ChatTemplate={CARD[:-5]}/{{user_id}}"),
    ],
)
def test_a_fix_is_offered_where_one_is_known(line: str, better: str | None) -> None:
    assert fixed(line) == better


def test_of_the_same_key_twice_the_line_with_the_value_is_marked() -> None:
    draft = Draft.read("[ChatPlugin]\nMaxTabs=0\nmaxtabs=7\n")

    assert [(mark.line, mark.problem.severity) for mark in draft.diagnostics()] == [(3, "warning")]


def test_a_second_section_is_marked_where_it_begins() -> None:
    draft = Draft.read("[ChatPlugin]\nMaxTabs=7\n[ChatPlugin]\nRaise=front\n")

    assert [mark.line for mark in draft.diagnostics()] == [3]


def test_settings_of_other_sections_are_none_of_ours() -> None:
    draft = Draft.read("[ChatPlugin]\nMaxTabs=7\n[Other]\nMaxTabs=0\n")

    assert draft.diagnostics() == []
    [mark] = draft.diagnostics(draft.remarks[-1:])
    assert mark.line == 3
    assert str(mark.problem.what) == "[Other] is another section, which is not edited here"


def test_a_wrong_key_is_put_right_before_its_value_is_looked_at() -> None:
    assert fixed(f"ChatTemplat={CARD}{{?user}}") == f"ChatTemplate={CARD}{{?user}}"


@pytest.mark.parametrize("sign", ["#", "//", "##"])
def test_a_remark_of_another_kind_of_file_becomes_one_by_a_click(sign: str) -> None:
    text = f"[ChatPlugin]\n  {sign} a remark\nMaxTabs=7\n"

    [fix] = [mark.fix for mark in Draft.read(text).diagnostics() if mark.fix]

    assert fix.applied(text) == "[ChatPlugin]\n  ; a remark\nMaxTabs=7\n"


@pytest.mark.parametrize(
    ("line", "parts", "right"),
    [
        (
            f"ChatTemplate={CARD}{{?usr_id,oprator}}",
            ["usr_id", "oprator"],
            f"ChatTemplate={CARD}{{?user_id,operator}}",
        ),
        (
            "TabTitle={chanel_name} {oprator}",
            ["chanel_name", "oprator"],
            "TabTitle={channel_name} {operator}",
        ),
        ("Field.x={a b}{c d}", ["{a b}", "{c d}"], None),
    ],
)
def test_every_wrong_name_is_marked_and_put_right_by_a_click_of_its_own(
    line: str, parts: Sequence[str], right: str | None
) -> None:
    text = BEFORE + line
    found = [mark for mark in marks(line) if mark.problem.span]

    assert [text[mark.start : mark.end] for mark in found] == parts
    for mark in reversed(found):
        text = mark.fix.applied(text) if mark.fix else text
    assert text == BEFORE + (right or line)
