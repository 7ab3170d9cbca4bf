"""
Who wrote: the customer's address out of the headers, or out of a form or a forwarded letter.

It is the address in From. Where From is automatic, a web form's or of the recipient's own domain,
Reply-To names the customer. Reply-To is never trusted over a person's From. A list or group in
front of the mailbox puts itself into From and names the author elsewhere. A colleague who forwards
a letter is not its author.

Addresses are found by one scan of the bytes, before encoded words are decoded, so a display name
cannot pass for an address. Nothing recurses: nested parentheses stop `email.utils.parseaddr`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from chatplugin.mail.findings import Finding, SenderFinding, SenderReason
from chatplugin.mail.letter.history import Conversation
from chatplugin.mail.letter.text import folded, normalised
from chatplugin.mail.mime.encoding import guessed
from chatplugin.mail.mime.structure import Headers, decoded
from chatplugin.mail.rules import DEFAULT_SENDERS, SenderRules

_AUTOMATIC = re.compile(
    r"(?:.*[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|noanswer|no[._-]?response|not[._-]?reply|mailer-daemon|postmaster|daemon"
    r"|robot|bot|mailer|mail-?robot|auto|autoreply|automailer|notify|notifier|notifications?|notice|alerts?|bounces?"
    r"|www(?:-data|-run)?|web|web-?(?:form|site|master|mail|server)|site|saite?|forms?|contact-?form|feedback-?form|wordpress|tilda"
    r"|bitrix|joomla|drupal|apache|nginx|nobody|system|server|root|httpd)(?:[._+-].*|\d*)",
    re.IGNORECASE,
)
_PUBLIC = frozenset((
    "gmail.com", "googlemail.com", "mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru",
    "vk.com", "xmail.ru", "yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz",
    "yandex.ua", "rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru",
    "outlook.com", "hotmail.com", "live.com", "live.ru", "msn.com", "icloud.com", "me.com",
    "mac.com", "yahoo.com", "aol.com", "gmx.com", "gmx.de", "proton.me", "protonmail.com",
    "ukr.net", "i.ua", "tut.by", "mail.com", "zoho.com", "qip.ru", "pochta.ru", "hotbox.ru",
    "narod.ru", "sibmail.com", "ngs.ru", "e1.ru", "nm.ru", "fromru.com",
))  # fmt: skip
_RECIPIENTS = (("delivered-to", "x-original-to", "x-envelope-to"), ("to",))

_TOKEN = re.compile(rb"\"(?:[^\"\\]|\\.)*(?:\"|\\?$)|\\.|[()<>,;:]|[^\"\\()<>,;:]+", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:[^\s@<>()\",;:\[\]\\]{1,64}|\"[^\"\n]{1,64}\")"
    r"@(?:[^\s@<>()\",;:\\\[\]]{1,255}|\[[^\s\]]{1,60}\])"
)
# `Ivan Petrov <ivan@example.org>` without anything that has to be thought about.
_USUAL = re.compile(rb"(?:[\w .?=*+/-]{0,300}<)?([\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)+)>?")
_ADDRESSES = 20
# `ivan@example,ru`: a comma in place of the full stop.
_COMMA_IN_DOMAIN = re.compile(rb"(@[\w-]{1,60}),(?=(?:ru|com|org|net|by|kz|ua|su|info|biz)\b(?!@))")
_AROUND_SIGN = re.compile(r"[ \t]{0,9}([.@])[ \t]{0,9}")
_FOLDED = re.compile(
    r"[a-z0-9._+-]{1,64}(?: [a-z0-9._+-]{1,64})?@[a-z0-9.-]{1,99}(?: [a-z0-9.-]{1,99})?"
)
_FIELDS = 20


def find_sender(
    headers: Headers, rules: SenderRules = DEFAULT_SENDERS, body: str = ""
) -> SenderFinding:
    """Return the customer's address and what names it. *body* is the letter's text."""
    authors = _addresses(headers.raw("from"))
    if not authors:
        return _without_from(headers)
    author = _sending(authors, headers)
    if _is_list(author, headers):
        return _author_behind(author, headers, rules.own_domains)
    own = (*rules.own_domains, *_own_domains(headers))
    if not _is_ours(author, own):
        return Finding(author, SenderReason.FROM)
    for reason, found in _others(headers, body, rules):
        if customers := [each for each in found if not _is_ours(each, own)]:
            return Finding(customers[0], reason)
    if _is_of(author, rules.own_domains):
        return Finding(None, SenderReason.OWN)
    return Finding(author, SenderReason.FROM_THOUGH_AUTOMATIC)


def _others(
    headers: Headers, body: str, rules: SenderRules
) -> Iterator[tuple[SenderReason, list[str]]]:
    """Find whom a letter may be from that no customer has sent."""
    yield SenderReason.REPLY_TO, _addresses(headers.raw("reply-to"))
    yield SenderReason.FORM_FIELD, _in_form(body, rules.form_field)
    yield SenderReason.FORWARDED, Conversation(body).forwarded_authors(headers.get("subject", ""))


def _is_list(author: str, headers: Headers) -> bool:
    """Return whether *author* is the address of a list (RFC 2919) or group that sent the letter."""
    name = headers.raw("list-id").lower().rpartition(b"<")[2].strip(b" >")
    if not (name or "x-beenthere" in headers or "list-post" in headers):
        return False
    address = author.lower()
    posts = _addresses(headers.raw("x-beenthere")) + _addresses(headers.raw("list-post"))
    if " via " in headers.get("from", ""):
        return True
    return address.replace("@", ".").encode() == name or address in map(str.lower, posts)


def _author_behind(author: str, headers: Headers, own: tuple[str, ...]) -> SenderFinding:
    """Return who wrote to the list that stands in From as *author*."""
    for name, reason in (
        ("x-original-from", SenderReason.LIST),
        ("x-original-sender", SenderReason.LIST),
        ("reply-to", SenderReason.REPLY_TO),
    ):
        for found in _addresses(headers.raw(name)):
            if found.lower() != author.lower() and not _is_ours(found, own):
                return Finding(found, reason)
    return Finding(author, SenderReason.FROM_THOUGH_AUTOMATIC)


def _in_form(body: str, field: str) -> list[str]:
    """Return the address behind *field*, which begins a line or cell, if it is the only one."""
    if not field:
        return []
    found: dict[str, None] = {}
    for match in islice(_field_pattern(folded(field)).finditer(folded(body)), _FIELDS):
        if address := _ADDRESS.match(body, match.end()):
            found[_clean(address[0])] = None
    return list(found) if len(found) == 1 else []


@lru_cache(maxsize=4)
def _field_pattern(field: str) -> "re.Pattern[str]":
    words = r"[ ]{1,3}".join(map(re.escape, field.strip(" :").split()))
    return re.compile(rf"(?:^|(?<=[\n\t])){words}[ *]{{0,3}}[:=\t \n-]{{1,4}}[<\t ]{{0,2}}")


def _sending(authors: list[str], headers: Headers) -> str:
    """Return the one of several authors who sent it (RFC 5322 3.6.2), or else the first."""
    if len(authors) > 1:
        senders = {address.lower() for address in _addresses(headers.raw("sender"))}
        return next((author for author in authors if author.lower() in senders), authors[0])
    return authors[0]


def _without_from(headers: Headers) -> SenderFinding:
    for name, reason in (
        ("sender", SenderReason.SENDER),
        ("reply-to", SenderReason.REPLY_TO),
        ("return-path", SenderReason.RETURN_PATH),
    ):
        if found := _addresses(headers.raw(name)):
            return Finding(found[0], reason)
    return Finding(None, SenderReason.NO_ADDRESS)


def _is_ours(address: str, own: tuple[str, ...]) -> bool:
    """Return whether no customer writes from *address*: it is automatic, or the recipient's own."""
    return _AUTOMATIC.fullmatch(address.rpartition("@")[0]) is not None or _is_of(address, own)


