"""
Dialogues with Chrome over one DevTools connection, and nothing of what they are about.

A dialogue is a generator: it yields the calls that it wants to make together, and is sent their
results once all have come. It reads like blocking code and does no input or output; a test can
play Chrome. (Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol)
"""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from msgspec import Struct, field

from chatplugin.domain.errors import ChromeError

JsonObject = Mapping[str, Any]

NO_SUCH_TARGET = -32602
_NO_RESULT = 0

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

Steps = Generator[Sequence["Call[Any]"], list[JsonObject], T]
"""A part of a dialogue that comes to a result."""

Dialogue = Steps[None]


class CallFailed(ChromeError):
    """Chrome refused a call. `code` is that of JSON-RPC, such as -32602 for a tab that is gone."""

    def __init__(self, method: str, code: int, message: str) -> None:
        super().__init__(f"Chrome refused {method}: {message} ({code})")
        self.code = code


def _nothing(_: JsonObject) -> Any:
    return None


class Call(Struct, Generic[T], frozen=True):
    """
    A DevTools method. `session` is that of an attached tab; empty means the browser itself.

    A dialogue makes it by `yield from`, which gives what `read` finds in the result.
    """

    method: str
    params: JsonObject = field(default_factory=dict)
    session: str = ""
    read: Callable[[JsonObject], T] = _nothing

    def __iter__(self) -> Steps[T]:
        [result] = yield [self]
        return _read(self, result)


@overload
def together(first: Call[A], second: Call[B], /) -> Steps[tuple[A, B]]: ...
@overload
def together(first: Call[A], second: Call[B], third: Call[C], /) -> Steps[tuple[A, B, C]]: ...
@overload
def together(*calls: Call[Any]) -> Steps[tuple[Any, ...]]: ...
def together(*calls: Call[Any]) -> Steps[tuple[Any, ...]]:
    """Make *calls* in one write; return what they find when all are answered."""
    results = yield calls
    return tuple(_read(call, result) for call, result in zip(calls, results, strict=True))


def _read(call: Call[T], result: JsonObject) -> T:
    try:
        return call.read(result)
    except (KeyError, TypeError) as error:
        raise CallFailed(call.method, _NO_RESULT, "its answer lacks something") from error


class Notice(Struct, frozen=True):
    """An event that Chrome sends of itself."""

    method: str
    params: JsonObject
    session: str = ""


class _Turn(Struct):
    """The calls that a dialogue waits for, with the results that have come so far."""

    dialogue: Dialogue
    calls: Sequence[Call[Any]]
    results: dict[int, JsonObject] = field(default_factory=dict)
    failure: CallFailed | None = None


class Connection:
    """Runs dialogues. What is to be written gathers until `take_outgoing` is called."""

    def __init__(self) -> None:
        self._next_id = 0
        self._turns: dict[int, tuple[_Turn, int]] = {}
        self._outgoing: list[bytes] = []

    @property
    def is_waiting(self) -> bool:
        """Whether Chrome owes an answer."""
        return bool(self._turns)

    def begin(self, dialogue: Dialogue) -> None:
        """Run *dialogue* up to its first calls."""
        self._step(dialogue, None)

    def receive(self, message: bytes) -> Notice | None:
        """
        Take in one message of Chrome, without its NUL.

        An answer goes on with its dialogue; an event is returned. Raises ChromeError if the message
        is neither.
        """
        try:
            value = json.loads(message)
            number = value.get("id")
            if number is None:
                return Notice(value["method"], value.get("params", {}), value.get("sessionId", ""))
        except (ValueError, KeyError, AttributeError) as error:
            raise ChromeError(f"Chrome sent {len(message)} bytes that are no message") from error
        self._answer(number, value)
        return None

    def abandon(self, session: str) -> None:
        """End all dialogues that wait for a tab that is gone or crashed: Chrome may not answer."""
        turns = [turn for turn, _ in self._turns.values() if turn.calls[0].session == session]
        for turn in {id(turn): turn for turn in turns}.values():
            self._turns = {n: entry for n, entry in self._turns.items() if entry[0] is not turn}
            turn.dialogue.close()

    def take_outgoing(self) -> bytes:
        """Return what is to be written now; it will not be returned again."""
        data = b"".join(self._outgoing)
        self._outgoing.clear()
        return data

    def _answer(self, number: int, value: JsonObject) -> None:
        if number not in self._turns:
            return
        turn, index = self._turns.pop(number)
        turn.results[index] = value.get("result", {})
        if error := value.get("error"):
            method = turn.calls[index].method
            turn.failure = turn.failure or CallFailed(method, error["code"], error["message"])
        if len(turn.results) == len(turn.calls):
            results = [turn.results[index] for index in range(len(turn.calls))]
            self._step(turn.dialogue, turn.failure or results)

    def _step(self, dialogue: Dialogue, value: list[JsonObject] | CallFailed | None) -> None:
        try:
            if isinstance(value, CallFailed):
                calls = dialogue.throw(value)
            else:
                calls = dialogue.send(value) if value is not None else next(dialogue)
        except StopIteration:
            return
        self._send(_Turn(dialogue, calls))

    def _send(self, turn: _Turn) -> None:
        for index, call in enumerate(turn.calls):
            self._next_id += 1
            self._turns[self._next_id] = (turn, index)
            self._outgoing.append(_encode(self._next_id, call))


def _encode(number: int, call: Call[Any]) -> bytes:
    message = {"id": number, "method": call.method, "params": call.params}
    if call.session:
        message["sessionId"] = call.session
    return json.dumps(message, separators=(",", ":")).encode() + b"\0"
