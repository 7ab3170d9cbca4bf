"""
The methods and events of Chrome's DevTools protocol that are used here, with their types.

Each function returns a call that a dialogue makes by `yield from`, for one or several `together`.
(https://chromedevtools.github.io/devtools-protocol/tot/)
"""

from collections.abc import Callable, Mapping
from typing import Any, NewType

from msgspec import Struct

from chatplugin.browser.devtools.connection import Call, JsonObject, Notice

TargetId = NewType("TargetId", str)
SessionId = NewType("SessionId", str)
FrameId = NewType("FrameId", str)
LoaderId = NewType("LoaderId", str)
"""A document, for as long as it is in its frame."""

ContextId = NewType("ContextId", int)
RequestId = NewType("RequestId", str)

Nothing = Call[None]


class Navigation(Struct, frozen=True):
    """The answer to Page.navigate, which comes when the CRM has answered, or an error is shown."""

    loader: LoaderId
    error: str
    """Chrome's name for it, such as `net::ERR_CONNECTION_REFUSED`; empty if there is none."""


def browser_get_version() -> Nothing:
    return Call("Browser.getVersion")


def target_set_discover_targets(*types: str) -> Nothing:
    """Tell of targets of these types that come, go and crash."""
    listed = [{"type": kind} for kind in types]
    return Call("Target.setDiscoverTargets", {"discover": True, "filter": listed})


def target_create_target(url: str) -> Call[TargetId]:
    """Open a tab in the background."""
    params = {"url": url, "background": True}
    return Call("Target.createTarget", params, read=lambda r: TargetId(r["targetId"]))


def target_attach_to_target(target: TargetId) -> Call[SessionId]:
    params = {"targetId": target, "flatten": True}
    return Call("Target.attachToTarget", params, read=lambda r: SessionId(r["sessionId"]))


def target_detach_from_target(session: SessionId) -> Nothing:
    return Call("Target.detachFromTarget", {"sessionId": session})


def target_activate_target(target: TargetId) -> Nothing:
    """Raise and focus the window, restoring a minimised one, without changing its size."""
    return Call("Target.activateTarget", {"targetId": target})


def target_close_target(target: TargetId) -> Nothing:
    """Close the tab. No `beforeunload` is asked."""
    return Call("Target.closeTarget", {"targetId": target})


def page_enable(session: SessionId) -> Nothing:
    return Call("Page.enable", session=session)


def page_get_frame_tree(session: SessionId) -> Call[FrameId]:
    """Return the tab's own frame."""
    return Call(
        "Page.getFrameTree",
        session=session,
        read=lambda r: FrameId(r["frameTree"]["frame"]["id"]),
    )


def page_navigate(session: SessionId, url: str) -> Call[Navigation]:
    return Call("Page.navigate", {"url": url}, session, _navigation)


def _navigation(result: JsonObject) -> Navigation:
    return Navigation(LoaderId(result.get("loaderId", "")), result.get("errorText", ""))


def page_add_script(session: SessionId, source: str, world: str) -> Nothing:
    """Run *source* in an isolated world of each document to come, and of the one that is there."""
    params = {"source": source, "worldName": world, "runImmediately": True}
    return Call("Page.addScriptToEvaluateOnNewDocument", params, session)


def page_create_isolated_world(session: SessionId, frame: FrameId, world: str) -> Call[ContextId]:
    """Return the world of that name in the document that is there; make it if there is none."""
    params = {"frameId": frame, "worldName": world}
    return Call(
        "Page.createIsolatedWorld",
        params,
        session,
        lambda r: ContextId(r["executionContextId"]),
    )


def page_set_document_content(session: SessionId, frame: FrameId, html: str) -> Nothing:
    return Call("Page.setDocumentContent", {"frameId": frame, "html": html}, session)


def page_bring_to_front(session: SessionId) -> Nothing:
    """Activate the tab, and give the keys to its page instead of the address bar."""
    return Call("Page.bringToFront", session=session)


def runtime_evaluate(session: SessionId, context: ContextId, expression: str) -> Call[Any]:
    """Return the value of *expression*; None if it has none."""
    params = {"expression": expression, "contextId": context, "returnByValue": True}
    return Call("Runtime.evaluate", params, session, lambda r: r["result"].get("value"))


def runtime_add_binding(session: SessionId, name: str, world: str) -> Nothing:
    return Call("Runtime.addBinding", {"name": name, "executionContextName": world}, session)


def runtime_remove_binding(session: SessionId, name: str) -> Nothing:
    return Call("Runtime.removeBinding", {"name": name}, session)


def network_enable(session: SessionId) -> Nothing:
    return Call("Network.enable", session=session)


def network_disable(session: SessionId) -> Nothing:
    return Call("Network.disable", session=session)


def network_set_bypass_service_worker(session: SessionId) -> Nothing:
    return Call("Network.setBypassServiceWorker", {"bypass": True}, session)


