import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from chatplugin.config.language import Language
from chatplugin.studio.app import studio_app
from chatplugin.studio.guard import Guard
from chatplugin.studio.presence import Presence
from chatplugin.studio.workbench import Workbench

PORT = 50123
ORIGIN = f"http://127.0.0.1:{PORT}"
CARD = "https://crm.example.com/card"


class Studio:
    """The studio in this process, and a browser that has opened its link."""

    def __init__(self, settings_file: Path | None, language: Language = Language.ENGLISH) -> None:
        self.bench = Workbench(settings_file, language)
        self.guard = Guard(studio_app(self.bench, Presence(lambda: 0), lambda: True), PORT)
        self.browser = TestClient(self.guard, base_url=ORIGIN)

    def open(self) -> "Studio":
        self.browser.get(self.guard.link)
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
def studio() -> Studio:
    return Studio(None).open()


@pytest.fixture
def studio_of() -> Callable[..., Studio]:
    return lambda *arguments: Studio(*arguments).open()
