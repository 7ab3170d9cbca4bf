"""
What ChatPlugin signs, the verifiers of `examples/crm/` accept, and nothing that was changed.

The verifier in Python shares no code with the product: what one of them gets wrong, both do not.
"""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import (
    SIGNATURE_NAMES,
    Method,
    Pairs,
    SigningKey,
    Stamp,
    canonical_parameters,
    pairs_of,
    parse_key,
    prepare,
    signed_text,
)
from chatplugin.domain.template import parse
from examples.crm.signature import Verdict, Verifier
from rig.emc_host import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "examples" / "crm" / "vectors.json").read_text())
MADE = [case for case in VECTORS["cases"] if "unsigned" in case]

KID, SECRET = "2026-11", "a-secret-of-tests-that-is-long-enough"
KEY = SigningKey(KID, SECRET.encode())
STAMP = Stamp(1795399200, 1795399260, "5f1c0de0" * 4)
ADDRESS = "https://crm.example.com/card"
CARD = parse(ADDRESS + "{?a,b,c}")

octets = st.binary(max_size=12)
text = st.text(max_size=20)


def judge(address: str, query: str) -> Verdict:
    return Verifier({KID: SECRET}).check(address, query, STAMP.issued)


def signed(a: str, b: str, c: str) -> str:
    """The query of a card that was signed just now."""
    url = CARD.expand({"a": a, "b": b, "c": c})
    return prepare(url, Method.GET, (KEY, STAMP)).url.partition("?")[2]


@pytest.mark.parametrize("case", MADE, ids=[case["name"] for case in MADE])
@pytest.mark.parametrize("method", Method)
def test_a_card_is_signed_as_the_vectors_say(method: Method, case: dict[str, Any]) -> None:
    key = SigningKey(case["kid"], VECTORS["keys"][case["kid"]].encode())
    stamp = Stamp(case["ts"], case["exp"], case["nonce"])

    request = prepare(f"{case['address']}?{case['unsigned']}", method, (key, stamp))

    sent = request.url.partition("?")[2] if method is Method.GET else request.form
    assert sent == case["query"]
    assert request.is_signed


@pytest.mark.parametrize("case", MADE, ids=[case["name"] for case in MADE])
def test_what_is_signed_is_the_text_of_the_vectors(case: dict[str, Any]) -> None:
    request = prepare(case["address"], Method.POST)
    pairs = [pair for pair in pairs_of(case["query"]) if pair[0] != b"sig"]

    assert signed_text(request.url, pairs) == case["text"]


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


@given(
    st.lists(st.tuples(octets, octets), max_size=4), st.lists(st.tuples(octets, octets), max_size=4)
)
def test_different_parameters_have_different_texts(one: Pairs, other: Pairs) -> None:
    same_text = canonical_parameters(one) == canonical_parameters(other)

    assert same_text == (sorted(one) == sorted(other))


@pytest.mark.parametrize("name", [*SIGNATURE_NAMES, "SIG", "operator"])
def test_a_parameter_that_would_stand_there_twice_is_not_signed(name: str) -> None:
    with pytest.raises(RequestError, match=f"'{name.lower()}' would stand there twice"):
        prepare(f"{ADDRESS}?operator=1&{name}=2", Method.GET, (KEY, STAMP))


@pytest.mark.parametrize(
    "content",
    [
        f"{KID}:{SECRET}",
        f"\n# ChatPlugin and CRM only\n  {KID}:{SECRET}  \r\n",
        f"{KID}:{SECRET}:with:colons",
    ],
)
def test_a_key_is_one_line_beside_remarks(content: str) -> None:
    key = parse_key(content)

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
        parse_key(content)

    assert not any(piece in str(refused.value) for piece in (SECRET, KID, "пароль", "blanks"))


def test_a_key_does_not_show_its_secret() -> None:
    assert SECRET not in repr(KEY) + str(KEY)


def test_the_vectors_tell_of_every_verdict() -> None:
    told = {case["verdict"] for case in VECTORS["cases"]}

    assert told == set(Verdict)
