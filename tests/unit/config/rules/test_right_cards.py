"""Settings that can be read, every value of them, and that still raise no right card."""

import pytest

from chatplugin.config.layers import Severity
from chatplugin.config.rules.warnings import LONG, TOO_LONG, card_problems
from chatplugin.studio.draft import Draft

CARD = "https://crm.company/card"
BOTH = f"ChatTemplate={CARD}{{?user_id}}\nEmailTemplate={CARD}{{?user_id}}\n"


def said(settings: str, severity: Severity) -> list[str]:
    draft = Draft.read(f"[ChatPlugin]\n{settings}")
    found = [problem for problem in card_problems(draft.reading) if problem.severity is severity]
    return [
        f"{problem.key}: {problem.what!s}" if problem.key else str(problem.what)
        for problem in found
    ]


def both(template: str) -> str:
    return f"ChatTemplate={template}\nEmailTemplate={CARD}{{?user_id}}\n"


@pytest.mark.parametrize(
    "settings",
    [
        BOTH,
        f"ChatTemplate={CARD}{{?user_id}}\nEmailTemplate.Enabled=off\n",
        f"EmailTemplate={CARD}{{?user_id}}\nChatTemplate.whatsapp={CARD}/{{user_id}}\n",
        f"{BOTH}Template.queue={CARD}/queue\n",
    ],
)
def test_nothing_is_said_of_settings_that_raise_right_cards(settings: str) -> None:
    assert said(settings, Severity.ERROR) == said(settings, Severity.WARNING) == []


@pytest.mark.parametrize("settings", ["", "TabTitle=CRM\n", "ChatTemplate.Enabled=off\n"])
def test_without_any_template_no_card_comes_up(settings: str) -> None:
    assert said(settings, Severity.ERROR) == ["there is no template, so no card comes up"]


@pytest.mark.parametrize("settings", ["Enabled=off\n", f"{BOTH}Enabled=off\n"])
def test_where_all_is_switched_off_no_card_comes_up(settings: str) -> None:
    assert said(settings, Severity.ERROR) == [
        "Enabled: ChatPlugin is switched off, so no card comes up"
    ]


@pytest.mark.parametrize(
    "more",
    [
        "ChatTemplate.Enabled=off\nEmailTemplate.Enabled=off\n",
        "Rule.10=true -> none\n",
        "Rule.10=false -> ChatTemplate\nRule.20=1 < 2 -> none\n",
    ],
)
def test_templates_that_no_contact_can_get_raise_no_card(more: str) -> None:
    assert said(BOTH + more, Severity.ERROR) == [
        "switches and rules leave no template in use, so no card comes up"
    ]


@pytest.mark.parametrize(
    "more",
    [
        "ChatTemplate.Enabled=off\n",
        'Rule.10=operator == "1" -> none\n',
        f"Template.vip={CARD}/{{user_id}}\nRule.10=true -> vip\nRule.20=true -> none\n",
    ],
)
def test_a_template_that_some_contact_can_get_is_enough(more: str) -> None:
    assert said(BOTH + more, Severity.ERROR) == []


@pytest.mark.parametrize(
    ("template", "more"),
    [
        ("{?operator,channel_type,user_id_kind}", ""),
        ("{?PersonalAccount}", ""),
        ("{?user_id:5}", ""),
        ("{?user_id}", "UserId.Source=station\n"),
        ("{?kind}", "Field.kind=customer\n"),
        ("{?kind}", "Field.kind={station}-{channel_type}\n"),
    ],
)
def test_a_template_that_tells_no_customers_apart_is_an_error(template: str, more: str) -> None:
    assert said(both(CARD + template) + more, Severity.ERROR) == [
        "ChatTemplate: nothing in it tells one customer from another, so all get the same page"
    ]


@pytest.mark.parametrize(
    ("template", "more"),
    [
        ("/{user_id:5}/{user_id}", ""),
        ("{?user_id:12}", ""),
        ("{?case}", "Field.case={ContactId}\n"),
        ("{?user_id}", "UserId.Source=CustomerId\n"),
        ("{?operator,user_id}", "UserId.Source=author\n"),
    ],
)
def test_any_value_of_the_customers_is_enough(template: str, more: str) -> None:
    assert said(both(CARD + template) + more, Severity.ERROR) == []


def test_a_broken_template_is_told_once() -> None:
    assert said("ChatTemplate=crm\n", Severity.ERROR) == []


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (CARD, "there is no parameter in it, so all customers get the same page"),
        (f"{CARD}?user_id=1{{&user_id}}", "the parameter 'user_id' stands there twice"),
        (f"{CARD}?a={{user_id}}&A={{operator}}", "the parameter 'a' stands there twice"),
        (
            f"{CARD}/{'x' * TOO_LONG}{{?user_id}}",
            "it has 8035 characters, and servers refuse addresses as long as that",
        ),
    ],
)
def test_a_template_that_makes_no_right_card_is_an_error(template: str, sentence: str) -> None:
    assert said(both(template), Severity.ERROR) == [f"ChatTemplate: {sentence}"]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (f"{CARD}{{?user_id,PersonalAccount}}", "a messenger contact has no PersonalAccount"),
        (
            f"{CARD}{{user_id}}",
            "'{user_id}' stands directly behind the path, without '/' or '?'",
        ),
        (
            f"{CARD}/{'x' * LONG}{{?user_id}}",
            "it has 2035 characters, and servers refuse addresses as long as that",
        ),
    ],
)
def test_a_template_that_is_hardly_meant_so_is_a_warning(template: str, sentence: str) -> None:
    assert said(both(template), Severity.WARNING) == [f"ChatTemplate: {sentence}"]
    assert said(both(template), Severity.ERROR) == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            f"ChatTemplate={CARD}{{?user_id}}\n",
            "there is no EmailTemplate, so no e-mail gets a card",
        ),
        (
            f"EmailTemplate={CARD}{{?user_id}}\n",
            "there is no ChatTemplate, so no messenger contact gets a card",
        ),
    ],
)
def test_one_template_of_two_is_a_warning(settings: str, sentence: str) -> None:
    assert said(settings, Severity.WARNING) == [sentence]


