"""What is said of settings by which a card could not be asked for, and that none is, then."""

from typing import Literal

import pytest

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, Severity, read_settings
from chatplugin.domain.request import KeySource, Method, RequestRules

CARD = "https://crm.example.com/card"
SECRET = "kTd7nB0m2vQe5sXw8yZa1cRf4uGj6hLp9oNi3bVxK0M"


def read(**settings: str) -> Reading:
    named = {name.replace("_", "."): text for name, text in settings.items()}
    return read_settings([Layer("file", named)])


def test_nothing_is_signed_and_no_form_is_used_unless_it_is_asked_for() -> None:
    rules = read(ChatTemplate=CARD).settings.requests

    assert rules == RequestRules(Method.GET, None, 60)
    assert rules.are_plain


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        (r"file:C:\ProgramData\ChatPlugin\crm.key", "file", None),
        (r"FILE: \\server\share\crm.key", "file", r"\\server\share\crm.key"),
        ("file:/etc/chatplugin/crm.key", "file", None),
        ("store:crm", "store", None),
    ],
)
def test_a_key_is_in_a_file_or_in_the_store(
    text: str, place: Literal["file", "store"], name: str | None
) -> None:
    reading = read(Sign_Key=text, Sign_Lifetime="300")

    assert reading.problems == ()
    source = KeySource(place, name or text.partition(":")[2])
    assert reading.settings.requests == RequestRules(Method.GET, source, 300)


@pytest.mark.parametrize("text", [SECRET, "C:\\crm.key", "file:", "file:crm.key", "vault:crm"])
def test_a_key_that_cannot_be_found_is_never_shown_and_nothing_is_asked_for(text: str) -> None:
    reading = read(Sign_Key=text, ChatTemplate=CARD)

    [problem] = reading.problems
    assert problem.severity is Severity.ERROR
    assert problem.key == "Sign.Key"
    assert problem.value == ""
    assert f"= '{text}'" not in str(problem)
    assert SECRET not in str(problem)
    assert reading.settings.requests.broken == "Sign.Key"
    assert not reading.settings.requests.are_plain


def test_whoever_writes_the_key_itself_is_told_to_make_another() -> None:
    [problem] = read(Sign_Key=SECRET).problems

    assert "The key itself is never a setting: if it stood here, make a new one" in str(problem)


def test_a_lower_layers_key_counts_where_a_higher_one_cannot_be_read() -> None:
    layers = [Layer("file", {"Sign.Key": "store:crm"}), Layer("EMC", {"Sign.Key": "crm"})]

    assert read_settings(layers).settings.requests.key == KeySource("store", "crm")
    assert not read_settings(layers).settings.requests.broken


def test_a_method_that_means_nothing_sends_nothing_in_the_open() -> None:
    reading = read(Method="PUT")

    [problem] = reading.problems
    assert str(problem) == (
        "file: Method = 'PUT': this is not one of GET, POST. Write GET or POST."
    )
    assert reading.settings.requests.broken == "Method"


SIGNED = {"Sign_Key": "store:crm"}
FORM = {"Method": "post"}
AFTER = "what stands after '#' never reaches the CRM's server, so {} cannot be kept"
TAKEN = "the signature adds a parameter '{}', and this template has one already"


@pytest.mark.parametrize(
    ("settings", "template", "said"),
    [
        (SIGNED, "https://crm.example.com/#/card{?user_id}", AFTER.format("Sign.Key")),
        (FORM, CARD + "{?user_id}#top", AFTER.format("Method")),
        (SIGNED, CARD + "?sig=1{&user_id}", TAKEN.format("sig")),
        (SIGNED, CARD + "?KID={user_id}", TAKEN.format("kid")),
        (SIGNED, CARD + "{?user_id,ts}", TAKEN.format("ts")),
        (SIGNED, CARD + "?a={user_id}&a={operator}", "the parameter 'a' stands there twice"),
    ],
)
def test_a_template_that_cannot_be_asked_for_is_an_error(
    settings: dict[str, str], template: str, said: str
) -> None:
    reading = read(ChatTemplate=template, Field_ts="x", **settings)

    [problem] = reading.problems
    assert problem.severity is Severity.ERROR
    assert f"ChatTemplate = '{template}': " in str(problem)
    assert said in str(problem)


def test_the_same_template_is_right_where_nothing_is_signed() -> None:
    assert read(ChatTemplate=CARD + "?sig=1&a={user_id}&a={operator}#top").problems == ()


def test_a_field_with_the_name_of_a_signatures_parameter_is_no_mistake_by_itself() -> None:
    assert read(ChatTemplate=CARD + "{?user_id}", Field_exp="1", **SIGNED).problems == ()


def test_a_value_in_the_path_of_a_form_is_warned_of() -> None:
    [problem] = read(ChatTemplate=CARD + "/{user_id}{?operator}", **FORM).problems

    assert problem.severity is Severity.WARNING
    assert "'{user_id}' stands in the path, which Method=POST leaves in the address" in (
        str(problem)
    )
    assert str(problem).endswith("Write it as a parameter, as in '{?user_id}'.")


@pytest.mark.parametrize(
    ("driver", "way"), [("extension", "Chrome's extension"), ("command", "Chrome's command line")]
)
def test_a_way_to_chrome_that_cannot_send_forms_is_an_error(driver: str, way: str) -> None:
    [problem] = read(ChatTemplate=CARD, Chrome_Driver=driver, **FORM).problems

    assert f"Method = 'post': {way} cannot send a form, so no card comes up" in str(problem)
