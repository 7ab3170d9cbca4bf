"""
The cards in the everyday Chrome: the verbs of `browser.cards` as messages to its extension.

The protocol is `protocol/native-messaging.md`. The extension keeps the tabs, and this knows which
it keeps; what is missing on either side after a restart is put right when the extension introduces
itself. How messages get there is the business of `browser.extension.everyday_chrome`.
"""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.browser.card_states import BEING_ASKED, CHANGING, WITHOUT_A_TAB, On, State, Verb
from chatplugin.browser.cards import (
    ERROR_PAGE,
    UNSEEN,
    Answered,
    Card,
    CardEvent,
    Failed,
    Moved,
    Raised,
    Seen,
    Sight,
    Timers,
    Whose,
)
from chatplugin.browser.driver import DriverCommand, ShowPage, Turn
from chatplugin.desktop import messages
from chatplugin.desktop.messages import Notification, Response
from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import ProtocolError, RequestError
from chatplugin.domain.events import MARKED, CloseTab, Focus, ForgetLogins, RaiseTab, TabClosed
from chatplugin.domain.request import SIGNATURE_NAMES, CardRequest
from chatplugin.operators_page import page
from chatplugin.sentences import said

_PROTOCOL = 1

_LONGEST_MESSAGE = 1024 * 1024
"""Bytes that Chrome takes from a native messaging host at once."""

_MOST_RAISED = 4
"""
Cards at a time. The extension makes one tab after the other, and a newer card may come first.

Many could fill the pipe to a Chrome that hangs, and stop this process.
"""

_REASON = "Chrome shows an error page"
"""Where the extension has not heard why."""


FORGETS_NOTHING = (
    "OnOperatorChange=clear: in the operator's everyday Chrome ChatPlugin deletes nothing. The CRM "
    "may still know the operator before"
)


class _Question(NamedTuple):
    """What is asked of a card, or of none."""

    method: str
    card: CardId = CardId("")


class _Place(Struct):
    """A card, and what the extension has told of it."""

    card: Card
    is_due: bool = False
    """Whether the extension has to be told to raise it."""

    is_close_due: bool = False
    """Whether it is to be closed as soon as the extension is there."""

    sight: Sight = UNSEEN

    @property
    def is_open(self) -> bool:
        return self.card.state not in WITHOUT_A_TAB


