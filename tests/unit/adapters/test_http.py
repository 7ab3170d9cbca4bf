"""What becomes of a request to a settings server, well-behaved or not."""

import gc
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatplugin.adapters.http import Client, FetchFailed
from chatplugin.sentences import Language, said
from rig.settings_server import SettingsServer, answer

LONGEST = 10_000
OVERLAY = '{"TabTitle": "CRM"}'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def server(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsServer]:
    with SettingsServer(certificates) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        server.publish(OVERLAY)
        yield server


def client(*, seconds: float = 5) -> Client:
    return Client(seconds=seconds)


def failure(address: str, *, seconds: float = 5) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        client(seconds=seconds).fetch(address, "", LONGEST)
    return caught.value


def test_a_document_comes_once_and_then_only_when_it_has_changed(server: SettingsServer) -> None:
    first = client().fetch(server.url, "", LONGEST)
    second = client().fetch(server.url, first.etag, LONGEST)
    server.publish('{"MaxTabs": 5}')
    third = client().fetch(server.url, second.etag, LONGEST)

    assert first.data == OVERLAY.encode()
    assert (second.data, second.etag) == (None, first.etag)
    assert third.data == b'{"MaxTabs": 5}'
    assert third.etag != first.etag


def test_a_server_without_etags_is_asked_for_all_of_it(server: SettingsServer) -> None:
    server.answer_with(answer(200, b"x", Last_Modified="Tue, 01 Jul 2025 08:00:00 GMT"))

    first = client().fetch(server.url, "", LONGEST)
    again = client().fetch(server.url, first.etag, LONGEST)

    assert again.data == b"x"
    assert not {"If-None-Match", "If-Modified-Since"} & set(server.requests[-1])


def test_the_server_says_how_long_an_answer_lives(server: SettingsServer) -> None:
    server.publish(OVERLAY, Cache_Control="public, max-age=300")
    first = client().fetch(server.url, "", LONGEST)

    assert first.max_age == 300
    assert client().fetch(server.url, first.etag, LONGEST).max_age == 300


@pytest.mark.parametrize("header", ["no-cache", "max-age=soon", "max-age=", "max-age=²"])
def test_a_cache_control_without_a_number_says_nothing(server: SettingsServer, header: str) -> None:
    server.answer_with(answer(200, b"x", Cache_Control=header))

    assert client().fetch(server.url, "", LONGEST).max_age is None


def test_nothing_of_the_desktop_is_told(server: SettingsServer) -> None:
    client().fetch(server.url, "", LONGEST)

    assert set(server.requests[-1]) == {
        "Host", "Connection", "User-Agent", "Accept", "Accept-Encoding",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/new?key=secret", "https://127.0.0.1:{port}/new"),
        ("http://127.0.0.1/x?key=secret", "http://127.0.0.1/x"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_a_redirect_is_named_and_not_followed(
    server: SettingsServer, location: str, shown: str
) -> None:
    server.answer_with(answer(302, Location=location))

    error = failure(server.url)

    assert error.what == f"it redirects to '{shown.format(port=server.port)}'"
    assert error.remedy == "Write the address that has the settings into Settings.Url"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "it answers 404 Not Found. Put the settings there, or correct Settings.Url"),
        (403, "it answers 403 Forbidden. Let every desktop read it without a login"),
        (500, "it answers 500 Internal Server Error. Look at the server's own log"),
        (204, "it answers 204 No Content. Look at the server's own log"),
        (304, "it answers 304 Not Modified. Look at the server's own log"),
    ],
)
def test_an_answer_without_a_document_is_named(
    server: SettingsServer, status: int, sentence: str
) -> None:
    server.answer_with(answer(status, b"" if status in {204, 304} else b"sorry"))

    assert str(failure(server.url)) == sentence


@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("soon", None)])
def test_the_server_says_when_to_come_again(
    server: SettingsServer, header: str, seconds: int | None
) -> None:
    server.answer_with(answer(503, Retry_After=header))

    assert failure(server.url).retry_after == seconds


@pytest.mark.parametrize(
    "header",
    [
        "soon",
        "²",
        "Mon, 01 Jan 2001 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 2001 00:00:99 +0000",
        "Mon, 01 Jan 0001 00:00:00 -0000",
        "Fri, 31 Dec 9999 23:59:59 -2359",
    ],
)
def test_a_time_that_no_clock_shows_is_no_harm(server: SettingsServer, header: str) -> None:
    server.answer_with(answer(503, Retry_After=header))

    assert failure(server.url).what == "it answers 503 Service Unavailable"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds("{}, 0{} Jan {} {}:00:00 {}".format, *[st.integers()] * 5))
def test_whatever_a_retry_after_says_nothing_raises(server: SettingsServer, header: str) -> None:
    server.answer_with(answer(503, Retry_After=header))

    assert (failure(server.url).retry_after or 0.0) >= 0.0


def test_the_server_says_at_what_time_to_come_again(server: SettingsServer) -> None:
    in_an_hour = formatdate(time.time() + 3600, usegmt=True)
    server.answer_with(answer(503, Retry_After=in_an_hour))

    assert failure(server.url).retry_after == pytest.approx(3600, abs=30)


