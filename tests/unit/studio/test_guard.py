"""Who may ask the studio: the person who opened the link, from the studio's own page."""

from pathlib import Path

import pytest

from tests.unit.studio.conftest import ORIGIN, Studio

COOKIE = "chatplugin-studio"


@pytest.fixture
def closed(file: Path) -> Studio:
    """A studio whose link nobody has opened yet."""
    return Studio(file)


def test_the_link_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_gets(
    closed: Studio,
) -> None:
    answer = closed.browser.get(closed.guard.link, follow_redirects=False)

    path = answer.headers["location"]
    assert answer.status_code == 303
    assert len(path) > 40
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert f"Path={path};" in f"{cookie};"
    page = closed.browser.get(path).text
    assert "token" not in page
    assert path not in page


def test_the_cookie_alone_opens_nothing_and_the_path_alone_neither(closed: Studio) -> None:
    answer = closed.browser.get(closed.guard.link, follow_redirects=False)
    path, cookie = answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]
    closed.browser.cookies.clear()

    for address in ("/", "/look", "/compare", "/x" * 22 + "/"):
        assert closed.browser.get(address, headers={"Cookie": cookie}).status_code == 403
    assert closed.browser.get(path).status_code == 403
    assert closed.browser.get(path, headers={"Cookie": cookie}).status_code == 200


def test_a_cookie_of_our_name_from_another_server_does_not_shut_anybody_out(
    closed: Studio,
) -> None:
    answer = closed.browser.get(closed.guard.link, follow_redirects=False)
    path, cookie = answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]
    closed.browser.cookies.clear()

    both = {"Cookie": f"{cookie}; {COOKIE}=theirs"}

    assert closed.browser.get(path, headers=both).status_code == 200


def test_the_link_works_once(closed: Studio) -> None:
    link = closed.guard.link
    closed.browser.get(link)
    closed.browser.cookies.clear()

    again = closed.browser.get(link)

    assert again.status_code == 403
    assert "used already" in again.text


@pytest.mark.parametrize("token", ["", "x", "%00", "é", "a" * 20_000])
def test_another_token_opens_nothing(closed: Studio, token: str) -> None:
    assert closed.browser.get(f"/?token={token}").status_code == 403
    assert closed.browser.get(closed.guard.link).status_code == 200


@pytest.mark.parametrize("path", ["/", "/compare", "/static/look.css", "/alive", "/no-such-page"])
def test_without_the_cookie_nothing_is_told(closed: Studio, path: str) -> None:
    answer = closed.browser.get(path)

    assert answer.status_code == 403
    assert "Run `chatplugin studio`" in answer.text


@pytest.mark.parametrize("cookie", ["", "x", f"{COOKIE}=", f"{COOKIE}=x", f"{COOKIE}=é"])
def test_a_wrong_cookie_is_none(closed: Studio, cookie: str) -> None:
    assert closed.browser.get("/", headers={b"Cookie": cookie.encode()}).status_code == 403


@pytest.mark.parametrize(
    "host", ["localhost:50123", "127.0.0.1", "127.0.0.1:80", "evil.example", "127.0.0.1:50123."]
)
def test_a_name_that_leads_to_this_machine_is_not_enough(studio: Studio, host: str) -> None:
    answer = studio.browser.get("/", headers={"Host": host})

    assert answer.status_code == 421
    assert "ChatPlugin" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:50124"},
        {"Origin": "http://localhost:50123"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_can_change_nothing(studio: Studio, headers: dict[str, str]) -> None:
    answer = studio.browser.post("/look", json={"text": "[ChatPlugin]\nX=1"}, headers=headers)

    assert answer.status_code == 403
    assert studio.bench.text == "[ChatPlugin]\n"


def test_another_sites_page_can_load_nothing(studio: Studio) -> None:
    for site in ("cross-site", "same-site"):
        answer = studio.browser.get("/static/look.css", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/compare", "/static/settings.js", "/nowhere"])
def test_every_answer_is_kept_from_caches_frames_and_other_sites(studio: Studio, path: str) -> None:
    headers = studio.browser.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_no_page_asks_anything_of_another_server(studio: Studio) -> None:
    for path in ("/", "/compare"):
        page = studio.browser.get(path).text
        assert "<script>" not in page
        assert " style=" not in page
        assert "onclick" not in page
        assert 'src="http' not in page
        assert 'href="http' not in page
