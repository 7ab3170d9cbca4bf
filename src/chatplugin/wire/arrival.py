"""
Whether a card's address has arrived at its CRM, what is wrong if not, and what to do next.

One `Arrival` follows one card from its first navigation until the card is there and for a short
time after, for a login page may come late. It makes no call and knows no clock: it is told what
was seen and when, and answers with what to do.
"""

from enum import Enum, auto
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import (
    Again,
    Answer,
    CardShown,
    CardTroubled,
    PopFailed,
    Trouble,
    net_error,
)

SECONDS_TO_SLOW = 10.0
"""After a navigation began. Most operators reach for the reload button sooner."""

SECONDS_TO_SETTLE = 10.0
"""After a card has arrived, for a CRM whose login page comes by its own script."""

BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds to the next attempt; the last one counts for all later ones."""

MOST_RETURNS = 2
"""Times that the card's address is asked for again after a login."""

_ABORTED = "net::ERR_ABORTED"


class Sight(Struct, frozen=True):
    """What is in a card's tab, by `pages/look.js`. `status` is 0 where none is known."""

    is_error_page: bool
    status: int
    asks_password: bool
    is_card: bool
    """Whether the address is the card's, whatever has become of its fragment."""

    is_at_crm: bool
    """Whether scheme, host and port are the card's."""

    is_typed: bool
    is_reload: bool = False
    """Whether it was loaded again where it stood."""

    @property
    def is_failure(self) -> bool:
        return self.is_error_page or self.status >= 500

    @property
    def is_refusal(self) -> bool:
        """Whether the CRM does not accept this card: its signature may be too old, for one."""
        return self.is_card and 400 <= self.status < 500


UNSEEN = Sight(
    is_error_page=False,
    status=0,
    asks_password=False,
    is_card=False,
    is_at_crm=False,
    is_typed=False,
)
"""A page that nobody may look into."""

ERROR_PAGE = replace(UNSEEN, is_error_page=True)


