"""
The text of a letter, as its reader sees it.

Inline text parts, one behind the other. Where a letter comes as plain text and as HTML, both are
read: either may be a mere stub, and if they name different accounts nobody can tell which one the
customer meant.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from chatplugin.mail import limits
from chatplugin.mail.letter.html import text_of_html, unescaped
from chatplugin.mail.letter.text import normalised, unflowed
from chatplugin.mail.mime.charset import REPAIRS, candidates, meta_charset, plausibility, repaired
from chatplugin.mail.mime.structure import Entity, parse
from chatplugin.mail.mime.transfer import decode

Known = Callable[[str], bool]
"""Whether a text has a label for the account: the proof that its charset was the right one."""

_PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/unknown"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-html"})
_MARKED_UP = frozenset({"text/enriched", "text/richtext"})
_TEXT = _PLAIN | _HTML | _MARKED_UP | {"text/rtf"}
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_LOOKS_LIKE_HTML = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|div|table|p|meta)\b", re.IGNORECASE
)
_PICTURE = re.compile(rb"data:[\w/+.;=-]{0,60}base64,[A-Za-z0-9+/=%\r\n]{100,}+")
_GARBLED = re.compile("(?:[РСÐÑ╨╤п][^\\sа-яА-Яa-zA-Z0-9]){3}|[а-яё][А-ЯЁ]{2}|[À-ÿ]{3}")


class Body(NamedTuple):
    """*views* are the same letter in one or two forms; *encrypted* says why there are none."""

    views: tuple[str, ...]
    encrypted: bool = False


def read_body(message: Entity, known: Known) -> Body:
    """Return the text of *message*, or else of what is attached to it."""
    leaves = list(_leaves(message))
    views = _views(message, known) or outlook_views(message, known)
    if not views:
        views = tuple(filter(str.strip, _attached_texts(leaves, known)))[: limits.TEXT_PARTS]
    return Body(views, not views and any(_is_encrypted(leaf) for leaf in leaves))


def outlook_views(message: Entity, known: Known) -> tuple[str, ...]:
    """Return the text in Outlook's winmail.dat, which is the letter in another form."""
    return tuple(filter(str.strip, _tnef_texts(list(_leaves(message)), known)))


def attachment_texts(message: Entity, known: Known) -> Iterator[str]:
    """Find the texts of text attachments and attached messages."""
    leaves = list(_leaves(message))
    texts = [leaf for leaf in leaves if leaf.type in _TEXT and leaf.is_attachment]
    for leaf in texts[: limits.ATTACHED_TEXTS]:
        leaf.end = min(leaf.end, leaf.start + limits.ATTACHED_BYTES)
        yield _rendered(leaf, _pieces(leaf), known, limits.ATTACHED_BYTES)
    yield from _attached_texts(leaves, known)


def _views(message: Entity, known: Known) -> tuple[str, ...]:
    if message.type in _TEXT and not message.is_attachment:
        text = _joined([message], known)
        return (text,) if text.strip() else ()
    plain, rich = (_shown(message, kinds)[: limits.TEXT_PARTS] for kinds in (_PLAIN, _HTML))
    texts = [_joined(parts, known) for parts in ([plain] if plain == rich else [plain, rich])]
    return tuple(dict.fromkeys(filter(str.strip, texts)))


def _joined(parts: list[Entity], known: Known) -> str:
    texts, budget = list[str](), limits.TEXT_BYTES
    for part in parts:
        pieces = _pieces(part)
        texts.append(_rendered(part, pieces, known, budget))
        budget -= sum(map(len, pieces))
        if budget <= 0:
            break
    return "\n\n".join(texts)[: limits.BODY_CHARACTERS]


def _shown(entity: Entity, kinds: frozenset[str]) -> list[Entity]:
    """Return the text parts that are shown if parts of *kinds* are preferred among alternatives."""
    if entity.type == "multipart/alternative":
        choices = [parts for child in entity.children if (parts := _shown(child, kinds))]
        preferred = [parts for parts in choices if any(part.type in kinds for part in parts)]
        return (preferred or choices or [[]])[-1 if kinds is _HTML else 0]
    if entity.children:
        return [part for child in entity.children for part in _shown(child, kinds)]
    if _is_signed(entity):
        inner = _signed_content(entity)
        return _shown(inner, kinds) if inner else []
    is_text = entity.type in _TEXT or entity.type.startswith("multipart/")
    return [entity] if is_text and not entity.is_attachment else []


def _leaves(entity: Entity) -> Iterator[Entity]:
    if not entity.children:
        yield entity
    for child in entity.children:
        yield from _leaves(child)


