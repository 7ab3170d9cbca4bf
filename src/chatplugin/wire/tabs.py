"""
The cards in one Chrome: the desk's commands in, DevTools messages out, the desk's events back.

One tab is always kept waiting, attached and ready, so that a pop is a single `Page.navigate` in it;
the next one is prepared behind it. A tab that shows a card is never navigated by a pop, and no
`beforeunload` is answered for the operator. Tabs that the operator or the CRM opens are left alone:
only tabs of our own are attached to. Starting Chrome and writing to its pipe is not done here.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Answer, CardShown, PopFailed, TabClosed, TabKept
from chatplugin.wire.cdp import NO_SUCH_TARGET, Call, CallFailed, Connection, JsonObject, Notice

WORLD = "ChatPlugin"
"""The isolated world of the title script: the CRM's page cannot see it or change it."""

_BLANK = "about:blank"
_MOST_CRASHES = 3


@dataclass(frozen=True, slots=True)
class Pages:
    """What is shown and run in tabs: two functions of JavaScript, and the waiting tab's page."""

    title_script: str
    typing_script: str
    waiting_page: str


@dataclass(frozen=True, slots=True)
class _Tab:
    target: str
    session: str
    frame: str


@dataclass(slots=True)
class _Card:
    """One contact's card. `tab` is None until its tab is there, and while there is no Chrome."""

    command: RaiseTab
    tab: _Tab | None = None
    is_opening: bool = False
    crashes: int = 0


_Steps = Generator[Sequence[Call], list[JsonObject], None]


