"""What is put into the readers: things that are nearly right."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

WORDS = (
    *("", "a", "\0", "\ud800", "\U0001f600", "\n", "\r", "..", "{", "}", "%", "%zz", "on", "off"),
    *("-1", "0", "9" * 30, "9" * 4301, "1e400", "NaN", "true", "null", "'", '"', "\\", "\u2028"),
    *("\ufeff", "я" * 20, "x" * 3000, "(", "[", "*", "=", "->", " -> none", "store:", "file:/x"),
    *("\u0661", "²", ":", ";", ",", "<b>", "\x1b[2J", "last:", "map:", "e164:RU", "close:", "://"),
    *("{user_id}", "https://crm.example.com/{?user_id}", "default:", "user_id", "[" * 3000),
)
NUMBERS = (0, 1, -1, 1.5, 1e308, 10**19, 10**400, 2**63, -0.0, float("nan"), float("inf"))

_PIECES = (
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b"\0", b"\xff\xfe", b"null", b"1e999", b"\\ud800"),
    *(b"9" * 5000, b"\r\n", b"\n", b',"email":"', b"=", b"[" * 3000, b"\xd0", b": ", b"--x"),
)

texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=4).map("".join)
numbers = st.sampled_from(NUMBERS) | st.integers() | st.floats()
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def grafted(draw: st.DrawFn, value: Any, rarely: int = 12) -> Any:
    """*value* with a member in so many left out, or another in its place."""
    if draw(st.integers(0, rarely)) == rarely:
        return draw(values)
    if isinstance(value, Mapping):
        return {
            name: draw(grafted(member, rarely))
            for name, member in value.items()
            if draw(st.integers(0, rarely)) < rarely
        }
    if isinstance(value, list):
        return [draw(grafted(member, rarely)) for member in value]
    return value


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """*whole* with some pieces of it cut out, repeated or replaced."""
    data = whole
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 20)))
        piece = draw(st.sampled_from(_PIECES) | st.binary(max_size=6) | st.just(data[start:end]))
        data = data[:start] + piece * draw(st.sampled_from((0, 1, 1, 2, 40))) + data[end:]
    return data


@st.composite
def messages(draw: st.DrawFn, kinds: Sequence[Any]) -> bytes:
    """One of *kinds*, grafted, as JSON; sometimes it is not even that."""
    value = draw(st.sampled_from(kinds).flatmap(grafted))
    data = json.dumps(value, ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")
    return draw(st.just(data) | mutated(data))


def streams(kinds: Sequence[Any], end: bytes) -> st.SearchStrategy[bytes]:
    """Some messages, each with *end* behind it but for the last."""
    return st.lists(messages(kinds), max_size=12).map(end.join)
