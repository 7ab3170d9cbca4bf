"""
Text in header fields: encoded words (RFC 2047), and 8-bit text that was sent without any.
"""

import binascii
import re
from typing import Final

from chatplugin.mail.charset import codec, guessed

_WORD: Final = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\n]*)\?=")
# White space between two encoded words is no text (RFC 2047 6.2).
_BETWEEN: Final = re.compile(r"(\?=)[ \t]+(?==\?)")


def decoded(value: bytes) -> str:
    """*value* as a person reads it. What cannot be decoded stays as it is."""
    text = guessed(value)
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    pieces: list[str] = []
    pending: tuple[str, bytes] = ("", b"")
    at = 0
    for match in _WORD.finditer(text):
        name, data = match[1].lower(), _bytes(match[2], match[3])
        if match.start() != at or name != pending[0]:
            # A letter may be cut in two by neighbouring words, so bytes of one charset are joined
            # first.
            pieces += [_text(*pending), text[at : match.start()]]
            pending = (name, b"")
        pending = (name, pending[1] + data)
        at = match.end()
    return "".join([*pieces, _text(*pending), text[at:]])


def _bytes(kind: str, data: str) -> bytes:
    raw = data.encode("latin-1", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(raw, header=True)
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    return binascii.a2b_base64(raw[: len(raw) - (len(raw) % 4 == 1)] + b"===")


def _text(name: str, data: bytes) -> str:
    known = codec(name)
    if known is None:
        return guessed(data)
    try:
        return data.decode(known)
    except (UnicodeDecodeError, ValueError):
        return guessed(data)