class ExtensionTabs:
    """What the extension shows. Cards outlive its connection, and Chrome itself."""

    def __init__(self, version: str, turn: Turn) -> None:
        self._version = version
        self._turn = turn
        self._line = _Line()
        self._places: dict[CardId, _Place] = {}
        self._timers = Timers()
        self._turns = count(1)
        self._in_front: Card | None = None
        self._browser = ""
        self._is_introduced = False
        self._page = self._page_shown = ""
        self.has_missed_a_title = False
        self.is_kept_out_by_policy = False
        """Whether that was because a policy lets no extension into the page."""

    @property
    def is_waiting(self) -> bool:
        """Whether the extension owes an answer."""
        return self._line.is_waiting

    @property
    def is_introduced(self) -> bool:
        return self._is_introduced

    @property
    def has_due_cards(self) -> bool:
        """Whether something waits for the extension to be shown."""
        return any(place.is_due for place in self._places.values())

    @property
    def due(self) -> float | None:
        """When `tick` is due; None if no card is waited for, or nobody is there to be asked."""
        return self._timers.due if self._is_introduced else None

    def connected(self) -> None:
        self._line.ask(_Question("initialize"), {"protocol": _PROTOCOL, "service": self._version})

    def disconnected(self) -> None:
        self._is_introduced = False
        for question in self._line.lose():
            place = self._places.get(question.card)
            if place and question.method == "card/raise":
                place.is_due = True
            elif place and question.method == "card/close":
                place.is_close_due = True

    def do(self, command: DriverCommand) -> None:
        match command:
            case RaiseTab(card_id):
                place = self._places.setdefault(card_id, _Place(Card(command)))
                place.is_close_due = False
                self._take(place, Raised(command.focus, next(self._turns)))
            case CloseTab(card_id):
                if known := self._places.get(card_id):
                    self._take(known, On.ENDED)
                else:
                    self._turn.tell(TabClosed(card_id))  # It could not be opened, for one.
            case ForgetLogins():
                self._turn.say(FORGETS_NOTHING)
            case ShowPage(model):
                self._page = model
        self._ask_what_is_due()

    def tick(self) -> None:
        """Take in that time has passed. Nothing is done while nobody is there to be asked."""
        for card in self._timers.take_due(self._turn.now) if self._is_introduced else []:
            if place := self._places.get(card.command.card):
                self._take(place, On.WOKEN)

    def receive(self, message: bytes) -> None:
        """Take in one message. Raises ProtocolError if it does not keep the protocol."""
        heard = messages.parse(message)
        try:
            if isinstance(heard, Notification):
                self._notice(heard.method, heard.params)
            elif isinstance(heard, Response) and isinstance(heard.id, int):
                self._answered(self._line.answered(heard.id), heard.result, heard.error)
            else:
                raise ProtocolError("The extension asks for something: it has nothing to ask")
        except (KeyError, TypeError, AttributeError) as error:
            raise ProtocolError("The extension's message lacks something") from error
        self._ask_what_is_due()

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent now; it will not be returned again."""
        return self._line.take_outgoing()

    def _take(self, place: _Place, event: CardEvent) -> None:
        """Tell the card of *event*, and do what follows."""
        for action in self._timers.take(place.card, event, self._turn.now):
            if isinstance(action, Verb):
                self._carry_out(action, place)
            else:
                self._turn.tell(action)
        if place.card.state is State.NONE:
            self._places.pop(place.card.command.card, None)

    def _carry_out(self, verb: Verb, place: _Place) -> None:
        match verb:
            case Verb.OPEN | Verb.ACTIVATE | Verb.MARK:
                place.is_due = True
            case Verb.NAVIGATE:
                self._ask_to_retry(place)
            case Verb.LOOK if place.card.state in CHANGING and self._is_introduced:
                params = {"card": place.card.command.card}
                self._line.ask(_about("card/look", place), params)
            case Verb.LOOK:  # The extension looks by itself, and tells what it sees.
                self._take(place, Seen(place.sight))
            case Verb.CLOSE:
                self._ask_to_close(place)
            case Verb.SHOW_PAGE:
                pass  # It opens when the operator wants to see it.

    def _ask_what_is_due(self) -> None:
        if not self._is_introduced:
            return
        while not self._line.is_full and self.has_due_cards:
            due = (place for place in self._places.values() if place.is_due)
            newest = max(due, key=lambda place: place.card.urgency)
            newest.is_due = False
            self._ask_to_raise(newest)
        if self._page != self._page_shown and not self._line.has_asked(_Question("page/show")):
            self._page_shown = self._page
            self._line.ask(_Question("page/show"), {"model": self._page})

    def _ask_to_raise(self, place: _Place) -> None:
        try:
            params = self._raising(place)
        except RequestError as error:
            self._take(place, Failed(On.UNASKABLE, error.said))
        else:
            self._line.ask(_about("card/raise", place), params)

    def _raising(self, place: _Place) -> Mapping[str, object]:
        """Raises RequestError if the CRM cannot be asked as the settings demand."""
        request = self._request(place)
        self._in_front = place.card.give_way(self._in_front)
        command = place.card.command
        # A signature is another each time: the extension has to know the card all the same.
        lasting = {"page": command.url, "passing": SIGNATURE_NAMES}
        params = {
            "card": command.card,
            "url": request.url,
            "title": command.title,
            "front": command.focus is Focus.FRONT,
            **({"mark": True} if command.focus in MARKED else {}),
            **({"flash": True} if command.focus is Focus.FLASH else {}),
            **({} if request.is_plain else lasting),
        }
        if _is_too_long(params):
            raise RequestError(said("request.too_long"))
        return params

    def _request(self, place: _Place) -> CardRequest:
        request = self._turn.request(place.card.command.url)
        if request.form is not None:
            raise RequestError(said("chrome.no_form"))
        place.card.is_signed = request.is_signed
        return request

    def _ask_to_retry(self, place: _Place) -> None:
        try:
            request = self._request(place)
        except RequestError as error:
            self._take(place, Failed(On.UNASKABLE, error.said))
            return
        anew = {} if request.is_plain else {"url": request.url}
        params = {"card": place.card.command.card, **anew}
        self._line.ask(_about("card/retry", place), params)

    def _ask_to_close(self, place: _Place) -> None:
        place.is_close_due = not self._is_introduced
        if self._is_introduced:
            params = {"card": place.card.command.card}
            self._line.ask(_about("card/close", place), params)

    def _answered(
        self, question: _Question | None, result: Any, error: Mapping[str, Any] | None
    ) -> None:
        if question is None:
            return
        if question.method == "initialize":
            self._meet(result, error)
        place = self._places.get(question.card)
        if place is None:
            return
        if question.method == "card/raise":
            self._raised(place, result, error)
        elif question.method == "card/look":
            self._looked(place, result if error is None else None)
        elif question.method == "card/retry" and (error is not None or not result["asked"]):
            self._take(place, On.NOT_ASKED)
        elif question.method == "card/close" and error is None and not result["closed"]:
            self._take(place, On.KEPT)

    def _looked(self, place: _Place, result: Any) -> None:
        """An extension that may not look, or is an older one, has told what it saw before."""
        place.sight = (Sight.read(result["sight"]) if result else None) or place.sight
        self._take(place, Seen(place.sight))

    def _raised(self, place: _Place, result: Any, error: Mapping[str, Any] | None) -> None:
        if error is not None:
            reason = said("chrome.refused_tab", reason=_without_address(str(error["message"])))
            self._take(place, Failed(On.CHROME_REFUSED, reason))
            return
        state, was_open = result["state"], place.is_open
        if not was_open or (state == "opening" and not result["opened"]):
            self._take(place, On.PLACED)  # Its tab had crashed, perhaps.
        if state == "failed":
            self._failed(place, _REASON)
        elif state == "shown":
            self._arrived(place)
        if was_open and place.card.command.focus is Focus.FRONT:
            self._take(place, On.ACTIVATED)

    def _meet(self, result: Any, error: Mapping[str, Any] | None) -> None:
        """
        Put right what has changed while nobody heard of the other.

        `session` is one id for one run of Chrome. Raises ProtocolError if the extension speaks
        another protocol.
        """
        _check_protocol(result, error)
        browser, cards = result["session"], set(result["cards"])
        is_same_browser = browser == self._browser
        self._browser = browser
        self._is_introduced = True
        self._page_shown = ""
        for card_id, place in list(self._places.items()):
            if not place.is_open:
                place.is_due = True  # It was asked for perhaps; to ask again does no harm.
            elif card_id not in cards:
                self._miss(place, is_gone=is_same_browser or place.is_close_due)
            elif place.is_close_due:
                self._ask_to_close(place)
            elif place.card.state in BEING_ASKED and not place.is_due:
                self._ask_in_silence(place)

    def _miss(self, place: _Place, *, is_gone: bool) -> None:
        """A tab is missing: gone by the operator's hand, or with a Chrome that has ended."""
        if place.is_due:
            self._take(place, On.MISSING)
        else:
            self._take(place, On.GONE if is_gone else On.BROWSER_GONE)

    def _ask_in_silence(self, place: _Place) -> None:
        """Ask what has become of the card, behind what the operator does."""
        place.is_due = True
        place.card.command = replace(place.card.command, focus=Focus.UNCHANGED)

    def _notice(self, method: str, params: Mapping[str, Any]) -> None:
        if method == "page/pressed":
            self._press(params["button"])
            return
        place = self._places.get(CardId(params["card"]))
        if place is None:
            return  # Another run of EMC Desktop has left it open.
        if method == "card/shown":
            self._shown(place, params)
        elif method == "card/failed":
            self._failed(place, params["reason"])
            self._saw(place, ERROR_PAGE, params.get("document", 1), params)
        elif method == "card/seen":
            self._saw(place, Sight.read(params["sight"]), params["document"], params)
        elif method == "card/touched":
            self._take(place, On.TOUCHED)
        elif method == "card/closed":
            self._closed(place, is_empty=params.get("empty") is True)

    def _shown(self, place: _Place, params: Mapping[str, Any]) -> None:
        self._arrived(place)
        if params.get("held") is False:
            self.has_missed_a_title = True
            self.is_kept_out_by_policy |= params.get("byPolicy") is True
            self._saw(place, UNSEEN, 1, {})

    def _failed(self, place: _Place, reason: str) -> None:
        place.sight = ERROR_PAGE
        self._arrived(place, reason)

    def _arrived(self, place: _Place, failure: str = "") -> None:
        """Something is in the tab; an extension that was asked again tells what it was before."""
        if not place.is_open:
            self._take(place, On.PLACED)
        if place.card.state in BEING_ASKED:
            self._take(place, Answered(failure))

    def _saw(
        self, place: _Place, sight: Sight | None, document: int, params: Mapping[str, Any]
    ) -> None:
        """Only the first document since the card was asked for, and that loaded again, is ours."""
        if params.get("byLink"):
            self._take(place, Moved(Whose.OPERATOR))
        elif document > 1 and not (sight and sight.is_reload):
            is_by_operator = bool(params.get("byOperator"))
            self._take(place, Moved(Whose.FORM if is_by_operator else Whose.PAGE))
        if sight is not None:
            place.sight = sight
            self._take(place, Seen(sight))

    def _closed(self, place: _Place, *, is_empty: bool) -> None:
        if place.is_due or self._line.has_asked(_about("card/raise", place)):
            is_due = place.is_due  # It is on its way to be opened again.
            self._take(place, On.MISSING)
            place.is_due = is_due
        else:
            self._take(place, On.EMPTY_GONE if is_empty else On.GONE)

    def _press(self, button: str) -> None:
        if answer := page.read(button):
            self._turn.tell(answer)


