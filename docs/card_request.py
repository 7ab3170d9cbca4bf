"""
What a CRM is asked for a card, as JSON Schema and as OpenAPI: made from the names in the code.

`protocol/card.md` says the same in words, and more: these two cannot say what a signature proves.
"""

import json
from collections.abc import Mapping

from chatplugin.domain.contact import (
    BUILT_IN,
    CHANNEL_NAMES,
    CHANNEL_TYPE,
    OPERATOR,
    PERSONAL_ACCOUNT,
    USER_ID,
    USER_ID_KIND,
    UserIdKind,
)
from chatplugin.domain.request import SIGNATURE_NAMES, Method
from examples.crm.signature import FORMS

Schema = Mapping[str, object]

_TEXT = {"type": "string"}

_BUILT_IN: Mapping[str, Schema] = {
    CHANNEL_TYPE: {
        "description": "`email`, or the messenger, in lower case. A site may have others.",
        "pattern": r"^\S*$",
        "examples": list(CHANNEL_NAMES),
    },
    USER_ID: {
        "description": "The customer: an e-mail address; of a messenger a phone number or a profile"
        " id. The customer may have chosen this text.",
        "examples": ["ivan@example.com", "+79000000001", "@ivan", "4639135154355"],
    },
    OPERATOR: {
        "description": "The operator's AgentID in EMC. It is no login: the session gives rights.",
        "examples": ["1001"],
    },
    PERSONAL_ACCOUNT: {
        "description": "The account number that was found in an e-mail, if there is no doubt.",
        "examples": ["1234567890"],
    },
    USER_ID_KIND: {
        "description": f"What `{USER_ID}` is, by its form.",
        "enum": ["", *UserIdKind],
        "examples": [UserIdKind.PHONE],
    },
}
_SIGNATURE: Mapping[str, str] = {
    "kid": "Which key signed.",
    "ts": "When it was signed, in seconds since 1970-01-01 UTC.",
    "exp": "Until when it may be used, in seconds since 1970-01-01 UTC.",
    "nonce": "Different in each request.",
    "sig": "HMAC-SHA-256 of the text that protocol/card.md describes; always the last parameter.",
}
_DESCRIPTION = (
    "The one request that ChatPlugin makes when a contact reaches the operator. The administrator's"
    " template says which parameters come, in which order and under which names; these are their"
    " usual ones. The path is the administrator's, too. Any parameter may be missing or empty. The"
    " same request may come again, so it must change nothing."
)
_RESPONSES: Mapping[str, str] = {
    "200": "The card, as an HTML page.",
    "302": "The login page of the CRM, if nobody is logged in. It leads back to this address.",
    "303": "The card at an address of the CRM's own, without the parameters.",
    "403": "The signature is missing or wrong, or was used before. The operator sees this page.",
    "500": "As every 5xx: ChatPlugin asks again after 1, 2, 5, 10, then every 30 seconds.",
}


def card_schema() -> str:
    """Return the JSON Schema (2020-12) of the parameters, once they are decoded."""
    return _written({"$schema": "https://json-schema.org/draft/2020-12/schema", **_card()})


def card_openapi() -> str:
    """Return the OpenAPI (3.1) description of the card's page, by GET and by POST."""
    answers = {
        status: {
            "description": said,
            **({"content": {"text/html": {"schema": _TEXT}}} if status in {"200", "403"} else {}),
        }
        for status, said in _RESPONSES.items()
    }
    body = {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Card"}}}
    asked: Mapping[Method, Schema] = {
        Method.GET: {"parameters": _in_the_address()},
        Method.POST: {"requestBody": {"required": True, "content": body}},
    }
    operations = {
        method.lower(): {
            "operationId": f"showCard{method.title()}",
            "summary": f"Show the customer's card (Method={method})",
            **asked[method],
            "responses": answers,
        }
        for method in Method
    }
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "The card of a customer, as ChatPlugin asks for it",
            "version": "1",
            "description": _DESCRIPTION,
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "https://crm.example.com", "description": "Your CRM."}],
        "paths": {"/card": operations},
        "components": {"schemas": {"Card": _card()}},
    }
    return _written(document)


def _card() -> Schema:
    others = [name for name in SIGNATURE_NAMES if name != "sig"]
    return {
        "title": "The parameters of a card",
        "description": _DESCRIPTION,
        "type": "object",
        "properties": _properties(),
        "additionalProperties": {**_TEXT, "description": "A custom field (`Field.<name>`)."},
        "dependentRequired": {"sig": others, **{name: ["sig"] for name in others}},
    }


def _properties() -> dict[str, Schema]:
    built_in = {name: {**_TEXT, **_BUILT_IN[name]} for name in BUILT_IN}
    signature = {
        name: {
            **_TEXT,
            "description": _SIGNATURE[name],
            "pattern": f"^{FORMS[name.encode()].pattern.decode()}$",
        }
        for name in SIGNATURE_NAMES
    }
    return {**built_in, **signature}


def _in_the_address() -> list[Schema]:
    single = [
        {"name": name, "in": "query", "schema": schema} for name, schema in _properties().items()
    ]
    fields = {
        "name": "fields",
        "in": "query",
        "style": "form",
        "explode": True,
        "description": "The custom fields (`Field.<name>`), each as a parameter of its own name.",
        "schema": {"type": "object", "additionalProperties": _TEXT},
    }
    return [*single, fields]


def _written(document: Schema) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
