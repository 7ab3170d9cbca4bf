"""A desk that operators share: the CRM's login at the start, and nothing left of the one before."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from rig.devtools import DevTools, chrome_with_a_port
from rig.emc_host import wait_until
from rig.lane import PIPE
from rig.loopback import Loopback
from rig.workplace import Desk

pytestmark = [pytest.mark.e2e, pytest.mark.driver(PIPE), pytest.mark.case("operators")]


class CrmWithSessions(Loopback):
    """
    A CRM that knows a browser again by a cookie.

    `asked` has the paths that were asked for, `known` those with the cookie.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.known: list[str] = []
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crm.asked.append(self.path)
                if "session=" in self.headers.get("Cookie", ""):
                    crm.known.append(self.path)
                body = b"<!doctype html><title>Own</title><input id=field autofocus>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Set-Cookie", "session=1; Max-Age=86400")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def was_asked(self, path: str) -> None:
        wait_until(lambda: path in self.asked, f"{path} is asked for", 30)


@pytest.fixture
def sessions() -> Iterator[CrmWithSessions]:
    with CrmWithSessions() as crm:
        yield crm


@pytest.fixture
def desk(workplace: Desk, sessions: CrmWithSessions) -> Desk:
    return workplace.with_settings(
        {
            "Chrome.Path": chrome_with_a_port(workplace.folder),
            "ChatTemplate": f"{sessions.url}/card{{?operator}}",
            "StartPage": f"{sessions.url}/home?of={{operator}}",
            "Language": "en",
        }
    )


def offer(desk: Desk) -> None:
    desk.desktop.play("deliver message E1 media=WhatsApp author=anna text=Hi")
    desk.desktop.play("establish E1")


def hand_over(desk: Desk) -> None:
    desk.desktop.play("logout")
    desk.desktop.play("operator 4022")


def tabs(desk: Desk) -> set[str]:
    return {tab["url"] for tab in DevTools(desk.home / "chrome").tabs()} - {
        "about:blank#ChatPlugin"
    }


def test_the_next_operator_finds_nothing_of_the_one_before(
    desk: Desk, sessions: CrmWithSessions
) -> None:
    with desk.with_settings({"OnOperatorChange": "clear"}):
        desk.wait_until_ready()
        desk.desktop.play("operator 4021")
        sessions.was_asked("/home?of=4021")
        offer(desk)
        desk.wait_for_fate("E1", "shown", 30)
        assert "/card?operator=4021" in sessions.known

        hand_over(desk)
        sessions.was_asked("/home?of=4022")

        desk.wait_for_fate("E1", "closed")
        wait_until(lambda: tabs(desk) == {f"{sessions.url}/home?of=4022"}, "one page is open")
        assert "/home?of=4022" not in sessions.known
        assert "Storage" not in desk.log()


def test_a_card_of_the_operator_before_stays_with_what_is_typed_in_it(
    desk: Desk, sessions: CrmWithSessions
) -> None:
    with desk.with_settings({"StartPage": None}):
        desk.wait_until_ready()
        desk.desktop.play("operator 4021")
        offer(desk)
        with DevTools(desk.home / "chrome").wait_for_tab("CRM WhatsApp", sessions.url) as card:
            desk.screen.wait_for_front("CRM WhatsApp - ")
            card.wait_for("document.hasFocus()")
            desk.screen.type("note")
            card.wait_for("document.querySelector('#field').value === 'note'")

            hand_over(desk)

            desk.wait_for_fate("E1", "kept")
            assert card.value("document.querySelector('#field').value") == "note"
        with DevTools(desk.home / "chrome").wait_for_tab("ChatPlugin", "about:blank") as page:
            page.wait_for("document.body.innerText.includes('operator before')")
