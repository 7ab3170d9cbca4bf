"""What a trial may have left behind in settings that go live."""

import pytest

from chatplugin.config.layers import Layer, Severity
from chatplugin.config.rules.warnings import trial_warnings
from chatplugin.config.settings import read_settings


def told(**settings: str) -> list[str]:
    problems = trial_warnings(read_settings([Layer("live.ini", settings)]))
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("host", "what"),
    [
        ("localhost", "'localhost' is the operator's own computer"),
        ("crm.LOCALHOST:8000", "'crm.localhost' is the operator's own computer"),
        ("127.0.0.1:8443", "'127.0.0.1' is the operator's own computer"),
        ("[::1]", "'[::1]' is the operator's own computer"),
        ("crm.example.com", "'crm.example.com' is a name for examples and trials"),
        ("example.org", "'example.org' is a name for examples and trials"),
        ("crm.test:8443", "'crm.test' is a name for examples and trials"),
    ],
)
@pytest.mark.parametrize(
    "key", ["ChatTemplate", "EmailTemplate", "ChatTemplate.viber", "Template.x"]
)
def test_a_template_of_a_trial_is_told(key: str, host: str, what: str) -> None:
    template = f"https://{host}/card{{?user_id}}"

    (sentence,) = told(**{key: template})

    expected = f"live.ini: {key}: {what}. Write the server's name."
    assert sentence.lower() == expected.lower()


@pytest.mark.parametrize(
    "host",
    [
        "crm.bank.ru",
        "crm",
        "10.0.0.5:8443",
        "example.com.bank.ru",
        "contest.ru",
        "localhost.bank.ru",
        "127.bank.ru",
        "my-example.com",
    ],
)
def test_a_server_of_a_company_is_nothing_to_tell(host: str) -> None:
    assert told(ChatTemplate=f"https://{host}/card{{?user_id}}") == []


def test_an_address_in_the_clear_is_told() -> None:
    assert told(EmailTemplate="http://crm.bank.ru/card{?user_id}") == [
        (
            "live.ini: EmailTemplate: http:// sends what it knows of the customer in the clear."
            " Write https://, if the server can do that."
        )
    ]


def test_allowed_hosts_and_the_settings_server_are_looked_at_too() -> None:
    sentences = told(
        **{
            "AllowedHosts": "*.bank.ru, *.example.com localhost:8000",
            "Settings.Url": "https://settings.example.com/chatplugin.json",
        }
    )

    assert [sentence.split(": ")[1] for sentence in sentences] == [
        "Settings.Url",
        "AllowedHosts",
        "AllowedHosts",
    ]


def test_a_log_of_every_step_is_told() -> None:
    assert told(**{"Log.Level": "debug"}) == [
        (
            "live.ini: Log.Level: the log tells every step, which is for looking into something."
            " Take it out."
        )
    ]


def test_what_is_no_address_is_not_taken_for_one() -> None:
    assert told(**{"Field.page": "http://localhost/", "TabTitle": "http://example.com"}) == []
