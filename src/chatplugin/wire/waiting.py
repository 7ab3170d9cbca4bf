"""
The waiting tab: ready for the next card, and until then the operator's page.

The page is drawn over the pipe: a document without a script of its own, and one function in an
isolated world that puts text into it. What its buttons tell comes back by a binding that exists in
that world only. What the page says is made in `operators_page.page`.
"""

from chatplugin.domain.events import Answer
from chatplugin.operators_page import page
from chatplugin.wire.cdp import Call, CallFailed, JsonObject
from chatplugin.wire.tab import BLANK, Pages, Steps, Tab, new_tab

PAGE_WORLD = "ChatPlugin page"
"""Not the world of a card's scripts: what can be told from here cannot be told from a card."""

PAGE_TELL = "chatPluginPage"
"""The binding of the page's buttons. It is taken away when the tab has become a card."""


class WaitingTab:
    """At most one tab. The CRM never runs in it while it is here."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._tab: Tab | None = None
        self._context = 0
        self._is_preparing = False
        self._is_drawing = False
        self._model = ""
        self._drawn = ""

    def prepare(self) -> Steps:
        """Make one where there is none."""
        if self._is_preparing or self._tab is not None:
            return
        self._is_preparing = True
        try:
            tab = yield from new_tab()
            self._context = (yield self._document(tab))[1]["executionContextId"]
            self._tab, self._drawn = tab, ""
        except CallFailed:
            return  # The operator has closed it already: the next pop makes one for itself.
        finally:
            self._is_preparing = False
        yield from self.draw()

    def take(self) -> Tab | None:
        """Give the tab away, to a card or to the operator."""
        tab, self._tab = self._tab, None
        return tab

    def forget(self) -> None:
        """Chrome is gone."""
        self._tab = None
        self._is_preparing = self._is_drawing = False

    def is_in(self, target: str) -> bool:
        return self._tab is not None and self._tab.target == target

    def speaks(self, session: str) -> bool:
        return self._tab is not None and self._tab.session == session

    def set_model(self, model: str) -> bool:
        """Take what the page is to show; say whether it has to be drawn."""
        self._model = model
        return self._tab is not None and not self._is_drawing and model != self._drawn

    def draw(self) -> Steps:
        """Bring the page up to date; what changes in the meantime comes with the next round."""
        if self._is_drawing:
            return
        self._is_drawing = True
        try:
            while (tab := self._tab) and self._model != self._drawn:
                call = self._drawing(tab)
                self._drawn = self._model
                yield [call]
        except CallFailed:
            return  # It has become a card, or was closed.
        finally:
            self._is_drawing = False

    def show(self, card: str) -> Steps:
        """Bring the page to the front with the contact of *card* in focus."""
        yield from self.prepare()
        tab = self._tab
        if tab is None:
            return
        try:
            # Unlike Target.activateTarget, which leaves the keys to the address bar.
            front = Call("Page.bringToFront", session=tab.session)
            yield [front, self._evaluation(tab, page.focus(card))]
        except CallFailed:
            return  # It has become a card in the meantime: that is in front now.

    def hear(self, notice: JsonObject) -> list[Answer]:
        """Read what a button of the page has told."""
        if notice["name"] != PAGE_TELL or notice["executionContextId"] != self._context:
            return []
        answer = page.read(notice["payload"])
        return [answer] if answer else []

    def leave(self) -> Steps:
        """The operator has typed an address into it: it is the operator's now."""
        tab = self.take()
        if tab is None:
            return
        try:
            yield [Call("Target.detachFromTarget", {"sessionId": tab.session})]
        except CallFailed:
            return
        yield from self.prepare()

    def _document(self, tab: Tab) -> list[Call]:
        binding = {"name": PAGE_TELL, "executionContextName": PAGE_WORLD}
        return [
            Call(
                "Page.setDocumentContent",
                {"frameId": tab.frame, "html": self._pages.page},
                tab.session,
            ),
            Call(
                "Page.createIsolatedWorld",
                {"frameId": tab.frame, "worldName": PAGE_WORLD},
                tab.session,
            ),
            # Without Runtime.enable a binding comes only into worlds that are there already.
            Call("Runtime.addBinding", binding, tab.session),
        ]

    def _drawing(self, tab: Tab) -> Call:
        script = "" if self._drawn else page.install(self._pages.page_script)
        return self._evaluation(tab, script + page.draw(self._model))

    def _evaluation(self, tab: Tab, expression: str) -> Call:
        where = {"expression": expression, "contextId": self._context}
        return Call("Runtime.evaluate", where, tab.session)


def silence(tab: Tab) -> Steps:
    """
    Take the page's binding out of a tab that has become a card.

    Chrome makes the page's world anew for every document of the tab, empty. No script runs in it,
    and what it told would not be heard; yet nothing should be left that could.
    """
    try:
        yield [Call("Runtime.removeBinding", {"name": PAGE_TELL}, tab.session)]
    except CallFailed:
        return  # The tab is closed already.


def is_navigated_away(frame: JsonObject) -> bool:
    """Whether *frame*, of Page.frameNavigated, says that the tab shows another page now."""
    return "parentId" not in frame and frame.get("url") != BLANK
