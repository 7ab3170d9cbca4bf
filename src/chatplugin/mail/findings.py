"""
What was found in a letter and why, or why not.

A reason is a value that the journal, the log and `chatplugin explain` may all show: it carries the
label as it stands in the letter and the last figures of an account, never more.
"""

from enum import StrEnum
from typing import Generic, NewType, TypeVar

from msgspec import Struct

PersonalAccount = NewType("PersonalAccount", str)

V_co = TypeVar("V_co", bound=str, covariant=True)
R_co = TypeVar("R_co", "SenderReason", "AccountReason", covariant=True)


class Finding(Struct, Generic[V_co, R_co], frozen=True):
    """*value*, or none, and the *reason*. *span* is where in `Letter.body` the value stands."""

    value: V_co | None
    reason: R_co
    span: tuple[int, int] | None = None

    def describe(self) -> str:
        return self.reason.describe()


class SenderReason(StrEnum):
    """Which header names the customer."""

    FROM = "from"
    FROM_THOUGH_AUTOMATIC = "from-though-automatic"
    REPLY_TO = "reply-to"
    SENDER = "sender"
    RETURN_PATH = "return-path"
    NO_ADDRESS = "no-address"

    def describe(self) -> str:
        return _SENDER_SENTENCES[self]


_SENDER_SENTENCES = {
    SenderReason.FROM: "the address in From",
    SenderReason.FROM_THOUGH_AUTOMATIC: (
        "the address in From, though automatic or the recipient's own: Reply-To names no customer"
    ),
    SenderReason.REPLY_TO: (
        "the address in Reply-To, because From is automatic or the recipient's own"
    ),
    SenderReason.SENDER: "the address in Sender, because From names none",
    SenderReason.RETURN_PATH: (
        "the address in Return-Path, because neither From nor Sender names one"
    ),
    SenderReason.NO_ADDRESS: "no header names an address",
}


class Place(StrEnum):
    """The part of the conversation in which the account stands."""

    NEWEST = "newest"
    HISTORY = "history"


class AccountCase(StrEnum):
    """What became of the search for the account."""

    FOUND = "found"
    FOUND_IN_ANSWER = "found-in-answer"
    SEVERAL = "several"
    UNCLEAR = "unclear"
    LABEL_WITHOUT_ACCOUNT = "label-without-account"
    NO_LABEL = "no-label"
    ONLY_IN_SUBJECT = "only-in-subject"
    ONLY_IN_ATTACHMENT = "only-in-attachment"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no-text"


class AccountReason(Struct, frozen=True):
    """*label* is the label as written, *seen* the last figures of the accounts in question."""

    case: AccountCase
    place: Place = Place.NEWEST
    label: str = ""
    seen: tuple[str, ...] = ()

    def describe(self) -> str:
        where = "the newest text" if self.place is Place.NEWEST else "the quoted history"
        label = f", label '{self.label}'" if self.label else ""
        match self.case:
            case AccountCase.FOUND:
                return f"found in {where}{label}" + self._passed_over()
            case AccountCase.SEVERAL:
                return (
                    f"{_count(len(self.seen))} different accounts in {where}: {_listed(self.seen)}"
                )
            case AccountCase.UNCLEAR:
                return f"the number at the label '{self.label}' in {where} is not clear"
            case AccountCase.LABEL_WITHOUT_ACCOUNT:
                return f"the label '{self.label}' stands in the letter, but no account after it"
            case (
                AccountCase.FOUND_IN_ANSWER
                | AccountCase.NO_LABEL
                | AccountCase.ONLY_IN_SUBJECT
                | AccountCase.ONLY_IN_ATTACHMENT
                | AccountCase.ENCRYPTED
                | AccountCase.NO_TEXT
            ):
                return _ACCOUNT_SENTENCES[self.case] + label

    def _passed_over(self) -> str:
        return f"; the first of {_listed(self.seen)}" if self.seen else ""


_ACCOUNT_SENTENCES = {
    AccountCase.FOUND_IN_ANSWER: (
        "found in the newest text, as the answer to a question in the quote"
    ),
    AccountCase.NO_LABEL: "no label of an account in the letter",
    AccountCase.ONLY_IN_SUBJECT: "only in the subject",
    AccountCase.ONLY_IN_ATTACHMENT: "only in an attachment",
    AccountCase.ENCRYPTED: "the letter is encrypted",
    AccountCase.NO_TEXT: "the letter has no text",
}

SenderFinding = Finding[str, SenderReason]
AccountFinding = Finding[PersonalAccount, AccountReason]


def last_figures(account: str) -> str:
    """Return the last four figures of *account*, and never more than half of them."""
    return "…" + account[-min(4, len(account) // 2) :] if len(account) > 1 else "…"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def _count(number: int) -> str:
    return {2: "two", 3: "three"}.get(number, str(number))
