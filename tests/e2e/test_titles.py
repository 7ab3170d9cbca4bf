"""A page's own title: the page may have it as it likes, and the tab never shows it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from rig.crm import SampleCrm
from rig.devtools import DevTools, TabView
from rig.emc_host import wait_until
from rig.everyday import PackedExtension
from rig.headless import HeadlessChrome
from rig.lane import EXTENSION, PIPE, Lane
from rig.npm_pages import NpmPages
from rig.odd_pages import OddPages
from rig.screen import Box, Screen, Watch
from rig.workplace import Desk
from tests.e2e.drivers import BOTH, PIPE_ONLY

pytestmark = pytest.mark.e2e

TITLES = {PIPE: Box(77, 8, 243, 34), EXTENSION: Box(314, 8, 480, 34)}
"""Where the card's title is: its tab is the first; in the everyday Chrome the second."""

WATCHED = 1.5

GUARDS = {
    "observer": """
        const observer = new MutationObserver(() => {
          if (document.title !== "Own") document.title = "Own";
        });
        observer.observe(document.head, { childList: true, characterData: true, subtree: true });
        document.title = "Own";
        globalThis.stop = () => observer.disconnect();""",
    "each frame": """
        let goesOn = true;
        const guard = () => {
          if (document.title !== "Own") document.title = "Own";
          if (goesOn) requestAnimationFrame(guard);
        };
        guard();
        globalThis.stop = () => { goesOn = false; };""",
    "each 30 ms": """
        const guard = () => { if (document.title !== "Own") document.title = "Own"; };
        const timer = setInterval(guard, 30);
        globalThis.stop = () => clearInterval(timer);""",
    "marquee": """
        let text = "The customer is waiting. ";
        const move = () => { document.title = text = text.slice(1) + text[0]; };
        const timer = setInterval(move, 10);
        globalThis.stop = () => clearInterval(timer);""",
    "flood": """
        let n = 0;
        const move = () => {
          history.pushState({}, "", `/card?user_id=script&n=${n}`);
          document.title = `Page ${n++}`;
        };
        const timer = setInterval(move, 40);
        globalThis.stop = () => clearInterval(timer);""",
    "element": """
        let n = 0;
        const timer = setInterval(() => {
          document.querySelector("title").textContent = `Own ${n++}`;
        }, 20);
        globalThis.stop = () => clearInterval(timer);""",
    "text": """
        let n = 0;
        const timer = setInterval(() => {
          document.querySelector("title").firstChild.data = `Own ${n++}`;
        }, 20);
        globalThis.stop = () => clearInterval(timer);""",
}
"""Pages that insist on their title, and what ends each of them."""

READ = """(async () => {
  const element = () => document.querySelector("title");
  const heard = [];
  const listen = (records) => {
    for (const { type, addedNodes, removedNodes } of records) {
      heard.push([type, addedNodes.length, removedNodes.length]);
    }
  };
  const all = () => {
    const { text, textContent, innerText, innerHTML, firstChild } = element() ?? {};
    const node = [firstChild?.data, firstChild?.nodeValue];
    return [document.title, text, textContent, innerText, innerHTML, ...node];
  };
  const told = { first: all() };
  document.title = "  By \\n document ";
  told.document = all();
  element().textContent = "By content";
  told.content = all();
  element().innerHTML = "By &amp; HTML";
  told.html = all();
  element().firstChild.data = "By text";
  told.text = all();
  const other = document.createElement("title");
  other.text = "Another";
  told.loose = [other.text, other.textContent];
  element().replaceWith(other);
  told.replaced = all();
  document.title = "";
  told.empty = document.title;
  document.title = "Anew";
  const changes = { childList: true, characterData: true, subtree: true };
  new MutationObserver(listen).observe(element(), changes);
  document.title = "Heard";
  await 0;
  told.heard = [...heard];
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.contentWindow.parent.document.title = "By a frame";
  told.frame = all();
  const { Document } = frame.contentWindow;
  const setter = Object.getOwnPropertyDescriptor(Document.prototype, "title").set;
  setter.call(document, "By its setter");
  told.setter = all();
  element().remove();
  told.removed = all();
  document.title = "Anew";
  told.anew = all();
  told.parsed = new DOMParser().parseFromString("<title>Parsed</title>", "text/html").title;
  const made = document.implementation.createHTMLDocument("Made");
  made.title = "Made anew";
  told.made = [made.title, made.querySelector("title").text];
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "title");
  told.names = [get.name, set.name, set.length];
  try { set.call({}, "Own"); } catch (error) { told.refused = String(error); }
  return told;
})()"""
"""Writes a page's title in every way, and tells what the page reads then."""


