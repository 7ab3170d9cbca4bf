"""
One tab of our own in Chrome: how it is made, asked and closed, and whose document is in it.

Which card is in it, or whether it waits for one, is not known here.
"""

import json

from msgspec import Struct

from chatplugin.browser.cards import Whose
from chatplugin.browser.devtools.protocol import (
    Call,
    CallFailed,
    Dialogue,
    FrameId,
    LoaderId,
    Page,
    Runtime,
    SessionId,
    Steps,
    Target,
    TargetId,
    together,
)

WORLD = "ChatPlugin"
"""The isolated world of a card's scripts: the CRM's page cannot see it or change it."""

TELL = "chatPluginTell"
"""The binding by which a card's scripts tell something; it is there in their world only."""

BLANK = "about:blank"

_QUESTIONS = 3
"""A page that gives way to another takes its answer with it."""

_RELOADS = {"reload", "reloadBypassingCache"}
"""The kinds of navigation, by Page.frameStartedNavigating, of the operator and of Chrome itself."""


class Tab(Struct, frozen=True):
    target: TargetId
    session: SessionId
    frame: FrameId


class Pages(Struct, frozen=True):
    """What is shown and run in tabs: functions of JavaScript, and the operator's page."""

    title_script: str
    typing_script: str
    return_script: str
    look_script: str
    page_script: str
    page: str

    def card_scripts(self, title: str) -> str:
        """Return what runs in each document of a card."""
        scripts = (f"({script})()" for script in (self.typing_script, self.return_script))
        return ";".join([f"({self.title_script})({json.dumps(title)})", *scripts])

    def look(self, card: str, passing: list[str]) -> str:
        """Return what finds a `Sight` of the *card*, which is known without what is *passing*."""
        return f"({self.look_script})({json.dumps(card)},{json.dumps(passing)})"


class Documents(Struct):
    """The documents of a card's tab, each by Chrome's loader id, and who has led to them."""

    ours: LoaderId = LoaderId("")
    """What has come of our own asking."""

    current: LoaderId = LoaderId("")
    is_touched: bool = False
    """Whether the operator has pressed a key or a button in what is in the tab."""

    is_leaving: bool = False
    """Whether what is in the tab has asked for another page to take its place."""

    _reloading: LoaderId = LoaderId("")

    @property
    def is_ours(self) -> bool:
        return self.current == self.ours

    def started(self, navigation: Page.FrameStartedNavigating) -> None:
        if navigation.kind in _RELOADS:
            self._reloading = navigation.loader

    def begin(self, loader: LoaderId) -> Whose:
        """A document begins in the tab; return who has led to it."""
        if loader == self._reloading and self.is_ours:
            self.ours = loader
        is_by_page = self.is_leaving and not self.is_touched
        self.current = loader
        self.is_touched = self.is_leaving = False
        if self.is_ours:
            return Whose.OURS
        return Whose.PAGE if is_by_page else Whose.OPERATOR


def new_tab() -> Steps[Tab]:
    """Make a tab behind all others. Raises CallFailed."""
    target = yield from Target.create_target(BLANK)
    session = yield from Target.attach_to_target(target)
    # Without Page.enable the title script is accepted and never runs in a second document.
    _, frame = yield from together(Page.enable(session), Page.get_frame_tree(session))
    return Tab(target, session, frame)


def ask(tab: Tab, expression: str) -> Steps[object]:
    """Return the value of *expression* in the card's isolated world. Raises CallFailed."""
    world = yield from Page.create_isolated_world(tab.session, tab.frame, WORLD)
    value: object = yield from Runtime.evaluate(tab.session, world, expression)
    return value


def is_typed_in(tab: Tab) -> Steps[bool | None]:
    """Return whether something is typed in the card; None where its tab is gone."""
    for _ in range(_QUESTIONS):
        try:
            value = yield from ask(tab, "globalThis.typed")
        except CallFailed:
            continue  # The operator has closed it, or it is on its way to another page.
        return bool(value)
    return None


def front(tab: Tab) -> tuple[Call[None], Call[None]]:
    """
    Return what brings *tab* to the operator, and the keys to its page.

    The first raises and focuses the window and restores a minimised one, without changing its size,
    but may leave the keys to the address bar, from where what is typed goes to a search engine.
    """
    return Target.activate_target(tab.target), Page.bring_to_front(tab.session)


def close(target: TargetId) -> Dialogue:
    try:
        yield from Target.close_target(target)
    except CallFailed:
        return  # It is closed already.
