"""The parameters of an address: where each value comes from, and what there is without one."""

import pytest

from chatplugin.domain.contact import EMAIL, Contact, ContactId
from chatplugin.domain.rules import ParameterFate, ParameterOutcome
from chatplugin.domain.screenpop import Reason, ScreenPop, decide
from chatplugin.sentences import said
from tests.unit.domain.samples import (
    CARD,
    MAIL,
    OPERATOR,
    TELEGRAM,
    WHATSAPP,
    refusal,
    rules,
    url,
)


def test_every_parameter_can_tell_where_it_came_from() -> None:
    decided = decide(
        WHATSAPP,
        OPERATOR,
        rules(Parameter__operator="off", Parameter__user_id__Transform="digits"),
    )

    assert decided.parameters == (
        ParameterOutcome(
            "channel_type",
            "whatsapp",
            ParameterFate.GIVEN,
            said("origin.media_type"),
            found="whatsapp",
        ),
        ParameterOutcome(
            "user_id",
            "79000000001",
            ParameterFate.GIVEN,
            said("origin.attribute", name="author"),
            found="+79000000001",
            transform="digits",
        ),
        ParameterOutcome("operator", None, ParameterFate.SWITCHED_OFF, said("origin.operator")),
        ParameterOutcome(
            "segment",
            "vip",
            ParameterFate.GIVEN,
            said("origin.setting", key="Field.segment"),
            found="vip",
        ),
    )


def test_a_parameter_that_is_switched_off_is_left_out() -> None:
    assert url(WHATSAPP, rules(Parameter__user_id="off")) == (
        "?channel_type=whatsapp&operator=1001&segment=vip"
    )


@pytest.mark.parametrize(
    ("policy", "query"),
    [
        ("omit", "?channel_type=telegram&user_id=anna_k&operator=1001"),
        ("empty", "?channel_type=telegram&user_id=anna_k&operator=1001&segment="),
        (
            "default:un known",
            "?channel_type=telegram&user_id=anna_k&operator=1001&segment=un%20known",
        ),
    ],
)
def test_a_missing_value_follows_its_policy(policy: str, query: str) -> None:
    assert url(TELEGRAM, rules(Parameter__segment__Missing=policy)) == query


def test_a_parameter_without_which_there_is_no_card_says_its_name() -> None:
    assert refusal(TELEGRAM, rules(Parameter__segment__Missing="nopop")) == (
        Reason.MISSING_PARAMETER,
        "segment, Parameter.segment.Missing",
    )


def test_a_value_that_a_transform_empties_is_missing() -> None:
    settings = {"Parameter__user_id__Transform": "digits", "Parameter__user_id__Missing": "nopop"}

    assert refusal(TELEGRAM, rules(**settings))[0] is Reason.MISSING_PARAMETER


def test_a_multimedia_contact_has_no_account_whatever_the_policy_is() -> None:
    settings = {
        "ChatTemplate": CARD + "{?user_id,PersonalAccount}",
        "Parameter__PersonalAccount__Missing": "nopop",
    }

    assert url(TELEGRAM, rules(**settings)) == "?user_id=anna_k"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fixed", "fixed"),
        ("{CustomerSegment}", "vip"),
        ("s-{CustomerSegment}-{station}", "s-vip-5001"),
        ("{agent_name}", "Ivan"),
        ("{author}", "%2B79000000001"),
        ("{user_id}", "%2B79000000001"),
        ("{channel_type}", "whatsapp"),
    ],
)
def test_a_field_is_fixed_text_attributes_or_both(text: str, value: str) -> None:
    fields = {"ChatTemplate": CARD + "{?x}", "Field__x": text}

    assert url(WHATSAPP, rules(**fields)) == f"?x={value}"


def test_a_field_has_no_value_while_one_of_its_attributes_has_none() -> None:
    fields = {"ChatTemplate": CARD + "{?x}", "Field__x": "{CustomerSegment}/{Queue}"}

    assert url(WHATSAPP, rules(**fields)) == ""


def test_the_customer_can_be_another_attribute_than_the_author() -> None:
    settings = {"UserId__Source": "CustomerPhone", "Parameter__user_id__Transform": "e164:RU"}

    assert "user_id=%2B79000000002" in url(WHATSAPP, rules(**settings))


def test_the_subject_of_an_email_is_an_attribute() -> None:
    mail = Contact(ContactId("E2"), EMAIL, "a@example.com", headers={"subject": "Счёт"})
    fields = {"EmailTemplate": CARD + "{?x}", "Field__x": "{subject}"}

    assert url(mail, rules(**fields)) == "?x=%D0%A1%D1%87%D1%91%D1%82"


def test_nobody_at_the_desk_leaves_the_operator_out() -> None:
    pop = decide(MAIL, None, rules())

    assert isinstance(pop, ScreenPop)
    assert "operator" not in pop.url


@pytest.mark.parametrize(
    ("contact", "kind"), [(MAIL, "email"), (WHATSAPP, "phone"), (TELEGRAM, "username")]
)
def test_a_card_may_be_told_what_the_customer_is_known_by(contact: Contact, kind: str) -> None:
    template = CARD + "{?user_id_kind}"

    assert url(contact, rules(ChatTemplate=template, EmailTemplate=template)) == (
        f"?user_id_kind={kind}"
    )


def test_the_kind_is_that_of_who_wrote_whatever_a_transform_makes_of_it() -> None:
    settings = {"ChatTemplate": CARD + "{?user_id,user_id_kind}"}
    phone = {"Parameter__user_id__Transform": "phone:RU"}

    assert url(TELEGRAM, rules(**settings, **phone)) == "?user_id_kind=username"