def _is_of(address: str, domains: tuple[str, ...]) -> bool:
    """Return whether *address* is of one of *domains*, or of a subdomain."""
    domain = f".{_domain(address)}"
    return domain.endswith(tuple([f".{each}" for each in domains]))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _own_domains(headers: Headers) -> tuple[str, ...]:
    """
    Return the recipient's domains, by where the server delivered it to, or else by To.

    Domains of public mail services are left out: customers have them as well.
    """
    for names in _RECIPIENTS:
        fields = filter(None, map(headers.raw, names))
        found = [address for field in fields for address in _addresses(field)]
        if found:
            return tuple([each for each in map(_domain, found) if each not in _PUBLIC])
    return ()


def _addresses(field: bytes) -> list[str]:
    """
    Return the addresses of a From, Reply-To or To field, in order.

    Some programs encode the address with the name, against RFC 2047 5, or open a parenthesis that
    they never close. That is mended only if there is no address otherwise.
    """
    if not field:
        return []
    if match := _USUAL.fullmatch(field):
        return [match[1].decode("ascii")]
    if b"," in field:
        field = _COMMA_IN_DOMAIN.sub(rb"\1.", field)
    found = _mailboxes(field)
    if not found and field.count(b"(") > field.count(b")"):
        found = _mailboxes(field.replace(b"(", b" "))
    if not found and b"=?" in field:
        return _mailboxes(decoded(field).encode())
    return found


def _mailboxes(field: bytes) -> list[str]:
    """Return the addresses that stand in *field* undecoded."""
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
    text = _joined(_readable(angled))
    if "@" in text and (found := _ADDRESS.findall(text)):
        # `<vera,orlova@example.org>` is no address of `orlova`.
        is_half = re.fullmatch(r"[^@]*,", text.rpartition(found[-1])[0])
        return [] if is_half else [_clean(found[-1])]
    text = _readable(bare)
    if "@" not in text:
        return []
    found = _ADDRESS.findall(text)
    if not found or "." not in found[-1].rpartition("@")[2]:
        found = _ADDRESS.findall(_AROUND_SIGN.sub(r"\1", text)) or found
    return [_clean(found[-1])] if found else []


def _readable(data: bytes) -> str:
    """Return *data* as a person reads it: no invisible signs, `＠` is `@`, `=?…?=@` is decoded."""
    if not data:
        return ""
    if b"?=@" in data:
        return decoded(data)
    text = guessed(data)
    return text if text.isascii() else normalised(text).replace("\uff20", "@")


def _joined(text: str) -> str:
    """
    Return an address in brackets without the blanks that do not belong to it.

    RFC 5322 4.4 allows them beside `.` and `@`. Elsewhere they come from a line that was folded in
    a word of small letters; `Ivan ivan@example.org` is no such word.
    """
    text = _AROUND_SIGN.sub(r"\1", text)
    return text.replace(" ", "") if _FOLDED.fullmatch(text) else text


def _clean(address: str) -> str:
    """Return *address* without the full stop of a sentence."""
    return address.strip(" .'")
