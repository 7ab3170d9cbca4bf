"""
Bytes to messages and back: a stream is cut into messages, and JSON-RPC 2.0 is read and written.

The plug-in ends a message with a line feed, Chrome's DevTools pipe with NUL. Of JSON-RPC
(jsonrpc.org/specification) each message is one object; batches are not used here. Which methods
there are is not known here.
"""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from chatplugin.domain.errors import ProtocolError

LINE_FEED = b"\n"
NUL = b"\0"


class Overlong(Struct, frozen=True):
    """A message that was skipped because it was longer than the limit. *size* is in bytes."""

    size: int


class Splitter:
    """
    Collect bytes until a message is complete.

    Each byte is looked at once, so an e-mail of 100 MB in pieces costs no more than its length.
    A message longer than *limit* bytes is dropped as it comes and reported as `Overlong`.
    """

    def __init__(self, delimiter: bytes, *, limit: int) -> None:
        self._delimiter = delimiter
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[bytes | Overlong]:
        """Return the messages that *data* completes, without their delimiter."""
        *ends, rest = data.split(self._delimiter)
        messages = []
        for end in ends:
            self._add(end)
            messages.append(self._complete())
        self._add(rest)
        return messages

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._pieces.clear()
        elif piece:
            self._pieces.append(piece)

    def _complete(self) -> bytes | Overlong:
        message = Overlong(self._size) if self._size > self._limit else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return message


JsonObject = Mapping[str, Any]


class Request(Struct, frozen=True):
    id: int | str
    method: str
    params: JsonObject

    def encode(self) -> bytes:
        return _encode({"id": self.id, "method": self.method, "params": self.params})


class Notification(Struct, frozen=True):
    method: str
    params: JsonObject

    def encode(self) -> bytes:
        return _encode({"method": self.method, "params": self.params})


class Response(Struct, frozen=True):
    """The answer to a request: its result, or its error as the other side gave it."""

    id: int | str | None
    result: Any = None
    error: JsonObject | None = None

    def encode(self) -> bytes:
        if self.error is not None:
            return _encode({"id": self.id, "error": self.error})
        return _encode({"id": self.id, "result": self.result})


Message = Request | Notification | Response


def parse(line: bytes) -> Message:
    """
    Read one message.

    Raises ProtocolError, without a piece of the message in it: that may be a customer's text.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"A message of {len(line)} bytes is not JSON") from error
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        raise ProtocolError(f"A message of {len(line)} bytes is not a JSON-RPC 2.0 object")
    return _message(value)


def _message(value: dict[str, Any]) -> Message:
    method, request_id, params = value.get("method"), value.get("id"), value.get("params", {})
    if method is None and ("result" in value or "error" in value):
        return Response(request_id, value.get("result"), value.get("error"))
    if not isinstance(method, str) or not isinstance(params, dict):
        raise ProtocolError("A JSON-RPC message needs a method, and parameters by name")
    if request_id is None:
        return Notification(method, params)
    if not isinstance(request_id, int | str):
        raise ProtocolError(f"The request {method!r} needs a number or a text as its id")
    return Request(request_id, method, params)


def _encode(value: JsonObject) -> bytes:
    message = {"jsonrpc": "2.0", **value}
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace") + b"\n"
