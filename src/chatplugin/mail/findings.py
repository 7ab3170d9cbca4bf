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


class Age(StrEnum):
    """How old the text is in which the account stands."""

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


class Sureness(StrEnum):
    """How sure a person may be of what was found, for whoever looks at many letters."""

    FOUND = "found"
    DOUBTFUL = "doubtful"
    """There are numbers; none is taken, or the first of several."""
    MISSING = "missing"


class Doubt(StrEnum):
    """What speaks against the numbers that were found."""

    ENDS = "ends"
    """It is not clear where the number ends, or which of two it is."""
    NOT_HIS = "not-his"
    """Words say that it is another person's, an old or a wrong account."""
    SAMPLE = "sample"
    PART = "part"
    SUM = "sum"
    OTHER_MEANING = "other-meaning"
    """The label means something else: a private message, a parcel."""
    DENIED = "denied"
    """The newest text says that the quoted account is wrong."""
    REPLACED = "replaced"
    """The newest text names another number than the quote."""
    BESIDE = "beside"
    """A second number stands beside it."""
    TWO_VIEWS = "two-views"
    """Plain text and HTML name different accounts."""
    FORWARDED = "forwarded"
    """It stands in a forwarded letter between other people."""


class AccountReason(Struct, frozen=True):
    """
    Why an account was found or not.

    *label* is the label as written, *seen* the last figures of the numbers in question.
    """

    case: AccountCase
    age: Age = Age.NEWEST
    label: str = ""
    seen: tuple[str, ...] = ()
    doubt: Doubt | None = None

    @classmethod
    def several(
        cls, accounts: tuple[str, ...], age: Age, doubt: Doubt | None = None
    ) -> "AccountReason":
        """Return that each of *accounts* may be meant."""
        return cls(AccountCase.SEVERAL, age, "", tuple(map(last_figures, accounts)), doubt)

    @property
    def said(self) -> Said:
        what = said(f"account.{self.case.name.lower()}", **self._args())
        if self.label and self.case in _WITH_LABEL:
            what = said("account.with_label", what=what, label=self.label)
        if self.doubt:
            doubt = said(f"doubt.{self.doubt.name.lower()}", **self._figures())
            is_all = self.case is AccountCase.SEVERAL
            return doubt if is_all else said("account.because", what=what, doubt=doubt)
        if self.seen and self.case in _SEEN_BEHIND:
            what = said(_SEEN_BEHIND[self.case], what=what, seen=self.seen)
        return what

    @property
    def sureness(self) -> Sureness:
        if self.case in (AccountCase.SEVERAL, AccountCase.UNCLEAR):
            return Sureness.DOUBTFUL
        if self.case not in (AccountCase.FOUND, AccountCase.FOUND_IN_ANSWER):
            return Sureness.MISSING
        return Sureness.DOUBTFUL if self.seen else Sureness.FOUND

    def describe(self) -> str:
        return say(self.said)

    def _figures(self) -> dict[str, Arg]:
        first, second = (*self.seen, "…", "…")[:2]
        where = said(f"place.{self.age.name.lower()}")
        return {"seen": self.seen, "first": first, "second": second, "where": where}

    def _args(self) -> dict[str, Arg]:
        where = said(f"place.{self.age.name.lower()}")
        match self.case:
            case AccountCase.FOUND | AccountCase.UNCLEAR:
                return {"where": where}
            case AccountCase.SEVERAL:
                return {"number": _number(len(self.seen)), "where": where, "seen": self.seen}
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


_WITH_LABEL = (AccountCase.FOUND, AccountCase.FOUND_IN_ANSWER, AccountCase.UNCLEAR)
_SEEN_BEHIND = {
    AccountCase.FOUND: "account.first_of",
    AccountCase.LABEL_WITHOUT_ACCOUNT: "account.not_one",
    AccountCase.ONLY_IN_SUBJECT: "account.there",
    AccountCase.ONLY_IN_ATTACHMENT: "account.there",
}
"""How a reason goes on that has figures to show."""


SenderFinding = Finding[str, SenderReason]
AccountFinding = Finding[PersonalAccount, AccountReason]


def last_figures(account: str) -> str:
    """Return the last four figures of *account*, and never more than half of them."""
    return "…" + account[-min(4, len(account) // 2) :] if len(account) > 1 else "…"


def _number(number: int) -> Said | int:
    return said(f"number.{number}") if number in (2, 3) else number
