"""What Chrome itself asks, forbids or warns of: told in its own words, left to the operator."""

import json
import os
import signal
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from rig.devtools import TabView
from rig.emc_host import wait_until
from rig.lane import Lane
from rig.loopback import Loopback
from rig.settings_server import make_certificate
from rig.workplace import chrome_arguments, close_window
from tests.e2e.drivers import BOTH, PIPE_ONLY

pytestmark = pytest.mark.e2e

_UNDISTURBED = 3.0
"""Seconds in which the first attempts of a card that is asked for again would have come."""

_FRAME = "document.visibilityState === 'visible' ? Math.max(outerHeight - innerHeight, 0) : 0"
"""How much of a window's height is not the page's."""

_CHANNELS = {"ntlm": "WhatsApp", "proxy": "Telegram", "certificate": "Viber", "http": "VK"}
_LAST = "local"

_NOT_PROTECTED = "plain.example.com"
_BEHIND_A_PROXY = "crm.example.com"


class Server(Loopback):
    """Answers all with *status*, *headers* and *body*. `asked` has the paths."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str = "") -> None:
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                data = f"<!doctype html><title>Own</title>{body}".encode()
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_CONNECT(self) -> None:  # As a proxy is asked.
                self.do_GET()

            def handle(self) -> None:
                with suppress(OSError):  # Chrome has tried https before, or ends.
                    super().handle()

            def log_message(self, *_: Any) -> None: ...

        super().__init__(Handler)

    def ask_for_certificates(self, folder: Path) -> None:
        """Answer by TLS only, and nobody without a certificate."""
        certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # Later ones refuse behind the handshake, and may close before Chrome has heard why.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificate)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    def cards(self) -> int:
        return sum("user_id" in path for path in self.asked)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[dict[str, Server]]:
    """What each channel's CRM is, by its name."""
    with ExitStack() as stack:
        made = {
            "ntlm": Server(401, {"WWW-Authenticate": "NTLM", "Connection": "close"}),
            "proxy": Server(407, {"Proxy-Authenticate": 'Basic realm="Proxy"'}),
            "certificate": Server(200, {}),
            "http": Server(200, {}),
            "softphone": Server(200, {}),
        }
        softphone = f"<script>fetch('{made['softphone'].url}', {{mode: 'no-cors'}})</script>"
        made[_LAST] = Server(200, {}, softphone)
        made["certificate"].ask_for_certificates(tmp_path)
        for server in made.values():
            stack.enter_context(server)
        yield made


def prepare(lane: Lane, servers: dict[str, Server]) -> None:
    """Let each channel have its CRM, and Chrome look at each as a desk's does."""
    desk = lane.desk
    certificate, plain = servers["certificate"].port, servers["http"].port
    addresses = {
        "ntlm": servers["ntlm"].url,
        "proxy": f"https://{_BEHIND_A_PROXY}",
        "certificate": f"https://127.0.0.1:{certificate}",
        "http": f"http://{_NOT_PROTECTED}:{plain}",
    }
    templates = {
        f"ChatTemplate.{_CHANNELS[name].lower()}": f"{url}/card{{?user_id}}"
        for name, url in addresses.items()
    }
    desk.with_settings({"ChatTemplate": f"{servers[_LAST].url}/card{{?user_id}}", **templates})
    switches = (
        f"--proxy-server={servers['proxy'].url}",
        f"--proxy-bypass-list='127.0.0.1;{_NOT_PROTECTED}'",
        f"--host-resolver-rules='MAP {_NOT_PROTECTED} 127.0.0.1'",
        f"--ip-address-space-overrides=127.0.0.1:{servers[_LAST].port}=public",
        "--ignore-certificate-errors",
    )
    program = desk.folder / "chrome-with-a-port"
    program.write_text(program.read_text().replace('"$@"', f'{" ".join(switches)} "$@"'))
    preferences = lane.profile / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"https_only_mode_enabled": True}))


