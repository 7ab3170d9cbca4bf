"""
The tab that waits for the next card, and is the operator's page until then.
"""

import json
from typing import TypeVar

from chatplugin.browser.devtools.protocol import (
    Call,
    CallFailed,
    ContextId,
    Dialogue,
    Page,
    Runtime,
    SessionId,
    Steps,
    Target,
    TargetId,
    together,
)
from chatplugin.browser.devtools.tab import BLANK, Making, Pages, Tab
from chatplugin.browser.driver import Turn
from chatplugin.domain.events import BrowserEvent
from chatplugin.operators_page import page

T = TypeVar("T")

_PAGE_WORLD = "ChatPlugin page"
"""Not the world of a card's scripts: what can be told from here cannot be told from a card."""

_PAGE_TELL = "chatPluginPage"
"""The binding of the page's buttons. It is taken away when the tab has become a card."""


class WaitingTab:
    """
    At most one tab: ready for the next card, and until then the operator's page.

    The CRM never runs in it while it is here. The page is drawn over the pipe: a document without a
    script of its own, and one function in an isolated world that puts text into it. What its
    buttons tell comes back by a binding that exists in that world only. What the page says is made
    in `operators_page.page`.
    """

    def __init__(self, pages: Pages, turn: Turn, making: Making) -> None:
        self._pages = pages
        self._turn = turn
        self._making = making
        self._tab: Tab | None = None
        self._context = ContextId(0)
        self._is_preparing = False
        self._is_drawing = False
        self._model = ""
        self._drawn = ""

    @property
    def is_there(self) -> bool:
        return self._tab is not None

    def prepare(self, reopened: TargetId | None = None) -> Dialogue:
        """Make one where there is none, or take the one that Chrome has *reopened*."""
        if self._is_preparing or self._tab is not None:
            return
        self._is_preparing = True
        try:
            tab = yield from self._get(reopened)
            yield from self._ask(tab, self._furnish(tab))
            self._tab = tab
        except CallFailed:
            return  # The operator has closed it already: the next pop makes one for itself.
        finally:
            self._is_preparing = False
        yield from self.draw()

    def _get(self, reopened: TargetId | None) -> Steps[Tab]:
        making, turn = self._making, self._turn
        return Tab.attached(reopened, making, turn) if reopened else Tab.new(making, turn)

    def _ask(self, tab: Tab, steps: Steps[T]) -> Steps[T]:
        """Ask its page what no card should wait for in vain: it may crash, or hang."""
        self._making[tab.target] = tab.session, self._turn.now
        try:
            return (yield from steps)
        finally:
            self._making.pop(tab.target, None)

    def _furnish(self, tab: Tab) -> Dialogue:
        """Put the page into the empty document of *tab*, still without what it is to show."""
        # Without Runtime.enable a binding comes only into worlds that are there already.
        _, self._context, _ = yield from together(
            Page.set_document_content(tab.session, tab.frame, self._pages.page),
            Page.create_isolated_world(tab.session, tab.frame, _PAGE_WORLD),
            Runtime.add_binding(tab.session, _PAGE_TELL, _PAGE_WORLD),
        )
        self._drawn = ""

    def take(self) -> Tab | None:
        """Give the tab away, to a card or to the operator."""
        tab, self._tab = self._tab, None
        return tab

    def take_unseen(self) -> Steps[Tab | None]:
        """Give the tab away unless the operator sees the page: no card behind takes its place."""
        tab = self._tab
        if tab is None:
            return None
        try:
            visibility = self._evaluation(tab, "document.visibilityState")
            seen: object = yield from self._ask(tab, iter(visibility))
        except CallFailed:
            return None
        return self.take() if seen == "hidden" and self._tab is tab else None

    def forget(self) -> None:
        """Chrome is gone."""
        self._tab = None

    def is_in(self, target: TargetId) -> bool:
        return self._tab is not None and self._tab.target == target

    def is_attached(self, session: SessionId) -> bool:
        return self._tab is not None and self._tab.session == session

    def keep(self, model: str) -> None:
        """Keep the page to *model*: it is drawn by `draw`."""
        self._model = model

    def draw(self) -> Dialogue:
        """Bring the page up to date; what changes meanwhile comes with the next round."""
        if self._is_drawing:
            return
        self._is_drawing = True
        try:
            while (tab := self._tab) and self._model != self._drawn:
                script = "" if self._drawn else self._pages.page_script
                drawing = self._evaluation(tab, page.draw(self._model, script))
                self._drawn = self._model
                yield from drawing
        except CallFailed:
            return  # It has become a card, or was closed.
        finally:
            self._is_drawing = False

    def show_card(self, card: str) -> Dialogue:
        """Bring the page to the front with the contact of *card* in focus."""
        yield from self.prepare()
        tab = self._tab
        if tab is None:
            return
        try:
            # Unlike Target.activateTarget, which leaves the keys to the address bar.
            front = Page.bring_to_front(tab.session)
            yield from together(
                front, self._evaluation(tab, f"board.focusCard({json.dumps(card)})")
            )
        except CallFailed:
            return  # It has become a card in the meantime: that is in front now.

    def hear(self, told: Runtime.BindingCalled) -> BrowserEvent | None:
        """Read what a button of the page has told."""
        if told.name != _PAGE_TELL or told.context != self._context:
            return None
        return page.read(told.payload)

    def navigated(self, navigated: Page.FrameNavigated) -> Dialogue:
        """
        Fill the page again that the operator has loaded anew.

        Or the operator has typed an address into the tab: it is the operator's then.
        """
        tab = self._tab
        if tab is None or not navigated.is_top:
            return
        if navigated.url == BLANK:
            yield from self._fill_again(tab)
            return
        self.take()
        try:
            yield from Target.detach_from_target(tab.session)
        except CallFailed:
            return
        yield from self.prepare()

    @staticmethod
    def silence(tab: Tab) -> Dialogue:
        """
        Take the page's binding out of a tab that has become a card.

        Chrome makes the page's world anew for every document of the tab, empty. No script runs in
        it, and what it told would not be heard; yet nothing should be left that could.
        """
        try:
            yield from Runtime.remove_binding(tab.session, _PAGE_TELL)
        except CallFailed:
            yield from _find_out_why(tab)

    def _fill_again(self, tab: Tab) -> Dialogue:
        try:
            yield from self._furnish(tab)
        except CallFailed:
            return  # It has become a card, or was closed.
        yield from self.draw()

    def _evaluation(self, tab: Tab, expression: str) -> Call[object]:
        return Runtime.evaluate(tab.session, self._context, expression)


def _find_out_why(tab: Tab) -> Dialogue:
    """
    Ask for a tab that has become deaf.

    Chrome has closed it, or a policy keeps programs from the CRM's pages
    (DeveloperToolsAvailabilityBlocklist): Chrome cuts such a tab off without a word as soon as the
    card is there. Its refusal tells the connection that it is so.
    """
    try:
        yield from Target.attach_to_target(tab.target)
    except CallFailed:
        return
