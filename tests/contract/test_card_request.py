"""
JSON Schema and OpenAPI of the card's request are true of ChatPlugin and of the sample CRM.
"""

import json
import sys
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import BUILT_IN, EMAIL, ChannelType, Contact, ContactId, Operator
from chatplugin.domain.request import (
    Asking,
    CardRequest,
    KeySource,
    Method,
    RequestRules,
    SigningKey,
)
from chatplugin.domain.screenpop import ScreenPop, decide
from docs.card_request import card_openapi, card_schema
from rig.crm import SampleCrm

if sys.platform == "win32":
    pytest.skip("the sample CRM is asked from Linux", allow_module_level=True)

SECRET = "a-secret-of-tests-that-is-long-enough"
KEY = SigningKey("k", SECRET.encode())

SCHEMA = Draft202012Validator(json.loads(card_schema()))
OPENAPI = json.loads(card_openapi())
WHOLE = "{?" + ",".join(BUILT_IN) + ",segment}"
CONTACTS = {
    "mail": Contact(ContactId("1"), EMAIL, "ivan@example.com", "1234567890"),
    "whatsapp": Contact(ContactId("2"), ChannelType("whatsapp"), "79000000001@c.us"),
    "telegram": Contact(ContactId("3"), ChannelType("telegram"), "@ivan_и_ко & <b>"),
}


def asked(crm: SampleCrm, contact: Contact, method: Method, *, signed: bool) -> CardRequest:
    """What ChatPlugin asks *crm* for when *contact* comes."""
    template = f"{crm.url}/card{WHOLE}"
    keys = {"ChatTemplate": template, "EmailTemplate": template, "Field.segment": "Урал и ко"}
    pop = decide(contact, Operator("1001"), read_settings([Layer("test", keys)]).settings.rules)
    assert isinstance(pop, ScreenPop)
    rules = RequestRules(method, KeySource("file", "/k") if signed else None)
    return Asking(rules, KEY if signed else None).request(pop.url, 1795399200, "0f" * 16)


def parameters_of(request: CardRequest) -> Mapping[str, str]:
    sent = request.url.partition("?")[2] if request.form is None else request.form
    return dict(parse_qsl(sent, keep_blank_values=True))


def answer(crm: SampleCrm, method: str, query: str) -> tuple[int, str]:
    """Ask the sample CRM for a card, and return status and page."""
    connection = HTTPConnection(crm.url.removeprefix("http://"), timeout=10)
    try:
        if method == "post":
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/card", query, kind)
        else:
            connection.request("GET", f"/card?{query}")
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_the_openapi_description_is_one() -> None:
    validate(OPENAPI)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(card_schema()))


@pytest.mark.parametrize("signed", [False, True], ids=["plain", "signed"])
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("contact", CONTACTS.values(), ids=CONTACTS)
def test_what_chatplugin_asks_for_keeps_the_schema_and_gets_the_card(
    contact: Contact, method: Method, signed: bool
) -> None:
    keys = {"k": SECRET} if signed else None
    with SampleCrm(keys=keys, clock=lambda: 1795399201.0) as crm:
        request = asked(crm, contact, method, signed=signed)
        query = request.url.partition("?")[2] if request.form is None else request.form
        status, _ = answer(crm, method.lower(), query)

    assert list(SCHEMA.iter_errors(parameters_of(request))) == []
    assert status == 200


@pytest.mark.parametrize("method", OPENAPI["paths"]["/card"])
def test_the_sample_crm_believes_each_example(method: str) -> None:
    properties = json.loads(card_schema())["properties"]
    examples = [
        (name, example) for name in BUILT_IN for example in properties[name].get("examples", [])
    ]

    with SampleCrm() as crm:
        for name, example in examples:
            status, page = answer(crm, method, urlencode({name: example}))

            assert status == 200
            assert "does not look as agreed" not in page, (name, example)
            assert list(SCHEMA.iter_errors({name: example})) == []


@pytest.mark.parametrize(
    "change",
    [{"sig": None}, {"kid": None}, {"nonce": "0F" * 16}, {"ts": "soon"}, {"sig": "0f"}],
    ids=lambda change: " ".join(map(str, *change.items())),
)
def test_what_breaks_the_schema_of_a_signature_is_refused_by_the_sample_crm(
    change: dict[str, str | None],
) -> None:
    with SampleCrm(keys={"k": SECRET}, clock=lambda: 1795399201.0) as crm:
        request = asked(crm, CONTACTS["mail"], Method.GET, signed=True)
        changed = {
            name: value
            for name, value in {**parameters_of(request), **change}.items()
            if value is not None
        }
        status, _ = answer(crm, "get", urlencode(changed))

    assert list(SCHEMA.iter_errors(changed)) != []
    assert status == 403


@pytest.mark.parametrize("method", OPENAPI["paths"]["/card"])
def test_each_answer_of_the_sample_crm_is_described(method: str) -> None:
    described = OPENAPI["paths"]["/card"][method]["responses"]

    with SampleCrm(login=True) as crm:
        login, _ = answer(crm, method, "operator=1001")
    with SampleCrm(keys={"k": SECRET}) as crm:
        refused, _ = answer(crm, method, "operator=1001")

    assert (login, refused) == (302, 403)
    assert {str(login), str(refused)} <= set(described)
