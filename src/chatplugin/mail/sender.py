"""
Who wrote: the customer's address out of the headers.

It is the address in From. Where From is automatic, a web form's or of the recipient's own domain,
Reply-To names the customer. Reply-To is never trusted over a person's From.

Addresses are found by one scan of the bytes, before encoded words are decoded, so a display name
cannot pass for an address. Nothing recurses: nested parentheses stop `email.utils.parseaddr`.
"""

import re

from chatplugin.mail.findings import Finding, SenderFinding, SenderReason
from chatplugin.mail.mime.charset import guessed
from chatplugin.mail.mime.headers import Headers, decoded

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

_TOKEN = re.compile(rb"\"(?:[^\"\\]|\\.)*+(?:\"|\\?$)|\\.|[()<>,;:]|[^\"\\()<>,;:]+", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:[^\s@<>()\",;:\[\]\\]{1,64}|\"[^\"\n]{1,64}\")"
    r"@(?:[^\s@<>()\",;:\\\[\]]{1,255}|\[[^\s\]]{1,60}\])"
)
# `Ivan Petrov <ivan@example.org>` without anything that has to be thought about.
_USUAL = re.compile(rb"(?:[\w .?=*+/-]{0,300}<)?([\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)+)>?")
_ADDRESSES = 20


def find_sender(headers: Headers) -> SenderFinding:
    """Return the customer's address and which header names it."""
    authors = addresses(headers.raw("from"))
    if not authors:
        return _without_from(headers)
    author = _sending(authors, headers)
    answers = addresses(headers.raw("reply-to"))
    own = _own_domains(headers) if answers else frozenset[str]()
    if not _is_ours(author, own):
        return Finding(author, SenderReason.FROM)
    for answer in answers:
        if not _is_ours(answer, own):
            return Finding(answer, SenderReason.REPLY_TO)
    return Finding(author, SenderReason.FROM_THOUGH_AUTOMATIC)


def _sending(authors: list[str], headers: Headers) -> str:
    """Return the one of several authors who sent it (RFC 5322 3.6.2), or else the first."""
    if len(authors) > 1:
        senders = {address.lower() for address in addresses(headers.raw("sender"))}
        return next((author for author in authors if author.lower() in senders), authors[0])
    return authors[0]


def _without_from(headers: Headers) -> SenderFinding:
    for name, reason in (
        ("sender", SenderReason.SENDER),
        ("reply-to", SenderReason.REPLY_TO),
        ("return-path", SenderReason.RETURN_PATH),
    ):
        if found := addresses(headers.raw(name)):
            return Finding(found[0], reason)
    return Finding(None, SenderReason.NO_ADDRESS)


def _is_ours(address: str, own: frozenset[str]) -> bool:
    """Return whether no customer writes from *address*: it is automatic, or the recipient's own."""
    local, _, domain = address.rpartition("@")
    return _AUTOMATIC.fullmatch(local) is not None or domain.lower() in own


def _own_domains(headers: Headers) -> frozenset[str]:
    """
    Return the recipient's domains, by where the server delivered it to, or else by To.

    Domains of public mail services are left out: customers have them as well.
    """
    for names in _RECIPIENTS:
        found = [address for name in names for address in addresses(headers.raw(name))]
        if found:
            return frozenset(each.rpartition("@")[2].lower() for each in found) - _PUBLIC
    return frozenset()


def addresses(field: bytes) -> list[str]:
    """
    Return the addresses of a From, Reply-To or To field, in order.

    Some programs encode the address with the name, against RFC 2047 5. It is decoded only if
    there is no other one.
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
    for text in (angled, bare):
        if b"@" in text and (matches := _ADDRESS.findall(guessed(text))):
            return [_clean(matches[-1])]
    return []


def _clean(address: str) -> str:
    """Return *address* without the full stop of a sentence."""
    return address.strip(" .'")
