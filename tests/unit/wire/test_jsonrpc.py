import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatplugin.domain.errors import ProtocolError
from chatplugin.wire import jsonrpc

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.dictionaries(texts, texts))
def test_a_notification_is_read_as_it_was_written(method: str, params: dict[str, str]) -> None:
    line = jsonrpc.notification(method, params)

    assert line.count(b"\n") == 1
    assert jsonrpc.parse(line) == jsonrpc.Notification(method, params)


def test_a_request_keeps_its_id() -> None:
    assert jsonrpc.parse(jsonrpc.request(7, "initialize", {})) == jsonrpc.Request(
        7, "initialize", {}
    )


def test_an_answer_is_a_result_or_an_error() -> None:
    assert jsonrpc.parse(jsonrpc.result(7, {"a": 1})) == jsonrpc.Response(7, {"a": 1})
    assert jsonrpc.parse(jsonrpc.error(7, -32601, "no")) == jsonrpc.Response(
        7, None, {"code": -32601, "message": "no"}
    )


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
        jsonrpc.parse(line)


def test_a_refusal_does_not_repeat_what_a_customer_wrote() -> None:
    with pytest.raises(ProtocolError) as refusal:
        jsonrpc.parse(b"Ivan Petrov, account 1234567890")

    assert "Ivan" not in str(refusal.value)


def test_a_lone_surrogate_of_utf_16_does_not_break_the_line() -> None:
    line = jsonrpc.notification("log/write", {"text": "\ud800"})

    assert json.loads(line)["params"]["text"] == "?"
