"""
The waiting tab: ready for the next card, and until then the operator's page.

The page is drawn over the pipe: a document without a script of its own, and one function in an
isolated world that puts text into it. What its buttons tell comes back by a binding that exists in
that world only. What the page says is made in `operators_page.page`.
"""

from chatplugin.browser.devtools.protocol import (
    Call,
    CallFailed,
    ContextId,
    Dialogue,
    Page,
    Runtime,
    SessionId,
    Target,
    TargetId,
    together,
)
from chatplugin.browser.devtools.tab import BLANK, Pages, Tab
from chatplugin.domain.events import BrowserEvent
from chatplugin.operators_page import page

PAGE_WORLD = "ChatPlugin page"
"""Not the world of a card's scripts: what can be told from here cannot be told from a card."""

PAGE_TELL = "chatPluginPage"
"""The binding of the page's buttons. It is taken away when the tab has become a card."""


class WaitingTab:
    """At most one tab. The CRM never runs in it while it is here."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._tab: Tab | None = None
        self._context = ContextId(0)
        self._is_preparing = False
        self._is_drawing = False
        self._model = ""
        self._drawn = ""

    @property
    def is_there(self) -> bool:
        return self._tab is not None

    def prepare(self) -> Dialogue:
        """Make one where there is none."""
        if self._is_preparing or self._tab is not None:
            return
        self._is_preparing = True
        try:
            tab = yield from Tab.new()
            # Without Runtime.enable a binding comes only into worlds that are there already.
            _, self._context, _ = yield from together(
                Page.set_document_content(tab.session, tab.frame, self._pages.page),
                Page.create_isolated_world(tab.session, tab.frame, PAGE_WORLD),
                Runtime.add_binding(tab.session, PAGE_TELL, PAGE_WORLD),
            )
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
                script = "" if self._drawn else page.install(self._pages.page_script)
                drawing = self._evaluation(tab, script + page.draw(self._model))
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
            yield from together(front, self._evaluation(tab, page.focus(card)))
        except CallFailed:
            return  # It has become a card in the meantime: that is in front now.

    def hear(self, told: Runtime.BindingCalled) -> BrowserEvent | None:
        """Read what a button of the page has told."""
        if told.name != PAGE_TELL or told.context != self._context:
            return None
        return page.read(told.payload)

    def navigated(self, navigated: Page.FrameNavigated) -> Dialogue:
        """The operator may have typed an address into it: it is the operator's then."""
        if not navigated.is_top or navigated.url == BLANK:
            return
        tab = self.take()
        if tab is None:
            return
        try:
            yield from Target.detach_from_target(tab.session)
        except CallFailed:
            return
        yield from self.prepare()

    def _evaluation(self, tab: Tab, expression: str) -> Call[object]:
        return Runtime.evaluate(tab.session, self._context, expression)


def silence(tab: Tab) -> Dialogue:
    """
    Take the page's binding out of a tab that has become a card.

    Chrome makes the page's world anew for every document of the tab, empty. No script runs in it,
    and what it told would not be heard; yet nothing should be left that could.
    """
    try:
        yield from Runtime.remove_binding(tab.session, PAGE_TELL)
    except CallFailed:
        return  # The tab is closed already.
