"""Commands read what the service has left, and put questions to it, without a port."""

import stat
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec
import pytest
from msgspec.structs import replace

from chatplugin.adapters.status_file import (
    QUESTION_FILE,
    STATUS_FILE,
    Question,
    ServiceFiles,
)
from chatplugin.browser.driver import DriverUsed
from chatplugin.config.settings import ChromeDriver
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import Moment
from chatplugin.sentences import said
from chatplugin.service.ports import Asked, Signal
from chatplugin.service.status import DesktopFacts, DriverStatus, Section, Status

STATUS = Status(
    "0.1.0",
    7,
    1000.0,
    DesktopFacts("0.1.0", "4.0.30319.42000", 32, "Windows", "ru-RU"),
    Section("EMC section ChatPlugin", {"TabTitle": "CRM"}, 1000.0),
)


def answer_one(home: Path) -> "SimpleQueue[Signal]":
    """Listen, and answer the first question as a service would."""
    inbox: SimpleQueue[Signal] = SimpleQueue()
    seen: SimpleQueue[Signal] = SimpleQueue()
    ServiceFiles(home).listen(inbox, print)

    def serve() -> None:
        asked = inbox.get()
        assert isinstance(asked, Asked)
        ServiceFiles(home).write_status(
            Status("0.1.0", 7, 1000.0, DesktopFacts(), answered=asked.question)
        )
        seen.put(asked)

    Thread(target=serve, daemon=True).start()
    return seen


def test_a_test_contact_reaches_the_service_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    mail = TestContact("email", mail=b"From: a@example.com", attributes={"Segment": "VIP"})
    seen = answer_one(tmp_path)

    question = Question.of(mail)
    assert ServiceFiles(tmp_path).ask(question)

    asked = seen.get()
    assert isinstance(asked, Asked)
    assert asked.contact == replace(mail.report(), contact_id=question.contact_id)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    ServiceFiles(tmp_path / "new").write_status(STATUS)

    assert ServiceFiles(tmp_path / "new").read_status() == STATUS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the folder's rights instead")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write_status(STATUS)

    assert stat.S_IMODE((tmp_path / STATUS_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"service": 1}', "\udcff"])
def test_a_torn_status_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / STATUS_FILE).write_bytes(text.encode("utf-8", "surrogateescape"))

    assert ServiceFiles(tmp_path).read_status() is None


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    ServiceFiles(tmp_path / "file").write_status(STATUS)

    assert ServiceFiles(tmp_path / "file").read_status() is None


def test_a_running_service_answers_a_question(tmp_path: Path) -> None:
    seen = answer_one(tmp_path)

    status = ServiceFiles(tmp_path).ask(Question("q1"), seconds=60)

    assert status
    assert status.answered == "q1"
    assert seen.get() == Asked("q1")
    assert not (tmp_path / QUESTION_FILE).exists()


@pytest.mark.parametrize(
    ("channel", "media_type_name"), [("WhatsApp", "WhatsApp"), ("email", None)]
)
def test_a_test_contact_is_made_up_by_its_channel(
    channel: str, media_type_name: str | None, tmp_path: Path
) -> None:
    seen = answer_one(tmp_path)

    ServiceFiles(tmp_path).ask(Question("q2", channel, "test@example.com"), seconds=60)

    asked = seen.get()
    assert isinstance(asked, Asked)
    assert asked.contact
    assert asked.contact.contact_id == "doctor-q2"
    assert asked.contact.moment is Moment.ACCEPTED
    assert asked.contact.media_type_name == media_type_name


def test_where_no_service_runs_none_answers(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write_status(STATUS)

    assert ServiceFiles(tmp_path).ask(Question("q3"), seconds=0.2) is None
    assert not (tmp_path / QUESTION_FILE).exists()


def test_a_status_in_which_an_earlier_service_left_sentences_is_read(tmp_path: Path) -> None:
    used = DriverUsed(
        ChromeDriver.EXTENSION, ChromeDriver.AUTO, said("plain", text="A policy forbids it")
    )
    status = replace(STATUS, driver=DriverStatus(used, 1000.0))
    kept = msgspec.to_builtins(status)
    kept["driver"]["used"] |= {"reason": "A policy forbids it", "obstacle": ""}
    kept["overlay_trouble"] = ""

    (tmp_path / STATUS_FILE).write_bytes(msgspec.json.encode(kept))

    assert ServiceFiles(tmp_path).read_status() == status


@pytest.mark.parametrize("odd", [b"[]", b"7", b'{"driver": {"used": {"reason": 7}}}', b"{" * 9999])
def test_an_odd_status_is_none(tmp_path: Path, odd: bytes) -> None:
    (tmp_path / STATUS_FILE).write_bytes(odd)

    assert ServiceFiles(tmp_path).read_status() is None
