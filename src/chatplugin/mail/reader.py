"""
A customer's letter out of the raw bytes of an e-mail: author, account and text. `read` is the door.

The text is all inline text parts, one behind the other. Where a letter has plain text and HTML,
both are read. One of them may be a mere stub. If they name different accounts, nobody can tell
which one the customer meant.

`read` takes any bytes and never raises; how far it goes is in `limits`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.mail import limits
from chatplugin.mail.account.labels import Label
from chatplugin.mail.account.search import find_account, search
from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Age,
    Doubt,
    Finding,
    SenderFinding,
    last_figures,
)
from chatplugin.mail.letter.history import Conversation
from chatplugin.mail.letter.html import text_of_html
from chatplugin.mail.letter.text import normalised, unescaped
from chatplugin.mail.mime.encoding import Known, decode, read_text
from chatplugin.mail.mime.structure import Entity, Headers
from chatplugin.mail.rules import (
    DEFAULT_RULES,
    DEFAULT_SENDERS,
    AccountRules,
    Ambiguous,
    SenderRules,
)
from chatplugin.mail.sender import find_sender

_PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/unknown"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-html"})
_MARKED_UP = frozenset({"text/enriched", "text/richtext"})
_TEXT = _PLAIN | _HTML | _MARKED_UP | {"text/rtf"}
# Other `text/x-…` are shown as plain text (RFC 2046 4.1.4). These are forms for a program.
_FOR_PROGRAMS = frozenset(
    {"text/x-vcard", "text/x-vcalendar", "text/x-amp-html", "text/x-watch-html", "text/x-patch"}
)
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_LOOKS_LIKE_HTML = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|div|table|p|meta)\b", re.IGNORECASE
)
_PICTURE = re.compile(rb"data:[\w/+.;=-]{0,60}base64,[A-Za-z0-9+/=%\r\n]{100,}+")
_SIGNATURE = "-- "
_MOST_SEEN = 3
_NOWHERE = frozenset({AccountCase.NO_LABEL, AccountCase.LABEL_WITHOUT_ACCOUNT, AccountCase.NO_TEXT})


class Letter(Struct, frozen=True):
    """
    *body* is the text as a person sees it; `account.span` is the account's place in it.

    *headers* are those of the outermost message, decoded when asked for.
    """

    sender: SenderFinding
    account: AccountFinding
    body: str
    headers: Headers

    @property
    def subject(self) -> str:
        return _subject_of(self.headers)


class _Body(Struct, frozen=True):
    """*views* are the same letter in one or two forms; *encrypted* says why there are none."""

    views: tuple[str, ...]
    encrypted: bool = False


def _subject_of(headers: Headers) -> str:
    return normalised(headers.get("subject", "")).replace("\n", " ")


def read(
    raw: bytes | memoryview,
    rules: AccountRules = DEFAULT_RULES,
    senders: SenderRules = DEFAULT_SENDERS,
) -> Letter:
    """Return what the e-mail *raw* says, by *rules* for its account, *senders* for its author."""
    message = Entity.parse(_with_newlines(_as_bytes(raw)))

    def known(text: str) -> bool:
        return (
            Label.stands_in(text, rules.labels)
            if rules.pattern is None
            else any(search(text, rules))
        )

    body = _read_body(message, known)
    account, text = _account_of(body, rules)
    if account.value is None and account.reason.case in _NOWHERE:
        outlook = _Body(_outlook_views(message, known))
        if outlook.views and (found := _account_of(outlook, rules))[0].value:
            account, text = found
    sender = find_sender(message.headers, senders, text)
    if account.value is None and account.reason.case in _NOWHERE:
        account = _elsewhere(message, account, rules)
    elif _is_anothers(account, text, sender.value, message.headers):
        reason = replace(
            account.reason,
            case=AccountCase.UNCLEAR,
            seen=(last_figures(account.value or ""),),
            doubt=Doubt.FORWARDED,
        )
        account = Finding(None, reason, candidates=(account.value,) if account.value else ())
    return Letter(sender, account, text, message.headers)


def _is_anothers(account: AccountFinding, text: str, sender: str | None, headers: Headers) -> bool:
    """Return whether *account* stands in a forwarded letter between other people than *sender*."""
    if account.span is None or account.reason.age is not Age.HISTORY or sender is None:
        return False
    return Conversation(text).is_between_others(account.span[0], sender, _subject_of(headers))


def _as_bytes(raw: bytes | memoryview) -> bytes:
    """Return the bytes behind *raw*, without a copy if a view is of the whole."""
    if isinstance(raw, memoryview):
        whole = raw.obj
        return whole if isinstance(whole, bytes) and len(whole) == raw.nbytes else raw.tobytes()
    return raw


def _with_newlines(raw: bytes) -> bytes:
    """Return *raw* with line feeds: old programs write bare CR, others save letters as UTF-16."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _account_of(body: _Body, rules: AccountRules) -> tuple[AccountFinding, str]:
    """Return the account that the views of *body* agree on, and the view in which it stands."""
    if not body.views:
        case = AccountCase.ENCRYPTED if body.encrypted else AccountCase.NO_TEXT
        return Finding(None, AccountReason(case)), ""
    found = [(find_account(view, rules), view) for view in body.views]
    if len(found) == 1:
        return found[0]
    decided = [
        pair for pair in found if pair[0].value or pair[0].reason.case is AccountCase.SEVERAL
    ]
    newest = [pair for pair in decided if pair[0].reason.age is Age.NEWEST]
    if not newest and (unclear := [pair for pair in found if _is_unclear(pair[0].reason)]):
        return unclear[0]
    best = newest or decided or found
    values = dict.fromkeys(pair[0].value for pair in best if pair[0].value)
    if len(values) > 1 and rules.ambiguous is Ambiguous.NONE:
        reason = AccountReason.several(tuple(values), best[0][0].reason.age, Doubt.TWO_VIEWS)
        return Finding(None, reason, candidates=tuple(values)), best[0][1]
    ambiguous = [pair for pair in best if pair[0].reason.case is AccountCase.SEVERAL]
    return (ambiguous or best)[0]


