"""
The part of Chrome's DevTools protocol that is used here, with its types, and dialogues that use it.

A dialogue is a generator: it yields the calls that it wants to make together, and is sent their
results once all have come. It reads like blocking code and does no input or output; a test can
play Chrome. Each domain of the protocol is a class of its methods, which return calls, and of its
events. What is said by them is not known here.
(https://chromedevtools.github.io/devtools-protocol/tot/)
"""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, NewType, TypeVar, overload

from msgspec import Struct, ValidationError, convert, field, to_builtins

from chatplugin.domain.errors import ChromeError, ProtocolError
from chatplugin.sentences import said

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
        super().__init__(said("chrome.refused_call", method=method, message=message, number=code))
        self.code = code
        self.is_forbidden = (method, message) == ("Target.attachToTarget", "Not allowed")
        """A policy, such as DeveloperToolsAvailability, keeps programs out of all tabs."""


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


TargetId = NewType("TargetId", str)
SessionId = NewType("SessionId", str)
FrameId = NewType("FrameId", str)
LoaderId = NewType("LoaderId", str)
"""A document, for as long as it is in its frame."""

ContextId = NewType("ContextId", int)
RequestId = NewType("RequestId", str)

Nothing = Call[None]


class Browser:
    """Chrome as a whole."""

    @staticmethod
    def get_version() -> Nothing:
        return Call("Browser.getVersion")


class Target:
    """Tabs, from outside."""

    @staticmethod
    def set_discover_targets(*types: str) -> Nothing:
        """Tell of targets of these types that come, go and crash."""
        listed = [{"type": kind} for kind in types]
        return Call("Target.setDiscoverTargets", {"discover": True, "filter": listed})

    @staticmethod
    def create_target(url: str) -> Call[TargetId]:
        """Open a tab in the background."""
        params = {"url": url, "background": True}
        return Call("Target.createTarget", params, read=lambda r: TargetId(_text(r, "targetId")))

    @staticmethod
    def attach_to_target(target: TargetId) -> Call[SessionId]:
        params = {"targetId": target, "flatten": True}
        return Call(
            "Target.attachToTarget", params, read=lambda r: SessionId(_text(r, "sessionId"))
        )

    @staticmethod
    def detach_from_target(session: SessionId) -> Nothing:
        return Call("Target.detachFromTarget", {"sessionId": session})

    @staticmethod
    def activate_target(target: TargetId) -> Nothing:
        """Raise and focus the window, restoring a minimised one, without changing its size."""
        return Call("Target.activateTarget", {"targetId": target})

    @staticmethod
    def close_target(target: TargetId) -> Nothing:
        """Close the tab. No `beforeunload` is asked."""
        return Call("Target.closeTarget", {"targetId": target})

    class TargetCreated(Struct, frozen=True):
        """A tab is there. One that is new has no title yet."""

        target: TargetId
        title: str
        url: str = ""
        """Empty where another page has opened it, and may hold it by the hand."""

    class TargetDestroyed(Struct, frozen=True):
        """A tab is closed."""

        target: TargetId

    class TargetCrashed(Struct, frozen=True):
        """The page in a tab has crashed."""

        target: TargetId


