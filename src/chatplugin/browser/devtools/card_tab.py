"""
A card's own tab in Chrome, and the dialogues that are held in it.

Each comes to what has happened to the card by it. Which cards there are, and what follows from
that, is the business of `browser.devtools.tabs`.
"""

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.browser.card_states import On
from chatplugin.browser.cards import Answered, CardEvent, Failed, Seen, Sight, read_sight
from chatplugin.browser.devtools.connection import (
    NO_SUCH_TARGET,
    CallFailed,
    Dialogue,
    Steps,
    together,
)
from chatplugin.browser.devtools.methods import (
    Navigation,
    RequestPaused,
    fetch_fail_request,
    page_add_script,
    runtime_add_binding,
)
from chatplugin.browser.devtools.sending import Sending
from chatplugin.browser.devtools.tab import (
    TELL,
    WORLD,
    Documents,
    Pages,
    Tab,
    ask,
    close,
    front,
    is_typed_in,
)
from chatplugin.domain.commands import Focus, RaiseTab
from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import SIGNATURE_NAMES

_WITHOUT_FORM = "Chrome has asked the CRM without the form of Method=POST"

Happening = Steps[CardEvent | None]


class CardTab(Struct):
    """The tab of one card. `sending` has the request by which the card is asked for first."""

    tab: Tab
    pages: Pages
    sending: Sending
    documents: Documents = field(default_factory=Documents)
    is_to_be_met: bool = False
    """Whether the scripts in its document have no binding yet."""

    is_look_wanted: bool = False
    is_looking: bool = False

    def show(self, command: RaiseTab) -> Happening:
        """
        Show the card: title first, then the address, then the window, in one write.

        Chrome answers a navigation once it is committed, so the answer to that call comes long
        before those to the others.
        """
        session = self.tab.session
        scripts = page_add_script(session, self.pages.card_scripts(command.title), WORLD)
        before = [scripts, *self.sending.calls(self.tab)]
        after = front(self.tab) if command.focus is Focus.FRONT else ()
        try:
            answers = yield from together(*before, *after)
        except CallFailed as failure:
            return Failed(On.CHROME_REFUSED, failure.what)
        return self._arrived(answers[len(before) - 1])

    def navigate(self) -> Happening:
        """Ask for the card anew."""
        try:
            self.sending.prepare()
            answers = yield from together(*self.sending.calls(self.tab))
        except RequestError as error:
            return Failed(On.UNASKABLE, str(error))
        except CallFailed as failure:
            return _unless_gone(failure)
        return self._arrived(answers[-1])

    def behind(self) -> Dialogue:
        """End what a navigation has needed."""
        for call in self.sending.calls_behind(self.tab):
            yield from call

    def activate(self) -> Happening:
        try:
            yield from together(*front(self.tab))
        except CallFailed as failure:
            return _unless_gone(failure) or On.MISSING
        return On.ACTIVATED

    def close(self) -> Happening:
        """`Target.closeTarget` asks no `beforeunload`: what is typed would be lost in silence."""
        is_typed = yield from is_typed_in(self.tab)
        if is_typed is False:
            yield from close(self.tab.target)
        return On.KEPT if is_typed else None

    def look(self) -> Happening:
        try:
            sight = yield from self._sight()
        except CallFailed:
            return None  # The document is gone already; the next one is looked at.
        return None if sight is None else Seen(sight)

    def meet(self) -> Happening:
        """
        Let the scripts in a new document speak.

        Without Runtime.enable, which would send all that the CRM logs, a binding has to be put into
        each document.
        """
        try:
            yield from runtime_add_binding(self.tab.session, TELL, WORLD)
        except CallFailed:
            return None  # The tab is gone.
        return On.DOCUMENT

    def pass_on(self, paused: RequestPaused) -> Happening:
        """Let a request go on that Chrome has paused for us."""
        event = None
        try:
            call, document = self.sending.go_on(paused, self.tab)
        except RequestError as error:
            event = Failed(On.UNASKABLE, str(error))
            call, document = fetch_fail_request(self.tab.session, paused.request), None
        self.documents.ours = document or self.documents.ours
        try:
            yield from call
        except CallFailed:
            return event  # The operator has gone elsewhere in the meantime.
        return event

    def _arrived(self, navigation: Navigation) -> CardEvent:
        self.documents.ours = navigation.loader
        if self.sending.arrived() or navigation.error:
            return Answered(navigation.error)
        return Failed(On.UNASKABLE, _WITHOUT_FORM)

    def _sight(self) -> Steps[Sight | None]:
        request = self.sending.request
        card = self.sending.url if request.form is None else request.url
        passing = [] if request.is_plain else [*SIGNATURE_NAMES]
        sight = read_sight((yield from ask(self.tab, self.pages.look(card, passing))))
        if sight is None or request.form is None or self.documents.is_ours:
            return sight
        return replace(sight, is_card=False)  # The bare address, without what the form tells.


def _unless_gone(failure: CallFailed) -> CardEvent | None:
    """Of a tab that is gone Chrome tells by itself."""
    return None if failure.code == NO_SUCH_TARGET else Failed(On.CHROME_REFUSED, failure.what)