def _is_unclear(reason: AccountReason) -> bool:
    return reason.case is AccountCase.UNCLEAR and reason.age is Age.NEWEST


def _elsewhere(message: Entity, account: AccountFinding, rules: AccountRules) -> AccountFinding:
    """Return where else the account stands, so that nobody need look for it."""
    if found := _seen_in(_subject_of(message.headers), rules):
        return Finding(None, AccountReason(AccountCase.ONLY_IN_SUBJECT, seen=found))
    for text in _attachment_texts(message, lambda text: any(search(text, rules))):
        if found := _seen_in(text, rules):
            return Finding(None, AccountReason(AccountCase.ONLY_IN_ATTACHMENT, seen=found))
    return account


def _seen_in(text: str, rules: AccountRules) -> tuple[str, ...]:
    """Return the last figures of the first numbers in *text* that may be accounts."""
    numbers = islice(search(text, rules), _MOST_SEEN)
    seen = (last_figures(account) for number in numbers for account in number.candidates)
    return tuple(dict.fromkeys(seen))


def _read_body(message: Entity, known: Known) -> _Body:
    """Return the text of *message*, or else of what is attached to it."""
    views = _views(message, known) or _outlook_views(message, known)
    if views:
        return _Body(views)
    leaves = list(_leaves(message))
    views = tuple(filter(str.strip, _attached_texts(leaves, known)))[: limits.TEXT_PARTS]
    return _Body(views, not views and any(_is_encrypted(leaf) for leaf in leaves))


def _outlook_views(message: Entity, known: Known) -> tuple[str, ...]:
    """Return the text in Outlook's winmail.dat, which is the letter in another form."""
    return tuple(filter(str.strip, _tnef_texts(list(_leaves(message)), known)))


