"""
Broken rules, each with the sentence that the administrator reads, and none of them stops a card.

The contact gets the card of the next rule, or of its own template.
"""

import sys
from collections.abc import Iterator

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, Severity, read_settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId, Operator
from chatplugin.domain.screenpop import ScreenPop, decide

CARD = "https://crm.example.com/card"
GOOD = {
    "EmailTemplate": CARD + "{?user_id}",
    "Template.vip": CARD + "/vip{?user_id}",
    "Rule.90": 'operator == "1" -> vip',
}
MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com")

OF_THE_LANGUAGE = [
    ('oprator == "1"', 1, "there is nothing called 'oprator'. Did you mean 'operator'?"),
    (
        'Segment == "VIP"',
        1,
        (
            "there is nothing called 'Segment'. Write an attribute as 'attributes.Segment'."
            " There are channel_type, user_id, operator, attributes and headers."
        ),
    ),
    (
        "channel_type == whatsapp",
        17,
        "there is nothing called 'whatsapp'. Write a text in quotes: \"whatsapp\".",
    ),
    (
        'headers.x-priority == "1"',
        10,
        "'-' is not expected here. Write headers[\"x-priority\"].",
    ),
    (
        'user_id.startWith("+7")',
        9,
        "there is no function 'startWith'. Did you mean 'startsWith'?",
    ),
    (
        'user_id.lower() == "a"',
        9,
        (
            "there is no function 'lower'."
            " There are startsWith, endsWith, contains, matches, has, size, int and double."
        ),
    ),
    (
        'startsWith(user_id, "+7")',
        1,
        "'startsWith' is not used like this. Write it as user_id.startsWith(\"…\").",
    ),
    ('operator = "1"', 10, "'=' is not expected here. Write == to compare."),
    ('operator <> "1"', 10, "'<>' is not expected here. Write != for 'is not'."),
    ('operator == "1" and true', 17, "'and' is not expected here. Write && for 'and'."),
    ("not true", 1, "there is nothing called 'not'. Write ! for 'not', as in !(…)."),
    ('operator == "1" | true', 17, "'|' is not expected here. Write ||."),
    (
        'operator == "1" -> none',
        17,
        "'->' is not expected here. Write '->' once, before the template's name.",
    ),
    ('{operator} == "1"', 1, "'{' is not expected here. Write the name alone, without braces."),
    (
        'operator ~ "1"',
        10,
        "'~' is not expected here. Compare with == or !=, join with && and ||, turn round with !.",
    ),
    ("operator == “1”", 13, "'“' is not a quote. Write \"."),
    ('operator == "1', 13, 'a text has no closing quote. Write " at its end.'),
    (r'user_id.matches("\d+")', 18, r"""'\d' in a text means nothing. Write the text as r"…"."""),
    ('attributes.Имя == "1"', 12, "'Имя' cannot be a name. Write attributes[\"Имя\"]."),
    ("operator == да", 13, "'да' cannot be a name. Write a text in quotes: \"да\"."),
    (
        'operator == "1" &&',
        19,
        "the condition ends too soon. Write what is missing, or take out the end.",
    ),
    (
        '(operator == "1"',
        17,
        "')' is missing. Write it here, or take out its partner.",
    ),
    (
        "operator == 1",
        10,
        (
            "'==' does not go with a text and a number."
            " All values are texts: write the number in quotes, or int(…) around the text."
        ),
    ),
    (
        "attributes.Vip == true",
        16,
        (
            "'==' does not go with a text and true or false."
            ' All values are texts: write "true" in quotes.'
        ),
    ),
    (
        "attributes.Vip == null",
        16,
        (
            "'==' does not go with a text and null."
            ' Write has(attributes.Name), or compare with an empty text, "".'
        ),
    ),
    (
        'operator in "1, 2"',
        10,
        (
            "'in' does not go with a text and a text."
            ' Write a function, as in user_id.contains("…"), or a list, as in ["a", "b"].'
        ),
    ),
    (
        'user_id[0] == "+"',
        8,
        "'[' is not expected here. Write a function, as in user_id.startsWith(\"…\").",
    ),
    (
        "attributes.Vip && true",
        16,
        (
            "'&&' stands beside a text, which is neither true nor false."
            ' Compare the text, as in attributes.Segment == "VIP".'
        ),
    ),
    (
        "user_id.length > 5",
        8,
        (
            "a text has nothing after a '.'."
            " Take out what stands after the '.', or write a function, as in .contains(\"…\")."
        ),
    ),
    (
        'has(headers["x-spam"])',
        12,
        "has() takes a name after a '.'. Write has(attributes.Name), or \"name\" in headers.",
    ),
    (
        'user_id + "a" == "b"',
        9,
        "'+' is not expected here. Compare with == or !=, join with && and ||, turn round with !.",
    ),
    (
        "user_id.size() == 5",
        9,
        "'size' is not used like this. Write it as size(user_id).",
    ),
    (
        'operator in ["a", 1]',
        13,
        (
            "'[' does not go with a text and a number."
            " All values are texts: write the number in quotes, or int(…) around the text."
        ),
    ),
    (
        "user_id in attributes",
        9,
        (
            "'in' does not go with a text and names."
            ' Write the name in quotes, as in "Segment" in attributes.'
        ),
    ),
    (
        "int(5) == 5",
        1,
        "'int' does not go with a number. Compare like with like.",
    ),
    (
        "operator == 99999999999999999999",
        13,
        "this number is too long. Write it in quotes.",
    ),
    (
        "if true",
        1,
        "there is nothing called 'if'. Write the condition alone; the template comes after '->'.",
    ),
    (
        '["a"].exists(x, x == user_id)',
        7,
        (
            "conditions have no loops, such as 'exists'."
            ' Write a list, as in user_id in ["a", "b"], or a pattern in matches("…").'
        ),
    ),
    (
        'headers["X-Spam"] == "1"',
        9,
        "the header 'X-Spam' never comes: their names are in lower case. Write 'x-spam'.",
    ),
    (
        'user_id.matches("(a")',
        17,
        (
            "the pattern cannot be used: missing ): (a."
            " Correct it; RE2 has no look-around and no back-references."
        ),
    ),
    (
        "user_id.matches(attributes.Pattern)",
        9,
        (
            "the pattern of 'matches' is not a text in quotes."
            " Write the pattern itself: no value of a contact can be one."
        ),
    ),
    (
        'user_id.matches(".{1,1000}")',
        17,
        (
            "the patterns of this condition need too much time."
            " Repeat less often, as in {1,20}, or write * for a repetition."
        ),
    ),
]
OF_THE_WHOLE = [
    (
        "attributes.Segment -> vip",
        (
            "the condition gives a text, not true or false."
            ' Compare it, as in attributes.Segment == "VIP".'
        ),
    ),
    (
        f"{'(' * 40}true{')' * 40} -> vip",
        "the condition has too many parts in one another. Make two rules of it.",
    ),
    (
        'operator == "1"',
        "there is no '->'. Write the condition, '->' and a template's name, as in 'true -> none'.",
    ),
    ('operator == "1" → vip', "there is no '->'. Write '->' for '→'."),
    (
        "-> vip",
        "there is no condition before '->'. Write 'true -> …' for a rule that always holds.",
    ),
    ("true ->", "there is no template after '->'. Write a template's name, or none for no card."),
    ("true -> vpi", "there is no template 'vpi'. Did you mean 'vip'?"),
    ("true -> EmailTemplte", "there is no template 'EmailTemplte'. Did you mean 'EmailTemplate'?"),
    (
        "true -> gold",
        "there is no template 'gold'. Add the setting 'Template.gold', or write none for no card.",
    ),
    (
        "true -> ChatTemplate",
        (
            "there is no template 'ChatTemplate'."
            " Add the setting 'ChatTemplate', or write none for no card."
        ),
    ),
]
DOUBTFUL = [
    (
        {"Rule.10": 'channel_type == "WhatsApp" -> vip'},
        "Rule.10: the channel 'WhatsApp' is not among the known ones. Did you mean 'whatsapp'?",
    ),
    (
        {"Rule.10": '"telegramm" != channel_type -> vip'},
        "Rule.10: the channel 'telegramm' is not among the known ones. Did you mean 'telegram'?",
    ),
    (
        {"Rule.10": 'channel_type in ["viber", "Web Chat"] -> vip'},
        "Rule.10: the channel 'Web Chat' is not among the known ones. Did you mean 'web_chat'?",
    ),
    (
        {"Rule.10": "true -> vip"},
        (
            "Rule.90: Rule.10 always holds and comes first, so this is never reached."
            " Give it a smaller number, or take it out."
        ),
    ),
    (
        {"Template.gold": CARD},
        (
            "Template.gold: no rule names this template."
            " Add a rule, as in 'Rule.10 = … -> Template.gold', or take it out."
        ),
    ),
    ({"Rules.10": "true -> vip"}, "there is no setting 'Rules.10'. Did you mean 'Rule.10'?"),
    ({"Templates.a": CARD}, "there is no setting 'Templates.a'. Did you mean 'Template.a'?"),
]
OF_THE_KEY = [
    (
        "Rule.first",
        "true -> vip",
        "'first' is not a rule's number. Write a whole number up to 99999, as in 'Rule.10'.",
    ),
    (
        "Rule.-1",
        "true -> vip",
        "'-1' is not a rule's number. Write a whole number up to 99999, as in 'Rule.10'.",
    ),
    ("Template.none", CARD, "'none' means something else after '->'. Choose another name."),
    (
        "Template.very important",
        CARD,
        "'very important' cannot be a template's name. Use letters A to Z, digits, '_' and '-'.",
    ),
]


