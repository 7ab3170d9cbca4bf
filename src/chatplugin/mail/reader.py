"""
A customer's letter out of the raw bytes of an e-mail: author, account and text.

`read` takes any bytes and never raises; how far it goes is in `limits`.
"""

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.mail.account.labels import has_label
from chatplugin.mail.account.search import find_account, search, several
from chatplugin.mail.findings import (
    AccountCase,
    AccountFinding,
    AccountReason,
    Finding,
    Place,
    SenderFinding,
)
from chatplugin.mail.letter.body import Body, attachment_texts, outlook_views, read_body
from chatplugin.mail.letter.history import is_between_others, section_at
from chatplugin.mail.letter.text import normalised
from chatplugin.mail.mime.headers import Headers
from chatplugin.mail.mime.structure import Entity, parse
from chatplugin.mail.rules import (
    DEFAULT_RULES,
    DEFAULT_SENDERS,
    AccountRules,
    Ambiguous,
    SenderRules,
)
from chatplugin.mail.sender import find_sender


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


def _subject_of(headers: Headers) -> str:
    return normalised(headers.get("subject", "")).replace("\n", " ")


def read(
    raw: bytes | memoryview,
    rules: AccountRules = DEFAULT_RULES,
    senders: SenderRules = DEFAULT_SENDERS,
) -> Letter:
    """Return what the e-mail *raw* says, by *rules* for its account, *senders* for its author."""
    message = parse(_with_newlines(_as_bytes(raw)))

    def known(text: str) -> bool:
        return has_label(text, rules.labels) if rules.pattern is None else any(search(text, rules))

    body = read_body(message, known)
    account, text = _account_of(body, rules)
    if account.value is None and account.reason.case in _NOWHERE:
        outlook = Body(outlook_views(message, known))
        if outlook.views and (found := _account_of(outlook, rules))[0].value:
            account, text = found
    sender = find_sender(message.headers, senders, text)
    if account.value is None and account.reason.case in _NOWHERE:
        account = _elsewhere(message, account, rules)
    elif _is_anothers(account, text, sender.value, message.headers):
        reason = replace(account.reason, case=AccountCase.UNCLEAR)
        account = Finding(None, reason, candidates=(account.value,) if account.value else ())
    return Letter(sender, account, text, message.headers)


def _is_anothers(account: AccountFinding, text: str, sender: str | None, headers: Headers) -> bool:
    """Return whether *account* stands in a forwarded letter between other people than *sender*."""
    if account.span is None or account.reason.place is not Place.HISTORY or sender is None:
        return False
    section = section_at(text, account.span[0])
    return section is not None and is_between_others(section, sender, _subject_of(headers))


_NOWHERE = frozenset({AccountCase.NO_LABEL, AccountCase.LABEL_WITHOUT_ACCOUNT, AccountCase.NO_TEXT})


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


def _account_of(body: Body, rules: AccountRules) -> tuple[AccountFinding, str]:
    """Return the account that the views of *body* agree on, and the view in which it stands."""
    if not body.views:
        case = AccountCase.ENCRYPTED if body.encrypted else AccountCase.NO_TEXT
        return Finding(None, AccountReason(case)), ""
    found = [(find_account(view, rules), view) for view in body.views]
    decided = [
        pair for pair in found if pair[0].value or pair[0].reason.case is AccountCase.SEVERAL
    ]
    newest = [pair for pair in decided if pair[0].reason.place is Place.NEWEST]
    if not newest and (unclear := [pair for pair in found if _is_unclear(pair[0].reason)]):
        return unclear[0]
    best = newest or decided or found
    values = dict.fromkeys(pair[0].value for pair in best if pair[0].value)
    if len(values) > 1 and rules.ambiguous is Ambiguous.NONE:
        return several(tuple(values), best[0][0].reason.place), best[0][1]
    ambiguous = [pair for pair in best if pair[0].reason.case is AccountCase.SEVERAL]
    return (ambiguous or best)[0]


def _is_unclear(reason: AccountReason) -> bool:
    return reason.case is AccountCase.UNCLEAR and reason.place is Place.NEWEST


def _elsewhere(message: Entity, account: AccountFinding, rules: AccountRules) -> AccountFinding:
    """Return where else the account stands, so that nobody need look for it."""
    if any(search(_subject_of(message.headers), rules)):
        return Finding(None, AccountReason(AccountCase.ONLY_IN_SUBJECT))
    for text in attachment_texts(message, lambda text: any(search(text, rules))):
        if any(search(text, rules)):
            return Finding(None, AccountReason(AccountCase.ONLY_IN_ATTACHMENT))
    return account
