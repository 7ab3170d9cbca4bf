"""
The cards in the everyday Chrome: the desk's commands in, messages to its extension out.

The protocol is `protocol/native-messaging.md`. The extension keeps the tabs, and this knows which
it keeps; what is missing on either side after a restart is put right when the extension introduces
itself. How messages get there is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Answer, CardShown, CardTroubled, PopFailed, TabClosed, TabKept
from chatplugin.domain.trouble import Trouble
from chatplugin.errors import ProtocolError
from chatplugin.wire import jsonrpc
from chatplugin.wire.jsonrpc import Notification, Response

PROTOCOL = 1

LONGEST_MESSAGE = 1024 * 1024
"""Bytes that Chrome takes from a native messaging host at once."""

_MOST_ASKED = 16
"""Questions at a time: more could fill the pipe to a Chrome that hangs, and stop this process."""


@dataclass(slots=True)
class _Card:
    """A card. `is_due` means that the extension has to be told, `is_open` that it keeps its tab."""

    command: RaiseTab
    is_due: bool = True
    is_open: bool = False
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class _Introduction:
    """The answer to `initialize`. *browser* is one id for one run of Chrome."""

    browser: str
    cards: frozenset[ContactId]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a card, or `initialize` of none."""

    method: str
    contact_id: ContactId


class ExtensionTabs:
    """What the extension shows. Cards outlive its connection, and Chrome itself."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._cards: dict[ContactId, _Card] = {}
        self._browser = ""
        self._is_introduced = False
        self._next_id = 0
        self._asked: dict[int, _Question] = {}
        self._outgoing: list[bytes] = []
        self._answers: list[Answer] = []
        self.has_missed_a_title = False

    @property
    def is_waiting(self) -> bool:
        """Whether the extension owes an answer."""
        return bool(self._asked)

    @property
    def is_introduced(self) -> bool:
        return self._is_introduced

    @property
    def has_due_cards(self) -> bool:
        """Whether something waits for the extension to be shown."""
        return any(card.is_due for card in self._cards.values())

    def connected(self) -> None:
        params = {"protocol": PROTOCOL, "service": self._version}
        self._ask(_Question("initialize", ContactId("")), params)

    def disconnected(self) -> None:
        self._is_introduced = False
        self._asked.clear()
        self._outgoing.clear()

    def raise_tab(self, command: RaiseTab) -> None:
        card = self._cards.setdefault(command.contact_id, _Card(command))
        card.command = command
        card.is_due = card.is_due or not card.is_open or command.focus is Focus.FRONT
        self._ask_what_is_due()

    def close_tab(self, contact_id: ContactId) -> None:
        if self._is_introduced and contact_id in self._cards:
            self._ask(_Question("card/close", contact_id), {"card": contact_id})

    def receive(self, message: bytes) -> None:
        """Take in one message. Raises ProtocolError if it does not keep the protocol."""
        heard = jsonrpc.parse(message)
        try:
            match heard:
                case Notification(method, params):
                    self._notice(method, params)
                case Response(int() as number, result, error):
                    self._answered(self._asked.pop(number, None), result, error)
                case _:
                    raise ProtocolError("The extension asks for something: it has nothing to ask")
        except (KeyError, TypeError, AttributeError) as error:
            raise ProtocolError("The extension's message lacks something") from error
        self._ask_what_is_due()

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent now; it will not be returned again."""
        messages, self._outgoing = self._outgoing, []
        return messages

    def take_answers(self) -> list[Answer]:
        answers, self._answers = self._answers, []
        return answers

    def _ask_what_is_due(self) -> None:
        if not self._is_introduced:
            return
        for contact_id, card in list(self._cards.items()):
            if card.is_due and len(self._asked) < _MOST_ASKED:
                card.is_due = False
                self._ask_to_raise(contact_id, card.command)

    def _ask_to_raise(self, contact_id: ContactId, command: RaiseTab) -> None:
        params = {
            "card": contact_id,
            "url": command.url,
            "title": command.title,
            "front": command.focus is Focus.FRONT,
        }
        if len(jsonrpc.notification("", params)) > LONGEST_MESSAGE // 2:
            del self._cards[contact_id]
            self._answers.append(PopFailed(contact_id, "The address is too long"))
            return
        self._ask(_Question("card/raise", contact_id), params)

    def _ask(self, question: _Question, params: Mapping[str, object]) -> None:
        self._next_id += 1
        self._asked[self._next_id] = question
        self._outgoing.append(jsonrpc.request(self._next_id, question.method, params))

    def _answered(
        self, question: _Question | None, result: Any, error: Mapping[str, Any] | None
    ) -> None:
        if question is None:
            return
        if question.method == "initialize":
            self._meet(_introduction(result, error))
        elif question.method == "card/close":
            if error is None and not result["closed"]:
                self._answers.append(TabKept(question.contact_id))
        elif error is not None:
            self._cards.pop(question.contact_id, None)
            reason = f"Chrome refused to open a tab: {error['message']}"
            self._answers.append(PopFailed(question.contact_id, reason))
        elif card := self._cards.get(question.contact_id):
            card.is_open = True
            if result["state"] == "shown":
                self._shown(question.contact_id, card)

    def _meet(self, introduction: _Introduction) -> None:
        """Put right what has changed while nobody heard of the other."""
        is_same_browser = introduction.browser == self._browser
        self._browser = introduction.browser
        self._is_introduced = True
        for contact_id, card in list(self._cards.items()):
            was_open, card.is_open = card.is_open, contact_id in introduction.cards
            if not was_open:
                card.is_due = True  # It was asked for perhaps; to ask again does no harm.
            elif not card.is_open and not card.is_due:
                self._miss(contact_id, card, is_same_browser=is_same_browser)

    def _miss(self, contact_id: ContactId, card: _Card, *, is_same_browser: bool) -> None:
        """A tab is gone: by the operator's hand, or with a Chrome that has ended."""
        if is_same_browser:
            del self._cards[contact_id]
            self._answers.append(TabClosed(contact_id))
        else:
            card.is_due = True
            card.is_shown = False
            card.command = replace(card.command, focus=Focus.KEPT)

    def _notice(self, method: str, params: Mapping[str, Any]) -> None:
        contact_id = ContactId(params["card"])
        card = self._cards.get(contact_id)
        if card is None:
            return  # Another run of EMC Desktop has left it open.
        match method:
            case "card/shown":
                self.has_missed_a_title |= params.get("held") is False
                self._shown(contact_id, card)
            case "card/failed":
                card.is_shown = False
                unreachable = CardTroubled(contact_id, Trouble.UNREACHABLE, params["reason"])
                self._answers.append(unreachable)
            case "card/closed" if card.is_due or _Question("card/raise", contact_id) in (
                self._asked.values()
            ):
                card.is_open = card.is_shown = False  # It is on its way to be opened again.
            case "card/closed":
                del self._cards[contact_id]
                self._answers.append(TabClosed(contact_id))
            case _:
                pass  # A newer extension may tell more.

    def _shown(self, contact_id: ContactId, card: _Card) -> None:
        if not card.is_shown:
            card.is_shown = True
            self._answers.append(CardShown(contact_id))


def _introduction(result: Any, error: Mapping[str, Any] | None) -> _Introduction:
    if error is not None or result["protocol"] != PROTOCOL:
        spoken = "another one" if error else result["protocol"]
        raise ProtocolError(
            f"The extension in Chrome speaks protocol {spoken}, this service {PROTOCOL}",
            remedy="Install the extension that came with this version of ChatPlugin",
        )
    return _Introduction(result["session"], frozenset(map(ContactId, result["cards"])))
