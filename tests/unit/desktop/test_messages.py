"""A stream is cut into messages; JSON-RPC is read as it was written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.desktop import messages
from chatplugin.desktop.messages import LINE_FEED, NUL, Overlong, Splitter
from chatplugin.domain.errors import ProtocolError

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.dictionaries(texts, texts))
def test_a_notification_is_read_as_it_was_written(method: str, params: dict[str, str]) -> None:
    line = messages.Notification(method, params).encode()

    assert line.count(b"\n") == 1
    assert messages.parse(line) == messages.Notification(method, params)


def test_a_request_keeps_its_id() -> None:
    assert messages.parse(messages.Request(7, "initialize", {}).encode()) == messages.Request(
        7, "initialize", {}
    )


def test_an_answer_is_a_result_or_an_error() -> None:
    assert messages.parse(messages.Response(7, {"a": 1}).encode()) == messages.Response(7, {"a": 1})
    assert messages.parse(
        messages.Response(7, error={"code": -32601, "message": "no"}).encode()
    ) == messages.Response(7, None, {"code": -32601, "message": "no"})


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"hello",
        b"[1, 2]",
        b"null",
        b'{"jsonrpc": "1.0", "method": "x"}',
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "2.0", "method": 5}',
        b'{"jsonrpc": "2.0", "method": "x", "params": [1]}',
        b'{"jsonrpc": "2.0", "method": "x", "id": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        messages.parse(line)


def test_a_refusal_does_not_repeat_what_a_customer_wrote() -> None:
    with pytest.raises(ProtocolError) as refusal:
        messages.parse(b"Ivan Petrov, account 1234567890")

    assert "Ivan" not in str(refusal.value)


def test_a_lone_surrogate_of_utf_16_does_not_break_the_line() -> None:
    line = messages.Notification("log/write", {"text": "\ud800"}).encode()

    assert json.loads(line)["params"]["text"] == "?"


@given(
    messages=st.lists(st.binary(max_size=40).filter(lambda data: b"\n" not in data)),
    cut=st.integers(1, 17),
)
def test_messages_come_out_whole_however_the_stream_was_cut(
    messages: list[bytes], cut: int
) -> None:
    stream = b"".join(message + b"\n" for message in messages)
    splitter = Splitter(LINE_FEED, limit=1000)

    pieces = [stream[i : i + cut] for i in range(0, len(stream), cut)]
    received = [message for piece in pieces for message in splitter.feed(piece)]

    assert received == messages


def test_an_unfinished_message_waits_for_its_end() -> None:
    splitter = Splitter(NUL, limit=100)

    assert splitter.feed(b'{"id"') == []
    assert splitter.feed(b":1}\0") == [b'{"id":1}']


def test_a_message_over_the_limit_is_reported_and_the_next_one_is_served() -> None:
    splitter = Splitter(LINE_FEED, limit=10)

    assert splitter.feed(b"x" * 8) == []
    assert splitter.feed(b"x" * 8) == []
    assert splitter.feed(b"x\nnext\n") == [Overlong(17), b"next"]