def test_a_document_beyond_all_measure_is_not_read(server: SettingsServer) -> None:
    server.answer_with(answer(200, b"x" * (LONGEST + 1)))

    assert failure(server.url).what == "there is more than 9 KB of it"


@pytest.mark.parametrize(
    ("body", "headers", "what"),
    [
        (OVERLAY.encode(), {"Content_Length": "100"}, "the answer breaks off"),
        (b"x", {"Content_Encoding": "gzip"}, "it is packed by 'gzip'"),
        (b"x", {"Content_Length": "many"}, "it does not speak HTTPS as it should"),
    ],
    ids=["short", "packed", "length"],
)
def test_an_answer_that_is_not_the_document_is_none(
    server: SettingsServer, body: bytes, headers: dict[str, str], what: str
) -> None:
    server.answer_with(answer(200, body, **headers))

    assert failure(server.url).what == what


def test_a_body_that_drips_is_given_up(server: SettingsServer) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        answer(200, Content_Length="1000000")(request)
        with suppress(OSError):
            while True:
                request.wfile.write(b"x")
                time.sleep(0.05)

    server.answer_with(drip)

    assert failure(server.url, seconds=0.4).what == "it does not answer in time"


def _dripping_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(90):
        request.wfile.write(b"X-%d: a\r\n" % number)
        time.sleep(0.1)


def _continue_for_ever(request: BaseHTTPRequestHandler) -> None:
    for _ in range(900):
        request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


@pytest.mark.parametrize("send", [_dripping_headers, _continue_for_ever])
def test_an_answer_that_does_not_even_begin_is_given_up(
    server: SettingsServer, send: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    server.answer_with(send)

    error = failure(server.url, seconds=0.5)

    assert error.what == "it does not answer in time"


def test_a_silent_server_is_given_up(server: SettingsServer) -> None:
    enough = threading.Event()

    def wait(_: BaseHTTPRequestHandler) -> None:
        enough.wait(20)

    server.answer_with(wait)

    assert failure(server.url, seconds=0.3).what == "it does not answer in time"
    enough.set()


def test_what_is_no_http_at_all_is_named(server: SettingsServer) -> None:
    def greet(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    server.answer_with(greet)

    assert failure(server.url).what == "it does not speak HTTPS as it should"


def test_a_server_that_hangs_up_without_an_answer_is_said_so_in_the_readers_language(
    server: SettingsServer,
) -> None:
    server.answer_with(lambda _: None)

    error = failure(server.url)

    assert "the other side has closed the connection" in error.what
    assert "другая сторона закрыла соединение" in error.described(Language.RUSSIAN)


def test_a_certificate_that_the_system_does_not_trust_is_named(
    server: SettingsServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))

    error = failure(server.url)

    assert error.what == "its certificate is not trusted: self-signed certificate"
    assert error.remedy.startswith("Install its issuer's certificate")
    assert server.requests == []


def test_a_certificate_that_is_installed_later_counts_without_a_restart(
    server: SettingsServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("")
    client = Client()
    with monkeypatch.context() as before:
        before.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(FetchFailed):
            client.fetch(server.url, "", LONGEST)

    assert client.fetch(server.url, "", LONGEST).data == OVERLAY.encode()


def test_a_certificate_of_another_server_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SettingsServer(tmp_path, names="DNS:crm.example.com") as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)

        what = failure(server.url).what

    assert what.startswith("its certificate is not trusted: IP address mismatch")


def test_a_server_that_speaks_no_tls_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_greet, args=(listening,), daemon=True).start()
        port = listening.getsockname()[1]

        assert failure(f"https://127.0.0.1:{port}/").what.startswith(
            "there is no secure connection"
        )


def _greet(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    assert str(failure(f"https://127.0.0.1:{port}/")) == (
        "Connection refused. See whether this desktop reaches the server"
    )


def test_the_systems_proxy_is_used(server: SettingsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        heard: list[bytes] = []
        threading.Thread(target=_refuse_proxy, args=(proxy, heard), daemon=True).start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")

        what = failure(server.url).what
    with warnings.catch_warnings():
        # Python 3.11 closes a connection that its proxy refused no sooner than as garbage.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()

    assert heard[0].startswith(f"CONNECT 127.0.0.1:{server.port} ".encode())
    assert what == "the proxy lets nobody through: 407 Proxy Authentication Required"


def _refuse_proxy(listening: socket.socket, heard: list[bytes]) -> None:
    connection, _ = listening.accept()
    with connection:
        heard.append(connection.recv(10_000))
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")


def test_a_server_that_cannot_be_asked_is_a_problem_of_the_overlay() -> None:
    address = "https://settings.example.com/chatplugin.json?key=1"
    failed = FetchFailed(said("fetch.network", reason="Connection refused"))

    assert str(failed.of_overlay(address)) == (
        "overlay https://settings.example.com/chatplugin.json: the settings cannot be fetched:"
        " Connection refused. See whether this desktop reaches the server."
    )
