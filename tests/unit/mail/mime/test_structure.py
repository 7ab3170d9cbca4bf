"""The parts of a message, and the fields of their headers."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail.mime.structure import Entity, decoded


def _entity(field: bytes) -> Entity:
    return Entity.parse(b"Content-Type: " + field + b"\n\nx")


def test_parts_are_spans_of_the_message() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue"

    children = Entity.parse(raw).children

    assert [(each.type, raw[each.start : each.end]) for each in children] == [
        ("text/plain", b"one"),
        ("text/html", b"two"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?koi8-r?Q?=C1=C2?= x", "аб x"), (b"=?utf-8?B?0LA=?=\t=?utf-8?B?0LE=?=", "аб"), (b"=?utf-8?X?a?=", "=?utf-8?X?a?="),
        (b"a =?utf-8?Q??= b", "a  b"), (b"=?utf-8*ru?Q?a_b?=", "a b"),
    ],
)  # fmt: skip
def test_encoded_words_are_decoded(value: bytes, text: str) -> None:
    assert decoded(value) == text


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (b"TEXT/HTML; x=y", "text/html"),
        (b"text", "text/plain"),
        (b"html", "text/html"),
        (b"", "text/plain"),
        (b"a b/c", "text/plain"),
    ],
)
def test_a_type_that_is_none_is_plain_text(field: bytes, kind: str) -> None:
    assert _entity(field).type == kind


def test_parameters_are_quoted_bare_or_in_pieces() -> None:
    field = b'text/plain; a=1; b="x \\" y"; c*0="p"; c*1=q; d = \'z\' e=5; f="open'

    assert _entity(field).parameters == {
        "a": b"1",
        "b": b'x " y',
        "c": b"pq",
        "d": b"'z'",
        "e": b"5",
        "f": b"open",
    }


def test_a_header_block_ends_where_the_text_begins() -> None:
    raw = b"\n\nFrom x@example.com Mon\nA: 1\n 2\njunk\nSubject: b\n\nbody"

    message = Entity.parse(raw)

    assert (message.headers["a"], message.headers["subject"]) == ("1 2", "b")
    assert raw[message.start :] == b"body"
