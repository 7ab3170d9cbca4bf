"""
What was found in a letter and why, or why not.

A reason is a value that the journal, the log and `chatplugin explain` may all show: it carries the
label as it stands in the letter and the last figures of an account, never more.
"""

from enum import StrEnum
from typing import Generic, NewType, TypeVar

from msgspec import Struct

from chatplugin.sentences import Arg, Said, said, say

PersonalAccount = NewType("PersonalAccount", str)

V_co = TypeVar("V_co", bound=str, covariant=True)
R_co = TypeVar("R_co", "SenderReason", "AccountReason", covariant=True)


class Finding(Struct, Generic[V_co, R_co], frozen=True):
    """
    *value*, or none, and the *reason*. *span* is where in `Letter.body` the value stands.

    Where there is none, *candidates* are the values in question, in the order of the letter: a
    person may know which one is meant.
    """

    value: V_co | None
    reason: R_co
    span: tuple[int, int] | None = None
    candidates: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        return self.reason.said

    def describe(self) -> str:
        return say(self.said)


class SenderReason(StrEnum):
    """Which header names the customer."""

    FROM = "from"
    FROM_THOUGH_AUTOMATIC = "from-though-automatic"
    REPLY_TO = "reply-to"
    SENDER = "sender"
    RETURN_PATH = "return-path"
    LIST = "list"
    FORM_FIELD = "form-field"
    FORWARDED = "forwarded"
    OWN = "own"
    NO_ADDRESS = "no-address"

    @property
    def said(self) -> Said:
        return said(f"sender.{self.name.lower()}")


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

    @property
    def said(self) -> Said:
        what = said(f"account.{self.case.name.lower()}", **self._args())
        if self.label and self.case in _WITH_LABEL:
            what = said("account.with_label", what=what, label=self.label)
        if self.seen and self.case is AccountCase.FOUND:
            what = said("account.first_of", what=what, seen=self.seen)
        return what

    def describe(self) -> str:
        return say(self.said)

    def _args(self) -> dict[str, Arg]:
        where = said(f"place.{self.place.name.lower()}")
        match self.case:
            case AccountCase.FOUND:
                return {"where": where}
            case AccountCase.SEVERAL:
                return {"number": _number(len(self.seen)), "where": where, "seen": self.seen}
            case AccountCase.UNCLEAR:
                return {"label": self.label, "where": where}
            case AccountCase.LABEL_WITHOUT_ACCOUNT:
                return {"label": self.label}
            case (
                AccountCase.FOUND_IN_ANSWER
                | AccountCase.NO_LABEL
                | AccountCase.ONLY_IN_SUBJECT
                | AccountCase.ONLY_IN_ATTACHMENT
                | AccountCase.ENCRYPTED
                | AccountCase.NO_TEXT
            ):
                return {}


_WITH_LABEL = (AccountCase.FOUND, AccountCase.FOUND_IN_ANSWER)

SenderFinding = Finding[str, SenderReason]
AccountFinding = Finding[PersonalAccount, AccountReason]


def last_figures(account: str) -> str:
    """Return the last four figures of *account*, and never more than half of them."""
    return "…" + account[-min(4, len(account) // 2) :] if len(account) > 1 else "…"


def _number(number: int) -> Said | int:
    return said(f"number.{number}") if number in (2, 3) else number
