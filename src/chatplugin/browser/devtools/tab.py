"""
A tab of our own in Chrome, and a card in it: its dialogues, its documents, its requests.

Each dialogue of a card returns what has happened to the card. Which cards there are, and what
follows from an event, is decided in `browser.devtools.tabs`.
"""

import json
from binascii import b2a_base64
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.browser.card_states import On
from chatplugin.browser.cards import ABORTED, Answered, CardEvent, Failed, Seen, Sight, Whose
from chatplugin.browser.devtools.protocol import (
    NO_SUCH_TARGET,
    Call,
    CallFailed,
    Dialogue,
    Fetch,
    FrameId,
    LoaderId,
    Network,
    Page,
    Runtime,
    SessionId,
    Steps,
    Target,
    TargetId,
    together,
)
from chatplugin.browser.driver import Turn
from chatplugin.domain.errors import RequestError
from chatplugin.domain.events import Focus, RaiseTab, Trouble
from chatplugin.domain.request import (
    SIGNATURE_NAMES,
    CardRequest,
    asks_for_the_same,
)
from chatplugin.sentences import said

WORLD = "ChatPlugin"
"""The isolated world of a card's scripts: the CRM's page cannot see it or change it."""

TELL = "chatPluginTell"
"""The binding by which a card's scripts tell something; it is there in their world only."""

BLANK = "about:blank"
OURS = f"{BLANK}#ChatPlugin"
"""The address of a tab of ours before its card: it tells the operator whose it is."""

_QUESTIONS = 3
"""A page that gives way to another takes its answer with it."""

_RELOADS = {"reload", "reloadBypassingCache", "restore", "restoreWithPost"}
"""The kinds of navigation, by Page.frameStartedNavigating, of the operator and of Chrome itself."""

_WITHOUT_FORM = said("request.form_lost")

_AGAIN = {*_RELOADS, "historyDifferentDocument"}
"""The kinds of navigation, by Page.frameStartedNavigating, that ask for what was there before."""

_FORM = "application/x-www-form-urlencoded"

Happening = Steps[CardEvent | None]

Making = dict[TargetId, tuple[SessionId, float]]
"""Tabs that are being made: the session, empty where there is none yet, and since when."""


class Tab(Struct, frozen=True):
    """A tab of our own, which we are attached to."""

    target: TargetId
    session: SessionId
    frame: FrameId

    @staticmethod
    def new(making: Making, turn: Turn) -> Steps["Tab"]:
        """Make a tab behind all others, as `attached` does."""
        target = yield from Target.create_target(OURS)
        return (yield from Tab.attached(target, making, turn))

    @staticmethod
    def attached(target: TargetId, making: Making, turn: Turn) -> Steps["Tab"]:
        """
        Take hold of an empty tab; close it where that cannot be. Raises CallFailed.

        It stands in *making* until it is made. If its page crashes before, or hangs, Chrome is
        silent.
        """
        making[target] = SessionId(""), turn.now
        try:
            session = yield from Target.attach_to_target(target)
            making[target] = session, turn.now
            # Without Page.enable the title script is accepted and never runs in a second document.
            _, frame = yield from together(Page.enable(session), Page.get_frame_tree(session))
        except CallFailed:
            yield from Tab.closing(target)
            raise
        finally:
            making.pop(target, None)
        return Tab(target, session, frame)

    @staticmethod
    def closing(target: TargetId) -> Dialogue:
        try:
            yield from Target.close_target(target)
        except CallFailed:
            return  # It is closed already.

    def ask(self, expression: str) -> Steps[object]:
        """Return the value of *expression* in the card's isolated world. Raises CallFailed."""
        world = yield from Page.create_isolated_world(self.session, self.frame, WORLD)
        value: object = yield from Runtime.evaluate(self.session, world, expression)
        return value

    def is_typed_in(self) -> Steps[bool | None]:
        """Return whether text would be lost with the card; None where its tab is gone."""
        for _ in range(_QUESTIONS):
            try:
                value = yield from self.ask("globalThis.holdsText?.()")
            except CallFailed:
                continue  # The operator has closed it, or it is on its way to another page.
            return bool(value)
        return None

    def front(self) -> tuple[Call[None], Call[None]]:
        """
        Return what brings the tab to the operator, and the keys to its page.

        The first raises and focuses the window and restores a minimised one, without changing its
        size, but may leave the keys to the address bar, from where what is typed goes to a search
        engine.
        """
        return Target.activate_target(self.target), Page.bring_to_front(self.session)

    def close(self) -> Dialogue:
        return Tab.closing(self.target)