class _Line:
    """What is asked of the extension, by number, until it answers; and what waits to be sent."""

    def __init__(self) -> None:
        self._next_id = 0
        self._asked: dict[int, _Question] = {}
        self._outgoing: list[bytes] = []

    @property
    def is_waiting(self) -> bool:
        """Whether the extension owes an answer. A look is answered by a page, which may hang."""
        return any(question.method != "card/look" for question in self._asked.values())

    @property
    def is_full(self) -> bool:
        """Whether no more cards are asked for now."""
        methods = [question.method for question in self._asked.values()]
        return methods.count("card/raise") >= _MOST_RAISED

    def has_asked(self, question: _Question) -> bool:
        return question in self._asked.values()

    def ask(self, question: _Question, params: Mapping[str, object]) -> None:
        self._next_id += 1
        self._asked[self._next_id] = question
        self._outgoing.append(messages.Request(self._next_id, question.method, params).encode())

    def answered(self, number: int) -> _Question | None:
        """Return what was asked; None if nothing was, or before the line was lost."""
        return self._asked.pop(number, None)

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent now; it will not be returned again."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def lose(self) -> list[_Question]:
        """Forget everything; return what will not be answered any more."""
        lost = list(self._asked.values())
        self._asked.clear()
        self._outgoing.clear()
        return lost


def _without_address(message: str) -> str:
    """Chrome may quote the card's address, which has the customer's."""
    return re.sub(r'"[^"]*"?|\S+://\S*', "…", message)


def _about(method: str, place: _Place) -> _Question:
    return _Question(method, place.card.command.card)


def _is_too_long(params: Mapping[str, object]) -> bool:
    """Whether a message with *params* is more than Chrome would take, with room for the rest."""
    return len(messages.Notification("", params).encode()) > _LONGEST_MESSAGE // 2


def _check_protocol(result: Any, error: Mapping[str, Any] | None) -> None:
    if error is not None or result["protocol"] != _PROTOCOL:
        spoken = "?" if error else str(result["protocol"])
        raise ProtocolError(said("extension.protocol", spoken=spoken, ours=_PROTOCOL))
