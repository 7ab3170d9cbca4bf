"""Header blocks, fields, their parameters and words."""

# Tables of cases, one a line.
# ruff: noqa: E501

import pytest

from chatplugin.mail.mime.headers import decoded, front, main_type, parameters, read_headers


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
    assert main_type(field) == kind


def test_parameters_are_quoted_bare_or_in_pieces() -> None:
    field = b'multipart/mixed; a=1; b="x \\" y"; c*0="p"; c*1=q; d = \'z\' e=5; f="open'

    assert parameters(field) == {
        "a": b"1",
        "b": b'x " y',
        "c": b"pq",
        "d": b"'z'",
        "e": b"5",
        "f": b"open",
    }


def test_a_header_block_ends_where_the_text_begins() -> None:
    raw = b"\n\nFrom x@example.com Mon\nA: 1\n 2\njunk\nSubject: b\n\nbody"

    headers, body = read_headers(raw, front(raw, 0), len(raw), 1_000)

    assert (headers["a"], headers["subject"], raw[body:]) == ("1 2", "b", b"body")
