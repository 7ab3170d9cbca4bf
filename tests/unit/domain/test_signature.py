"""
What ChatPlugin signs, the verifiers of `examples/crm/` accept, and nothing that was changed.

The verifier in Python shares no code with the product: what one of them gets wrong, both do not.
"""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import (
    SIGNATURE_NAMES,
    Asking,
    CardRequest,
    KeySource,
    Method,
    RequestRules,
    SigningKey,
    asks_for_the_same,
)
from chatplugin.domain.template import Template
from examples.crm.signature import Pairs, Verdict, Verifier, pairs_of
from rig.emc_host import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "examples" / "crm" / "vectors.json").read_text())
MADE = [case for case in VECTORS["cases"] if "unsigned" in case]

KID, SECRET = "2026-11", "a-secret-of-tests-that-is-long-enough"
KEY = SigningKey(KID, SECRET.encode())
NOW = 1795399200
ADDRESS = "https://crm.example.com/card"
CARD = Template.parse(ADDRESS + "{?a,b,c}")

octets = st.binary(max_size=12)
names = octets.filter(lambda name: name.decode("latin-1") not in SIGNATURE_NAMES)
pairs_of_a_card = st.lists(st.tuples(names, octets), max_size=4)
text = st.text(max_size=20)


def judge(address: str, query: str) -> Verdict:
    return Verifier({KID: SECRET}).check(address, query, NOW)


def requested(url: str, method: Method, key: SigningKey = KEY) -> CardRequest:
    rules = RequestRules(method, KeySource("file", "/crm.key"), lifetime=60)
    return Asking(rules, key).request(url, NOW, "5f1c0de0" * 4)


def signed(a: str, b: str, c: str) -> str:
    """The query of a card that was signed just now."""
    url = CARD.expand({"a": a, "b": b, "c": c})
    return requested(url, Method.GET).url.partition("?")[2]


def written(pairs: Pairs) -> str:
    return "&".join(
        [f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs]
    )


@pytest.mark.parametrize("case", MADE, ids=[case["name"] for case in MADE])
@pytest.mark.parametrize("method", Method)
def test_a_card_is_signed_as_the_vectors_say(method: Method, case: dict[str, Any]) -> None:
    key = SigningKey(case["kid"], VECTORS["keys"][case["kid"]].encode())
    source, lifetime = KeySource("store", case["kid"]), case["exp"] - case["ts"]
    asking = Asking(RequestRules(method, source, lifetime), key)

    request = asking.request(f"{case['address']}?{case['unsigned']}", case["ts"], case["nonce"])

    sent = request.url.partition("?")[2] if method is Method.GET else request.form
    assert sent == case["query"]
    assert request.is_signed


@given(text, text, text)
def test_whatever_a_customer_writes_is_accepted_as_it_was_signed(a: str, b: str, c: str) -> None:
    assert judge(ADDRESS, signed(a, b, c)) is Verdict.ACCEPTED


@given(text, st.integers(0, 10_000), st.characters(codec="ascii"))
def test_no_character_can_be_changed(value: str, place: int, other: str) -> None:
    query = signed(value, "2", "3")
    place %= len(query)
    changed = query[:place] + other + query[place + 1 :]
    assume(pairs_of(changed) != pairs_of(query))

    assert judge(ADDRESS, changed) is not Verdict.ACCEPTED


@given(text, st.integers(0, 10_000))
def test_nothing_can_be_cut_off(value: str, place: int) -> None:
    query = signed(value, "2", "3")

    assert judge(ADDRESS, query[: place % len(query)]) is not Verdict.ACCEPTED


@given(text, text, st.data())
def test_no_parameter_can_be_added_taken_out_or_renamed(
    a: str, b: str, data: st.DataObject
) -> None:
    pieces = signed(a, b, "3").split("&")
    place = data.draw(st.integers(0, len(pieces) - 1))
    added = data.draw(st.sampled_from(["x=1", "a=1", "sig=0", "KID=1", "d="]))
    without = [piece for at, piece in enumerate(pieces) if at != place]

    for forged in (without, [*pieces, added], [*without, "x" + pieces[place]]):
        assert judge(ADDRESS, "&".join(forged)) is not Verdict.ACCEPTED


@given(st.permutations(range(8)))
def test_the_order_of_parameters_has_no_meaning(order: list[int]) -> None:
    pieces = signed("1", "2", "3").split("&")

    assert judge(ADDRESS, "&".join([pieces[at] for at in order])) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "address",
    [
        "http://crm.example.com/card",
        "https://crm.example.com:8443/card",
        "https://crm.example.com/card/",
        "https://crm.example.com/Card",
        "https://crm.example.com",
        "https://crm.example.org/card",
    ],
)
def test_a_signature_cannot_be_moved_to_another_page(address: str) -> None:
    assert judge(address, signed("1", "2", "3")) is Verdict.FORGED


@given(pairs_of_a_card, pairs_of_a_card)
def test_different_parameters_make_different_cards(one: Pairs, other: Pairs) -> None:
    """Cards are compared by the text that is signed."""
    is_same = asks_for_the_same(*[f"{ADDRESS}?{written(pairs)}" for pairs in (one, other)])

    assert is_same == (sorted(one) == sorted(other))


@pytest.mark.parametrize("name", [*SIGNATURE_NAMES, "SIG", "operator"])
def test_a_parameter_that_would_stand_there_twice_is_not_signed(name: str) -> None:
    with pytest.raises(RequestError, match=f"'{name.lower()}' would stand there twice"):
        requested(f"{ADDRESS}?operator=1&{name}=2", Method.GET)


@pytest.mark.parametrize(
    "content",
    [
        f"{KID}:{SECRET}",
        f"\n# ChatPlugin and CRM only\n  {KID}:{SECRET}  \r\n",
        f"{KID}:{SECRET}:with:colons",
    ],
)
def test_a_key_is_one_line_beside_remarks(content: str) -> None:
    key = SigningKey.parse(content)

    assert key.kid == KID
    assert key.secret.startswith(SECRET.encode())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "# nothing",
        SECRET,
        f":{SECRET}",
        f"2026 11:{SECRET}",
        f"{KID}:{SECRET}\n2026-12:{SECRET}",
        f"{KID}:a secret with blanks in it, which is long",
        f"{KID}:пароль-который-достаточно-длинный-для-ключа",
        f"{KID}:short",
    ],
)
def test_what_is_no_key_is_refused_without_a_word_of_it(content: str) -> None:
    with pytest.raises(RequestError) as refused:
        SigningKey.parse(content)

    assert not any(piece in str(refused.value) for piece in (SECRET, KID, "пароль", "blanks"))


def test_a_key_does_not_show_its_secret() -> None:
    assert SECRET not in repr(KEY) + str(KEY)


def test_the_vectors_tell_of_every_verdict() -> None:
    told = {case["verdict"] for case in VECTORS["cases"]}

    assert told == set(Verdict)
