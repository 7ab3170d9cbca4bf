"""The service as EMC Desktop starts it: a pipe for each standard stream, and a played Chrome."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from chatplugin.desktop.played_desktop import PlayedDesktop
from chatplugin.domain.contact import Moment, Operator
from rig.emc_host import wait_until

LETTER = "From: Анна <anna@example.com>\r\n\r\nЛицевой счёт: 1234567890\r\n".encode()


class Service(PlayedDesktop):
    """A service with its folder, and Windows' pipes to it."""

    def __init__(self, home: Path) -> None:
        super().__init__(now=lambda: time.time() * 1000)
        self._home = home
        command = [sys.executable, "-X", "utf8", "-m", "chatplugin", "serve", "--data", str(home)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)

    def say(self, line: bytes) -> None:
        _open(self.process.stdin).write(line)
        _open(self.process.stdin).flush()

    def hear(self, method: str) -> dict[str, Any]:
        """Return its next message with that method; "" is the answer. Others are passed over."""
        while line := _open(self.process.stdout).readline():
            message: dict[str, Any] = json.loads(line)
            if message.get("method", "") == method:
                return message
        raise AssertionError(f"the service has ended without a message {method!r}")

    def stop(self) -> int:
        """Give it the order to exit, and return its exit code."""
        _open(self.process.stdin).close()
        return self.process.wait(timeout=20)

    def journal(self) -> list[dict[str, Any]]:
        lines = "".join(file.read_text("utf-8") for file in self._home.glob("journal/*.jsonl"))
        return [json.loads(line) for line in lines.splitlines()]


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "Рабочая папка")
    with service.process:
        yield service
        service.process.kill()


def heard(chrome: Path) -> list[dict[str, Any]]:
    file = chrome.with_name("heard.jsonl")
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def test_an_email_reaches_chrome_as_a_card_and_the_journal(
    service: Service, played_chrome: Path
) -> None:
    settings = {
        "EmailTemplate": "https://crm.example.com/card{?user_id,operator,PersonalAccount}",
        "Chrome.Driver": "pipe",
        "Chrome.Path": str(played_chrome),
    }

    service.say(service.initialize(settings, person=Operator("4021")))
    answer = service.hear("")
    wait_until(lambda: len(heard(played_chrome)) > 1, "Chrome has heard of the service", 60)
    service.say(service.email(Moment.OFFERED, "E1", LETTER))
    allowed = service.hear("foreground/allow")
    service.hear("event/acknowledged")

    assert answer["result"]["pid"]
    assert isinstance(allowed["params"]["pid"], int)
    card = "https://crm.example.com/card"
    assert {line["url"] for line in service.journal()} == {
        f"{card}?user_id=anna%40example.com&operator=4021&PersonalAccount=1234567890"
    }
    assert service.stop() == 0
    wait_until(lambda: heard(played_chrome)[-1]["method"] == "the end", "Chrome was let go", 20)


def test_without_a_chrome_the_service_stays_and_says_why(service: Service) -> None:
    service.say(service.initialize({"Chrome.Path": r"C:\no\chrome.exe", "Chrome.Driver": "pipe"}))

    said = service.hear("log/write")

    assert r"C:\no\chrome.exe" in said["params"]["text"]
    assert service.process.poll() is None
    assert service.stop() == 0


def test_a_folder_that_all_may_read_is_said_at_the_start(tmp_path: Path) -> None:
    """Wine makes the lists of access of Linux' rights: such a folder lets everybody read."""
    home = tmp_path / "open"
    home.mkdir()
    service = Service(home)

    with service.process:
        said = service.hear("log/write")
        service.stop()

    assert said["params"]["text"].startswith(
        f"other people of this computer may read what is in {home}: journal and Chrome's profile."
    )