class Tabs:
    """
    What Chrome shows, as far as the desk asked for it.

    Cards outlive a Chrome: after `disconnected` and `connected` they are opened again.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._connection: Connection | None = None
        self._cards: dict[ContactId, _Card] = {}
        self._waiting: _Tab | None = None
        self._is_preparing = False
        self._answers: list[Answer] = []

    @property
    def is_waiting_for_chrome(self) -> bool:
        return self._connection is not None and self._connection.is_waiting

    def connected(self) -> None:
        """A new Chrome is there: make a waiting tab, and open the cards that were open before."""
        self._connection = Connection()
        self._connection.begin(self._greet())

    def disconnected(self) -> None:
        self._connection = self._waiting = None
        self._is_preparing = False
        for card in self._cards.values():
            card.tab, card.is_opening = None, False
            card.command = _without_focus(card.command)

    def raise_tab(self, command: RaiseTab) -> None:
        """Bring the contact's card to the front; open it first where there is none."""
        card = self._cards.get(command.contact_id)
        if card is None:
            card = self._cards[command.contact_id] = _Card(command)
            self._begin(self._open(card))
        elif card.tab is not None and command.focus is Focus.FRONT:
            self._begin(self._activate(card, card.tab))

    def close_tab(self, contact_id: ContactId) -> None:
        card = self._cards.get(contact_id)
        if card is not None and card.tab is not None:
            self._begin(self._close_unless_typed_in(contact_id, card.tab))

    def ask_for_a_sign_of_life(self) -> None:
        """Make a call that Chrome answers at once, whatever its pages do."""
        self._begin(_version())

    def receive(self, message: bytes) -> None:
        """Take in one message of Chrome. Raises ChromeError if it is none."""
        if self._connection is None:
            return
        if notice := self._connection.receive(message):
            self._notice(notice)

    def take_outgoing(self) -> bytes:
        return self._connection.take_outgoing() if self._connection else b""

    def take_answers(self) -> list[Answer]:
        answers, self._answers = self._answers, []
        return answers

    def _begin(self, steps: _Steps) -> None:
        if self._connection is not None:
            self._connection.begin(steps)

    def _greet(self) -> _Steps:
        pages_only = [{"type": "page"}]
        yield [Call("Target.setDiscoverTargets", {"discover": True, "filter": pages_only})]
        yield from self._prepare_waiting_tab()
        for card in list(self._cards.values()):
            if card.tab is None and not card.is_opening:
                yield from self._open(card)

    def _prepare_waiting_tab(self) -> _Steps:
        if self._is_preparing or self._waiting is not None:
            return
        self._is_preparing = True
        try:
            tab = yield from self._new_tab()
            content = {"frameId": tab.frame, "html": self._pages.waiting_page}
            yield [Call("Page.setDocumentContent", content, tab.session)]
            self._waiting = tab
        except CallFailed:
            return  # The operator has closed it already: the next pop makes one for itself.
        finally:
            self._is_preparing = False

    def _new_tab(self) -> Generator[Sequence[Call], list[JsonObject], _Tab]:
        blank = {"url": _BLANK, "background": True}
        target = (yield [Call("Target.createTarget", blank)])[0]["targetId"]
        attach = {"targetId": target, "flatten": True}
        session = (yield [Call("Target.attachToTarget", attach)])[0]["sessionId"]
        # Without Page.enable the title script is accepted and never runs in a second document.
        page = [Call("Page.enable", session=session), Call("Page.getFrameTree", session=session)]
        frame = (yield page)[1]["frameTree"]["frame"]["id"]
        return _Tab(target, session, frame)

    def _open(self, card: _Card) -> _Steps:
        contact_id = card.command.contact_id
        card.is_opening = True
        try:
            tab = self._take_waiting() or (yield from self._new_tab())
            card.tab = tab
            card.is_opening = False
            navigation = (yield self._show(card.command, tab))[1]
        except CallFailed as failure:
            self._drop(contact_id)
            self._answers.append(PopFailed(contact_id, failure.what))
            return
        if reason := navigation.get("errorText"):
            self._answers.append(PopFailed(contact_id, f"The CRM did not answer: {reason}"))
        else:
            self._answers.append(CardShown(contact_id))
        yield from self._prepare_waiting_tab()

    def _show(self, command: RaiseTab, tab: _Tab) -> list[Call]:
        """
        Title first, then the address, then the window, in one write.

        Chrome answers a navigation once it is committed, so the answer to the third call comes
        long before that to the second.
        """
        title = {
            "source": (
                f"({self._pages.title_script})({json.dumps(command.title)});"
                f"({self._pages.typing_script})()"
            ),
            "worldName": WORLD,
            "runImmediately": True,
        }
        calls = [
            Call("Page.addScriptToEvaluateOnNewDocument", title, tab.session),
            Call("Page.navigate", {"url": command.url}, tab.session),
        ]
        if command.focus is Focus.FRONT:
            calls.append(_activation(tab))
        return calls

    def _activate(self, card: _Card, tab: _Tab) -> _Steps:
        try:
            yield [_activation(tab)]
        except CallFailed as failure:
            if failure.code != NO_SUCH_TARGET:
                self._answers.append(PopFailed(card.command.contact_id, failure.what))
            elif card.tab is tab:
                card.tab = None
                yield from self._open(card)

    def _close_unless_typed_in(self, contact_id: ContactId, tab: _Tab) -> _Steps:
        """`Target.closeTarget` asks no `beforeunload`: what is typed would be lost in silence."""
        world = {"frameId": tab.frame, "worldName": WORLD}
        try:
            made = (yield [Call("Page.createIsolatedWorld", world, tab.session)])[0]
            question = {"expression": "globalThis.typed", "contextId": made["executionContextId"]}
            asked = (yield [Call("Runtime.evaluate", question, tab.session)])[0]
        except CallFailed:
            return  # The operator has closed it already, or it is on its way to another page.
        if asked["result"].get("value"):
            self._answers.append(TabKept(contact_id))
        else:
            yield from self._close(tab)

    def _close(self, tab: _Tab) -> _Steps:
        try:
            yield [Call("Target.closeTarget", {"targetId": tab.target})]
        except CallFailed:
            return  # It is closed already.

    def _take_waiting(self) -> _Tab | None:
        tab, self._waiting = self._waiting, None
        return tab

    def _notice(self, notice: Notice) -> None:
        match notice.method:
            case "Target.targetDestroyed":
                self._gone(notice.params["targetId"])
            case "Target.targetCrashed":
                self._crashed(notice.params["targetId"])
            case "Page.frameNavigated":
                self._navigated(notice.session, notice.params["frame"])
            case _:
                pass  # Chrome tells more than is asked for.

    def _gone(self, target: str) -> None:
        if self._waiting and self._waiting.target == target:
            self._waiting = None  # Another one at once would not let the operator close Chrome.
        if card := self._card_in(target):
            session = card.tab.session if card.tab else ""
            self._drop(card.command.contact_id)
            self._answers.append(TabClosed(card.command.contact_id))
            if self._connection and session:
                self._connection.abandon(session)

    def _crashed(self, target: str) -> None:
        """A page that crashed has lost what was typed in it: show the card again, a few times."""
        if self._waiting and self._waiting.target == target:
            self._waiting = None
            self._begin(self._close_and_prepare(target))
        card = self._card_in(target)
        if card and card.tab and card.crashes < _MOST_CRASHES:
            card.crashes += 1
            self._begin(self._revive(card, card.tab))

    def _close_and_prepare(self, target: str) -> _Steps:
        yield from self._close(_Tab(target, "", ""))
        yield from self._prepare_waiting_tab()

    def _revive(self, card: _Card, tab: _Tab) -> _Steps:
        try:
            yield [Call("Page.navigate", {"url": card.command.url}, tab.session)]
        except CallFailed as failure:
            self._answers.append(PopFailed(card.command.contact_id, failure.what))

    def _navigated(self, session: str, frame: Mapping[str, object]) -> None:
        """The operator has typed an address into the waiting tab: it is the operator's now."""
        waiting = self._waiting
        own = waiting is not None and waiting.session == session and "parentId" not in frame
        if waiting and own and frame.get("url") != _BLANK:
            self._waiting = None
            self._begin(self._detach_and_prepare(waiting))

    def _detach_and_prepare(self, tab: _Tab) -> _Steps:
        try:
            yield [Call("Target.detachFromTarget", {"sessionId": tab.session})]
        except CallFailed:
            return
        yield from self._prepare_waiting_tab()

    def _card_in(self, target: str) -> _Card | None:
        cards = self._cards.values()
        return next((card for card in cards if card.tab and card.tab.target == target), None)

    def _drop(self, contact_id: ContactId) -> None:
        self._cards.pop(contact_id, None)


def _version() -> _Steps:
    yield [Call("Browser.getVersion")]


def _activation(tab: _Tab) -> Call:
    """Raises and focuses the window and restores a minimised one, without changing its size."""
    return Call("Target.activateTarget", {"targetId": tab.target})


def _without_focus(command: RaiseTab) -> RaiseTab:
    return RaiseTab(command.contact_id, command.url, command.title, Focus.KEPT)
