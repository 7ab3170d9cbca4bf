"""
Broken settings, each with the sentence that the administrator reads, and none of them stops a card.

The sentences are also what `chatplugin check`, the log and EMC's error log say.
"""

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Severity, read_settings
from chatplugin.domain.contact import EMAIL, Contact, ContactId, Operator
from chatplugin.domain.screenpop import ScreenPop, decide

CARD = "https://crm.example.com/card"
GOOD = {"EmailTemplate": CARD + "{?user_id}"}
MAIL = Contact(ContactId("E1"), EMAIL, "anna@example.com")

NO_SUCH_KEY = [
    ("ChatTemplte", CARD, "there is no setting 'ChatTemplte'. Did you mean 'ChatTemplate'?"),
    ("Tab Title", "CRM", "there is no setting 'Tab Title'. Did you mean 'TabTitle'?"),
    ("Enable", "off", "there is no setting 'Enable'. Did you mean 'Enabled'?"),
    (
        "Paramter.operator",
        "off",
        "there is no setting 'Paramter.operator'. Did you mean 'Parameter.operator'?",
    ),
    (
        "Parameter.operator.Transfrom",
        "lower",
        (
            "there is no setting 'Parameter.operator.Transfrom'."
            " Did you mean 'Parameter.operator.Transform'?"
        ),
    ),
    ("Fields.x", "1", "there is no setting 'Fields.x'. Did you mean 'Field.x'?"),
    ("Chrome.Args", "--x", "there is no setting 'Chrome.Args'. Did you mean 'Chrome.Arguments'?"),
    (
        "PersonalAccount",
        "off",
        "there is no setting 'PersonalAccount'. Did you mean 'Parameter.PersonalAccount'?",
    ),
    ("Foo", "1", "there is no setting 'Foo'. Take it out, or correct its name."),
    (
        "ChatTemplate.whatsap",
        CARD,
        (
            "ChatTemplate.whatsap: the channel 'whatsap' is not among the known ones."
            " Did you mean 'ChatTemplate.whatsapp'? If EMC has such a channel, all is well."
        ),
    ),
    (
        "Channel.telegramm",
        "TG",
        (
            "Channel.telegramm: the channel 'telegramm' is not among the known ones."
            " Did you mean 'Channel.telegram'? If EMC has such a channel, all is well."
        ),
    ),
]

