"""
A card in its tab: the dialogues by which it is shown, looked at and asked for again.

Which cards there are, and what the desk is told of them, is kept in `wire.tabs`.
"""

import json
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import SIGNATURE_NAMES
from chatplugin.wire.arrival import Arrival, Next, Sight, Whose, read_sight
from chatplugin.wire.cdp import Call, CallFailed, JsonObject, Notice
from chatplugin.wire.sending import Sending
from chatplugin.wire.tab import TELL, WORLD, Asking, Pages, Steps, Tab, ask, front

MOST_CRASHES = 3

_RELOADS = {"reload", "reloadBypassingCache"}
"""The kinds of navigation, by Page.frameStartedNavigating, of the operator and of Chrome itself."""


class Instant(Struct):
    """The time that was last told, in seconds that only grow."""

    seconds: float = 0.0


class Card(Struct):
    """One contact's card. `tab` is None until its tab is there, and while there is no Chrome."""

    command: RaiseTab
    sending: Sending
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

    current: str = ""
    """What is in the tab, by the same."""

    reloading: str = ""
    """What is to take its place as the same page once more, by the same."""

    is_touched: bool = False
    """Whether the operator has pressed a key or a button in what is in the tab."""

    is_leaving: bool = False
    """Whether what is in the tab has asked for another page to take its place."""

    is_to_be_met: bool = False
    """Whether the scripts in it have no binding yet."""

    is_looking: bool = False
    is_look_wanted: bool = False

    def show(self, tab: Tab) -> Steps:
        """
        Title first, then the address, then the window, in one write.

        Chrome answers a navigation once it is committed, so the answer to that call comes long
        before those to the others. Raises CallFailed, and RequestError before anything is sent.
        """
        scripts = {
            "source": self.pages.card_scripts(json.dumps(self.command.title)),
            "worldName": WORLD,
            "runImmediately": True,
        }
        calls = [
            Call("Page.addScriptToEvaluateOnNewDocument", scripts, tab.session),
            *self.sending.calls(tab),
        ]
        navigation = len(calls) - 1
        if self.command.focus is Focus.FRONT:
            calls += front(tab)
        self.is_looking = False  # Whatever was asked of an earlier tab.
        self.arrival.begin(self.now.seconds)
        answers = yield calls
        self.has_title = True
        self._arrived(answers[navigation])
        yield from self._behind(tab)

    def hear(self, tab: Tab, notice: Notice) -> Steps | None:
        """Take in what Chrome tells of the card's *tab*; return what is to be said to that."""
        match notice.method:
            case "Page.frameStartedNavigating" if notice.params["frameId"] == tab.frame:
                self.sending.started(notice.params)
                if notice.params["navigationType"] in _RELOADS:
                    self.reloading = notice.params["loaderId"]
            case "Page.frameRequestedNavigation" if notice.params["frameId"] == tab.frame:
                self.is_leaving |= notice.params["disposition"] == "currentTab"
            case "Page.frameNavigated" if notice.params["frame"]["id"] == tab.frame:
                self._see_document(notice.params["frame"]["loaderId"])
            case "Fetch.requestPaused":
                return self._pass_on(tab, notice.params)
            case "Page.domContentEventFired":
                return self._meet(tab)
            case "Page.loadEventFired" if self.arrival.is_watched:
                return self.look(tab)
            case _:
                pass  # Chrome tells more than is asked for.
        return None

    def _pass_on(self, tab: Tab, paused: JsonObject) -> Steps:
        """Let a request go on that Chrome has paused for us."""
        try:
            call, document = self.sending.go_on(paused, tab)
        except RequestError as error:
            self.arrival.refuse(str(error))
            reason = {"requestId": paused["requestId"], "errorReason": "BlockedByClient"}
            call, document = Call("Fetch.failRequest", reason, tab.session), ""
        self.document = document or self.document
        try:
            yield [call]
        except CallFailed:
            return  # The operator has gone elsewhere in the meantime.

    def try_again(self, tab: Tab) -> Steps:
        """Ask for the card again where its failure still stands, and nothing is typed."""
        try:
            sight = yield from self._sight(tab)
            if sight is None or self.tab is not tab:
                return
            is_new = sight.is_typed or self.sending.is_plain or self.current != self.document
            is_old = sight.is_refusal and not is_new
            if self.arrival.is_worth_asking(sight) or is_old:
                yield from self._navigate(tab)
            else:
                yield from self._follow(tab, sight)
        except CallFailed:
            return  # The tab is gone, or on its way to another page: its arrival is seen.

    def _meet(self, tab: Tab) -> Steps:
        """
        Let the scripts in a new document speak, and see what it is while that matters.

        Without Runtime.enable, which would send all that the CRM logs, a binding has to be put into
        each document.
        """
        self.is_to_be_met = True
        yield from self.look(tab)

    def _see_document(self, loader: str) -> None:
        """A document begins in the tab."""
        if loader == self.reloading and self.current == self.document:
            self.document = loader
        if loader == self.document:
            whose = Whose.OURS
        elif self.is_leaving and not self.is_touched:
            whose = Whose.PAGE
        else:
            whose = Whose.OPERATOR
        self.current = loader
        self.is_touched = self.is_leaving = False
        self.arrival.moved(whose)

    def look(self, tab: Tab) -> Steps:
        """See what has arrived in the tab, once at a time: what is wished meanwhile is one more."""
        self.is_look_wanted = True
        if self.is_looking:
            return
        self.is_looking = True
        while self.is_look_wanted and self.tab is tab:
            self.is_look_wanted = False
            yield from self._look_once(tab)
        self.is_looking = False

    def _look_once(self, tab: Tab) -> Steps:
        binding = {"name": TELL, "executionContextName": WORLD}
        try:
            if self.is_to_be_met:
                self.is_to_be_met = False
                yield [Call("Runtime.addBinding", binding, tab.session)]
            sight = (yield from self._sight(tab)) if self.arrival.is_watched else None
            if sight is not None and self.tab is tab:
                yield from self._follow(tab, sight)
        except CallFailed:
            return  # The document is gone already; the next one is looked at.

    def _follow(self, tab: Tab, sight: Sight) -> Steps:
        if self.arrival.saw(sight, self.now.seconds) is Next.NAVIGATE:
            yield from self._navigate(tab)

    def revive(self, tab: Tab) -> Steps:
        """Ask for the card in its tab, whose process has crashed. Raises CallFailed."""
        self.is_looking = False  # Chrome may never answer a look that was under way.
        try:
            calls = self.sending.calls(tab)
        except RequestError as error:
            self.arrival.refuse(str(error))
            return
        self.document = (yield calls)[-1].get("loaderId", "")
        self.sending.arrived()
        yield from self._behind(tab)

    def _navigate(self, tab: Tab) -> Steps:
        try:
            calls = self.sending.calls(tab)
        except RequestError as error:
            self.arrival.refuse(str(error))
            return
        self.arrival.begin(self.now.seconds)
        self._arrived((yield calls)[-1])
        yield from self._behind(tab)

    def _arrived(self, navigation: Mapping[str, str]) -> None:
        self.document = navigation.get("loaderId", "")
        error = navigation.get("errorText", "")
        if self.sending.arrived() or error:
            self.arrival.answered(error, self.now.seconds)
        else:
            self.arrival.refuse("Chrome has asked the CRM without the form of Method=POST")

    def _behind(self, tab: Tab) -> Steps:
        if calls := self.sending.calls_behind(tab):
            yield calls

    def _sight(self, tab: Tab) -> Asking[Sight | None]:
        request = self.sending.request
        card = self.command.url if request.form is None else request.url
        passing = [] if request.is_plain else SIGNATURE_NAMES
        question = f"({self.pages.look_script})({json.dumps(card)},{json.dumps(passing)})"
        found = yield from ask(tab, question)
        sight = read_sight(found.get("value"))
        if sight is None or request.form is None or self.current == self.document:
            return sight
        return replace(sight, is_card=False)  # The bare address, without what the form tells.