class Page:
    """What is in a tab."""

    class Navigation(Struct, frozen=True):
        """The answer to Page.navigate. It comes when the CRM has answered or failed."""

        loader: LoaderId
        error: str
        """Chrome's name for it, such as `net::ERR_CONNECTION_REFUSED`; empty if there is none."""

    @staticmethod
    def enable(session: SessionId) -> Nothing:
        return Call("Page.enable", session=session)

    @staticmethod
    def get_frame_tree(session: SessionId) -> Call[FrameId]:
        """Return the tab's own frame."""
        return Call(
            "Page.getFrameTree",
            session=session,
            read=lambda r: FrameId(_text(r["frameTree"]["frame"], "id")),
        )

    @staticmethod
    def navigate(session: SessionId, url: str) -> Call[Navigation]:
        return Call("Page.navigate", {"url": url}, session, _navigation)

    @staticmethod
    def add_script(session: SessionId, source: str, world: str = "") -> Nothing:
        """
        Run *source* in this document and in each one to come.

        Without the name of an isolated *world* that is the world of the page itself.
        """
        params = {"source": source, "worldName": world, "runImmediately": True}
        return Call("Page.addScriptToEvaluateOnNewDocument", params, session)

    @staticmethod
    def create_isolated_world(session: SessionId, frame: FrameId, world: str) -> Call[ContextId]:
        """Return the world of that name in the document that is there; make it if there is none."""
        params = {"frameId": frame, "worldName": world}
        return Call(
            "Page.createIsolatedWorld",
            params,
            session,
            lambda r: ContextId(_number(r, "executionContextId")),
        )

    @staticmethod
    def set_document_content(session: SessionId, frame: FrameId, html: str) -> Nothing:
        return Call("Page.setDocumentContent", {"frameId": frame, "html": html}, session)

    @staticmethod
    def reset_navigation_history(session: SessionId) -> Nothing:
        """Forget what was in the tab before its document: there is nothing to go back to."""
        return Call("Page.resetNavigationHistory", session=session)

    @staticmethod
    def bring_to_front(session: SessionId) -> Nothing:
        """Activate the tab, and give the keys to its page instead of the address bar."""
        return Call("Page.bringToFront", session=session)

    class FrameNavigated(Struct, frozen=True):
        """A document begins in a frame; in the tab's own frame if `is_top`."""

        session: SessionId
        frame: FrameId
        is_top: bool
        loader: LoaderId
        url: str

    class FrameStartedNavigating(Struct, frozen=True):
        """`kind` is Chrome's navigationType, such as `reload`. Chrome 133 and later send it."""

        session: SessionId
        frame: FrameId
        loader: LoaderId
        kind: str

    class NavigatedWithinDocument(Struct, frozen=True):
        """A frame has another address, and the same document."""

        session: SessionId
        frame: FrameId

    class FrameRequestedNavigation(Struct, frozen=True):
        """The page that is there has asked for another one; in its own place if `is_here`."""

        session: SessionId
        frame: FrameId
        is_here: bool

    class DomContentEventFired(Struct, frozen=True):
        """A document can be read."""

        session: SessionId

    class LoadEventFired(Struct, frozen=True):
        """A document is loaded with all that belongs to it."""

        session: SessionId


class Runtime:
    """JavaScript in a tab."""

    @staticmethod
    def evaluate(session: SessionId, context: ContextId, expression: str) -> Call[Any]:
        """Return the value of *expression*; None if it has none."""
        params = {"expression": expression, "contextId": context, "returnByValue": True}
        return Call("Runtime.evaluate", params, session, lambda r: r["result"].get("value"))

    @staticmethod
    def make_page_world(session: SessionId) -> Nothing:
        """
        Make the page's own world.

        Chrome runs our scripts when it makes this world: as a document begins. Only a document that
        may run no script (CSP: `sandbox`) may be without it until it is asked for.
        """
        return Call("Runtime.evaluate", {"expression": "0"}, session)

    @staticmethod
    def add_binding(session: SessionId, name: str, world: str) -> Nothing:
        return Call("Runtime.addBinding", {"name": name, "executionContextName": world}, session)

    @staticmethod
    def remove_binding(session: SessionId, name: str) -> Nothing:
        return Call("Runtime.removeBinding", {"name": name}, session)

    class BindingCalled(Struct, frozen=True):
        """A script of ours has told `payload`."""

        session: SessionId
        name: str
        payload: str
        context: ContextId


class Network:
    """What a tab loads."""

    @staticmethod
    def enable(session: SessionId) -> Nothing:
        return Call("Network.enable", session=session)

    @staticmethod
    def disable(session: SessionId) -> Nothing:
        return Call("Network.disable", session=session)

    @staticmethod
    def set_bypass_service_worker(session: SessionId) -> Nothing:
        return Call("Network.setBypassServiceWorker", {"bypass": True}, session)


class Storage:
    """What sites keep in Chrome."""

    @staticmethod
    def clear_cookies() -> Nothing:
        return Call("Storage.clearCookies")

    @staticmethod
    def clear_data(session: SessionId, origin: str) -> Nothing:
        """Delete what the site at *origin* has kept: databases, caches, workers."""
        params = {"origin": origin, "storageTypes": "all"}
        return Call("Storage.clearDataForOrigin", params, session)


