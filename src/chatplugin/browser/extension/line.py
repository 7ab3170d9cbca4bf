"""
What is asked of the extension in Chrome, by number, until it answers.

The messages are those of `protocol/native-messaging.md`. What they mean for cards is decided in
`browser.extension.tabs`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chatplugin.domain.contact import CardId
from chatplugin.domain.errors import ProtocolError
from chatplugin.wire import messages

PROTOCOL = 1

LONGEST_MESSAGE = 1024 * 1024
"""Bytes that Chrome takes from a native messaging host at once."""

_MOST_ASKED = 16
"""Questions at a time: more could fill the pipe to a Chrome that hangs, and stop this process."""


class Question(NamedTuple):
    """What is asked of a card, or of none."""

    method: str
    card: CardId = CardId("")


class Introduction(NamedTuple):
    """The answer to `initialize`. *browser* is one id for one run of Chrome."""

    browser: str
    cards: frozenset[CardId]


class ExtensionLine:
    """Questions that wait for an answer, and messages that wait to be sent."""

    def __init__(self) -> None:
        self._next_id = 0
        self._asked: dict[int, Question] = {}
        self._outgoing: list[bytes] = []

    @property
    def is_waiting(self) -> bool:
        """Whether the extension owes an answer."""
        return bool(self._asked)

    @property
    def is_full(self) -> bool:
        return len(self._asked) >= _MOST_ASKED

    def has_asked(self, question: Question) -> bool:
        return question in self._asked.values()

    def ask(self, question: Question, params: Mapping[str, object]) -> None:
        self._next_id += 1
        self._asked[self._next_id] = question
        self._outgoing.append(messages.Request(self._next_id, question.method, params).encode())

    def introduce(self, version: str) -> None:
        self.ask(Question("initialize"), {"protocol": PROTOCOL, "service": version})

    def answered(self, number: int) -> Question | None:
        """Return what was asked; None if nothing was, or before the line was lost."""
        return self._asked.pop(number, None)

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent now; it will not be returned again."""
        messages, self._outgoing = self._outgoing, []
        return messages

    def lose(self) -> list[Question]:
        """Forget everything; return what will not be answered any more."""
        lost = list(self._asked.values())
        self._asked.clear()
        self._outgoing.clear()
        return lost


def is_too_long(params: Mapping[str, object]) -> bool:
    """Whether a message with *params* is more than Chrome would take, with room for the rest."""
    return len(messages.Notification("", params).encode()) > LONGEST_MESSAGE // 2


def read_introduction(result: Any, error: Mapping[str, Any] | None) -> Introduction:
    """Raises ProtocolError if the extension speaks another protocol."""
    if error is not None or result["protocol"] != PROTOCOL:
        spoken = "another one" if error else result["protocol"]
        raise ProtocolError(
            f"The extension in Chrome speaks protocol {spoken}, this service {PROTOCOL}",
            remedy="Install the extension that came with this version of ChatPlugin",
        )
    return Introduction(result["session"], frozenset(map(CardId, result["cards"])))
