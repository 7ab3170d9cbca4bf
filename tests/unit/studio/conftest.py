import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from chatplugin.sentences import Language
from chatplugin.studio.web.server import Presence, studio_app
from chatplugin.studio.workbench import Workbench

PORT = 50123
ORIGIN = f"http://127.0.0.1:{PORT}"
CARD = "https://crm.example.com/card"


class Studio:
    """The studio in this process, and a browser that has opened its link."""

    def __init__(self, settings_file: Path, language: Language = Language.ENGLISH) -> None:
        self.bench = Workbench(settings_file, language)
        self.guard = studio_app(self.bench, Presence(lambda: 0), lambda: True, PORT)
        self.browser = TestClient(self.guard, base_url=ORIGIN)

    def open(self) -> "Studio":
        """From here on, addresses are those below the secret path."""
        self.browser.base_url = self.browser.get(self.guard.link).url
        return self

    def ask(self, address: str, status: int = 200, /, **question: object) -> Any:
        """Ask as the page does, and return what the answer says."""
        body = json.dumps(question)
        answer = self.browser.post(address, content=body, headers={"Origin": ORIGIN})
        assert answer.status_code == status, answer.text
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if is_json else answer.text

    def send(self, path: str, raw: bytes, status: int = 200) -> Any:
        answer = self.browser.post(path, content=raw, headers={"Origin": ORIGIN})
        assert answer.status_code == status, answer.text
        return answer.json() if status == 200 else answer.text

    def look(self, settings: str, **sample: str) -> dict[str, Any]:
        """What the page shows of *settings* and the contact in sight."""
        found: dict[str, Any] = self.ask(
            "/look", text=f"[ChatPlugin]\n{settings}\n", sample={"agent_id": "4021", **sample}
        )
        return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The settings file of the studio, which is not there yet."""
    return tmp_path / "local.ini"


@pytest.fixture
def studio(file: Path) -> Studio:
    return Studio(file).open()


@pytest.fixture
def studio_of(file: Path) -> Callable[..., Studio]:
    return lambda language: Studio(file, language).open()