def _attachment_texts(message: Entity, known: Known) -> Iterator[str]:
    """Find the texts of text attachments and attached messages."""
    leaves = list(_leaves(message))
    texts = [leaf for leaf in leaves if _is_text(leaf) and (leaf.is_attachment or leaf.name)]
    for leaf in texts[: limits.ATTACHED_TEXTS]:
        leaf.end = min(leaf.end, leaf.start + limits.ATTACHED_BYTES)
        yield _rendered(leaf, _pieces(leaf), known, limits.ATTACHED_BYTES)
    yield from _attached_texts(leaves, known)


def _views(message: Entity, known: Known) -> tuple[str, ...]:
    if _is_text(message) and not message.is_attachment:
        text = _joined([message], known)
        return (text,) if text.strip() else ()
    plain, rich = (_without_files(_shown(message, kinds)) for kinds in (_PLAIN, _HTML))
    texts = [_joined(parts, known) for parts in ([plain] if plain == rich else [plain, rich])]
    return tuple(dict.fromkeys(filter(str.strip, texts)))


def _joined(parts: list[Entity], known: Known) -> str:
    texts: list[str] = []
    budget = limits.TEXT_BYTES
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
    is_text = _is_text(entity) or entity.type.startswith("multipart/")
    return [entity] if is_text and not entity.is_attachment else []


def _is_text(entity: Entity) -> bool:
    kind = entity.type
    return kind in _TEXT or (kind.startswith("text/x-") and kind not in _FOR_PROGRAMS)


def _without_files(parts: list[Entity]) -> list[Entity]:
    """Return the *parts* that are no text files: some programs attach these as inline parts."""
    return ([part for part in parts if not part.name] or parts)[: limits.TEXT_PARTS]


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
    return "\n".join([read_text(data[:most], declared, render, known) for data in pieces])


def _as_text(kind: str, parameters: Mapping[str, bytes], source: str) -> str:
    if kind in _MARKED_UP:
        return normalised(text_of_html(source.replace("\n", "<br>")))
    if "<" in source and (kind in _HTML or _LOOKS_LIKE_HTML.match(source)):
        return normalised(text_of_html(source))
    if kind in _HTML:
        return normalised(unescaped(source))
    if parameters.get("format", b"").lower() == b"flowed":
        source = _unflowed(source, delsp=parameters.get("delsp", b"").lower() == b"yes")
    return normalised(source)


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
    return Entity.parse(content, depth=entity.depth + 1) if content else None


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
                yield read_text(
                    found[: limits.TEXT_BYTES], charset, partial(_as_text, kind, {}), known
                )


def _attached_texts(leaves: list[Entity], known: Known) -> Iterator[str]:
    messages = [leaf for leaf in leaves if leaf.type in _MESSAGES and leaf.depth < limits.DEPTH]
    for leaf in messages[: limits.ATTACHED_MESSAGES]:
        inner = _opened(leaf)
        yield from _views(inner, known) or _attached_texts(list(_leaves(inner)), known)


def _opened(leaf: Entity) -> Entity:
    """Return an attached message. It must not be encoded (RFC 2046 5.2.1), but some are."""
    if leaf.encoding.startswith((b"base64", b"quoted")):
        raw = b"".join(decode(leaf.raw, leaf.start, leaf.end, leaf.encoding))
        return Entity.parse(raw, depth=leaf.depth + 1)
    return Entity.parse(leaf.raw, leaf.start, leaf.end, leaf.depth + 1)


def _unflowed(text: str, *, delsp: bool) -> str:
    """Return the paragraphs of format=flowed (RFC 3676): a line that ends in a blank goes on."""
    paragraphs: list[list[str]] = []
    goes_on, depth = False, -1
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        content = line[marks:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        kept = content[:-1] if flows and delsp else content
        if goes_on and marks == depth and content != _SIGNATURE:
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([">" * marks + (" " if marks else ""), kept])
        goes_on, depth = flows, marks
    return "\n".join(map("".join, paragraphs))
