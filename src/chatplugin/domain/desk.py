"""
The operator's desk: what happens to contacts goes in as events, what is to be done comes out.

One object holds the state of a desk; another has the card that waits for a pause of the operator's
hands before it comes to the front. Neither knows the clock, Chrome, EMC or any file.
"""

import re
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.domain.contact import (
    OPERATOR,
    PERSONAL_ACCOUNT,
    CardId,
    ChannelType,
    Contact,
    ContactId,
    Moment,
    Operator,
)
from chatplugin.domain.events import (
    MARKED,
    AccountChosen,
    CardShown,
    CardTroubled,
    CloseTab,
    Command,
    ContactAccepted,
    ContactEnded,
    ContactOffered,
    ContactSelected,
    Event,
    Fate,
    Focus,
    ForgetLogins,
    OperatorChanged,
    PopFailed,
    PopsPaused,
    PopsResumed,
    RaiseTab,
    Record,
    RulesChanged,
    TabClosed,
    TabKept,
)
from chatplugin.domain.rules import OnOperatorChange, PopRules, Raise, TabReuse
from chatplugin.domain.screenpop import NoPop, Reason, ScreenPop, decide
from chatplugin.sentences import Said, said

_MOST_CONTACTS = 1000
"""EMC may never report a contact's end: the desk forgets the oldest."""


_MOST_CARDS = 200
"""Cards that can be shown again after they were closed and their contacts have ended."""


SECONDS_OF_REST = 0.4
"""Between two keys of a slow typist there is less."""

SECONDS_TO_WAIT = 5.0
"""A customer waits, too."""

_START_PAGE = ContactId("start page")
"""What its card is called: contacts of EMC have other ids."""

_CLOSED_EARLY = said("journal.closed_early")
_TYPED_IN = said("journal.typed_in")
_OUT_OF_REACH = said("journal.out_of_reach")

_NUMBER = re.compile(r" \(\d+\)$")


def contact_of(card: CardId) -> ContactId:
    """Return the contact for which a desk has made the card's id."""
    return ContactId(_NUMBER.sub("", card))


class OpenCard(Struct, frozen=True):
    """A card that an earlier service of this desk has left open."""

    command: RaiseTab
    channel_type: str
    has_ended: bool
    user_id: str = ""
    operator: str = ""
    """The AgentID of whoever it was raised for; empty if that is not known."""

    raised_at: float = 0
    """In milliseconds since 1970-01-01 UTC; 0 if it is not known."""

    is_told: bool = False
    """Whether the journal says that the card was shown, or why it was not."""

    is_kept: bool = False
    """Whether it was to be closed, and was left to the operator."""

    others: frozenset[ContactId] = frozenset()
    """The contacts that live and share it, beside the one that it was raised for."""


class _Card(Struct):
    """A card that is or was shown, and the contacts that live and share it."""

    command: RaiseTab
    raised_for: ContactId
    channel_type: str = ""
    operator: str = ""
    reuse: str | None = None
    contacts: set[ContactId] = field(default_factory=set)
    is_open: bool = True
    is_told: bool = False
    """Whether it was recorded that it was shown, or why not, since it was raised."""

    is_left: bool = False
    """Whether it is that of an operator who sat here before: it serves no contact any more."""

    closings: int = 0
    """How often its tab was to be closed to make room, and nothing has come of it yet."""