def read_sight(value: Any) -> Sight | None:
    """Return what `pages/look.js` has found; None if a document was gone in the meantime."""
    try:
        return Sight(
            is_error_page=bool(value["isErrorPage"]),
            status=int(value["status"]),
            asks_password=bool(value["asksPassword"]),
            is_card=bool(value["isCard"]),
            is_at_crm=bool(value["isAtCrm"]),
            is_typed=bool(value["isTyped"]),
            is_reload=bool(value.get("isReload")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


class _Stage(Enum):
    OPENING = auto()
    """Chrome was asked, and has not answered."""

    ARRIVING = auto()
    """A document is there; a login page may still take its place."""

    RETRYING = auto()
    """A failure is shown; the card is asked for again when that is due."""

    STUCK = auto()
    """Chrome shows an error that no attempt mends. What takes its place is looked at."""

    LOGIN = auto()
    SETTLED = auto()
    """The tab is the operator's and the CRM's. It is not looked at any more."""


class Whose(Enum):
    """Who has led a card's tab to the document that is in it."""

    OURS = auto()
    """The card was asked for, or what had come of that was loaded again."""

    PAGE = auto()
    """A script, or a redirection of the page that was there: a login may begin like that."""

    OPERATOR = auto()
    """A link, a form, an address. It is never judged, and never navigated away."""


class Next(Enum):
    """What is to be done in the card's tab."""

    NOTHING = auto()
    NAVIGATE = auto()


class Arrival:
    """
    The way of one card to its CRM. `due` is when `tick` has to be called, or None.

    What the desk is to be told gathers until `take_answers`.
    """

    def __init__(self, card: ContactId) -> None:
        self._card = card
        self._stage = _Stage.SETTLED
        self._trouble: Trouble | None = None
        self._again = Again.BY_ITSELF
        self._whose = Whose.OURS
        self._is_signing_in = False
        self._attempts = 0
        self._returns = 0
        self.due: float | None = None
        self._answers: list[Answer] = []

    @property
    def is_opening(self) -> bool:
        """Whether Chrome was asked, and has not answered."""
        return self._stage is _Stage.OPENING

    @property
    def is_watched(self) -> bool:
        """Whether a new document in the tab is worth a look."""
        return self._stage in {_Stage.ARRIVING, _Stage.RETRYING, _Stage.STUCK, _Stage.LOGIN}

    @property
    def is_in_trouble(self) -> bool:
        """Whether the operator who asks for the card again wants another attempt."""
        return self._trouble is not None and self._stage is not _Stage.OPENING

    def is_worth_asking(self, sight: Sight) -> bool:
        """Whether *sight* is a failure that another attempt may end, and nothing is lost by it."""
        if self._whose is Whose.OPERATOR or self._again is Again.NEVER:
            return False
        is_refused = self._trouble is Trouble.REFUSED and sight.is_card and sight.status >= 400
        return (sight.is_failure or is_refused) and not sight.is_typed

    def take_answers(self) -> list[Answer]:
        answers, self._answers = self._answers, []
        return answers

    def begin(self, now: float) -> None:
        """Chrome is asked to navigate."""
        self._stage, self.due = _Stage.OPENING, now + SECONDS_TO_SLOW
        self._whose, self._is_signing_in = Whose.OURS, False
        self._again = Again.BY_ITSELF

    def answered(self, error: str, now: float) -> None:
        """Chrome has answered: a document is there, or *error* says why there is none."""
        if not error:
            self._stage, self.due = _Stage.ARRIVING, now + SECONDS_TO_SETTLE
            if self._trouble in {None, Trouble.SLOW}:
                self._trouble = None
                self._answers.append(CardShown(self._card))
        elif error == _ABORTED:  # The operator went elsewhere, or it was a download.
            self._settle()
            self._answers.append(PopFailed(self._card, Trouble.UNREACHABLE.describe(error)))
        else:
            trouble, again = net_error(error)
            self._fail(trouble, error, again, now)

    def refuse(self, reason: str) -> None:
        """The CRM could not be asked as the settings demand. *reason* has no personal data."""
        self._settle()
        self._answers.append(PopFailed(self._card, reason))

    def moved(self, whose: Whose) -> None:
        """
        Another document takes the place of what was in the tab.

        Where a login was asked for, a password manager or a script may have filled it in before
        the page could be looked at. Where the CRM has sent Chrome to another server, the operator
        is on the way through a login: a password may be asked for on its next page.
        """
        if self.is_opening:
            return  # The answer to our own asking is still to come.
        is_login = self._trouble is Trouble.LOGIN and whose is not Whose.OURS
        if self._stage is _Stage.ARRIVING and is_login:
            self._stage, self.due = _Stage.LOGIN, None
        if whose is Whose.OPERATOR and self._is_signing_in:
            whose = Whose.PAGE
        if whose is not Whose.PAGE or self._whose is Whose.OURS:
            self._whose = whose
        if whose is Whose.OPERATOR and self.is_watched and self._stage is not _Stage.LOGIN:
            self._settle()
            if self._trouble is not None:
                self._recovered()

    def saw(self, sight: Sight, now: float) -> Next:
        """A document is in the tab."""
        match self._stage:
            case _Stage.ARRIVING:
                self._judge(sight, now)
            case _Stage.RETRYING if not sight.is_failure or self._has_lost_its_turn(sight):
                self._judge(sight, now)
            case _Stage.STUCK if not sight.is_error_page:
                self._judge(sight, now)
            case _Stage.LOGIN:
                return self._follow_login(sight)
            case _Stage.OPENING | _Stage.RETRYING | _Stage.STUCK | _Stage.SETTLED:
                pass
        return Next.NOTHING

    def tick(self, now: float) -> bool:
        """Say whether the card is to be asked for again, if the tab still shows a failure."""
        if self.due is None or now < self.due:
            return False
        self.due = None
        if self._stage is _Stage.OPENING and self._trouble is None:
            self._tell(Trouble.SLOW, "")
        elif self._stage is _Stage.ARRIVING:
            self._stage = _Stage.SETTLED
        return self._stage is _Stage.RETRYING

    def give_up(self) -> None:
        """The tab is not ours any more, or something is typed in it."""
        self._settle()

    def _has_lost_its_turn(self, sight: Sight) -> bool:
        """Chrome tries again by itself at times, and the tab could not be asked just then."""
        return self.due is None and not sight.is_typed

    def _judge(self, sight: Sight, now: float) -> None:
        """Only what came of our own asking may be a failure; a login may come by a script."""
        is_ours = self._whose is Whose.OURS
        self._is_signing_in = not sight.is_at_crm and not sight.is_failure
        if sight.is_error_page and is_ours:
            self._fail(Trouble.UNREACHABLE, "", Again.BY_ITSELF, now)
        elif sight.status >= 500 and is_ours:
            self._fail(Trouble.ERROR, str(sight.status), Again.BY_ITSELF, now)
        elif sight.asks_password and (not sight.is_card or sight.status in {401, 403}):
            self._stage, self.due = _Stage.LOGIN, None
            self._tell(Trouble.LOGIN, "")
        elif sight.status >= 400 and is_ours:
            self._settle()
            self._tell(Trouble.REFUSED, str(sight.status))
        elif self._trouble is not None:
            self._recover(now)

    def _follow_login(self, sight: Sight) -> Next:
        if sight.asks_password or sight.is_failure or not sight.is_at_crm:
            return Next.NOTHING
        if sight.is_card and not sight.is_refusal:
            self._settle()
            self._recovered()
        elif sight.is_typed or self._returns >= MOST_RETURNS:
            self._settle()
        else:
            self._returns += 1
            return Next.NAVIGATE
        return Next.NOTHING

    def _fail(self, trouble: Trouble, detail: str, again: Again, now: float) -> None:
        self._again = again
        self._tell(trouble, detail)
        if again is not Again.BY_ITSELF:
            self._stage, self.due = _Stage.STUCK, None
            return
        pause = BACK_OFF[min(self._attempts, len(BACK_OFF) - 1)]
        self._attempts += 1
        self._stage, self.due = _Stage.RETRYING, now + pause

    def _recover(self, now: float) -> None:
        self._stage, self.due = _Stage.ARRIVING, now + SECONDS_TO_SETTLE
        self._recovered()

    def _recovered(self) -> None:
        self._trouble, self._attempts = None, 0
        self._again = Again.BY_ITSELF
        self._answers.append(CardShown(self._card))

    def _settle(self) -> None:
        self._stage, self.due = _Stage.SETTLED, None

    def _tell(self, trouble: Trouble, detail: str) -> None:
        if trouble is not self._trouble:
            self._trouble = trouble
            self._answers.append(CardTroubled(self._card, trouble, detail))
