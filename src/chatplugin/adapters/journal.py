"""
The journal: what was shown to the operator, a file a day, a JSON object a line.

It may hold customers' addresses and accounts, in the URLs of cards. So only its owner may read it,
and a day's file is deleted once it is older than `Journal.Days`. Diagnostics belong in the log.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct, to_builtins
from msgspec.structs import asdict, replace

from chatplugin.adapters.machine import BINARY, PRIVATE, make_private, now
from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.desk import OpenCard, contact_of
from chatplugin.domain.events import Fate, RaiseTab, Record
from chatplugin.sentences import Language, Said, say
from chatplugin.service.ports import Stamps

_NAME = "journal-{:%Y-%m-%d}.jsonl"
_LONGEST_ABSENCE = timedelta(days=31)


class JournalLine(Struct, frozen=True, omit_defaults=True):
    """
    One line, as it is read. Times are in milliseconds since 1970-01-01 UTC.

    `at` is when it was written; the others are those of `Stamps`, 0 where they are not known.
    `uptime`, in seconds since the computer was started, orders the lines of a run of EMC Desktop
    also where its clock was set meanwhile. `reason` and `no_account` are English, `why` and
    `why_no_account` what they were made of; `code` names the reason for programs, with its `detail`
    such as `404`. `card` is the one that a contact has joined.
    """

    session: str
    contact: str
    fate: Fate
    at: float = 0.0
    operator: str = ""
    channel_type: str = ""
    user_id: str = ""
    url: str = ""
    title: str = ""
    reason: str = ""
    code: str = ""
    detail: str = ""
    why: Said | None = None
    rule: str = ""
    no_account: str = ""
    why_no_account: Said | None = None
    card: str = ""
    reported: float = 0.0
    received: float = 0.0
    sent: float = 0.0
    uptime: float = 0.0

    def in_language(self, language: Language) -> "JournalLine":
        """Return the line with its sentences in *language*."""
        if language is Language.ENGLISH:
            return self
        return replace(
            self,
            reason=_in(language, self.why) or self.reason,
            no_account=_in(language, self.why_no_account) or self.no_account,
        )

    @classmethod
    def read(cls, folder: Path, first: date | None = None) -> "Iterator[JournalLine]":
        """Return the lines in *folder*, the oldest first, from day *first* on (UTC)."""
        oldest = _NAME.format(first) if first else ""
        for path in sorted(folder.glob("journal-*.jsonl")):
            if path.name >= oldest:
                yield from _lines_in(path)


def _in(language: Language, what: Said | None) -> str:
    """Return *what* in *language*; empty if it is none of this version's."""
    if what is None or not what.is_known:
        return ""
    return what.described(language)


def _why(record: Record) -> dict[str, object]:
    """Return what *record* says of a card that is not there, in English and as a value."""
    told: dict[str, object] = {}
    if reason := record.reason:
        code, detail = _code_and_detail(reason)
        told |= {"reason": reason.described(), "code": code, "detail": detail}
        told["why"] = to_builtins(reason)
    if no_account := record.no_account:
        told |= {"no_account": say(no_account), "why_no_account": to_builtins(no_account)}
    return told


def _code_and_detail(reason: Said) -> tuple[str, str]:
    gaps = dict(reason.args)
    cause = gaps.get("reason")
    if isinstance(cause, Said) and "detail" in gaps:
        return cause.code, str(gaps["detail"])
    return reason.code, ""


