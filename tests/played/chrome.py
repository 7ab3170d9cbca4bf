"""Chrome on its DevTools pipe, played: it answers, and tells what a test lets happen."""

import json
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chatplugin.browser.devtools.protocol import Connection
from chatplugin.browser.devtools.tab import Pages
from chatplugin.browser.devtools.tabs import DevToolsTabs
from chatplugin.browser.driver import ShowPage, Turn
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import BrowserEvent, CloseTab, RaiseTab
from chatplugin.domain.request import Asking

PAGES = Pages(
    own_title_script="(o) => {}",
    title_script="(t) => {}",
    typing_script="() => {}",
    return_script="() => 0",
    look_script="(a) => look",
    page_script="() => page",
    page="<title>CRM</title>",
)
SIGHT = {
    "isErrorPage": False,
    "status": 200,
    "asksPassword": False,
    "isCard": True,
    "isAtCrm": True,
    "isTyped": False,
    "isReload": False,
}
"""What `pages/look.js` finds where all is well."""

WHATSAPP = RaiseTab(CardId("W1"), "https://crm.example.com/?user_id=1", "CRM WhatsApp")
EMAIL = RaiseTab(CardId("E1"), "https://crm.example.com/?user_id=2", "CRM Email")

Message = dict[str, Any]


class PlayedChrome:
    """A desk with its cards, and the Chrome that shows them."""

    def __init__(self, tabs: DevToolsTabs | None = None, turn: Turn | None = None) -> None:
        self.turn = turn or Turn()
        self.tabs = tabs or DevToolsTabs(PAGES, self.turn)
        self.connection = Connection()
        self.targets = 0
        self.first: list[Message] = []
        self.sight: dict[str, Any] = dict(SIGHT)
        self.loader = "L1"
        self.gone: set[str] = set()
        self.error = ""
        self.is_slow = False
        self.is_typed_in = False
        self.cut_off: set[str] = set()
        self.page_is = "hidden"
        self.slow_target = ""
        self.withheld = b""
        self.on_navigation: Callable[[], None] = lambda: None

    def connect(self) -> "PlayedChrome":
        self.tabs.connected(self.connection)
        return self

    def restarted(self) -> "PlayedChrome":
        """Let Chrome end; return the one that comes after it."""
        self.tabs.disconnected()
        return PlayedChrome(self.tabs, self.turn)

    def ask_by(self, asking: Asking) -> None:
        self.turn.asking = asking

    def raise_tab(self, command: RaiseTab, now: float = 0) -> None:
        self._at(now)
        self.tabs.do(command)

    def close_tab(self, card: CardId) -> None:
        self.tabs.do(CloseTab(card))

    def show_page(self, model: str) -> None:
        self.tabs.do(ShowPage(model))

    def wait_until(self, now: float) -> None:
        self._at(now)
        self.tabs.tick()

    def told(self) -> list[BrowserEvent]:
        """Return what the desk was told since the last look."""
        return list(self.turn.end(None).events)

    def written(self) -> list[Message]:
        """Return what Chrome was sent since the last look, without an answer to it."""
        messages = self.connection.take_outgoing().split(b"\0")[:-1]
        return [json.loads(message) for message in messages]

    def listen(self) -> list[Message]:
        """Answer until nothing more is asked, and return what was asked."""
        asked = []
        while messages := self.written():
            for message in messages:
                asked.append(message)
                self.answer(message)
        return asked

    def answer(self, message: Message) -> None:
        if message["method"] == "Page.navigate":
            if self.is_slow:
                return
            self.on_navigation()
        answer: Message = {"id": message["id"]}
        if message["params"].get("targetId") in self.gone:
            answer["error"] = {"code": -32602, "message": "No target with given id found"}
        elif message.get("sessionId", "").replace("S", "T") in self.cut_off:
            answer["error"] = {"code": -32001, "message": "Session with given id not found."}
        elif message["params"].get("targetId") in self.cut_off:
            answer["error"] = {"code": -32000, "message": "Not allowed"}
        else:
            answer["result"] = self._result(message["method"], message["params"])
        encoded = json.dumps(answer).encode()
        if message["method"] == "Target.attachToTarget" and (
            message["params"]["targetId"] == self.slow_target
        ):
            self.withheld = encoded
        else:
            self.hear(encoded)

    def answer_until(self, method: str) -> list[Message]:
        """Answer all until *method* is called; return what is not answered."""
        while messages := self.written():
            if any(message["method"] == method for message in messages):
                return messages
            for message in messages:
                self.answer(message)
        raise AssertionError(method)

    def say(self, method: str, session: str = "", **params: Any) -> None:
        notice = {"method": method, "params": params, "sessionId": session}
        self.hear(json.dumps(notice).encode())

    def hear(self, message: bytes) -> None:
        if event := self.connection.receive(message):
            self.tabs.notice(event)

    def load(self, session: str = "S1", loader: str = "L1") -> list[Message]:
        """Let a document be there; return what was asked about it."""
        self.say("Page.frameNavigated", session, frame={"id": "F", "loaderId": loader})
        self.say("Page.domContentEventFired", session)
        return self.listen()

    def close(self, target: str) -> None:
        self.gone.add(target)
        self.say("Target.targetDestroyed", targetId=target)

    def _at(self, now: float) -> None:
        self.turn.instant = replace(self.turn.instant, now=now)

    def _result(self, method: str, params: Message) -> Message:
        match method:
            case "Target.createTarget":
                self.targets += 1
                return {"targetId": f"T{self.targets}"}
            case "Target.attachToTarget":
                return {"sessionId": params["targetId"].replace("T", "S")}
            case "Page.getFrameTree":
                return {"frameTree": {"frame": {"id": "F"}}}
            case "Page.createIsolatedWorld":
                return {"executionContextId": 7}
            case "Runtime.evaluate" if "look" in params["expression"]:
                return {"result": {"type": "object", "value": self.sight}}
            case "Runtime.evaluate" if "visibilityState" in params["expression"]:
                return {"result": {"type": "string", "value": self.page_is}}
            case "Runtime.evaluate" if "markUnseen" in params["expression"]:
                return {"result": {"type": "boolean", "value": True}}
            case "Runtime.evaluate":
                return {"result": {"type": "boolean", "value": self.is_typed_in}}
            case "Page.navigate" if self.error:
                return {"frameId": "F", "loaderId": self.loader, "errorText": self.error}
            case "Page.navigate":
                return {"frameId": "F", "loaderId": self.loader}
            case _:
                return {}


def methods(asked: list[Message]) -> list[str]:
    return [message["method"] for message in asked]


def expressions(asked: list[Message]) -> list[str]:
    return [m["params"]["expression"] for m in asked if m["method"] == "Runtime.evaluate"]


def addresses(asked: list[Message]) -> list[str]:
    return [m["params"]["url"] for m in asked if m["method"] == "Page.navigate"]