class Pages(Struct, frozen=True):
    """What is shown and run in tabs: functions of JavaScript, and the operator's page."""

    own_title_script: str
    title_script: str
    typing_script: str
    return_script: str
    look_script: str
    page_script: str
    page: str

    def own_title(self, title: str) -> str:
        """Return what lets each document of a card have its own title beside *title*."""
        return f"({self.own_title_script})({json.dumps(title)})"

    def card_scripts(self, title: str) -> str:
        """Return what runs in each document of a card; Chrome may run it twice as one begins."""
        scripts = (f"({script})()" for script in (self.typing_script, self.return_script))
        calls = ";".join([f"({self.title_script})({json.dumps(title)})", *scripts])
        return f"if (!globalThis.isCard) {{ globalThis.isCard = true; {calls} }}"

    def look(self, card: str, passing: list[str]) -> str:
        """Return what finds a `Sight` of the *card*, which is known without what is *passing*."""
        return f"({self.look_script})({json.dumps(card)},{json.dumps(passing)})"


class _Documents(Struct):
    """The documents of a card's tab, each by Chrome's loader id, and who has led to them."""

    ours: LoaderId = LoaderId("")
    """What has come of our own asking."""

    current: LoaderId = LoaderId("")
    is_touched: bool = False
    """Whether the operator has pressed a key or a button in what is in the tab."""

    is_followed: bool = False
    """Whether the operator has followed a link in it."""

    is_leaving: bool = False
    """Whether what is in the tab has asked for another page to take its place."""

    started_last: LoaderId = LoaderId("")
    """The document that Chrome was sent to last: by us, the operator or a page."""

    _reloading: LoaderId = LoaderId("")

    @property
    def is_ours(self) -> bool:
        return self.current == self.ours

    def started(self, navigation: Page.FrameStartedNavigating) -> None:
        self.started_last = navigation.loader
        if navigation.kind in _RELOADS:
            self._reloading = navigation.loader

    def begin(self, loader: LoaderId) -> Whose:
        """A document begins in the tab; return who has led to it."""
        if loader == self._reloading and self.is_ours:
            self.ours = loader
        is_by_form = self.is_leaving and not self.is_followed
        by_page = Whose.FORM if self.is_touched else Whose.PAGE
        self.current = loader
        self.is_touched = self.is_leaving = self.is_followed = False
        if self.is_ours:
            return Whose.OURS
        return by_page if is_by_form else Whose.OPERATOR


