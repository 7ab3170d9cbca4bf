"""
The cards in the everyday Chrome: the desk's commands in, messages to its extension out.

The protocol is `protocol/native-messaging.md`. The extension keeps the tabs, and this knows which
it keeps; what is missing on either side after a restart is put right when the extension introduces
itself. How messages get there is not known here; `now` is in seconds that only grow.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.errors import ProtocolError, RequestError
from chatplugin.domain.events import Answer, PopFailed, TabClosed, TabKept
from chatplugin.domain.request import SIGNATURE_NAMES, WITHOUT_FORMS, CardRequest, Prepare, plainly
from chatplugin.operators_page import page
from chatplugin.wire import jsonrpc
from chatplugin.wire.arrival import ERROR_PAGE, UNSEEN, Arrival, Next, Sight, Whose, read_sight
from chatplugin.wire.extension_line import (
    ExtensionLine,
    Introduction,
    Question,
    is_too_long,
    read_introduction,
)
from chatplugin.wire.jsonrpc import Notification, Response

_REASON = "Chrome shows an error page"
"""Where the extension has not heard why."""


class _Card(Struct):
    """A card. `is_due` means that the extension has to be told, `is_open` that it keeps its tab."""

    command: RaiseTab
    arrival: Arrival
    is_due: bool = True
    is_open: bool = False
    is_ending: bool = False
    """It is to be closed as soon as it is there, or the extension is."""

    sight: Sight = UNSEEN
    """What was in its tab when that was last told."""


class ExtensionTabs:
    """What the extension shows. Cards outlive its connection, and Chrome itself."""

    def __init__(self, version: str, prepare: Prepare = plainly) -> None:
        self._version = version
        self._prepare = prepare
        self._line = ExtensionLine()
        self._cards: dict[ContactId, _Card] = {}
        self._browser = ""
        self._is_introduced = False
        self._answers: list[Answer] = []
        self._page = self._page_shown = ""
        self._now = 0.0
        self.has_missed_a_title = False

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
        return any(card.is_due for card in self._cards.values())

    def connected(self) -> None:
        self._line.introduce(self._version)

    def disconnected(self) -> None:
        self._is_introduced = False
        for question in self._line.lose():
            card = self._cards.get(question.contact_id)
            if card and question.method == "card/raise":
                card.is_due = True

    def raise_tab(self, command: RaiseTab, now: float) -> None:
        self._now = now
        new = _Card(command, Arrival(command.contact_id))
        card = self._cards.setdefault(command.contact_id, new)
        card.command = command
        card.is_ending = False
        card.is_due = card.is_due or not card.is_open or command.focus is Focus.FRONT
        self._ask_what_is_due()

    def close_tab(self, contact_id: ContactId) -> None:
        if card := self._cards.get(contact_id):
            card.is_ending = not (self._is_introduced and card.is_open)
            if not card.is_ending:
                self._ask_to_close(card)

    def show_page(self, model: str) -> None:
        """Keep the operator's page to *model*, from `operators_page.page`."""
        self._page = model
        self._ask_what_is_due()

    def next_look(self) -> float | None:
        """When `attend` is due; None if no card is waited for, or nobody is there to be asked."""
        if not self._is_introduced:
            return None
        dues = [card.arrival.due for card in self._cards.values()]
        return min((due for due in dues if due is not None), default=None)

    def attend(self, now: float) -> None:
        """Ask the CRM again for the cards whose time has come."""
        self._now = now
        for card in self._cards.values():
            if card.arrival.tick(now) and card.is_open:
                self._ask_to_retry(card)

    def receive(self, message: bytes, now: float) -> None:
        """Take in one message. Raises ProtocolError if it does not keep the protocol."""
        self._now = now
        heard = jsonrpc.parse(message)
        try:
            match heard:
                case Notification("page/pressed", params):
                    self._press(params["button"])
                case Notification(method, params):
                    self._notice(method, ContactId(params["card"]), params)
                case Response(int() as number, result, error):
                    self._answered(self._line.answered(number), result, error)
                case _:
                    raise ProtocolError("The extension asks for something: it has nothing to ask")
        except (KeyError, TypeError, AttributeError) as error:
            raise ProtocolError("The extension's message lacks something") from error
        self._ask_what_is_due()

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent now; it will not be returned again."""
        return self._line.take_outgoing()

    def take_answers(self) -> list[Answer]:
        for card in self._cards.values():
            self._answers += card.arrival.take_answers()
        answers, self._answers = self._answers, []
        return answers

    def _ask_what_is_due(self) -> None:
        if not self._is_introduced:
            return
        for card in list(self._cards.values()):
            if card.is_due and not self._line.is_full:
                card.is_due = False
                self._ask_to_raise(card)
        if self._page != self._page_shown and not self._line.has_asked(Question("page/show")):
            self._page_shown = self._page
            self._line.ask(Question("page/show"), {"model": self._page})

    def _ask_to_raise(self, card: _Card) -> None:
        contact_id = card.command.contact_id
        try:
            params = self._raising(card.command)
        except RequestError as error:
            self._drop(contact_id)
            self._answers.append(PopFailed(contact_id, str(error)))
        else:
            self._line.ask(Question("card/raise", contact_id), params)

    def _raising(self, command: RaiseTab) -> Mapping[str, object]:
        """Raises RequestError if the CRM cannot be asked as the settings demand."""
        request = self._request(command)
        # A signature is another each time: the extension has to know the card all the same.
        lasting = {"page": command.url, "passing": SIGNATURE_NAMES}
        params = {
            "card": command.contact_id,
            "url": request.url,
            "title": command.title,
            "front": command.focus is Focus.FRONT,
            **({} if request.is_plain else lasting),
        }
        if is_too_long(params):
            raise RequestError("The address is too long")
        return params

    def _request(self, command: RaiseTab) -> CardRequest:
        request = self._prepare(command.url)
        if request.form is not None:
            raise RequestError(WITHOUT_FORMS.format("Chrome's extension"))
        return request

    def _ask_to_retry(self, card: _Card) -> None:
        contact_id = card.command.contact_id
        try:
            request = self._request(card.command)
        except RequestError as error:
            card.arrival.refuse(str(error))
            return
        anew = {} if request.is_plain else {"url": request.url}
        card.arrival.begin(self._now)
        self._line.ask(Question("card/retry", contact_id), {"card": contact_id, **anew})

    def _ask_to_close(self, card: _Card) -> None:
        contact_id, card.is_ending = card.command.contact_id, False
        self._line.ask(Question("card/close", contact_id), {"card": contact_id})

    def _answered(
        self, question: Question | None, result: Any, error: Mapping[str, Any] | None
    ) -> None:
        match question:
            case Question("initialize"):
                self._meet(read_introduction(result, error))
            case Question("card/raise", contact_id) if error is not None:
                self._drop(contact_id)
                reason = f"Chrome refused to open a tab: {error['message']}"
                self._answers.append(PopFailed(contact_id, reason))
            case Question("card/raise", contact_id) if card := self._cards.get(contact_id):
                self._raised(card, result["state"], is_new=result["opened"])
            case Question("card/retry", contact_id) if card := self._cards.get(contact_id):
                if error is not None or not result["asked"]:
                    card.arrival.give_up()
            case Question("card/close", contact_id) if error is None and not result["closed"]:
                self._answers.append(TabKept(contact_id))
            case _:
                pass

    def _raised(self, card: _Card, state: str, *, is_new: bool) -> None:
        self._open(card)
        if card.is_ending:
            self._ask_to_close(card)
        if state == "opening" and not is_new:
            card.arrival.begin(self._now)  # Its tab had crashed, perhaps.
        is_wanted = card.arrival.is_in_trouble and card.command.focus is Focus.FRONT
        if is_wanted and card.arrival.is_worth_asking(card.sight):
            self._ask_to_retry(card)
        elif state != "opening":
            self._arrived(card, _REASON if state == "failed" else "")

    def _open(self, card: _Card) -> None:
        """Chrome has a tab for the card; its address is on its way."""
        if not card.is_open:
            card.is_open = True
            card.arrival.begin(self._now)

    def _arrived(self, card: _Card, failure: str) -> None:
        """Something is in the tab; an extension that was asked again tells what it was before."""
        if card.arrival.is_opening:
            card.arrival.answered(failure, self._now)

    def _meet(self, introduction: Introduction) -> None:
        """Put right what has changed while nobody heard of the other."""
        is_same_browser = introduction.browser == self._browser
        self._browser = introduction.browser
        self._is_introduced = True
        self._page_shown = ""
        for contact_id, card in list(self._cards.items()):
            was_open = card.is_open
            card.is_open = was_open and contact_id in introduction.cards
            if not was_open:
                card.is_due = True  # It was asked for perhaps; to ask again does no harm.
            elif not card.is_open and not card.is_due:
                self._miss(card, is_gone=is_same_browser or card.is_ending)
            elif card.is_ending:
                self._ask_to_close(card)
            elif card.arrival.is_opening and not card.is_due:
                self._ask_in_silence(card)

    def _miss(self, card: _Card, *, is_gone: bool) -> None:
        """A tab is missing: gone by the operator's hand, or with a Chrome that has ended."""
        if is_gone:
            self._drop(card.command.contact_id)
            self._answers.append(TabClosed(card.command.contact_id))
        else:
            self._ask_in_silence(card)

    def _ask_in_silence(self, card: _Card) -> None:
        """Ask for the card behind what the operator does."""
        card.is_due = True
        card.command = replace(card.command, focus=Focus.KEPT)

    def _notice(self, method: str, contact_id: ContactId, params: Mapping[str, Any]) -> None:
        card = self._cards.get(contact_id)
        if card is None:
            return  # Another run of EMC Desktop has left it open.
        match method:
            case "card/shown":
                self._open(card)
                self._shown(card, is_held=params.get("held") is not False)
            case "card/failed":
                self._open(card)
                self._arrived(card, params["reason"])
                self._moved(card, params, ERROR_PAGE)
                self._saw(card, ERROR_PAGE)
            case "card/seen":
                sight = read_sight(params["sight"])
                self._moved(card, params, sight)
                self._saw(card, sight)
            case "card/closed" if card.is_due or self._line.has_asked(
                Question("card/raise", contact_id)
            ):
                card.is_open = False  # It is on its way to be opened again.
            case "card/closed":
                self._drop(contact_id)
                self._answers.append(TabClosed(contact_id))
            case _:
                pass  # A newer extension may tell more.

    def _shown(self, card: _Card, *, is_held: bool) -> None:
        self._arrived(card, "")
        if not is_held:
            self.has_missed_a_title = True
            self._saw(card, UNSEEN)

    def _moved(self, card: _Card, params: Mapping[str, Any], sight: Sight | None) -> None:
        """Say whose the document is: only the first one, and that loaded again, is the card's."""
        if params.get("document", 1) == 1 or (sight and sight.is_reload):
            return
        card.arrival.moved(Whose.OPERATOR if params.get("byOperator") else Whose.PAGE)

    def _saw(self, card: _Card, sight: Sight | None) -> None:
        if sight is None:
            return
        card.sight = sight
        if card.arrival.saw(sight, self._now) is Next.NAVIGATE:
            self._ask_to_retry(card)

    def _press(self, button: str) -> None:
        if answer := page.read(button):
            self._answers.append(answer)

    def _drop(self, contact_id: ContactId) -> None:
        if card := self._cards.pop(contact_id, None):
            self._answers += card.arrival.take_answers()
