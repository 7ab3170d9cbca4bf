"""
One tab of our own in Chrome, and the calls that every use of it begins or ends with.

Which card is in it, or whether it waits for one, is not known here.
"""

from collections.abc import Generator, Sequence
from typing import TypeVar

from msgspec import Struct

from chatplugin.wire.cdp import Call, CallFailed, JsonObject

WORLD = "ChatPlugin"
"""The isolated world of a card's scripts: the CRM's page cannot see it or change it."""

TELL = "chatPluginTell"
"""The binding by which a card's scripts tell something; it is there in their world only."""

_QUESTIONS = 3
"""A page that gives way to another takes its answer with it."""

BLANK = "about:blank"

T = TypeVar("T")
Asking = Generator[Sequence[Call], list[JsonObject], T]
"""A part of a dialogue that comes to a result."""

Steps = Asking[None]


class Tab(Struct, frozen=True):
    target: str
    session: str
    frame: str


class Pages(Struct, frozen=True):
    """What is shown and run in tabs: functions of JavaScript, and the operator's page."""

    title_script: str
    typing_script: str
    return_script: str
    look_script: str
    page_script: str
    page: str

    def card_scripts(self, title: str) -> str:
        """Return what runs in each document of a card; *title* is a literal of JavaScript."""
        scripts = (f"({script})()" for script in (self.typing_script, self.return_script))
        return ";".join([f"({self.title_script})({title})", *scripts])


def new_tab() -> Asking[Tab]:
    blank = {"url": BLANK, "background": True}
    target = (yield [Call("Target.createTarget", blank)])[0]["targetId"]
    attach = {"targetId": target, "flatten": True}
    session = (yield [Call("Target.attachToTarget", attach)])[0]["sessionId"]
    # Without Page.enable the title script is accepted and never runs in a second document.
    page = [
        Call("Page.enable", session=session),
        Call("Page.getFrameTree", session=session),
    ]
    frame = (yield page)[1]["frameTree"]["frame"]["id"]
    return Tab(target, session, frame)


def ask(tab: Tab, expression: str) -> Asking[JsonObject]:
    """Return the value of *expression* in the card's isolated world. Raises CallFailed."""
    world = {"frameId": tab.frame, "worldName": WORLD}
    made = (yield [Call("Page.createIsolatedWorld", world, tab.session)])[0]
    question = {
        "expression": expression,
        "contextId": made["executionContextId"],
        "returnByValue": True,
    }
    found: JsonObject = (yield [Call("Runtime.evaluate", question, tab.session)])[0]["result"]
    return found


def typed_in(tab: Tab) -> Asking[bool | None]:
    """Return whether something is typed in the card; None where its tab is gone."""
    for _ in range(_QUESTIONS):
        try:
            found = yield from ask(tab, "globalThis.typed")
        except CallFailed:
            continue  # The operator has closed it, or it is on its way to another page.
        return bool(found.get("value"))
    return None


def front(tab: Tab) -> list[Call]:
    """
    Return what brings *tab* to the operator, and the keys to its page.

    The first raises and focuses the window and restores a minimised one, without changing its size,
    but may leave the keys to the address bar, from where what is typed goes to a search engine.
    """
    return [
        Call("Target.activateTarget", {"targetId": tab.target}),
        Call("Page.bringToFront", session=tab.session),
    ]


def close(target: str) -> Steps:
    try:
        yield [Call("Target.closeTarget", {"targetId": target})]
    except CallFailed:
        return  # It is closed already.
