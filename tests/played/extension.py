"""Chrome's extension, played: it answers, and tells what a test lets happen."""

import json
from typing import Any

from chatplugin.browser.driver import Instant, ShowPage, Turn
from chatplugin.browser.extension.tabs import ExtensionTabs
from chatplugin.domain.contact import CardId
from chatplugin.domain.events import BrowserEvent, CloseTab, RaiseTab
from chatplugin.domain.request import Asking
from tests.played.chrome import SIGHT

ERROR_PAGE = "Chrome shows an error page"


class PlayedExtension:
    """A desk with its cards, and the extension that keeps them."""

    def __init__(self, asking: Asking | None = None) -> None:
        self.turn = Turn(asking=asking or Asking())
        self.tabs = ExtensionTabs("0.1.0", self.turn)
        self.browser = "first"
        self.protocol = 1
        self.cards: dict[str, str] = {}
        self.opened: list[str] = []
        self.is_typed_in = False
        self.retried: list[str] = []
        self.refusal = ""
        self.sight: dict[str, Any] = {}

    def connect(self) -> None:
        self.tabs.connected()
        self.listen()

    def listen(self) -> list[dict[str, Any]]:
        """Answer until nothing more is asked, and return what was asked."""
        asked = []
        while messages := self.tabs.take_outgoing():
            for message in map(json.loads, messages):
                asked.append(message)
                self._answer(message)
        return asked

    def restart_chrome(self) -> None:
        self.tabs.disconnected()
        self.browser = "second"
        self.cards.clear()
        self.connect()

    def close(self, card: str) -> None:
        del self.cards[card]
        self.tell("card/closed", card=card)

    def show(self, card: str, *, held: bool = True, document: int = 1, **sight: object) -> None:
        """A document arrives in the card's tab; *sight* is what is unusual with it."""
        self.cards[card] = "shown"
        self.sight = {**SIGHT, **sight}
        self.tell("card/shown", card=card, held=held)
        if held:
            self.tell("card/seen", card=card, document=document, sight={**SIGHT, **sight})

    def lead(self, card: str, **sight: object) -> None:
        """The operator leads the card's tab to another document."""
        seen = {"document": 2, "byOperator": True, "sight": {**SIGHT, **sight}}
        self.tell("card/seen", card=card, **seen)

    def fail(self, card: str, reason: str = ERROR_PAGE, **document: object) -> None:
        self.cards[card] = "failed"
        self.tell("card/failed", card=card, reason=reason, **document)

    def wait(self) -> None:
        """Let the time come at which a card is asked for again."""
        due = self.tabs.due
        assert due is not None
        self.wait_until(due)
        self.listen()

    def wait_until(self, now: float) -> None:
        self.turn.instant = Instant(now)
        self.tabs.tick()

    def raise_tab(self, command: RaiseTab) -> None:
        self.tabs.do(command)

    def close_tab(self, card: CardId) -> None:
        self.tabs.do(CloseTab(card))

    def show_page(self, model: str) -> None:
        self.tabs.do(ShowPage(model))

    def told(self) -> list[BrowserEvent]:
        """Return what the desk was told since the last look."""
        return list(self.turn.end(None).events)

    def tell(self, method: str, **params: Any) -> None:
        self.say({"jsonrpc": "2.0", "method": method, "params": params})

    def say(self, message: Any) -> None:
        self.tabs.receive(json.dumps(message).encode())

    def _answer(self, message: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        if self.refusal and message["method"] == "card/raise":
            answer["error"] = {"code": -32603, "message": self.refusal}
        else:
            answer["result"] = self._result(message["method"], message["params"])
        self.say(answer)

    def _result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "initialize":
            cards = list(self.cards)
            return {"protocol": self.protocol, "session": self.browser, "cards": cards}
        if method == "card/close":
            return {"closed": not self.is_typed_in}
        if method == "card/retry":
            self.retried += [] if self.is_typed_in else [params["card"]]
            return {"asked": not self.is_typed_in}
        if method == "card/look":
            return {"sight": self.sight}
        if method == "page/show":
            return {}
        is_open = params["card"] in self.cards
        if not is_open:
            self.opened.append(params["card"])
            self.cards[params["card"]] = "opening"
        return {"opened": not is_open, "state": self.cards[params["card"]]}