def _pieces(part: Entity) -> list[bytes]:
    """Return the bytes of *part* in pieces of one charset, without pictures in a page."""
    pieces = decode(part.raw, part.start, part.end, part.encoding)
    return [_PICTURE.sub(b"", data) if b"base64," in data else data for data in pieces]


def _rendered(part: Entity, pieces: list[bytes], known: Known, most: int) -> str:
    """Return the text of one part, out of *most* bytes of each of its *pieces*."""
    if part.type == "text/rtf":
        from chatplugin.mail.mime.containers import text_of_rtf  # noqa: PLC0415 - hardly any letter has it

        return normalised(text_of_rtf(b"".join(pieces)))
    parameters = part.parameters
    declared = parameters.get("charset", b"").decode("latin-1")
    render = partial(_as_text, part.type, parameters)
    return "\n".join(_read(data[:most], declared, render, known) for data in pieces)


def _as_text(kind: str, parameters: Mapping[str, bytes], source: str) -> str:
    if kind in _MARKED_UP:
        return normalised(text_of_html(source.replace("\n", "<br>")))
    if "<" in source and (kind in _HTML or _LOOKS_LIKE_HTML.match(source)):
        return normalised(text_of_html(source))
    if kind in _HTML:
        return normalised(unescaped(source))
    if parameters.get("format", b"").lower() == b"flowed":
        source = unflowed(source, delsp=parameters.get("delsp", b"").lower() == b"yes")
    return normalised(source)


def _read(data: bytes, declared: str, render: Callable[[str], str], known: Known) -> str:
    """Return *data* in the first charset in which a label is found, or else in the likeliest."""
    readings: list[str] = []
    for reading in candidates(data, declared, meta_charset(data)):
        readings.append(reading)
        sample = render(reading[: limits.SAMPLE_BYTES])
        if known(sample):
            return sample if len(reading) <= limits.SAMPLE_BYTES else render(reading)
    if _GARBLED.search(readings[0]):
        sample = readings[0][: limits.REPAIRED_CHARACTERS]
        for way in REPAIRS:
            if known(render(repaired(sample, *way))):
                return render(repaired(readings[0], *way))
    return render(max(readings, key=plausibility) if len(readings) > 1 else readings[0])


def _is_signed(entity: Entity) -> bool:
    return entity.type in {"application/pkcs7-mime", "application/x-pkcs7-mime"} or (
        entity.type == "application/octet-stream" and entity.name.endswith(b".p7m")
    )


def _signed_content(entity: Entity) -> Entity | None:
    """Return what an opaque S/MIME signature wraps (RFC 8551 3.5.2), or None if it is encrypted."""
    from chatplugin.mail.mime.containers import signed_content  # noqa: PLC0415 - hardly any letter has it

    if entity.depth >= limits.DEPTH:
        return None
    pieces = decode(entity.raw, entity.start, entity.end, entity.encoding)
    content = signed_content(b"".join(pieces))
    return parse(content, depth=entity.depth + 1) if content else None


def _is_encrypted(entity: Entity) -> bool:
    return _is_signed(entity) or entity.type in {
        "application/pgp-encrypted",
        "application/x-pgp-encrypted",
    }


def _tnef_texts(leaves: list[Entity], known: Known) -> Iterator[str]:
    """Find the text in Outlook's winmail.dat."""
    for leaf in leaves:
        if (
            leaf.type in {"application/ms-tnef", "application/vnd.ms-tnef"}
            or leaf.name == b"winmail.dat"
        ):
            from chatplugin.mail.mime.containers import texts_of_tnef  # noqa: PLC0415 - rare

            data = b"".join(decode(leaf.raw, leaf.start, leaf.end, leaf.encoding))
            for kind, found, charset in texts_of_tnef(data):
                yield _read(found[: limits.TEXT_BYTES], charset, partial(_as_text, kind, {}), known)


def _attached_texts(leaves: list[Entity], known: Known) -> Iterator[str]:
    messages = [leaf for leaf in leaves if leaf.type in _MESSAGES and leaf.depth < limits.DEPTH]
    for leaf in messages[: limits.ATTACHED_MESSAGES]:
        inner = _opened(leaf)
        yield from _views(inner, known) or _attached_texts(list(_leaves(inner)), known)


def _opened(leaf: Entity) -> Entity:
    """Return an attached message. It must not be encoded (RFC 2046 5.2.1), but some are."""
    if leaf.encoding.startswith((b"base64", b"quoted")):
        raw = b"".join(decode(leaf.raw, leaf.start, leaf.end, leaf.encoding))
        return parse(raw, depth=leaf.depth + 1)
    return parse(leaf.raw, leaf.start, leaf.end, leaf.depth + 1)