@pytest.mark.case("questions", "local-network")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_what_chrome_asks_is_named_in_its_own_words_and_nothing_is_loaded_again(
    lane: Lane, servers: dict[str, Server]
) -> None:
    prepare(lane, servers)
    reasons = {}
    with lane.running() as desk:
        for name, channel in _CHANNELS.items():
            desk.desktop.play(f"deliver message {name} media={channel} author={name} text=Hi")
            desk.desktop.play(f"establish {name}")
            reasons[name] = desk.wait_for_fate(name, "failed", within=30)["reason"]
        desk.desktop.play(f"deliver message {_LAST} media=MAX author={_LAST} text=Hi")
        desk.desktop.play(f"establish {_LAST}")
        desk.wait_for_fate(_LAST, "shown", within=30)
        with lane.devtools().wait_for_tab("CRM MAX") as tab:
            tab.wait_for(f"performance.now() > {_UNDISTURBED * 1000}")

        asked = {name: server.cards() for name, server in servers.items()}
        failed = [line["contact"] for line in desk.journal() if line["fate"] == "failed"]

    sign_in = "Chrome asks for a sign-in in its own dialog: net::ERR_INVALID_AUTH_CREDENTIALS"
    assert reasons == {
        "ntlm": sign_in,
        "proxy": sign_in,
        "certificate": (
            "The CRM does not accept this computer's certificate: net::ERR_BAD_SSL_CLIENT_AUTH_CERT"
        ),
        "http": (
            "Chrome has stopped the CRM's page, which is not protected (http):"
            " net::ERR_BLOCKED_BY_CLIENT"
        ),
    }
    assert failed == [*_CHANNELS]
    assert asked == {"ntlm": 1, "proxy": 0, "certificate": 0, "http": 0, "softphone": 0, _LAST: 1}


@pytest.mark.case("bar")
@pytest.mark.parametrize("lane", [PIPE_ONLY], indirect=True)
def test_no_window_of_ours_has_a_bar_about_unsupported_switches(lane: Lane) -> None:
    """
    Chrome puts it into a window that a start of Chrome opens, and moves the page down for it.

    Root's `--no-sandbox` is such a switch, as `--disable-blink-features` of ours is.
    """
    switches = " ".join(switch for switch in chrome_arguments() if switch != "--test-type")
    lane.desk.with_settings({"Chrome.Arguments": switches})
    with lane.running() as desk:
        frames = [frame_of_card(lane, "W1")]
        desk.screen.press("ctrl+n")
        frames.append(frame_of(lane, "chrome://new"))
        desk.screen.press("ctrl+shift+w")
        close_window(desk)
        frames.append(frame_of_card(lane, "W2"))
        os.kill(desk.chrome_pid(), signal.SIGKILL)
        frames.append(frame_of_card(lane, "W3"))

        profile = f"--user-data-dir={lane.profile}"
        started = f"{desk.crm.url}/?by=another-start"
        handed_over = ["chromium", "--no-sandbox", profile, "--new-window", started]
        environment = {**os.environ, **desk.screen.environment}
        subprocess.run(handed_over, env=environment, check=True, capture_output=True)
        wait_until(lambda: frame_of(lane, started) > frames[0], "a bar is there")

    assert len({*frames}) == 1, frames


def frame_of_card(lane: Lane, contact: str) -> int:
    """Let a contact come, and measure the window of its card."""
    lane.desk.desktop.play(f"deliver message {contact} media=WhatsApp author={contact} text=Hi")
    lane.desk.desktop.play(f"establish {contact}")
    lane.desk.wait_for_fate(contact, "shown", within=30)
    return frame_of(lane, lane.desk.crm.url, contact)


def frame_of(lane: Lane, url: str, contact: str = "") -> int:
    return wait_until(lambda: _frame(lane, url, contact), f"{url} {contact} is to be seen", 30)


def _frame(lane: Lane, url: str, contact: str) -> int:
    """Return 0 while the tab is not in front, or Chrome is on its way."""
    try:
        chrome = lane.devtools()
        tabs = (tab for tab in chrome.tabs() if tab["url"].startswith(url))
        tab = next((tab for tab in tabs if contact in tab["url"]), None)
        if tab is None:
            return 0
        with TabView(chrome.port, tab["id"]) as view:
            return int(view.value(_FRAME))
    except (OSError, AssertionError):
        return 0
