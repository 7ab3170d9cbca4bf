"""The explanation of a contact: every parameter's way into the address, or why it has none."""

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, read_settings
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import Operator
from chatplugin.domain.rules import ParameterFate
from chatplugin.service.explanation import Explanation, ParameterPath

IVAN = "ivan@example.com"
OPERATOR = Operator("4021")
CARD = "https://crm.example.com/card"


def reading(**settings: str) -> Reading:
    return read_settings([Layer("local.ini", settings)])


def chat(**attributes: str) -> TestContact:
    return TestContact("WhatsApp", "+7 900 000-00-01", attributes=attributes)


def mail(account: str = "4027158836") -> TestContact:
    return TestContact("email", IVAN, account=account)


def explained(contact: TestContact, rules: Reading) -> Explanation:
    return Explanation.of(contact.report(), OPERATOR, rules)


def path(explanation: Explanation, name: str) -> ParameterPath:
    return next(path for path in explanation.parameters if path.name == name)


def test_each_step_of_a_transform_is_shown_with_what_it_made() -> None:
    rules = reading(
        **{"ChatTemplate": CARD + "{?user_id}", "Parameter.user_id.Transform": "digits, last:10"}
    )

    user_id = path(explained(chat(), rules), "user_id")

    assert user_id.outcome.found == "+7 900 000-00-01"
    assert user_id.steps == (("digits", "79000000001"), ("last:10", "9000000001"))
    assert user_id.value == "9000000001"
    assert str(user_id.outcome.origin) == "attribute author"


def test_a_switch_says_which_setting_of_which_layer_it_is() -> None:
    rules = reading(**{"ChatTemplate": CARD + "{?user_id,operator}", "Parameter.operator": "off"})

    explanation = explained(chat(), rules)

    off, on = path(explanation, "operator"), path(explanation, "user_id")
    assert (off.key, off.is_on, off.layer) == (
        "Parameter.operator",
        False,
        "local.ini",
    )
    assert str(off.why) == "Parameter.operator is off"
    assert (on.is_on, on.layer) == (True, "default")
    assert explanation.url == CARD + "?user_id=%2B7%20900%20000-00-01"


def test_a_field_without_a_value_names_the_attributes_that_it_lacks() -> None:
    rules = reading(
        **{"ChatTemplate": CARD + "{?segment}", "Field.segment": "{Segment}-{Region}-{author}"}
    )

    segment = path(explained(chat(Segment="VIP"), rules), "segment")

    assert segment.outcome.fate is ParameterFate.OMITTED
    assert str(segment.why) == "the contact does not have Region"


def test_an_account_that_is_not_found_is_explained_by_the_letter() -> None:
    rules = reading(EmailTemplate=CARD + "{?PersonalAccount}")

    explanation = explained(mail(account=""), rules)

    account = path(explanation, "PersonalAccount")
    assert account.value is None
    assert str(account.why) == "no label of an account in the letter"


def test_the_place_of_the_account_in_the_letter_is_known() -> None:
    explanation = explained(mail(), reading(EmailTemplate=CARD + "{?PersonalAccount}"))

    assert explanation.letter
    assert explanation.letter.account.span
    first, last = explanation.letter.account.span
    assert explanation.letter.body[first:last] == "4027158836"
    assert explanation.url == CARD + "?PersonalAccount=4027158836"


def test_a_parameter_that_the_template_does_not_name_comes_last_with_its_reason() -> None:
    explanation = explained(mail(), reading(EmailTemplate=CARD + "{?PersonalAccount,user_id}"))

    assert [path.name for path in explanation.parameters] == [
        "PersonalAccount",
        "user_id",
        "channel_type",
        "operator",
        "user_id_kind",
    ]
    operator = path(explanation, "operator")
    assert (operator.value, operator.in_template) == (None, False)
    assert str(operator.why) == "not in EmailTemplate"


def test_a_value_of_which_a_transform_leaves_nothing_says_so() -> None:
    rules = reading(
        **{"EmailTemplate": CARD + "{?user_id}", "Parameter.user_id.Transform": "digits"}
    )

    assert (
        str(path(explained(mail(), rules), "user_id").why) == "nothing is left of it after 'digits'"
    )


def test_without_a_template_the_parameters_are_known_all_the_same() -> None:
    explanation = explained(chat(), reading())

    assert str(explanation.no_card) == "there is no template for this channel (ChatTemplate)"
    assert explanation.template_name == "ChatTemplate"
    assert path(explanation, "user_id").outcome.found == "+7 900 000-00-01"
    assert (explanation.url, explanation.title) == (None, None)


def test_the_customer_is_who_the_settings_say() -> None:
    rules = reading(**{"ChatTemplate": CARD + "{?user_id}", "UserId.Source": "CustomerPhone"})

    explanation = explained(chat(CustomerPhone="79000000002"), rules)

    assert explanation.user_id == "79000000002"
    assert str(path(explanation, "user_id").outcome.origin) == "attribute CustomerPhone"