class Journal:
    """
    Appends the lines of one run of EMC Desktop, which *session* names.

    A line is with the operating system when `append` returns, so it outlives this process.
    """

    def __init__(self, folder: Path, session: str, days: int) -> None:
        self._folder = folder
        self._session = session
        self._days = days
        self._day: date | None = None
        self._file: int | None = None
        self._is_torn = False

    def append(self, record: Record, stamps: Stamps) -> None:
        """
        Write *record* with those of the *stamps* that are known.

        Raises OSError, when the disk is full for one.
        """
        line = {
            "at": round(now(), 3),
            "uptime": round(time.monotonic(), 6),
            "session": self._session,
            "contact": record.contact_id,
            "fate": record.fate,
            "channel_type": record.channel_type,
            "url": record.url,
            "title": record.title,
            **_why(record),
            "card": record.card,
            "rule": record.rule,
            "user_id": record.user_id if record.fate is Fate.RAISED else "",
            "operator": record.operator,
            **{name: round(at, 3) for name, at in asdict(stamps).items() if at is not None},
        }
        given = {name: value for name, value in line.items() if value != ""}
        text = json.dumps(given, ensure_ascii=False).encode(errors="replace")
        self._write(self._today(), text + b"\n")

    def open_cards(self) -> list[OpenCard]:
        """Return the cards of this run of EMC Desktop that were raised and not closed."""
        cards: dict[CardId, OpenCard] = {}
        for line in self._lines():
            card = CardId(line.contact)
            match line.fate:
                case Fate.RAISED if line.url:
                    cards[card] = _card_of(line)
                case Fate.CLOSED:
                    cards.pop(card, None)
                case Fate.ENDED:
                    cards = {each: _ended(cards[each], line.contact) for each in cards}
                case Fate.JOINED if joined := cards.pop(CardId(line.card), None):
                    cards[joined.command.card] = _joined(joined, ContactId(line.contact))
                case Fate.RAISED | Fate.JOINED:
                    pass  # It has no card.
                case Fate.SHOWN | Fate.FAILED if card in cards:
                    cards[card] = replace(cards[card], is_told=True)
                case Fate.KEPT if card in cards:
                    cards[card] = replace(cards[card], is_kept=True)
                case Fate.SHOWN | Fate.NOT_SHOWN | Fate.FAILED | Fate.KEPT:
                    pass  # The card is as open as it was.
        return list(cards.values())

    def last_operator(self) -> str:
        """Return the AgentID in the last line that has one, of whatever run; empty if none has."""
        for path in reversed(self._paths()):
            for text in reversed(path.read_bytes().splitlines()):
                line = _parsed(text)
                if line and line.operator:
                    return line.operator
        return ""

    def prune(self) -> None:
        """
        Delete the files of days that are over.

        A clock may jump ahead: nothing goes on the first day after a month without a line, or in a
        run of EMC Desktop that seems to have had none for longer than the journal is kept.
        """
        today = _today()
        oldest = today - timedelta(days=self._days)
        paths = {path: day for path in self._paths() if (day := _day_of(path))}
        past = {path: day for path, day in paths.items() if day < today}
        latest = max(past, default=None)
        if latest and past[latest] < oldest:
            is_of_this_run = any(line.session == self._session for line in _lines_in(latest))
            if is_of_this_run or today - past[latest] > _LONGEST_ABSENCE:
                return
        for path, day in past.items():
            if day < oldest:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = self._day = None

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("journal-*.jsonl"))

    def _lines(self) -> list[JournalLine]:
        """
        Return those of this run in their order: of the last two days, and of days without a gap.

        A clock that went back has left files of days to come.
        """
        paths = self._paths()
        past = [path for path in paths if path.name <= _NAME.format(_today())]
        lines = self._of_this_run(paths[len(past) :])
        for number, path in enumerate(reversed(past)):
            found = self._of_this_run([path])
            if not found and number >= 1:
                break
            lines = found + lines
        return sorted(lines, key=lambda line: line.uptime)

    def _of_this_run(self, paths: Iterable[Path]) -> list[JournalLine]:
        lines = (line for path in paths for line in _lines_in(path))
        return [line for line in lines if line.session == self._session]

    def _write(self, file: int, line: bytes) -> None:
        """
        Write all of *line*. A disk that fills up takes a part of it, and refuses the next call.

        Then the next line begins with a line feed, so that it is not glued to a torn one.
        """
        rest = memoryview(b"\n" + line if self._is_torn else line)
        try:
            while rest:
                written = os.write(file, rest)
                rest = rest[written:]
                self._is_torn = True
        finally:
            self._is_torn = self._is_torn and bool(rest)

    def _today(self) -> int:
        """Return the descriptor of today's file, opened when the day changes."""
        today = _today()
        if self._file is None or self._day != today:
            self.close()
            make_private(self._folder)
            path = self._folder / _NAME.format(today)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | BINARY, PRIVATE)
            self._is_torn = _ends_torn(self._file)
            self._day = today
        return self._file


def _card_of(line: JournalLine) -> OpenCard:
    return OpenCard(
        RaiseTab(CardId(line.contact), line.url, line.title),
        line.channel_type,
        has_ended=False,
        user_id=line.user_id,
        operator=line.operator,
        raised_at=line.reported,
    )


def _joined(card: OpenCard, contact: ContactId) -> OpenCard:
    """A contact that lives is there again: the operator may be done with what he has typed."""
    if contact_of(card.command.card) == contact:
        return replace(card, has_ended=False, is_kept=False)
    return replace(card, others=card.others | {contact}, is_kept=False)


def _ended(card: OpenCard, contact: str) -> OpenCard:
    if contact_of(card.command.card) == contact:
        return replace(card, has_ended=True)
    return replace(card, others=card.others - {contact}) if contact in card.others else card


def _parsed(text: bytes) -> JournalLine | None:
    """A line that a full disk or a power cut has torn is no line, nor one of a later version."""
    try:
        return msgspec.json.decode(text, type=JournalLine)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _lines_in(path: Path) -> Iterator[JournalLine]:
    return filter(None, map(_parsed, path.read_bytes().splitlines()))


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix("journal-"))
    except ValueError:
        return None


def _ends_torn(file: int) -> bool:
    """Whether an earlier service ended in the middle of a line."""
    if os.lseek(file, 0, os.SEEK_END) == 0:
        return False
    os.lseek(file, -1, os.SEEK_END)
    return os.read(file, 1) != b"\n"


def _today() -> date:
    return datetime.now(UTC).date()