def written() -> Iterator[tuple[str, str]]:
    """Return every broken key and value above, for the page that lists them."""
    for condition, _, _ in OF_THE_LANGUAGE:
        yield "Rule.10", f"{condition} -> vip"
    for rule, _ in OF_THE_WHOLE:
        yield "Rule.10", rule
    for key, value, _ in OF_THE_KEY:
        yield key, value
    for settings, _ in DOUBTFUL:
        yield from settings.items()


def read_with(**settings: str) -> Reading:
    return read_settings([Layer("EMC section ChatPlugin", GOOD | settings)])


def card(reading: Reading) -> str:
    pop = decide(MAIL, Operator("1001"), reading.settings.rules)
    assert isinstance(pop, ScreenPop)
    return pop.template_name


@pytest.mark.parametrize(("condition", "character", "sentence"), OF_THE_LANGUAGE)
def test_a_mistake_in_a_condition_is_told_with_its_place(
    condition: str, character: int, sentence: str
) -> None:
    rule = f"{condition} -> vip"

    reading = read_with(**{"Rule.10": rule})

    assert [(problem.severity, str(problem)) for problem in reading.problems] == [
        (
            Severity.ERROR,
            f"EMC section ChatPlugin: Rule.10 = '{rule}': at character {character}, {sentence}",
        )
    ]
    assert card(reading) == "EmailTemplate"


