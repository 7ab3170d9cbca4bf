"""
Addresses in a header field, by one scan of its bytes.

It runs before encoded words are decoded, so that a display name cannot smuggle in another address;
and it never recurses: nested parentheses stop `email.utils.parseaddr`.
"""

import re
from typing import Final

from chatplugin.mail.charset import guessed
from chatplugin.mail.words import decoded

_TOKEN: Final = re.compile(
    rb"\"(?:[^\"\\]|\\.)*+(?:\"|\\?$)|\\.|[()<>,;:]|[^\"\\()<>,;:]+", re.DOTALL
)
_ADDRESS: Final = re.compile(
    r"(?:[^\s@<>()\",;:\[\]\\]{1,64}|\"[^\"\n]{1,64}\")"
    r"@(?:[^\s@<>()\",;:\\\[\]]{1,255}|\[[^\s\]]{1,60}\])"
)
# `Ivan Petrov <ivan@example.org>` without anything that has to be thought about.
_USUAL: Final = re.compile(
    rb"(?:[\w .?=*+/-]{0,300}<)?([\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)+)>?"
)
_ADDRESSES: Final = 20


def addresses(field: bytes) -> list[str]:
    """
    The addresses of a From, Reply-To or To field, in order.

    Some programs encode the address with the name, against RFC 2047 5; it is decoded only where
    there is no other.
    """
    if not field:
        return []
    if match := _USUAL.fullmatch(field):
        return [match[1].decode("ascii")]
    found = _mailboxes(field)
    if not found and b"=?" in field:
        return _mailboxes(decoded(field).encode())
    return found


def _mailboxes(field: bytes) -> list[str]:
    """The addresses of a From, Reply-To or To field, in order."""
    found: list[str] = []
    bare, angled, in_angle, depth = b"", b"", False, 0
    for match in _TOKEN.finditer(field + b","):
        token = match[0]
        if token == b"(":
            depth += 1
        elif token == b")":
            depth = max(0, depth - 1)
        elif (depth and token != b",") or (depth and not field.count(b")")):
            continue
        elif token == b"<":
            in_angle, angled = True, b""
        elif token == b">":
            in_angle = False
        elif token in (b",", b";") and not in_angle and not depth:
            found += _mailbox(angled, bare)
            bare, angled = b"", b""
        elif token == b":" and not in_angle:
            bare = b""
        elif in_angle:
            angled += token
        else:
            bare += token
        if len(found) >= _ADDRESSES:
            break
    return found or _mailbox(angled, bare)


def _mailbox(angled: bytes, bare: bytes) -> list[str]:
    for text in (angled, bare):
        if b"@" in text and (matches := _ADDRESS.findall(guessed(text))):
            return [_clean(matches[-1])]
    return []


def _clean(address: str) -> str:
    """Without the full stop of a sentence, `mailto:` or a route in front."""
    return address.strip(" .'")
