"""Another user's server on the same computer, and the administrator's browser between the two."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rig.headless import HeadlessChrome
from rig.studio import Studio

pytestmark = pytest.mark.e2e

CARD = "[ChatPlugin]\nChatTemplate=https://crm.example.com/card{?user_id}\n"
LURE = """<script>
(async () => {
  const studio = "http://127.0.0.1:%d";
  for (const path of ["/", "/look", "/compare", "/alive", "/static/look.css"]) {
    await fetch(path, {credentials: "include"});
    await fetch(studio + path, {credentials: "include", mode: "no-cors"}).catch(() => {});
  }
  await fetch(studio + "/save", {method: "POST", body: "{}", mode: "no-cors"}).catch(() => {});
  document.cookie = "chatplugin-studio=theirs; path=/";
  document.title = "done";
})();
</script>"""


class Seen:
    """What a server on another port got of the browser: every header of every request."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.port = 0


@contextmanager
def another_server(page: str) -> Iterator[Seen]:
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.headers.append(dict(self.headers.items()))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_on_another_port_gets_nothing_that_opens_the_studio(
    chrome: HeadlessChrome, tmp_path: Path
) -> None:
    file = tmp_path / "local.ini"
    file.write_text(CARD)
    with Studio("--settings", file, folder=tmp_path) as studio:
        port = urlsplit(studio.link).port
        assert port
        with another_server(LURE % port) as seen, chrome.opened(studio.link) as page:
            page.tab.wait_for("document.activeElement?.id === 'text'")
            secret = page.tab.value("location.pathname")

            page.tab.call("Page.navigate", url=f"http://127.0.0.1:{seen.port}/lure")
            page.tab.wait_for("document.title === 'done'")
            stolen = [headers.get("Cookie", "") for headers in seen.headers]
            answers = [ask(port, cookie) for cookie in stolen]
            page.tab.call("Page.navigate", url=f"http://127.0.0.1:{port}{secret}")
            page.tab.wait_for("document.activeElement?.id === 'text'")

    assert len(seen.headers) >= 6
    assert not [text for text in stolen if "chatplugin" in text]
    assert not [each for each in seen.headers if secret in str(each)]
    assert {status for statuses in answers for status in statuses} == {403}
    assert file.read_text() == CARD


def ask(port: int, cookie: str) -> list[int]:
    """Ask the studio with that cookie, as a program that can forge every header."""
    return [
        _status(port, method, path, cookie)
        for method, path in (("GET", "/"), ("GET", "/compare"), ("POST", "/save"))
    ]


def _status(port: int, method: str, path: str, cookie: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    connection.request(method, path, b"{}" if method == "POST" else None, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_device_is_not_read_and_the_studio_still_ends_when_it_is_told_to(
    chrome: HeadlessChrome, tmp_path: Path
) -> None:
    (tmp_path / "endless.eml").symlink_to("/dev/zero")
    studio = Studio("--settings", "local.ini", folder=tmp_path)
    with studio, chrome.opened(studio.link) as page:
        page.tab.wait_for("document.activeElement?.id === 'text'")
        question = "{method: 'POST', body: JSON.stringify({before: '/dev/zero'})}"
        status = page.tab.value(f"fetch('compare/begin', {question}).then((it) => it.status)")
        assert status == 422
        page.tab.value(
            "fetch('compare/begin', {method: 'POST', body: '{}'}).then((it) => it.status)"
        )
        question = f"{{method: 'POST', body: JSON.stringify({{folder: {str(tmp_path)!r}}})}}"
        said = page.tab.value(f"fetch('compare/folder', {question}).then((it) => it.text())")
        assert '"kind": "unread"' in said
    # `with` has sent SIGTERM and waited no more than ten seconds.