class CardTab(Struct):
    """The tab of one card. `sending` has the request by which the card is asked for first."""

    tab: Tab
    pages: Pages
    sending: "Sending"
    documents: _Documents = field(default_factory=_Documents)
    is_to_be_met: bool = False
    """Whether the scripts in its document have no binding yet."""

    is_unseen: bool = False
    """Whether its documents are marked: the operator has not seen the card yet."""

    has_before: bool = True
    """Whether the tab still knows what was in it before the card."""

    is_look_wanted: bool = False
    is_looking: bool = False
    is_put_aside: bool = False
    """Whether Chrome has thrown its page away to save memory, and loads it when it is looked at."""

    def name(self, command: RaiseTab) -> Dialogue:
        """
        Give the tab its title, before the card is asked for.

        A dialog that the card opens as it loads may keep the answer back: nobody waits for it.
        """
        try:
            yield from together(*self._scripts(command.title))
        except CallFailed:
            return  # The tab is gone.

    def show(self, command: RaiseTab) -> Happening:
        """Show the card, then the window, in one write."""
        before = self.sending.calls(self.tab)
        after = self.tab.front() if command.focus is Focus.FRONT else ()
        try:
            answers = yield from together(*before, *after)
        except CallFailed as failure:
            return Failed(On.CHROME_REFUSED, failure.said)
        return self._arrived(answers[len(before) - 1])

    def follow(self, command: RaiseTab) -> Happening:
        """
        Make ready for the page to be loaded anew, when Chrome does so.

        Chrome does not answer before that.
        """
        calls = (*self._scripts(command.title), *self.sending.pauses(self.tab))
        try:
            yield from together(Page.enable(self.tab.session), *calls)
        except CallFailed:
            return None  # Chrome tells by itself of a tab that is gone.
        return None

    def navigate(self) -> Happening:
        """Ask for the card anew."""
        self.has_before = True
        try:
            self.sending.prepare()
            answers = yield from together(*self.sending.calls(self.tab))
        except RequestError as error:
            return Failed(On.UNASKABLE, error.said)
        except CallFailed as failure:
            return _unless_gone(failure)
        return self._arrived(answers[-1])

    def behind(self) -> Dialogue:
        """End what a navigation has needed."""
        for call in self.sending.calls_behind(self.tab):
            yield from call

    def forget_before(self) -> Dialogue:
        """
        Once the card is there, Back must not lead to the empty page, or failure, before it.

        `Page.frameNavigated` can come before Chrome's own process has put the document into the
        history: what was forgotten then was something else.
        """
        if not (self.has_before and self.documents.is_ours):
            return
        self.has_before = False
        try:
            yield from Page.reset_navigation_history(self.tab.session)
        except CallFailed:
            return  # The tab is gone.

    def activate(self) -> Happening:
        try:
            yield from together(*self.tab.front())
        except CallFailed as failure:
            return _unless_gone(failure) or On.MISSING
        return On.ACTIVATED

    def mark(self) -> Happening:
        """Mark the title of what is in the tab. What comes after it is marked by `meet`."""
        try:
            is_there = yield from self.tab.ask("globalThis.markUnseen?.()")
        except CallFailed:
            return None  # Another document takes its place.
        self.is_unseen = is_there is not False
        return None

    def is_typed_in(self) -> Steps[bool | None]:
        """Return whether text would be lost with the card, as `Tab.is_typed_in` does."""
        return False if self.is_put_aside else (yield from self.tab.is_typed_in())

    def look(self) -> Happening:
        try:
            sight = yield from self._sight()
        except CallFailed:
            return None  # The document is gone already; the next one is looked at.
        return None if sight is None else Seen(sight)

    def meet(self) -> Happening:
        """
        Let the scripts in a new document run, whatever it forbids, and speak.

        Without Runtime.enable, which would send all that the CRM logs, a binding has to be put into
        each document.
        """
        try:
            yield from together(
                Runtime.make_page_world(self.tab.session),
                Runtime.add_binding(self.tab.session, TELL, WORLD),
            )
        except CallFailed:
            return None  # The tab is gone.
        if self.is_unseen:
            yield from self.mark()
        return On.DOCUMENT

    def pass_on(self, paused: Fetch.RequestPaused) -> Happening:
        """Let a request go on that Chrome has paused for us."""
        event = None
        try:
            call, document = self.sending.go_on(paused, self.tab)
        except RequestError as error:
            event = Failed(On.UNASKABLE, error.said)
            call, document = Fetch.fail_request(self.tab.session, paused.request), None
        self.documents.ours = document or self.documents.ours
        try:
            yield from call
        except CallFailed:
            return event  # The operator has gone elsewhere in the meantime.
        return event

    def _scripts(self, title: str) -> tuple[Call[None], Call[None]]:
        """Return what puts our scripts into each document, in the order that title.js needs."""
        session, pages = self.tab.session, self.pages
        own_title = Page.add_script(session, pages.own_title(title))
        return own_title, Page.add_script(session, pages.card_scripts(title), WORLD)

    def _arrived(self, navigation: Page.Navigation) -> CardEvent:
        self.documents.ours = navigation.loader
        is_overtaken = self.documents.started_last != navigation.loader
        if navigation.error == ABORTED and is_overtaken:
            return Failed(On.ABORTED, Trouble.UNREACHABLE.said(navigation.error))
        if self.sending.arrived() or navigation.error:
            return Answered(navigation.error)
        return Failed(On.UNASKABLE, _WITHOUT_FORM)

    def _sight(self) -> Steps[Sight | None]:
        request = self.sending.request
        card = self.sending.url if request.form is None else request.url
        passing = [] if request.is_plain else [*SIGNATURE_NAMES]
        sight = Sight.read((yield from self.tab.ask(self.pages.look(card, passing))))
        if sight is None or request.form is None or self.documents.is_ours:
            return sight
        return replace(sight, is_card=False)  # The bare address, without what the form tells.


def _unless_gone(failure: CallFailed) -> CardEvent | None:
    """Of a tab that is gone Chrome tells by itself."""
    return None if failure.code == NO_SUCH_TARGET else Failed(On.CHROME_REFUSED, failure.said)


