"""
The service's status in a file of its folder, and questions that commands leave there for it.

No port is opened: a command writes a question into a file, the service looks for one twice a
second, and its answer is the status. Only the owner of the folder can read or write either.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chatplugin.adapters import threads
from chatplugin.adapters.files import content_of, replace_file
from chatplugin.domain.contact import ContactId
from chatplugin.service.ports import Asked, Inbox, Say
from chatplugin.service.site import SiteReport
from chatplugin.service.status import Status

STATUS_FILE = "status.json"
SITE_FILE = "site.json"
QUESTION_FILE = "question.json"

SECONDS_TO_ANSWER = 5.0

_SECONDS_BETWEEN_LOOKS = 0.5
_MOST_OCTETS = 4 << 20


class Question(Struct, frozen=True, omit_defaults=True):
    """`id` names it. With a `channel`, the card of a test contact of `user_id` is to be raised."""

    id: str
    channel: str = ""
    user_id: str = ""

    @classmethod
    def new(cls, channel: str = "", user_id: str = "") -> "Question":
        """Return a question with an id that no other has."""
        return cls(os.urandom(6).hex(), channel, user_id)

    @property
    def contact_id(self) -> ContactId:
        return ContactId(f"doctor-{self.id}")


def write_status(home: Path, status: Status) -> None:
    """Put *status* in the place of the one before. A full disk leaves that, or none."""
    with suppress(OSError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(home / STATUS_FILE, msgspec.json.encode(status))


def read_status(home: Path) -> Status | None:
    """Return what the latest service has left; None if there is nothing that can be read."""
    try:
        return msgspec.json.decode(content_of(home / STATUS_FILE, _MOST_OCTETS), type=Status)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def write_site(home: Path, report: SiteReport) -> None:
    """Put *report* in the place of the one before, as `write_status` does."""
    with suppress(OSError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(home / SITE_FILE, msgspec.json.encode(report))


def read_site(home: Path) -> SiteReport | None:
    """Return what the latest service has seen of EMC; None if there is nothing to be read."""
    try:
        return msgspec.json.decode(content_of(home / SITE_FILE, _MOST_OCTETS), type=SiteReport)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def ask(home: Path, question: Question, seconds: float = SECONDS_TO_ANSWER) -> Status | None:
    """Put *question* to the service; None if none answers. Raises OSError if none can be put."""
    file = home / QUESTION_FILE
    replace_file(file, msgspec.json.encode(question))
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            status = read_status(home)
            if status and status.answered == question.id:
                return status
            time.sleep(_SECONDS_BETWEEN_LOOKS / 5)
        return None
    finally:
        file.unlink(missing_ok=True)


def listen_for_questions(home: Path, inbox: Inbox, say: Say) -> None:
    """Put each question into *inbox* from now on."""
    file = home / QUESTION_FILE
    file.unlink(missing_ok=True)  # It was put to an earlier service.

    def listen() -> None:
        latest = ""
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            question = _read_question(file)
            if question and question.id != latest:
                latest = question.id
                inbox.put(_asked(question))

    threads.start_lasting("questions", listen, say)


def _read_question(file: Path) -> Question | None:
    try:
        return msgspec.json.decode(content_of(file, _MOST_OCTETS), type=Question)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def _asked(question: Question) -> Asked:
    if not question.channel:
        return Asked(question.id)
    # Loaded where it is asked for: making an e-mail loads the standard library's.
    from chatplugin.desktop.played_desktop import TestContact  # noqa: PLC0415

    contact = TestContact(question.channel, question.user_id).report()
    return Asked(question.id, replace(contact, contact_id=question.contact_id))