class Desk:
    """One operator's contacts and cards. `handle` is its only door."""

    def __init__(self, rules: PopRules) -> None:
        self._rules = rules
        self._operator: Operator | None = None
        self._last_agent = ""
        self._start_pages = 0
        self._open_start_pages: set[CardId] = set()
        self._next: ContactId | None = None
        """Whose card, or the start page, comes once the CRM's only tab is free (`TabReuse=all`)."""
        self._is_paused = False
        self._contacts: dict[ContactId, Contact] = {}
        self._cards: dict[CardId, _Card] = {}

    def handle(self, event: Event) -> list[Command]:
        """Take in *event* and return what is to be done, in order."""
        match event:
            case ContactOffered(contact):
                return self._meet(contact, Moment.OFFERED)
            case ContactAccepted(contact):
                return self._meet(contact, Moment.ACCEPTED)
            case ContactSelected(contact_id):
                return self._select(contact_id)
            case AccountChosen(contact_id, index):
                return self._choose(contact_id, index)
            case ContactEnded(contact_id):
                return self._end(contact_id)
            case OperatorChanged(operator):
                return self._change(operator)
            case RulesChanged(rules):
                self._rules = rules
                return []
            case CardShown() | PopFailed() | CardTroubled() | TabKept() | TabClosed():
                return [*self._follow(event), *self._use_only_tab(event)]
            case PopsPaused():
                self._is_paused = True
                return []
            case PopsResumed():
                self._is_paused = False
                return []

    def remember(self, agent_id: str) -> None:
        """Take in that *agent_id* sat here before this service began; empty if nobody is known."""
        self._last_agent = agent_id

    def restore(self, cards: Iterable[OpenCard]) -> list[Command]:
        """Show again, behind the operator's work, what an earlier service has left open."""
        restored: list[Command] = []
        for card in filter(self._may_be_restored, cards):
            command = replace(card.command, focus=Focus.UNCHANGED)
            contact_id = contact_of(command.card)
            contacts = set(card.others) | (set() if card.has_ended else {contact_id})
            for earlier in self._cards.values():
                earlier.contacts -= contacts
            self._cards[command.card] = known = _Card(
                command,
                contact_id,
                card.channel_type,
                card.operator,
                contacts=contacts,
                is_told=card.is_told,
            )
            restored.append(command)
            restored += [] if card.is_kept else self._close_ended(known)
        return restored

    def _may_be_restored(self, card: OpenCard) -> bool:
        rules, agents = self._rules, {"", self._agent}
        return rules.on_operator_change is OnOperatorChange.KEEP or card.operator in agents

    @property
    def _agent(self) -> str:
        return self._operator.agent_id if self._operator else ""

    def _change(self, operator: Operator | None) -> list[Command]:
        """Somebody logs in or out. Who comes back after a break finds the desk as it was."""
        self._operator = operator
        if operator is None:
            self._next = None if self._next == _START_PAGE else self._next
            return []
        is_another = self._last_agent not in {"", operator.agent_id}
        has_come_back = self._last_agent == operator.agent_id and self._start_pages > 0
        self._last_agent = operator.agent_id
        left = self._leave() if is_another else []
        return [*left, *([] if has_come_back else self._open_start_page())]

    def _leave(self) -> list[Command]:
        if self._rules.on_operator_change is OnOperatorChange.KEEP:
            return []
        self._next = None
        closed: list[Command] = []
        for card in self._cards.values():
            if card.operator not in {"", self._agent} and not card.is_left:
                card.is_left, card.reuse, card.contacts = True, None, set()
                closed += [CloseTab(card.command.card)] if card.is_open else []
        if self._start_pages:
            closed.append(CloseTab(self._start_page))
        if self._rules.on_operator_change is OnOperatorChange.CLEAR:
            closed.append(ForgetLogins(self._rules.origins))
        return closed

    def _open_start_page(self) -> list[Command]:
        template = self._rules.start_page
        if template is None:
            return []
        if busy := self._only_tab():
            self._next = _START_PAGE
            return [CloseTab(busy)]
        self._start_pages += 1
        self._open_start_pages.add(self._start_page)
        url = template.expand({OPERATOR: self._agent} if self._agent else {})
        return [RaiseTab(self._start_page, url, self._rules.title.fill({}), self._focus(""))]

    @property
    def _start_page(self) -> CardId:
        return CardId(f"{_START_PAGE} {self._start_pages}")

    def _is_start_page(self, card: CardId) -> bool:
        return card.startswith(_START_PAGE) and card not in self._cards

    def _only_tab(self) -> CardId | None:
        """Return the card that is in the CRM's only tab; None if there is none, or may be more."""
        if self._rules.tab_reuse is not TabReuse.ALL:
            return None
        open_cards = (card.command.card for card in self._cards.values() if card.is_open)
        return next(iter([*self._open_start_pages, *open_cards]), None)

    def _use_only_tab(self, event: Event) -> list[Command]:
        """The tab is free, or it is not because something is typed in it."""
        contact_id, is_start_page = self._next, self._next == _START_PAGE
        if contact_id is None:
            return []
        if isinstance(event, TabKept) and not event.is_out_of_reach:
            if is_start_page:
                self._next = None  # Later on nobody expects it.
                return []
            in_use = NoPop(Reason.TAB_IN_USE)
            return [self._record(contact_id, Fate.NOT_SHOWN, refusal=in_use)]
        if isinstance(event, TabClosed | TabKept) and self._only_tab() is None:
            self._next = None
            return self._open_start_page() if is_start_page else self._come_up(contact_id)
        return []

    def _follow(
        self, event: CardShown | PopFailed | CardTroubled | TabKept | TabClosed
    ) -> list[Command]:
        if not self._is_start_page(event.card):
            return self._note(event)
        is_left = isinstance(event, TabKept) and event.is_out_of_reach
        if is_left or isinstance(event, TabClosed | PopFailed):
            self._open_start_pages.discard(event.card)
        return []

    def _note(
        self, event: CardShown | PopFailed | CardTroubled | TabKept | TabClosed
    ) -> list[Command]:
        match event:
            case CardShown(card):
                return self._tell(card, Fate.SHOWN)
            case PopFailed(card, reason):
                return self._tell(card, Fate.FAILED, reason)
            case CardTroubled(card, trouble, detail):
                return self._tell(card, Fate.FAILED, trouble.said(detail))
            case TabKept(card, is_out_of_reach):
                return self._keep(card, is_out_of_reach=is_out_of_reach)
            case TabClosed(card):
                return self._close(card)

    def _meet(self, contact: Contact, moment: Moment) -> list[Command]:
        known = self._contacts.pop(contact.id, None)
        contact = known.grown(contact) if known else contact
        self._contacts[contact.id] = contact
        if len(self._contacts) > _MOST_CONTACTS:
            del self._contacts[next(iter(self._contacts))]
        card = self._card_of(contact.id)
        if self._is_paused:
            return self._hold_back(contact, card)
        if card:
            return self._raise_again(card, contact.id)
        if self._rules.pop_on is Moment.ACCEPTED and not moment.is_final:
            return []
        return self._pop(contact, moment)

    def _hold_back(self, contact: Contact, card: _Card | None) -> list[Command]:
        """A pause keeps a card from coming up, not from being there: its contact lives on."""
        if card:
            return self._join(card, contact.id)
        paused = NoPop(Reason.PAUSED)
        return [self._record(contact.id, Fate.NOT_SHOWN, refusal=paused)]

    def _pop(self, contact: Contact, moment: Moment) -> list[Command]:
        match decide(contact, self._operator, self._rules, moment):
            case ScreenPop() as pop:
                return self._show(contact, pop)
            case NoPop(Reason.WAITING):
                return []
            case NoPop() as refusal:
                return [self._record(contact.id, Fate.NOT_SHOWN, refusal=refusal)]

    def _show(self, contact: Contact, pop: ScreenPop) -> list[Command]:
        reuse = _reuse_key(contact, self._rules.tab_reuse)
        if shared := self._shared_card(reuse):
            return self._raise_again(shared, contact.id)
        if busy := self._only_tab():
            self._next = contact.id
            return [CloseTab(busy)]
        channel_type = contact.channel_type or ""
        focus = self._focus(channel_type)
        command = RaiseTab(self._new_card_id(contact.id), pop.url, pop.title, focus)
        card = _Card(command, contact.id, channel_type, self._agent, reuse, {contact.id})
        self._cards[command.card] = card
        self._forget()
        raised = self._record(command.card, Fate.RAISED)
        raised = replace(raised, rule=pop.rule, failed_rules=pop.failed_rules)
        return [command, raised, *self._superseded(card), *self._too_many()]

    def _raise_again(self, card: _Card, contact_id: ContactId) -> list[Command]:
        focus = self._focus(card.channel_type)
        if card.is_open and contact_id in card.contacts and focus in MARKED:
            focus = Focus.UNCHANGED  # It has been offered, and is accepted now.
        joined = self._join(card, contact_id)
        return [*self._bring_up(card, contact_id, focus), *joined]

    def _join(self, card: _Card, contact_id: ContactId) -> list[Command]:
        """The next service must know for whom an open card is there, or it would close it."""
        is_new = contact_id not in card.contacts
        card.contacts.add(contact_id)
        return [self._joined(card, contact_id)] if is_new and card.is_open else []

    def _joined(self, card: _Card, contact_id: ContactId) -> Record:
        return replace(self._record(contact_id, Fate.JOINED), card=card.command.card)

    def _bring_up(self, card: _Card, contact_id: ContactId, focus: Focus) -> list[Command]:
        command = replace(card.command, focus=focus)
        card.closings = 0
        if card.is_open:
            return [command]
        if busy := self._only_tab():
            self._next = contact_id
            return [CloseTab(busy)]
        card.is_open, card.is_told = True, False
        others = [self._joined(card, each) for each in sorted(card.contacts - {card.raised_for})]
        return [command, self._record(card.command.card, Fate.RAISED), *others]

    def _select(self, contact_id: ContactId) -> list[Command]:
        return _in_front(self._come_up(contact_id))

    def _come_up(self, contact_id: ContactId) -> list[Command]:
        card = self._card_of(contact_id) or self._own_card(contact_id)
        if card is None:
            contact = self._contacts.get(contact_id)
            return self._pop(contact, Moment.ACCEPTED) if contact else []
        # To look at a card does not bring its contact back to life.
        return self._bring_up(card, contact_id, self._focus(card.channel_type))

    def _choose(self, contact_id: ContactId, index: int) -> list[Command]:
        contact = self._contacts.get(contact_id)
        if contact is None or not 0 <= index < len(contact.candidates):
            return []
        contact = replace(contact, personal_account=contact.candidates[index])
        self._contacts[contact_id] = contact
        match decide(contact, self._operator, self._rules, Moment.ACCEPTED):
            case ScreenPop() as pop:
                return _in_front(self._move(contact, pop))
            case NoPop() as refusal:
                return [self._record(contact_id, Fate.NOT_SHOWN, refusal=refusal)]

    def _move(self, contact: Contact, pop: ScreenPop) -> list[Command]:
        """
        Show *contact* by a card of its own for *pop*.

        The card that it had stays in its tab. For that one it is as if the contact had ended.
        """
        left = self._card_of(contact.id)
        if left:
            left.contacts.discard(contact.id)
            left.is_left |= self._rules.tab_reuse is TabReuse.ALL
        if known := self._own_card(contact.id, pop.url):
            self._cards[known.command.card] = self._cards.pop(known.command.card)
            commands = [*self._raise_again(known, contact.id), *self._superseded(known)]
        else:
            commands = self._show(contact, pop)
        closing = {command.card for command in commands if isinstance(command, CloseTab)}
        if left and left.command.card not in closing:
            commands += self._close_ended(left)
        return commands

    def _end(self, contact_id: ContactId) -> list[Command]:
        if contact_id not in self._contacts and self._card_of(contact_id) is None:
            return []
        ended: list[Command] = [self._record(contact_id, Fate.ENDED)]
        self._next = None if self._next == contact_id else self._next
        self._contacts.pop(contact_id, None)
        card = self._card_of(contact_id)
        if card is None:
            return ended
        card.contacts.discard(contact_id)
        newest = self._newest(card.channel_type)
        if self._rules.tab_reuse is TabReuse.CHANNEL and newest is not card:
            return [*ended, *self._superseded(newest)]
        return [*ended, *self._close_ended(card)]

    def _close_ended(self, card: _Card) -> list[Command]:
        """`OnEnd`: the card may go once none of its contacts lives."""
        after = self._rules.on_end.close_after
        if after is None or card.contacts or not card.is_open:
            return []
        return [CloseTab(card.command.card, after)]

    def _close(self, card_id: CardId) -> list[Command]:
        card = self._cards.get(card_id)
        if card and not card.is_open:
            return []
        is_told = card is None or card.is_told
        closed = self._record(card_id, Fate.CLOSED)
        if card:
            card.is_open = False
        return [closed if is_told else replace(closed, reason=_CLOSED_EARLY)]

    def _tell(self, card_id: CardId, fate: Fate, reason: Said | None = None) -> list[Command]:
        if card := self._cards.get(card_id):
            card.is_told = True
        return [self._record(card_id, fate, reason)]

    def _keep(self, card_id: CardId, *, is_out_of_reach: bool) -> list[Command]:
        """A tab that nobody can close or find again is the operator's from now on."""
        if card := self._cards.get(card_id):
            card.is_open = card.is_open and not is_out_of_reach
            card.closings = 0
        return [self._record(card_id, Fate.KEPT, _OUT_OF_REACH if is_out_of_reach else _TYPED_IN)]

    def _card_of(self, contact_id: ContactId) -> _Card | None:
        """Its own or a shared card while a contact lives, afterwards by `TabReuse`."""
        for card in self._cards.values():
            if contact_id in card.contacts:
                return card
        own = self._own_card(contact_id)
        return own if self._rules.tab_reuse is not TabReuse.NONE else None

    def _own_card(self, contact_id: ContactId, url: str | None = None) -> _Card | None:
        """Return the newest card that was raised for the contact, and has that *url*."""
        for card in reversed(self._cards.values()):
            is_own = card.raised_for == contact_id and not card.is_left
            if is_own and url in (None, card.command.url):
                return card
        return None

    def _shared_card(self, reuse: str | None) -> _Card | None:
        cards = self._cards.values()
        return next((c for c in cards if reuse and c.reuse == reuse and c.is_open), None)

    def _new_card_id(self, contact_id: ContactId) -> CardId:
        """Later ones: for an account that was chosen, or with `TabReuse=none`."""
        number, card_id = 1, CardId(contact_id)
        while card_id in self._cards:
            number += 1
            card_id = CardId(f"{contact_id} ({number})")
        return card_id

    def _forget(self) -> None:
        """Keep the newest cards, and every one that is open or whose contact lives."""
        over = [
            card_id
            for card_id, card in self._cards.items()
            if not card.is_open and not card.contacts
        ]
        for card_id in over[: max(0, len(self._cards) - _MOST_CARDS)]:
            del self._cards[card_id]

    def _superseded(self, newest: _Card) -> list[Command]:
        """One tab for a channel: earlier ones go, as soon as their contacts have ended."""
        if self._rules.tab_reuse is not TabReuse.CHANNEL:
            return []
        earlier = [
            card
            for card in self._cards.values()
            if card is not newest
            and card.channel_type == newest.channel_type
            and card.is_open
            and not card.contacts
        ]
        return _make_room(earlier)

    def _newest(self, channel_type: str) -> _Card:
        return [card for card in self._cards.values() if card.channel_type == channel_type][-1]

    def _too_many(self) -> list[Command]:
        """`MaxTabs`: the oldest cards whose contacts have ended go first, and no other goes."""
        open_cards = [card for card in self._cards.values() if card.is_open]
        excess = len(open_cards) - self._rules.max_tabs
        ended = [card for card in open_cards if not card.contacts]
        return _make_room(ended[: max(0, excess)])

    def _focus(self, channel_type: str) -> Focus:
        rules = self._rules
        match rules.raise_by_channel.get(ChannelType(channel_type), rules.raise_):
            case Raise.FRONT:
                return Focus.IN_A_PAUSE if rules.waits_for_typing else Focus.FRONT
            case Raise.FLASH:
                return Focus.FLASH
            case Raise.BACKGROUND:
                return Focus.KEPT

    def _record(
        self,
        about: ContactId | CardId,
        fate: Fate,
        reason: Said | None = None,
        refusal: NoPop | None = None,
    ) -> Record:
        """A card is written down under the contact that it was raised for."""
        card = self._cards.get(CardId(about))
        contact = self._contacts.get(card.raised_for if card else ContactId(about))
        channel_type = contact.channel_type if contact else card.channel_type if card else ""
        return Record(
            ContactId(about),
            fate,
            channel_type=channel_type or "",
            url=card.command.url if card else "",
            title=card.command.title if card else "",
            reason=refusal.said if refusal else reason,
            refusal=refusal,
            user_id=contact.user_id or "" if contact else "",
            rule=refusal.rule if refusal else "",
            failed_rules=refusal.failed_rules if refusal else (),
            no_account=self._why_no_account(contact, fate),
            operator=self._agent,
        )

    def _why_no_account(self, contact: Contact | None, fate: Fate) -> Said | None:
        """Return why the contact has no account, where a card was to have it."""
        if contact is None or contact.no_account is None or contact.personal_account:
            return None
        is_asked = fate in (Fate.RAISED, Fate.NOT_SHOWN) and self._rules.asks_for(PERSONAL_ACCOUNT)
        return contact.no_account if is_asked else None