@pytest.fixture(scope="module")
def odd() -> Iterator[OddPages]:
    with OddPages() as odd:
        yield odd


@pytest.fixture(scope="module")
def npm() -> Iterator[NpmPages]:
    with NpmPages() as npm:
        yield npm


class Card(NamedTuple):
    lane: Lane
    tab: TabView


@pytest.fixture(scope="module", params=BOTH)
def card(
    request: pytest.FixtureRequest,
    odd: OddPages,
    screen: Screen,
    extension: PackedExtension,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Card]:
    """A card that has come up, and has a title of its own by script."""
    with SampleCrm() as crm:
        lane = Lane(request.param, Desk(crm, tmp_path_factory.mktemp("desk"), screen), extension)
        lane.desk.with_settings({"ChatTemplate": f"{odd.url}/card{{?user_id}}"})
        with lane.running() as desk:
            offer(desk, "script")
            wait_until(lambda: "script" in odd.done, "the page has a title of its own")
            with lane.devtools().wait_for_tab("CRM WhatsApp", odd.url) as tab:
                yield Card(lane, tab)


def offer(desk: Desk, page: str) -> None:
    desk.desktop.play(f"deliver message {page} media=WhatsApp author={page} text=Hi")
    desk.desktop.play(f"establish {page}")
    desk.wait_for_fate(page, "shown", within=30)


@contextmanager
def watched_title(card: Card) -> Iterator[Watch]:
    screen = card.lane.desk.screen
    screen.wait_for_calm()
    with screen.watched(TITLES[card.lane.driver]) as title:
        yield title


@pytest.mark.case("painted")
def test_no_title_of_a_page_is_ever_painted(card: Card, odd: OddPages) -> None:
    with watched_title(card) as title:
        card.tab.value("""new Promise((over) => {
          let n = 0;
          const timer = setInterval(() => {
            document.title = `Customer ${n++}`;
            if (n === 100) { clearInterval(timer); over(); }
          }, 20);
        })""")
        time.sleep(0.2)

        assert card.tab.value("document.title") == "Customer 99"
        assert title.others() == 0

        other = card.lane.devtools().open(f"{odd.url}/own")
        wait_until(title.others, "the watch sees that another tab is in front")
    card.lane.devtools().close(other)


@pytest.mark.case("guarded")
@pytest.mark.parametrize("guard", GUARDS)
def test_a_page_that_guards_its_title_is_left_in_its_belief(card: Card, guard: str) -> None:
    with watched_title(card) as title:
        card.tab.value(f"{{ {GUARDS[guard]} }}")
        time.sleep(WATCHED)
        card.tab.value("stop()")

    assert title.others() == 0


def test_a_page_reads_of_its_title_what_it_has_written(card: Card, odd: OddPages) -> None:
    with HeadlessChrome() as chrome, chrome.opened(f"{odd.url}/card?user_id=script"):
        chrome.tab.wait_for("document.title === 'Own'")
        natively = chrome.tab.value(READ)
    card.tab.value("document.title = 'Own'")

    assert card.tab.value(READ) == natively


@pytest.mark.case("hydrated")
@pytest.mark.parametrize("lane", BOTH, indirect=True)
def test_react_finds_the_document_that_the_server_has_rendered(lane: Lane, npm: NpmPages) -> None:
    lane.desk.with_settings({"ChatTemplate": f"{npm.url}/card{{?user_id}}"})
    with lane.running() as desk:
        offer(desk, "hydrated")
        with lane.devtools().wait_for_tab("CRM WhatsApp", npm.url) as tab:
            tab.wait_for("globalThis.hydrated")

            assert tab.value("hydrated") == {
                "errors": [],
                "value": "typed before",
                "isSame": True,
                "title": "Anna – CRM",
            }


@pytest.mark.case("headers")
@pytest.mark.parametrize("lane", [PIPE_ONLY], indirect=True)
def test_a_tab_is_named_before_the_first_byte_of_its_page(lane: Lane, odd: OddPages) -> None:
    lane.desk.with_settings({"ChatTemplate": f"{odd.url}/card{{?user_id}}"})
    with lane.running() as desk:
        offer(desk, "early")

        with named(lane.devtools(), odd):
            desk.screen.wait_for_front("CRM WhatsApp - ")
            assert "early" not in odd.done
        odd.early.set()
        wait_until(lambda: "early" in odd.done, "the page has come")
        with named(lane.devtools(), odd) as tab:
            assert tab.value("document.title") == "Own"


def named(chrome: DevTools, odd: OddPages) -> TabView:
    return chrome.wait_for_tab("CRM WhatsApp", f"{odd.url}/card?user_id=early")
