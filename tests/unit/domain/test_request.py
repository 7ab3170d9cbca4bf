"""How a card is asked for, apart from its signature."""

import pytest

from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import (
    Asking,
    CardRequest,
    KeySource,
    Method,
    RequestRules,
    SigningKey,
    asks_for_the_same,
)
from chatplugin.sentences import said

URL = "https://crm.example.com/card?user_id=%2B79000000001&operator=1001"


def requested(url: str, method: Method, key: SigningKey | None = None) -> CardRequest:
    source = KeySource("file", "/k") if key else None
    return Asking(RequestRules(method, source), key).request(url, 1.0, "n")


KEY = SigningKey("k", b"a" * 32)


def test_a_plain_card_is_asked_for_by_its_address_as_it_is() -> None:
    assert requested(URL, Method.GET) == CardRequest(URL)
    assert requested(URL, Method.GET).is_plain


def test_a_form_has_the_parameters_and_the_address_has_none() -> None:
    request = requested(URL, Method.POST)

    assert request.url == "https://crm.example.com/card"
    assert request.form == "user_id=%2B79000000001&operator=1001"
    assert not request.is_plain


def test_a_form_may_be_empty() -> None:
    assert requested("https://crm.example.com/card", Method.POST).form == ""


def test_a_form_is_signed_as_an_address_is() -> None:
    get, post = (requested(URL, method, KEY) for method in Method)

    assert get.form is None
    assert get.url == f"{post.url}?{post.form}"


@pytest.mark.parametrize(
    ("url", "address", "query"),
    [
        ("https://crm.example.com", "https://crm.example.com/", ""),
        ("HTTPS://CRM.Example.COM:443/A?b=C", "https://crm.example.com/A", "b=C"),
        ("http://crm.example.com:80/?x", "http://crm.example.com/", "x"),
        ("http://crm.example.com:443/", "http://crm.example.com:443/", ""),
        ("https://[::1]:8443/a?b=1?c=2", "https://[::1]:8443/a", "b=1?c=2"),
    ],
)
def test_an_address_is_written_as_browsers_write_it(url: str, address: str, query: str) -> None:
    request = requested(url, Method.POST)

    assert (request.url, request.form) == (address, query)


@pytest.mark.parametrize("method", Method)
def test_what_stands_after_a_number_sign_is_never_left_unsigned(method: Method) -> None:
    with pytest.raises(RequestError, match="never reaches the CRM's server"):
        requested("https://crm.example.com/#/card?user_id=1", method, KEY)


def test_the_same_card_is_known_again_whatever_its_signature_and_encoding() -> None:
    signed = requested(URL, Method.GET, KEY).url
    other = signed.replace("sig=", "sig=0").replace("%2B", "%2b")

    assert asks_for_the_same(signed, other)
    assert asks_for_the_same(signed, URL)
    assert asks_for_the_same(signed + "#top", URL)


@pytest.mark.parametrize(
    "other",
    [
        "https://crm.example.com/card",
        "https://crm.example.com/card?user_id=%2B79000000001",
        "https://crm.example.com/card?user_id=%2B79000000002&operator=1001",
        "https://crm.example.com/login?user_id=%2B79000000001&operator=1001",
    ],
)
def test_another_page_is_not_taken_for_the_card(other: str) -> None:
    assert not asks_for_the_same(other, URL)


BANK, SHOP = SigningKey("bank", b"b" * 32), SigningKey("shop", b"s" * 32)


def of_two_crms(own: SigningKey | None = None) -> Asking:
    """Two CRMs have keys of their own; all others have *own*."""
    source = KeySource("store", "x")
    hosts = {"bank.example.com": source, "shop.example.com": source}
    rules = RequestRules(key=source if own else None, host_keys=hosts)
    return Asking(rules, own, None, {"bank.example.com": BANK, "shop.example.com": SHOP})


@pytest.mark.parametrize(
    ("server", "kid"),
    [
        ("bank.example.com", "bank"),
        ("BANK.example.com:443", "bank"),
        ("shop.example.com:8443", "shop"),
        ("crm.example.com", "k"),
    ],
)
def test_each_crm_is_asked_with_its_own_key(server: str, kid: str) -> None:
    request = of_two_crms(KEY).request(f"https://{server}/card?user_id=1", 1.0, "n")

    assert f"&kid={kid}&" in request.url


def test_a_crm_without_a_key_is_asked_as_it_is_where_only_others_have_one() -> None:
    assert of_two_crms().request(URL, 1.0, "n") == CardRequest(URL)


def test_a_key_that_is_not_there_stops_the_cards_of_its_own_crm_only() -> None:
    source = KeySource("store", "x")
    rules = RequestRules(key=source, host_keys={"bank.example.com": source})
    asking = Asking(rules, KEY, None, {"bank.example.com": said("key.none")})

    with pytest.raises(RequestError, match="not a key"):
        asking.request("https://bank.example.com/card", 1.0, "n")

    assert asking.request(URL, 1.0, "n").is_signed
