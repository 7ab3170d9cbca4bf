"""
The service's status in a file of its folder, and questions that commands leave there for it.

No port is opened: a command writes a question into a file, the service looks for one twice a
second, and its answer is the status. Only the owner of the folder can read or write either.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.adapters import threads
from chatplugin.adapters.journal import JournalLine
from chatplugin.adapters.machine import content_of, make_private, replace_file
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import Fate
from chatplugin.sentences import said
from chatplugin.service.ports import Asked, Inbox, Say
from chatplugin.service.status import SiteReport, Status

if TYPE_CHECKING:
    from chatplugin.desktop.played_desktop import TestContact

STATUS_FILE = "status.json"
SITE_FILE = "site.json"
QUESTION_FILE = "question.json"

SECONDS_TO_ANSWER = 5.0
SECONDS_TO_CARD = 30
SECONDS_TO_BE_SURE = 2.0

T = TypeVar("T")

_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_BETWEEN_GLANCES = 0.2
_MOST_OCTETS = 4 << 20


class Question(Struct, frozen=True, omit_defaults=True):
    """
    `id` names it. With a `channel`, the card of a test contact is to be raised.

    What else there is of the contact is that of `TestContact`.
    """

    id: str
    channel: str = ""
    user_id: str = ""
    mail: bytes | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    account: str = ""

    @classmethod
    def new(cls, channel: str = "", user_id: str = "") -> "Question":
        """Return a question with an id that no other has."""
        return cls(os.urandom(6).hex(), channel, user_id)

    @classmethod
    def of(cls, contact: "TestContact") -> "Question":
        """Return the question that lets the service show *contact*, but for its operator."""
        return replace(
            cls.new(contact.channel, contact.user_id),
            mail=contact.mail,
            attributes=contact.attributes,
            account=contact.account,
        )

    @property
    def contact_id(self) -> ContactId:
        return ContactId(f"doctor-{self.id}")

    def outcome(
        self, journal: Path, waited: Callable[[int], None], *, is_told: bool = True
    ) -> JournalLine | None:
        """
        Return the line in *journal* that says what became of the card; None if none comes in time.

        A card that has come is looked at once more: its page may turn out to be an error's. Where
        it *is_told* nothing counts before that. *waited* takes the seconds so far.
        """
        ends = {*Fate} - ({Fate.RAISED, Fate.JOINED} if is_told else set())
        deadline = time.monotonic() + SECONDS_TO_CARD
        shown: JournalLine | None = None
        while time.monotonic() < deadline:
            told = [line for line in self.lines(journal) if line.fate in ends]
            latest = told[-1] if told else None
            if latest and latest.fate is not Fate.SHOWN:
                return latest
            if latest and shown is None:
                shown, deadline = latest, time.monotonic() + SECONDS_TO_BE_SURE
            waited(int(SECONDS_TO_CARD - deadline + time.monotonic()))
            time.sleep(_SECONDS_BETWEEN_GLANCES)
        return shown

    def lines(self, journal: Path) -> list[JournalLine]:
        """Return what *journal* has of the contact."""
        return [line for line in JournalLine.read(journal) if line.contact == self.contact_id]


class ServiceFiles(Struct, frozen=True):
    """What the service whose folder is *home* leaves for commands, and they for it."""

    home: Path

    def write_status(self, status: Status) -> None:
        """Put *status* in the place of the one before. A full disk leaves that, or none."""
        self._write(STATUS_FILE, status)

    def read_status(self) -> Status | None:
        """Return what the latest service has left; None if there is nothing that can be read."""
        kept = _read(self.home / STATUS_FILE, dict[str, Any])
        try:
            return None if kept is None else msgspec.convert(_with_values(kept), Status)
        except (msgspec.ValidationError, RecursionError):
            return None

    def write_site(self, report: SiteReport) -> None:
        """Put *report* in the place of the one before, as `write_status` does."""
        self._write(SITE_FILE, report)

    def read_site(self) -> SiteReport | None:
        """Return what the latest service has seen of EMC; None if nothing can be read."""
        return _read(self.home / SITE_FILE, SiteReport)

    def ask(self, question: Question, seconds: float = SECONDS_TO_ANSWER) -> Status | None:
        """Put *question*; None if no service answers. Raises OSError if it cannot be put."""
        file = self.home / QUESTION_FILE
        replace_file(file, msgspec.json.encode(question))
        was_taken_away = False
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                status = self.read_status()
                if status and status.answered == question.id:
                    return status
                if not was_taken_away and not file.exists():
                    was_taken_away = True  # By a service that starts just now.
                    replace_file(file, msgspec.json.encode(question))
                time.sleep(_SECONDS_BETWEEN_LOOKS / 5)
            return None
        finally:
            file.unlink(missing_ok=True)

    def listen(self, inbox: Inbox, say: Say) -> None:
        """Put each question into *inbox* from now on."""
        file = self.home / QUESTION_FILE
        file.unlink(missing_ok=True)  # It was put to an earlier service.

        def listen() -> None:
            latest = ""
            while True:
                time.sleep(_SECONDS_BETWEEN_LOOKS)
                question = _read(file, Question)
                if question and question.id != latest:
                    latest = question.id
                    inbox.put(_asked(question))

        threads.start_lasting("questions", listen, say)

    def _write(self, name: str, content: Status | SiteReport) -> None:
        with suppress(OSError):
            make_private(self.home)
            replace_file(self.home / name, msgspec.json.encode(content))


def _read(file: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(content_of(file, _MOST_OCTETS), type=kind)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _with_values(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a status with values where an earlier service has left sentences."""
    driver = kept.get("driver")
    used = driver.get("used") if isinstance(driver, dict) else None
    if isinstance(used, dict):
        used |= {name: _as_value(used.get(name)) for name in ("reason", "obstacle")}
    return {**kept, "overlay_trouble": _as_value(kept.get("overlay_trouble"))}


def _as_value(what: object) -> object:
    if not isinstance(what, str):
        return what
    return msgspec.to_builtins(said("plain", text=what)) if what else None


def _asked(question: Question) -> Asked:
    if not question.channel:
        return Asked(question.id)
    # Loaded where it is asked for: making an e-mail loads the standard library's.
    from chatplugin.desktop.played_desktop import TestContact  # noqa: PLC0415

    contact = TestContact(
        question.channel,
        question.user_id,
        mail=question.mail,
        attributes=question.attributes,
        account=question.account,
    ).report()
    return Asked(question.id, replace(contact, contact_id=question.contact_id))