def fetch_enable(session: SessionId, url_pattern: str) -> Nothing:
    """Pause each request for a document whose address is like *url_pattern*."""
    pattern = {"urlPattern": url_pattern, "resourceType": "Document"}
    return Call("Fetch.enable", {"patterns": [pattern]}, session)


def fetch_continue_request(session: SessionId, request: RequestId) -> Nothing:
    return Call("Fetch.continueRequest", {"requestId": request}, session)


def fetch_continue_at(session: SessionId, request: RequestId, url: str) -> Nothing:
    """Let the request go on to *url*; the page does not see that."""
    return Call("Fetch.continueRequest", {"requestId": request, "url": url}, session)


def fetch_continue_as_post(
    session: SessionId, request: RequestId, headers: Mapping[str, str], body: str
) -> Nothing:
    """Let the request go on as a POST with *body*, in base64."""
    listed = [{"name": name, "value": value} for name, value in headers.items()]
    params = {"requestId": request, "method": "POST", "postData": body, "headers": listed}
    return Call("Fetch.continueRequest", params, session)


def fetch_fail_request(session: SessionId, request: RequestId) -> Nothing:
    params = {"requestId": request, "errorReason": "BlockedByClient"}
    return Call("Fetch.failRequest", params, session)


class TargetDestroyed(Struct, frozen=True):
    target: TargetId


class TargetCrashed(Struct, frozen=True):
    target: TargetId


class FrameNavigated(Struct, frozen=True):
    """A document begins in a frame; in the tab's own frame if `is_top`."""

    session: SessionId
    frame: FrameId
    is_top: bool
    loader: LoaderId
    url: str


class FrameStartedNavigating(Struct, frozen=True):
    """`kind` is Chrome's navigationType, such as `reload`. Chrome tells it from about 133 on."""

    session: SessionId
    frame: FrameId
    loader: LoaderId
    kind: str


class FrameRequestedNavigation(Struct, frozen=True):
    """The page that is there has asked for another one; in its own place if `is_here`."""

    session: SessionId
    frame: FrameId
    is_here: bool


class DomContentEventFired(Struct, frozen=True):
    session: SessionId


class LoadEventFired(Struct, frozen=True):
    session: SessionId


class BindingCalled(Struct, frozen=True):
    """A script of ours has told `payload`."""

    session: SessionId
    name: str
    payload: str
    context: ContextId


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
    FrameNavigated
    | FrameStartedNavigating
    | FrameRequestedNavigation
    | DomContentEventFired
    | LoadEventFired
    | RequestPaused
)

DevToolsEvent = TargetDestroyed | TargetCrashed | BindingCalled | EventInTab


def read_event(notice: Notice) -> DevToolsEvent | None:
    """Return the event; None for one that is not used. Raises KeyError if it lacks something."""
    reader = _READERS.get(notice.method)
    return reader(SessionId(notice.session), notice.params) if reader else None


def _frame_navigated(session: SessionId, params: JsonObject) -> FrameNavigated:
    frame = params["frame"]
    loader = LoaderId(frame.get("loaderId", ""))
    url = frame.get("url", "")
    return FrameNavigated(session, FrameId(frame["id"]), "parentId" not in frame, loader, url)


def _started_navigating(session: SessionId, params: JsonObject) -> FrameStartedNavigating:
    frame, loader = FrameId(params["frameId"]), LoaderId(params.get("loaderId", ""))
    return FrameStartedNavigating(session, frame, loader, params.get("navigationType", ""))


def _requested_navigation(session: SessionId, params: JsonObject) -> FrameRequestedNavigation:
    is_here = params.get("disposition") == "currentTab"
    return FrameRequestedNavigation(session, FrameId(params["frameId"]), is_here)


def _binding_called(session: SessionId, params: JsonObject) -> BindingCalled:
    context = ContextId(params["executionContextId"])
    return BindingCalled(session, params["name"], params["payload"], context)


def _request_paused(session: SessionId, params: JsonObject) -> RequestPaused:
    asked = params["request"]
    return RequestPaused(
        session,
        RequestId(params["requestId"]),
        FrameId(params["frameId"]),
        asked["url"],
        asked["method"],
        asked["headers"],
        "redirectedRequestId" in params,
    )


_READERS: Mapping[str, Callable[[SessionId, JsonObject], DevToolsEvent]] = {
    "Target.targetDestroyed": lambda _, params: TargetDestroyed(TargetId(params["targetId"])),
    "Target.targetCrashed": lambda _, params: TargetCrashed(TargetId(params["targetId"])),
    "Page.frameNavigated": _frame_navigated,
    "Page.frameStartedNavigating": _started_navigating,
    "Page.frameRequestedNavigation": _requested_navigation,
    "Page.domContentEventFired": lambda session, _: DomContentEventFired(session),
    "Page.loadEventFired": lambda session, _: LoadEventFired(session),
    "Runtime.bindingCalled": _binding_called,
    "Fetch.requestPaused": _request_paused,
}