class _Held(Struct, frozen=True):
    """A card that is to come to the front: not before `due`, unless it was held long enough."""

    command: RaiseTab
    due: float
    latest: float


class Front:
    """
    When a card comes to the front: at once, or as soon as the operator's hands rest.

    A window that comes up under the hands takes what is typed, and the next click. Its card loads
    at once all the same, behind, and its tab is marked. One card waits for a pause; a newer one
    takes its place.

    Times are in seconds that only grow. `rest` is for how many seconds keyboard and mouse have
    rested; None where that is not known, and then nothing waits.
    """

    def __init__(self) -> None:
        self._held: _Held | None = None

    @property
    def due(self) -> float | None:
        """When `wake` is to be called; None if no card waits."""
        return self._held.due if self._held else None

    def take(self, command: RaiseTab, now: float, rest: float | None) -> RaiseTab:
        """Return *command* as it is to be carried out now."""
        match command.focus:
            case Focus.IN_A_PAUSE if rest is not None and rest < SECONDS_OF_REST:
                latest = self._held.latest if self._held else now + SECONDS_TO_WAIT
                self._hold(command, now, rest, latest)
                return replace(command, focus=Focus.FLASH)
            case Focus.IN_A_PAUSE | Focus.FRONT:
                self._held = None
                return replace(command, focus=Focus.FRONT)
            case Focus.FLASH | Focus.KEPT | Focus.UNCHANGED:
                return command

    def wake(self, now: float, rest: float | None) -> RaiseTab | None:
        """Return the card that comes to the front now; None if there is none yet."""
        held = self._held
        if held is None or now < held.due:
            return None
        if rest is not None and rest < SECONDS_OF_REST and now < held.latest:
            self._hold(held.command, now, rest, held.latest)
            return None
        self._held = None
        return replace(held.command, focus=Focus.FRONT)

    def follow(self, event: Event) -> None:
        """A card that is gone must not be opened again, and in a pause none comes up."""
        if isinstance(event, TabClosed | PopFailed):
            self.forget(event.card)
        elif isinstance(event, PopsPaused):
            self._held = None

    def forget(self, card: CardId) -> None:
        if self._held and self._held.command.card == card:
            self._held = None

    def _hold(self, command: RaiseTab, now: float, rest: float, latest: float) -> None:
        self._held = _Held(command, min(now + SECONDS_OF_REST - rest, latest), latest)


def _in_front(commands: list[Command]) -> list[Command]:
    """An operator who asks for a card wants to see it, also with `Raise=background`."""
    return [replace(c, focus=Focus.FRONT) if isinstance(c, RaiseTab) else c for c in commands]


def _make_room(cards: list[_Card]) -> list[Command]:
    """
    Close the tabs of *cards*, each once: in a burst hundreds wait for it.

    What was to be closed before is asked for again in turn: a Chrome may have lost it.
    """
    asked = sorted((card for card in cards if card.closings), key=lambda card: card.closings)
    closing = [*asked[:1], *(card for card in cards if not card.closings)]
    for card in closing:
        card.closings += 1
    return [CloseTab(card.command.card) for card in closing]


def _reuse_key(contact: Contact, reuse: TabReuse) -> str | None:
    """What two contacts must have in common to share a card, beside being open at once."""
    if reuse is not TabReuse.CUSTOMER or not contact.user_id:
        return None
    return "\n".join([contact.channel_type or "", contact.user_id, contact.personal_account or ""])
