import json
from collections.abc import Mapping
from typing import Any

import pytest

from chatplugin.browser.devtools.protocol import (
    Call,
    CallFailed,
    Connection,
    Dialogue,
    Target,
    TargetId,
    together,
)
from chatplugin.domain.errors import ProtocolError


def _sent(connection: Connection) -> list[dict[str, Any]]:
    return [json.loads(message) for message in connection.take_outgoing().split(b"\0")[:-1]]


def _answer(number: int, result: Mapping[str, Any]) -> bytes:
    return json.dumps({"id": number, "result": result}).encode()


def _refusal(number: int) -> bytes:
    error = {"code": -32602, "message": "No target with given id found"}
    return json.dumps({"id": number, "error": error}).encode()


class Heard(list[Any]):
    """What a dialogue has been told."""

    def dialogue(self, *turns: list[Call[Any]]) -> Dialogue:
        for calls in turns:
            try:
                self.append((yield calls))
            except CallFailed as failure:
                self.append(failure.code)


def test_a_dialogue_goes_on_with_each_answer() -> None:
    heard, connection = Heard(), Connection()

    connection.begin(heard.dialogue([Call("A")], [Call("B", {"x": 1}, session="S")]))
    first = _sent(connection)
    connection.receive(_answer(1, {"a": 1}))
    second = _sent(connection)

    assert first == [{"id": 1, "method": "A", "params": {}}]
    assert second == [{"id": 2, "method": "B", "params": {"x": 1}, "sessionId": "S"}]
    assert heard == [[{"a": 1}]]


def test_calls_made_together_are_answered_in_their_own_order() -> None:
    heard, connection = Heard(), Connection()
    connection.begin(heard.dialogue([Call("A"), Call("B")]))

    connection.receive(_answer(2, {"b": 2}))
    connection.receive(_answer(1, {"a": 1}))

    assert heard == [[{"a": 1}, {"b": 2}]]
    assert not connection.is_waiting


def test_a_refused_call_is_thrown_into_its_dialogue_alone() -> None:
    refused, other, connection = Heard(), Heard(), Connection()
    connection.begin(refused.dialogue([Call("A")]))
    connection.begin(other.dialogue([Call("B")]))

    connection.receive(_refusal(1))

    assert (refused, other) == ([-32602], [])
    assert connection.is_waiting


@pytest.mark.parametrize(
    ("method", "message", "is_forbidden"),
    [
        ("Target.attachToTarget", "Not allowed", True),
        ("Target.attachToTarget", "No target with given id found", False),
        ("Page.navigate", "Not allowed", False),
    ],
)
def test_a_chrome_that_lets_nobody_attach_is_known_by_its_words(
    method: str, message: str, is_forbidden: bool
) -> None:
    heard, connection = Heard(), Connection()
    connection.begin(heard.dialogue([Call(method)]))

    error = {"code": -32000, "message": message}
    connection.receive(json.dumps({"id": 1, "error": error}).encode())

    assert connection.is_forbidden is is_forbidden


def test_dialogues_with_a_tab_that_is_gone_end_and_hear_nothing_more() -> None:
    heard, connection = Heard(), Connection()
    connection.begin(heard.dialogue([Call("A", session="S"), Call("B")]))

    connection.abandon("S")
    connection.receive(_answer(2, {}))

    assert heard == []
    assert not connection.is_waiting


def test_a_call_gives_what_it_finds_in_its_result() -> None:
    found: list[object] = []

    def dialogue() -> Dialogue:
        found.append((yield from Call("A", read=lambda result: result["a"])))
        found.append((yield from together(Call("B", read=lambda result: result["b"]), Call("C"))))

    connection = Connection()
    connection.begin(dialogue())
    for number, result in enumerate([{"a": 1}, {"b": 2}, {}], start=1):
        connection.receive(_answer(number, result))

    assert found == [1, (2, None)]


def test_a_result_that_lacks_something_is_thrown_into_its_dialogue() -> None:
    failed: list[str] = []

    def dialogue() -> Dialogue:
        try:
            yield from Call("A", read=lambda result: result["a"])
        except CallFailed as failure:
            failed.append(str(failure))

    connection = Connection()
    connection.begin(dialogue())
    connection.receive(_answer(1, {}))

    assert failed == ["Chrome refused A: its answer lacks something (0)"]


@pytest.mark.parametrize("error", [{}, [], "no", {"code": "1", "message": 2}])
def test_a_refusal_that_lacks_something_is_thrown_into_its_dialogue(error: object) -> None:
    heard, connection = Heard(), Connection()
    connection.begin(heard.dialogue([Call("A")]))

    connection.receive(json.dumps({"id": 1, "error": error or {"code": None}}).encode())

    assert heard == [0]


@pytest.mark.parametrize(
    "result", [{}, [], None, 7, {"targetId": ["T"]}, {"targetId": None}, {"targetId": 1.5}]
)
def test_a_result_of_another_type_is_thrown_into_its_dialogue(result: object) -> None:
    failed: list[int] = []

    def dialogue() -> Dialogue:
        try:
            yield from Target.create_target("about:blank")
        except CallFailed as failure:
            failed.append(failure.code)

    connection = Connection()
    connection.begin(dialogue())
    connection.receive(json.dumps({"id": 1, "result": result}).encode())

    assert failed == [0]


@pytest.mark.parametrize(
    "message",
    [
        b'{"id": []}',
        b'{"id": "1"}',
        b'{"method": []}',
        b'{"method": 7, "params": {}}',
        b"[" * 100_000,
        b'{"method": "Target.targetDestroyed", "params": []}',
        b'{"method": "Target.targetDestroyed", "params": {"targetId": ["T"]}}',
        b'{"method": "Page.frameNavigated", "params": {"frame": "F"}}',
        b'{"method": "Page.loadEventFired", "sessionId": {}}',
        b'{"method": "Runtime.bindingCalled", "params": {"executionContextId": 1, "name": 7}}',
    ],
)
def test_a_message_that_is_none_is_refused_and_nothing_else_raised(message: bytes) -> None:
    with pytest.raises(ProtocolError, match="Chrome sent"):
        Connection().receive(message)


def test_an_event_of_chrome_is_handed_on() -> None:
    event = b'{"method": "Target.targetDestroyed", "params": {"targetId": "T"}, "sessionId": "S"}'

    assert Connection().receive(event) == Target.TargetDestroyed(TargetId("T"))


def test_an_answer_that_nobody_waits_for_is_ignored() -> None:
    assert Connection().receive(_answer(99, {})) is None


@pytest.mark.parametrize("message", [b"", b"{", b"[]", b'{"params": {}}'])
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolError):
        Connection().receive(message)