def test_a_page_for_all_may_be_what_a_rule_leads_to() -> None:
    rule = f"{BOTH}Template.queue={CARD}/queue\nRule.10=channel_type == 'email' -> queue\n"

    assert said(rule, Severity.ERROR) == []
    assert "Template.queue" in said(rule, Severity.WARNING)[0]


@pytest.mark.parametrize(
    "template",
    [
        f"{CARD}/{{user_id,operator}}",
        f"{CARD}/:id?x={{user_id}}",
        f"{CARD}?role=operator{{&user_id}}",
        "https://crm.company/#/card{?user_id}",
        "https://crm.company/карточка{?user_id}",
        "https://crm.company/card-{user_id}",
        f"{CARD}?q=($filter){{&user_id}}",
    ],
)
def test_an_unusual_template_may_be_meant(template: str) -> None:
    draft = Draft.read(f"[ChatPlugin]\n{both(template)}")

    assert draft.problems == ()
    assert card_problems(draft.reading) == []


CHAT = f"ChatTemplate={CARD}{{?user_id}}\nEmailTemplate.Enabled=off\n"


@pytest.mark.parametrize(
    ("steps", "step", "country"),
    [
        ("digits, last:10", "digits", "RU"),
        ("strip, last:10", "last:10", "RU"),
        ("e164:KZ, prefix:7", "prefix:7", "KZ"),
        ("prefix:+7", "prefix:+7", "RU"),
    ],
)
def test_steps_that_make_a_number_of_any_id_are_pointed_out(
    steps: str, step: str, country: str
) -> None:
    draft = Draft.read(f"[ChatPlugin]\n{CHAT}Parameter.user_id.Transform={steps}\n")

    (problem,) = card_problems(draft.reading)

    assert problem.severity is Severity.WARNING
    assert problem.span
    assert steps[problem.span.start : problem.span.end] == step
    assert f"Write 'phone:{country}' first" in str(problem)


@pytest.mark.parametrize(
    "settings",
    [
        "Parameter.user_id.Transform=phone:RU, digits, last:10\n",
        "Parameter.user_id.Transform=strip, e164:RU\n",
        "Parameter.user_id.Transform=prefix:wa-\n",
        "Parameter.user_id.Transform=digits\nParameter.user_id=off\n",
        (
            f"Template.vip={CARD}{{?k}}\nField.k={{Segment}}\nParameter.k.Transform=digits\n"
            "Rule.1=operator == '1' -> vip\n"
        ),
    ],
)
def test_other_steps_are_as_they_are_meant(settings: str) -> None:
    assert said(CHAT + settings, Severity.WARNING) == []


def test_a_field_of_who_wrote_is_looked_at_too() -> None:
    settings = f"ChatTemplate={CARD}{{?phone}}\nEmailTemplate.Enabled=off\n"
    field = "Field.phone={author}\nParameter.phone.Transform=digits\n"

    assert "Parameter.phone.Transform" in said(settings + field, Severity.WARNING)[0]


@pytest.mark.parametrize(("steps", "step"), [("phone:RU", "phone:RU"), ("digits", "digits")])
def test_an_email_that_loses_its_address_is_pointed_out(steps: str, step: str) -> None:
    mails = f"EmailTemplate={CARD}{{?user_id}}\nChatTemplate.Enabled=off\n"

    (warning,) = said(f"{mails}Parameter.user_id.Transform={steps}\n", Severity.WARNING)

    assert f"of the address of who wrote an e-mail, '{step}' leaves nothing right" in warning


ACCOUNTS = f"EmailTemplate={CARD}{{?user_id,PersonalAccount}}\nChatTemplate.Enabled=off\n"
ANY_ACCOUNT = "it asks for PersonalAccount, and nothing says what your accounts look like"


def test_a_template_with_an_account_wants_to_know_what_accounts_look_like() -> None:
    assert said(ACCOUNTS, Severity.WARNING) == [f"EmailTemplate: {ANY_ACCOUNT}"]


@pytest.mark.parametrize(
    "settings",
    [
        "Field.key=a-{PersonalAccount}\nTemplate.x={}{?key}\nRule.1=operator == '1' -> x\n",
        "Template.account={}{?PersonalAccount}\nRule.1=operator == '1' -> account\n",
    ],
)
def test_a_field_or_a_rules_template_wants_to_know_it_too(settings: str) -> None:
    (warning,) = said(BOTH + settings.replace("{}", CARD), Severity.WARNING)[-1:]

    assert warning.endswith(ANY_ACCOUNT)


@pytest.mark.parametrize(
    "settings",
    [
        "PersonalAccount.Examples=4027158836; 4027300154\n",
        "PersonalAccount.Length=10\n",
        "PersonalAccount.Length=5-20\n",
        "PersonalAccount.Pattern=(?P<account>[0-9]{8})\n",
        "PersonalAccount.Examples=no\n",
        "Parameter.PersonalAccount=off\n",
    ],
)
def test_any_word_on_accounts_will_do(settings: str) -> None:
    assert said(ACCOUNTS + settings, Severity.WARNING) == []