@pytest.mark.parametrize(("rule", "sentence"), OF_THE_WHOLE)
def test_a_rule_that_cannot_be_used_says_why(rule: str, sentence: str) -> None:
    reading = read_with(**{"Rule.10": rule})

    assert [(problem.severity, str(problem)) for problem in reading.problems] == [
        (Severity.ERROR, f"EMC section ChatPlugin: Rule.10 = '{rule}': {sentence}")
    ]
    assert card(reading) == "EmailTemplate"


@pytest.mark.parametrize(("key", "value", "sentence"), OF_THE_KEY)
def test_a_key_that_names_no_rule_and_no_template_is_told(
    key: str, value: str, sentence: str
) -> None:
    reading = read_with(**{key: value})

    assert [(problem.severity, str(problem)) for problem in reading.problems] == [
        (Severity.ERROR, f"EMC section ChatPlugin: {key}: {sentence}")
    ]
    assert card(reading) == "EmailTemplate"


@pytest.mark.parametrize(("settings", "sentence"), DOUBTFUL)
def test_what_hardly_was_meant_is_a_remark(settings: dict[str, str], sentence: str) -> None:
    reading = read_with(**settings)

    assert [(problem.severity, str(problem)) for problem in reading.problems] == [
        (Severity.WARNING, f"EMC section ChatPlugin: {sentence}")
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {"Rule.10": 'channel_type == "dostavista" -> vip'},
        {"Rule.10": 'channel_type == "sales" -> vip', "Channel.Alias.Sales chat": "sales"},
        {"Rule.10": 'channel_type != "" && channel_type.startsWith("W") -> vip'},
    ],
)
def test_a_channel_that_may_be_there_is_no_slip_of_the_pen(settings: dict[str, str]) -> None:
    assert read_with(**settings).problems == ()


def test_a_rule_whose_template_is_broken_gives_way_to_the_next_one() -> None:
    reading = read_with(**{"Rule.10": "true -> gold", "Template.gold": "crm.example.com"})

    assert [problem.key for problem in reading.problems] == ["Template.gold"]
    assert card(reading) == "EmailTemplate"


def test_a_mistake_on_another_line_of_an_overlay_is_counted_through() -> None:
    reading = read_with(**{"Rule.10": 'operator == "1"\n  || oprator == "2" -> vip'})

    assert "at character 22, there is nothing called 'oprator'" in str(reading.problems[0])


def test_a_hundred_rules_are_tried_and_no_more() -> None:
    rules = {f"Rule.{number}": 'operator == "1" -> vip' for number in range(1, 102)}

    reading = read_with(**rules)

    assert len(reading.settings.rules.choice_rules) == 100
    assert [str(problem) for problem in reading.problems] == [
        (
            "EMC section ChatPlugin: Rule.101 = 'operator == \"1\" -> vip':"
            " there are 101 rules, and only the first 100 are tried. Put rules together with ||."
        )
    ]


def test_rules_whose_patterns_are_too_costly_together_are_left_out() -> None:
    rules = {
        f"Rule.{number}": f'user_id.matches(".{{1,300}}{number}") -> none'
        for number in range(1, 10)
    }

    reading = read_with(**rules)

    assert len(reading.settings.rules.choice_rules) == 7
    assert [problem.key for problem in reading.problems] == ["Rule.8"]
    assert "the patterns of all rules need too much time" in str(reading.problems[0])


def test_without_the_library_for_patterns_rules_with_them_are_refused_and_all_else_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)

    reading = read_with(**{"Rule.90": 'operator.matches("^1$") -> vip'})

    assert [str(problem) for problem in reading.problems if problem.severity is Severity.ERROR] == [
        (
            "EMC section ChatPlugin: Rule.90 = 'operator.matches(\"^1$\") -> vip':"
            " at character 18, the library for patterns cannot be loaded."
            " Install ChatPlugin anew with all its libraries."
        )
    ]
    assert card(reading) == "EmailTemplate"