NOT_USED = [
    (
        "ChatTemplate",
        "https://crm.example.com/card?id=${user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/card?id=${user_id}': at character "
            "33, the '$' before '{user_id}' goes to the CRM, too. Write '{user_id}' wit"
            "hout '$'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/card{user_id,operator}",
        (
            "ChatTemplate = 'https://crm.example.com/card{user_id,operator}': at charac"
            "ter 29, '{user_id,operator}' stands directly behind the path, without '?'."
            " Write '{?user_id,operator}'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/card?id=[user_id]",
        (
            "ChatTemplate = 'https://crm.example.com/card?id=[user_id]': at character 3"
            "3, '[user_id]' goes to the CRM as it stands, and no value comes in its pla"
            "ce. Write '{user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/card?user_id=user_id",
        (
            "ChatTemplate = 'https://crm.example.com/card?user_id=user_id': at characte"
            "r 30, 'user_id=user_id' goes to the CRM as it stands, and no value comes i"
            "n its place. Write 'user_id={user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/card\uff5b?user_id\uff5d",
        (
            "ChatTemplate = 'https://crm.example.com/card\uff5b?user_id\uff5d': at character 29, "
            "'\uff5b' is a full-width character. Write '{'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/card\u200b{?user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/card\\u200b{?user_id}': at characte"
            "r 29, there is a character that cannot be seen, U+200B. Take it out."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com/\u0441ard{?user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/\u0441ard{?user_id}': at character 25, "
            "'\u0441ard' mixes Latin and Cyrillic letters, which look alike. Write all of it"
            " in one alphabet."
        ),
    ),
    (
        "ChatTemplate.email",
        "https://crm.example.com/card",
        ("ChatTemplate.email: e-mails have a template of their own. Write 'EmailTemplate'."),
    ),
    (
        "\u0421hatTemplate",
        "https://crm.example.com/card{?user_id}",
        ("there is no setting '\u0421hatTemplate'. Did you mean 'ChatTemplate'?"),
    ),
    (
        "Parameter.oprator",
        "off",
        "Parameter.oprator: there is no parameter 'oprator'. Did you mean 'operator'?",
    ),
    (
        "Parameter.colour",
        "off",
        (
            "Parameter.colour: there is no parameter 'colour'."
            " Add the setting 'Field.colour', or take this out."
        ),
    ),
    (
        "Field.my field",
        "x",
        (
            "Field.my field: 'my field' cannot be a parameter's name."
            " Use letters A to Z, digits and '_'."
        ),
    ),
    (
        "Field.user_id",
        "x",
        (
            "Field.user_id: 'user_id' is a built-in parameter."
            " Choose another name, or set 'UserId.Source'."
        ),
    ),
    (
        "Field.x",
        "{Segment",
        "Field.x = '{Segment': a brace has no partner. Write an attribute as '{CustomerSegment}'.",
    ),
    (
        "Field.x",
        "{customer name}",
        (
            "Field.x = '{customer name}': '{customer name}' is not an attribute's name."
            " A name has letters, digits and '_', as in '{CustomerSegment}'."
        ),
    ),
    (
        "ChatTemplate",
        "crm.example.com/card",
        (
            "ChatTemplate = 'crm.example.com/card': at character 1, the address does not begin with"
            " http:// or https://."
            " Write the server's address, as in 'https://crm.example.com/card{?user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        "{user_id}",
        (
            "ChatTemplate = '{user_id}': at character 1, the address begins with a variable,"
            " so that its text would choose where Chrome goes."
            " Write the server's address, as in 'https://crm.example.com/card{?user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        "https://crm.example.com{user_id}",
        (
            "ChatTemplate = 'https://crm.example.com{user_id}': at character 24, '{user_id}' stands"
            " directly after the host and could change it."
            " Write '/' between the host and '{user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        CARD + "{?user}",
        (
            "ChatTemplate = 'https://crm.example.com/card{?user}': at character 29,"
            " there is no parameter 'user'. Did you mean 'user_id'?"
        ),
    ),
    (
        "ChatTemplate",
        CARD + "{?user_id",
        (
            "ChatTemplate = 'https://crm.example.com/card{?user_id': at character 29,"
            " the brace '{' is never closed. Write '}' after the variable's name."
        ),
    ),
    (
        "ChatTemplate",
        CARD + "?a=1{?user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/card?a=1{?user_id}': at character 33,"
            " '{?user_id}' stands after a '?' and would write a second one. Use '{&user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        CARD + "{&user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/card{&user_id}': at character 29,"
            " '{&user_id}' goes on with parameters, but no '?' stands before it. Use '{?user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        CARD + "?id={+user_id}",
        (
            "ChatTemplate = 'https://crm.example.com/card?id={+user_id}': at character 33,"
            " '{+user_id}' would let '&', '/' and '#' in a value out of its parameter."
            " Write '{user_id}'."
        ),
    ),
    (
        "ChatTemplate",
        "off",
        (
            "ChatTemplate = 'off': this is a switch, not an address."
            " Write the address here, and 'off' under the same key with '.Enabled'."
        ),
    ),
    (
        "ChatTemplate.viber",
        "https://",
        (
            "ChatTemplate.viber = 'https://': at character 9, the server's name is missing."
            " Write it, as in 'https://crm.example.com/card'."
        ),
    ),
    (
        "ChatTemplate.Enabled",
        "maybe",
        "ChatTemplate.Enabled = 'maybe': this is neither on nor off. Write on or off.",
    ),
    (
        "Parameter.operator.Missing",
        "drop",
        (
            "Parameter.operator.Missing = 'drop': this is not a policy for a missing value."
            " Write omit, empty, nopop or default:<text>."
        ),
    ),
    (
        "Parameter.operator.Missing",
        "default",
        (
            "Parameter.operator.Missing = 'default': this is not a policy for a missing value."
            " Write the text after a colon, as in 'default:unknown'."
        ),
    ),
    (
        "Parameter.operator.Transform",
        "lowercase",
        (
            "Parameter.operator.Transform = 'lowercase': there is no step 'lowercase'."
            " Did you mean 'lower'?"
        ),
    ),
    (
        "Parameter.operator.Transform",
        "e164:XX",
        (
            "Parameter.operator.Transform = 'e164:XX': 'XX' in the step 'e164' is not a country."
            " Write its two letters, as in 'e164:RU'."
        ),
    ),
    (
        "Parameter.operator.Transform",
        "map:a",
        (
            "Parameter.operator.Transform = 'map:a': 'a' in the step 'map' has no '='."
            " Write it as 'map:a=b;c=d'."
        ),
    ),
    (
        "UserId.Source",
        "{author}",
        "UserId.Source = '{author}': this is not an attribute's name. Write 'author'.",
    ),
    (
        "Channel.Alias.Mail Chat",
        "Email",
        (
            "Channel.Alias.mail_chat = 'Email': 'email' is the channel of e-mails alone."
            " Choose another, such as 'mail_chat'."
        ),
    ),
    (
        "TabTitle",
        "CRM {chanel_name}",
        (
            "TabTitle = 'CRM {chanel_name}': there is no parameter 'chanel_name'."
            " Did you mean 'channel_name'?"
        ),
    ),
    (
        "TabTitle",
        "CRM {",
        "TabTitle = 'CRM {': a brace has no partner. Write 'CRM {channel_name}'.",
    ),
    (
        "PopOn",
        "offred",
        "PopOn = 'offred': this is not one of offered, accepted. Did you mean 'offered'?",
    ),
    (
        "TabReuse",
        "always",
        (
            "TabReuse = 'always': this is not one of contact, customer, channel, none."
            " Write contact, customer, channel or none."
        ),
    ),
    (
        "OnEnd",
        "close:soon",
        (
            "OnEnd = 'close:soon': this does not say what becomes of the tab."
            " Write keep, close, or close:30 to close it after 30 seconds (at most 86400)."
        ),
    ),
    (
        "MaxTabs",
        "0",
        "MaxTabs = '0': this is not a whole number from 1 to 200. Write one, such as 20.",
    ),
    (
        "MaxTabs",
        "²",
        "MaxTabs = '²': this is not a whole number from 1 to 200. Write one, such as 20.",
    ),
    (
        "AllowedHosts",
        "https://crm.example.com/",
        (
            "AllowedHosts = 'https://crm.example.com/':"
            " 'https://crm.example.com/' is an address, not a server's name."
            " Write 'crm.example.com'."
        ),
    ),
    (
        "AllowedHosts",
        "crm!",
        (
            "AllowedHosts = 'crm!': 'crm!' is not a server's name."
            " Write 'crm.example.com', '*.example.com' or 'crm.example.com:8443'."
        ),
    ),
    (
        "PersonalAccount.Length",
        "many",
        (
            "PersonalAccount.Length = 'many': 'many' is no length. Write one number such as '10'"
            " or two such as '5-20', from 1 to 40."
        ),
    ),
    (
        "PersonalAccount.Labels",
        "12",
        (
            "PersonalAccount.Labels = '12': label 1, '12', is none."
            " A label begins with a letter, has another, and is short, such as 'л/с'."
        ),
    ),
    (
        "PersonalAccount.Pattern",
        "(?P<account>[0-9]+",
        ("PersonalAccount.Pattern = '(?P<account>[0-9]+': missing ). Close the group with ')'."),
    ),
    (
        "PersonalAccount.Ambiguous",
        "last",
        (
            "PersonalAccount.Ambiguous = 'last': this is not one of none, first."
            " Write none or first."
        ),
    ),
    (
        "Chrome.Driver",
        "selenium",
        (
            "Chrome.Driver = 'selenium': this is not one of auto, pipe, extension, command."
            " Write auto, pipe, extension or command."
        ),
    ),
    (
        "Chrome.Arguments",
        "--remote-debugging-port=9222",
        (
            "Chrome.Arguments = '--remote-debugging-port=9222':"
            " '--remote-debugging-port=9222' is not for the settings."
            " Take it out: it would open a port to every program on the desktop."
        ),
    ),
    (
        "Chrome.Arguments",
        '--app-name="CRM',
        (
            "Chrome.Arguments = '--app-name=\"CRM': a quotation mark has no partner."
            ' Write the second ".'
        ),
    ),
    (
        "Chrome.Arguments",
        "start",
        "Chrome.Arguments = 'start': 'start' is not a switch of Chrome. A switch begins with '--'.",
    ),
    (
        "Journal.Days",
        "-1",
        "Journal.Days = '-1': this is not a whole number from 1 to 365. Write one, such as 20.",
    ),
    (
        "Telemetry.Endpoint",
        "http://collector.example.com",
        (
            "Telemetry.Endpoint = 'http://collector.example.com': telemetry goes over HTTPS, or"
            " over HTTP to this machine only. Write it as in 'https://collector.example.com:4318'."
        ),
    ),
    (
        "Language",
        "de\r\nx",
        "Language = 'de\\u000d\\u000ax': this is not one of auto, en, ru. Write auto, en or ru.",
    ),
]


def read_with(key: str, value: str) -> tuple[list[tuple[Severity, str]], bool]:
    """Return the problems, and whether an e-mail still raises its card."""
    reading = read_settings([Layer("EMC section ChatPlugin", GOOD | {key: value})])
    card = decide(MAIL, Operator("1001"), reading.settings.rules)
    return (
        [(problem.severity, str(problem)) for problem in reading.problems],
        isinstance(card, ScreenPop),
    )


@pytest.mark.parametrize(("key", "value", "sentence"), NO_SUCH_KEY)
def test_a_key_that_is_not_known_is_told_what_it_resembles(
    key: str, value: str, sentence: str
) -> None:
    problems, is_shown = read_with(key, value)

    assert problems == [(Severity.WARNING, f"EMC section ChatPlugin: {sentence}")]
    assert is_shown


@pytest.mark.parametrize(("key", "value", "sentence"), NOT_USED)
def test_a_broken_value_says_what_is_wrong_and_stops_no_card(
    key: str, value: str, sentence: str
) -> None:
    problems, is_shown = read_with(key, value)

    assert problems == [(Severity.ERROR, f"EMC section ChatPlugin: {sentence}")]
    assert is_shown


def test_a_template_whose_server_is_not_allowed_is_pointed_out() -> None:
    section = {"ChatTemplate": CARD, "AllowedHosts": "other.example.com"}

    reading = read_settings([Layer("overlay", section)])

    (problem,) = reading.problems
    assert str(problem) == (
        "overlay: AllowedHosts = 'other.example.com': 'crm.example.com' of ChatTemplate is not"
        " among these servers, so it shows no card."
        " Add 'crm.example.com', or change ChatTemplate."
    )


def test_a_setting_that_is_written_twice_is_pointed_out() -> None:
    reading = read_settings([Layer("overlay", {"MaxTabs": "5", "maxtabs": "6"})])

    (problem,) = reading.problems
    assert str(problem) == (
        "overlay: 'MaxTabs' and 'maxtabs' are the same setting, and the second one counts."
        " Keep one, written 'MaxTabs'."
    )
    assert reading.settings.rules.max_tabs == 6


def test_a_long_value_is_cut_in_the_sentence() -> None:
    problems, _ = read_with("Language", "x" * 5000)

    assert len(problems[0][1]) < 300