class Sending:
    """
    How the requests of the card at *url* leave Chrome: as they are, newly signed, or with a form.

    `request` is the last that was made. A plain one is not paused, and costs nothing.

    A form is not filled in by a page, which Chrome would hold to be another site's: the CRM's
    session would look logged out, and the form would be kept for reloading. Chrome is sent to the
    bare address as if the operator had typed it, and its request is paused and goes on as a POST.
    History knows the address alone; what was sent is in nobody's hands but ours. When the operator
    reloads the card or comes back to it, its request is paused too, and goes on signed and filled
    anew.
    """

    def __init__(self, url: str, turn: Turn) -> None:
        self.url = url
        self._turn = turn
        self.request = CardRequest(url)
        self._awaited = False
        self._started = LoaderId("")
        self._is_again = False

    def prepare(self) -> None:
        """Make the request anew. Raises RequestError."""
        self.request = self._turn.request(self.url)

    def calls(self, tab: Tab) -> list[Call[Any]]:
        """Return what sends Chrome to the card by the request as it is; Page.navigate is last."""
        self._awaited = not self.request.is_plain
        return [*self.pauses(tab), Page.navigate(tab.session, self.request.url)]

    def pauses(self, tab: Tab) -> list[Call[Any]]:
        """Return what pauses the card's requests in *tab*."""
        if self.request.is_plain:
            return []
        calls: list[Call[Any]] = [Fetch.enable(tab.session, *self._patterns())]
        if self.request.form is not None:
            # A service worker of the CRM would answer the bare address itself.
            calls += [Network.enable(tab.session), Network.set_bypass_service_worker(tab.session)]
        return calls

    def calls_behind(self, tab: Tab) -> list[Call[Any]]:
        """Return what to call once Chrome is there: what the CRM loads is no concern of ours."""
        return [] if self.request.form is None else [Network.disable(tab.session)]

    def arrived(self) -> bool:
        """
        Chrome is there: say whether it has asked as it should.

        It has not if its request was never paused, so that the form did not go with it.
        """
        awaited, self._awaited = self._awaited, False
        return not awaited or self.request.form is None

    def started(self, navigation: Page.FrameStartedNavigating) -> None:
        """Take in a navigation of the tab's own frame."""
        self._started, self._is_again = navigation.loader, navigation.kind in _AGAIN

    def go_on(self, paused: Fetch.RequestPaused, tab: Tab) -> tuple[Call[None], LoaderId]:
        """
        Answer a paused request, and name the document that it is for if that is this card.

        Raises RequestError if it can neither be signed nor sent, or would take a form elsewhere.
        """
        if self._leaves_with_form(paused, tab):
            raise RequestError(said("request.redirected"))
        if not self._is_this_card(paused, tab):
            return Fetch.continue_request(tab.session, paused.request), LoaderId("")
        if not self._awaited:
            self.prepare()
        self._awaited = False
        return self._changed(paused, tab), self._started

    def _leaves_with_form(self, paused: Fetch.RequestPaused, tab: Tab) -> bool:
        """By status 307 or 308 Chrome sends method and body on, whoever's server it is."""
        return (
            paused.is_redirected
            and paused.frame == tab.frame
            and paused.method == "POST"
            and not self._turn.asking.rules.may_be_sent_on(paused.url, self.request.url)
        )

    def _is_this_card(self, paused: Fetch.RequestPaused, tab: Tab) -> bool:
        """A link to the bare address, or a redirection to it, is the CRM's own affair."""
        return (
            (self._awaited or self._is_again)
            and paused.frame == tab.frame
            and paused.method == "GET"
            and not paused.is_redirected
            and asks_for_the_same(paused.url, self.request.url)
        )

    def _changed(self, paused: Fetch.RequestPaused, tab: Tab) -> Call[None]:
        form = self.request.form
        if form is None:  # What Chrome shows stays as it was.
            return Fetch.continue_at(tab.session, paused.request, self.request.url)
        # Chrome tells of cookies here, but sets them itself.
        kept = {name: text for name, text in paused.headers.items() if name.lower() != "cookie"}
        headers = {**kept, "Content-Type": _FORM}
        body = b2a_base64(form.encode(), newline=False).decode()
        return Fetch.continue_as_post(tab.session, paused.request, headers, body)

    def _patterns(self) -> list[str]:
        """A form is paused wherever it is sent on: a redirect may lead it to any server."""
        return [self._pattern()] if self.request.form is None else [self._pattern(), "*"]

    def _pattern(self) -> str:
        address, question, _ = self.request.url.partition("?")
        escaped = address.replace("\\", "\\\\").replace("*", "\\*")
        return f"{escaped}\\?*" if question else escaped