class Fetch:
    """Requests that Chrome holds until they are answered."""

    @staticmethod
    def enable(session: SessionId, *url_patterns: str) -> Nothing:
        """Pause each request for a document whose address is like one of *url_patterns*."""
        patterns = [{"urlPattern": each, "resourceType": "Document"} for each in url_patterns]
        return Call("Fetch.enable", {"patterns": patterns}, session)

    @staticmethod
    def continue_request(session: SessionId, request: RequestId) -> Nothing:
        return Call("Fetch.continueRequest", {"requestId": request}, session)

    @staticmethod
    def continue_at(session: SessionId, request: RequestId, url: str) -> Nothing:
        """Let the request go on to *url*; the page does not see that."""
        return Call("Fetch.continueRequest", {"requestId": request, "url": url}, session)

    @staticmethod
    def continue_as_post(
        session: SessionId, request: RequestId, headers: Mapping[str, str], body: str
    ) -> Nothing:
        """Let the request go on as a POST with *body*, in base64."""
        listed = [{"name": name, "value": value} for name, value in headers.items()]
        params = {"requestId": request, "method": "POST", "postData": body, "headers": listed}
        return Call("Fetch.continueRequest", params, session)

    @staticmethod
    def fail_request(session: SessionId, request: RequestId) -> Nothing:
        params = {"requestId": request, "errorReason": "BlockedByClient"}
        return Call("Fetch.failRequest", params, session)

    class RequestPaused(Struct, frozen=True):
        """A request waits for us, with what is known of it."""

        session: SessionId
        request: RequestId
        frame: FrameId
        url: str
        method: str
        headers: Mapping[str, str]
        is_redirected: bool


EventInTab = (
    Page.FrameNavigated
    | Page.FrameStartedNavigating
    | Page.FrameRequestedNavigation
    | Page.NavigatedWithinDocument
    | Page.DomContentEventFired
    | Page.LoadEventFired
    | Fetch.RequestPaused
)

EventOfTarget = Target.TargetCreated | Target.TargetDestroyed | Target.TargetCrashed

DevToolsEvent = EventOfTarget | Runtime.BindingCalled | EventInTab

E = TypeVar("E", bound=DevToolsEvent)


class _Turn(Struct):
    """The calls that a dialogue waits for, with the results that have come so far."""

    dialogue: Dialogue
    calls: Sequence[Call[Any]]
    results: dict[int, JsonObject] = field(default_factory=dict)
    failure: CallFailed | None = None


class Connection:
    """Runs dialogues. What is to be written gathers until `take_outgoing` is called."""

    def __init__(self) -> None:
        self.is_forbidden = False
        """Whether Chrome lets nobody attach to a tab."""

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

    def receive(self, message: bytes) -> DevToolsEvent | None:
        """
        Take in one message of Chrome, without its NUL.

        An answer goes on with its dialogue. An event is returned if it is one of those above.
        Raises ProtocolError if the message is neither.
        """
        try:
            value = json.loads(message)
            number, method = value.get("id"), value.get("method")
        except (ValueError, RecursionError, AttributeError) as error:
            raise ProtocolError(f"Chrome sent {len(message)} bytes that are no message") from error
        if isinstance(number, int):
            self._answer(number, value)
            return None
        if not isinstance(method, str):
            raise ProtocolError(f"Chrome sent {len(message)} bytes that are no message")
        return _event(method, value)

    def abandon(self, session: str) -> None:
        """End all dialogues that wait for a tab that is gone or crashed: Chrome may not answer."""
        turns = [turn for turn, _ in self._turns.values() if turn.calls[0].session == session]
        for turn in {id(turn): turn for turn in turns}.values():
            self._turns = {n: entry for n, entry in self._turns.items() if entry[0] is not turn}
            turn.dialogue.close()

    def end(self) -> None:
        """Chrome is gone: end all dialogues now, not when memory is tidied up."""
        turns, self._turns = self._turns, {}
        for turn, _ in turns.values():
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
            turn.failure = turn.failure or _failure(turn.calls[index].method, error)
            self.is_forbidden |= turn.failure.is_forbidden
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
        if calls:
            self._send(_Turn(dialogue, calls))
        else:  # There is nothing that Chrome could answer.
            self._step(dialogue, [])

    def _send(self, turn: _Turn) -> None:
        for index, call in enumerate(turn.calls):
            self._next_id += 1
            self._turns[self._next_id] = (turn, index)
            self._outgoing.append(_encode(self._next_id, call))


