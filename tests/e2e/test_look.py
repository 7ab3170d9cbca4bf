"""What `pages/look.js` makes of a page at the card's own address, in a Chrome."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import chatplugin.browser
from rig.headless import HeadlessChrome
from rig.login_pages import LoginPages

pytestmark = pytest.mark.e2e

LOOK = (Path(chatplugin.browser.__file__).parent / "pages" / "look.js").read_text("utf-8")


@pytest.fixture(scope="module")
def page(chrome: HeadlessChrome) -> Iterator[HeadlessChrome]:
    with LoginPages() as pages, chrome.opened(f"{pages.url}/card?user_id=1"):
        chrome.tab.wait_for("document.readyState === 'complete' && document.title === 'Own'")
        yield chrome


@pytest.mark.parametrize(
    ("fields", "is_login"),
    [
        ("<input name=login>", True),
        ("<input name=UserName value=''>", True),
        ("<input autocomplete=username>", True),
        ("<input name=login><input name=password type=password>", True),
        # a record that shows the name that the customer has
        ("<input name=login value=ivanov><button>Save</button>", False),
        ("<input name=username value=ivanov>", False),
        ("<input name=login value=ivanov><textarea name=note></textarea>", False),
        ("<input name=phone>", False),
    ],
)
def test_a_lone_field_for_a_name_is_a_login_unless_the_page_has_filled_it_in(
    page: HeadlessChrome, fields: str, is_login: bool
) -> None:
    page.tab.value(f"document.body.innerHTML = {json.dumps(f'<form>{fields}</form>')}")

    seen = page.tab.value(f"({LOOK.strip().rstrip(';')})(location.href, [])")

    assert (seen["asksPassword"], seen["isCard"]) == (is_login, not is_login)


def test_a_name_that_the_operator_has_typed_leaves_a_login_a_login(page: HeadlessChrome) -> None:
    page.tab.value("document.body.innerHTML = '<form><input name=login></form>'")
    page.tab.value("document.querySelector('input').value = 'ivanov'")

    seen = page.tab.value(f"({LOOK.strip().rstrip(';')})(location.href, [])")

    assert (seen["asksPassword"], seen["isCard"]) == (True, False)
