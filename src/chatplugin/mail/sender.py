"""
Who wrote: the customer's address out of the headers.

From, unless it is no person's: an automatic address, a web form's, or one of the recipient's own
domain, where Reply-To names the customer. Reply-To alone is never trusted over a person's From.
"""

import re
from typing import Final

from chatplugin.mail.addresses import addresses
from chatplugin.mail.findings import Finding, SenderFinding, SenderReason
from chatplugin.mail.headers import Headers

_AUTOMATIC: Final = re.compile(
    r"(?:.*[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|noanswer|no[._-]?response|not[._-]?reply|mailer-daemon|postmaster|daemon"
    r"|robot|bot|mailer|mail-?robot|auto|autoreply|automailer|notify|notifier|notifications?|notice|alerts?|bounces?"
    r"|www(?:-data|-run)?|web|web-?(?:form|site|master|mail|server)|site|saite?|forms?|contact-?form|feedback-?form|wordpress|tilda"
    r"|bitrix|joomla|drupal|apache|nginx|nobody|system|server|root|httpd)(?:[._+-].*|\d*)",
    re.IGNORECASE,
)
_PUBLIC: Final = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "mail.ru",
        "inbox.ru",
        "list.ru",
        "bk.ru",
        "internet.ru",
        "vk.com",
        "xmail.ru",
        "yandex.ru",
        "ya.ru",
        "yandex.com",
        "yandex.by",
        "yandex.kz",
        "yandex.ua",
        "rambler.ru",
        "lenta.ru",
        "autorambler.ru",
        "myrambler.ru",
        "ro.ru",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.ru",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "proton.me",
        "protonmail.com",
        "ukr.net",
        "i.ua",
        "tut.by",
        "mail.com",
        "zoho.com",
        "qip.ru",
        "pochta.ru",
        "hotbox.ru",
        "narod.ru",
        "sibmail.com",
        "ngs.ru",
        "e1.ru",
        "nm.ru",
        "fromru.com",
    ]
)
_RECIPIENTS: Final = (("delivered-to", "x-original-to", "x-envelope-to"), ("to",))


def find_sender(headers: Headers) -> SenderFinding:
    """The customer's address and which header names it."""
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
    """Of several authors the one who sent it (RFC 5322 3.6.2), or else the first."""
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
    """Whether no customer writes from *address*: it is automatic, or the recipient's own."""
    local, _, domain = address.rpartition("@")
    return _AUTOMATIC.fullmatch(local) is not None or domain.lower() in own


def _own_domains(headers: Headers) -> frozenset[str]:
    """
    The recipient's domains, by what the server says it delivered to, or else by To.

    Those of public mail services belong to customers as well.
    """
    for names in _RECIPIENTS:
        found = [address for name in names for address in addresses(headers.raw(name))]
        if found:
            return frozenset(each.rpartition("@")[2].lower() for each in found) - _PUBLIC
    return frozenset()