def _failure(method: str, error: Any) -> CallFailed:
    try:
        return CallFailed(method, _number(error, "code"), _text(error, "message"))
    except (KeyError, TypeError):
        return CallFailed(method, _NO_RESULT, "its error lacks something")


def _read(call: Call[T], result: JsonObject) -> T:
    try:
        return call.read(result)
    except (KeyError, TypeError, AttributeError) as error:
        raise CallFailed(call.method, _NO_RESULT, "its answer lacks something") from error


def _encode(number: int, call: Call[Any]) -> bytes:
    message = {"id": number, "method": call.method, "params": call.params}
    if call.session:
        message["sessionId"] = call.session
    return json.dumps(message, separators=(",", ":")).encode() + b"\0"


def _event(method: str, message: JsonObject) -> DevToolsEvent | None:
    try:
        reader = _READERS.get(method)
        session, params = SessionId(message.get("sessionId", "")), message.get("params", {})
        return _checked(reader(session, params)) if reader else None
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise ProtocolError(f"Chrome sent {method} without what belongs to it") from error


def _checked(event: E) -> E:
    """Return *event*, whose members are of their types. Raises ValidationError if one is not."""
    return convert(to_builtins(event), type(event))


def _text(members: JsonObject, name: str, usual: str | None = None) -> str:
    value = members[name] if usual is None else members.get(name, usual)
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _number(members: JsonObject, name: str) -> int:
    value = members[name]
    if not isinstance(value, int):
        raise TypeError(name)
    return value


def _navigation(result: JsonObject) -> Page.Navigation:
    loader, error = _text(result, "loaderId", ""), _text(result, "errorText", "")
    return Page.Navigation(LoaderId(loader), error)


def _frame_navigated(session: SessionId, params: JsonObject) -> Page.FrameNavigated:
    frame = params["frame"]
    loader = LoaderId(frame.get("loaderId", ""))
    url = frame.get("url", "")
    return Page.FrameNavigated(session, FrameId(frame["id"]), "parentId" not in frame, loader, url)


def _started_navigating(session: SessionId, params: JsonObject) -> Page.FrameStartedNavigating:
    frame, loader = FrameId(params["frameId"]), LoaderId(params.get("loaderId", ""))
    return Page.FrameStartedNavigating(session, frame, loader, params.get("navigationType", ""))


def _requested_navigation(session: SessionId, params: JsonObject) -> Page.FrameRequestedNavigation:
    is_here = params.get("disposition") == "currentTab"
    return Page.FrameRequestedNavigation(session, FrameId(params["frameId"]), is_here)


def _binding_called(session: SessionId, params: JsonObject) -> Runtime.BindingCalled:
    context = ContextId(params["executionContextId"])
    return Runtime.BindingCalled(session, params["name"], params["payload"], context)


def _request_paused(session: SessionId, params: JsonObject) -> Fetch.RequestPaused:
    asked = params["request"]
    return Fetch.RequestPaused(
        session,
        RequestId(params["requestId"]),
        FrameId(params["frameId"]),
        asked["url"],
        asked["method"],
        asked["headers"],
        "redirectedRequestId" in params,
    )


def _target_created(_: SessionId, params: JsonObject) -> Target.TargetCreated:
    info = params["targetInfo"]
    url = "" if info.get("openerId") or info.get("canAccessOpener") else _text(info, "url", "")
    return Target.TargetCreated(info["targetId"], info["title"], url)


_READERS: Mapping[str, Callable[[SessionId, JsonObject], DevToolsEvent]] = {
    "Target.targetCreated": _target_created,
    "Target.targetDestroyed": lambda _, params: Target.TargetDestroyed(params["targetId"]),
    "Target.targetCrashed": lambda _, params: Target.TargetCrashed(params["targetId"]),
    "Page.frameNavigated": _frame_navigated,
    "Page.frameStartedNavigating": _started_navigating,
    "Page.frameRequestedNavigation": _requested_navigation,
    "Page.navigatedWithinDocument": lambda session, params: Page.NavigatedWithinDocument(
        session, FrameId(params["frameId"])
    ),
    "Page.domContentEventFired": lambda session, _: Page.DomContentEventFired(session),
    "Page.loadEventFired": lambda session, _: Page.LoadEventFired(session),
    "Runtime.bindingCalled": _binding_called,
    "Fetch.requestPaused": _request_paused,
}
