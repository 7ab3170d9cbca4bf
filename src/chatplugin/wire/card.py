"""
A card in its tab: the dialogues by which it is shown, looked at and asked for again.

Which cards there are, and what the desk is told of them, is kept in `wire.tabs`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.wire.arrival import Arrival, Next, Sight, read_sight
from chatplugin.wire.cdp import Call, CallFailed, JsonObject
from chatplugin.wire.tab import TELL, WORLD, Asking, Pages, Steps, Tab, activation, ask

MOST_CRASHES = 3


@dataclass(slots=True)
class Instant:
    """The time that was last told, in seconds that only grow."""

    seconds: float = 0.0


@dataclass(slots=True)
class Card:
    """One contact's card. `tab` is None until its tab is there, and while there is no Chrome."""

    command: RaiseTab
    arrival: Arrival
    pages: Pages
    now: Instant
    tab: Tab | None = None
    is_to_be_closed: bool = False
    """As soon as it is shown: its contact has ended before."""

    has_title: bool = False
    """Whether the title script is in the tab, for all documents to come."""

    crashes: int = 0
    document: str = ""
    """What the CRM answered with, by Chrome's loader id."""

    def show(self, tab: Tab) -> Steps:
        """
        Title first, then the address, then the window, in one write. Raises CallFailed.

        Chrome answers a navigation once it is committed, so the answer to the third call comes
        long before that to the second.
        """
        scripts = {
            "source": self.pages.card_scripts(json.dumps(self.command.title)),
            "worldName": WORLD,
            "runImmediately": True,
        }
        calls = [
            Call("Page.addScriptToEvaluateOnNewDocument", scripts, tab.session),
            Call("Page.navigate", {"url": self.command.url}, tab.session),
        ]
        if self.command.focus is Focus.FRONT:
            calls.append(activation(tab))
        self.arrival.begin(self.now.seconds)
        answers = yield calls
        self.has_title = True
        self._arrived(answers[1])

    def try_again(self, tab: Tab) -> Steps:
        """Ask for the card again where its failure still stands, and nothing is typed."""
        try:
            sight = yield from self._sight(tab)
            if sight is None or self.tab is not tab:
                return
            if self.arrival.is_worth_asking(sight):
                yield from self._navigate(tab)
            else:
                yield from self._follow(tab, sight)
        except CallFailed:
            return  # The tab is gone, or on its way to another page: its arrival is seen.

    def meet(self, tab: Tab) -> Steps:
        """
        Let the scripts in a new document speak, and see what it is while that matters.

        Without Runtime.enable, which would send all that the CRM logs, a binding has to be put into
        each document.
        """
        binding = {"name": TELL, "executionContextName": WORLD}
        try:
            yield [Call("Runtime.addBinding", binding, tab.session)]
        except CallFailed:
            return  # The tab is gone.
        if self.arrival.is_watched:
            yield from self.look(tab)

    def see_document(self, frame: JsonObject) -> None:
        """Take in `Page.frameNavigated`: a document begins in the tab or in a frame of its page."""
        if self.tab and frame["id"] == self.tab.frame and frame["loaderId"] != self.document:
            self.arrival.left()

    def look(self, tab: Tab) -> Steps:
        """See what has arrived in the tab."""
        try:
            sight = yield from self._sight(tab)
            if sight is not None and self.tab is tab:
                yield from self._follow(tab, sight)
        except CallFailed:
            return  # The document is gone already; the next one is looked at.

    def _follow(self, tab: Tab, sight: Sight) -> Steps:
        if self.arrival.saw(sight, self.now.seconds) is Next.NAVIGATE:
            yield from self._navigate(tab)

    def _navigate(self, tab: Tab) -> Steps:
        self.arrival.begin(self.now.seconds)
        address = {"url": self.command.url}
        self._arrived((yield [Call("Page.navigate", address, tab.session)])[0])

    def _arrived(self, navigation: Mapping[str, str]) -> None:
        self.document = navigation.get("loaderId", "")
        self.arrival.answered(navigation.get("errorText", ""), self.now.seconds)

    def _sight(self, tab: Tab) -> Asking[Sight | None]:
        address = json.dumps(self.command.url)
        found = yield from ask(tab, f"({self.pages.look_script})({address})")
        return read_sight(found.get("value"))
