"""
An operator who types while cards come up, and goes on typing in them.

`./dev` has no word for it: `python -m rig.typist [ROUNDS]` counts, for both drivers and each way in
which a card comes up, how often every character has landed where it was meant to. The keys are
X11's own test keys, 60 ms apart as fast typists press them; nothing is asked of a search engine.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rig.crm import SampleCrm
from rig.devtools import TabView
from rig.emc_host import wait_until
from rig.everyday import PackedExtension, pack_extension
from rig.lane import EXTENSION, PIPE, Lane
from rig.screen import Screen
from rig.working_pages import WorkingPages
from rig.workplace import Desk

SENTENCE = "Your refund of 1280 is on its way"
_BETWEEN_KEYS = 60
"""Milliseconds."""

_KEY = re.compile(rb'XLookupString gives 1 bytes: \(..\) "(.)"')


class AnotherProgram:
    """A window of another program, in front, that notes what is typed into it."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @contextmanager
    def running(self) -> Iterator["AnotherProgram"]:
        command = ["stdbuf", "-oL", "xev", "-event", "keyboard", "-name", "Reply to a customer"]
        with (
            TemporaryDirectory() as folder,
            (Path(folder) / "keys").open("w+b") as self._keys,
            subprocess.Popen(command, env=self._screen.environment, stdout=self._keys) as program,
        ):
            try:
                self._screen.wait_for_front("Reply to a customer")
                yield self
            finally:
                program.terminate()

    def text(self) -> str:
        self._keys.seek(0)
        presses = self._keys.read().split(b"\n\n")
        found = [_KEY.search(press) for press in presses if b"KeyPress" in press]
        return b"".join(key[1] for key in found if key).decode()


@contextmanager
def typing(screen: Screen, text: str) -> Iterator[None]:
    """Type *text* into whatever has the keys; `with` ends once all of it is typed."""
    command = ["xdotool", "type", "--delay", str(_BETWEEN_KEYS), text]
    with subprocess.Popen(command, env=screen.environment) as typist:
        yield
        typist.wait(60)


class Typist:
    """The operator at *lane*, whose cards are pages with one field that has the focus."""

    def __init__(self, lane: Lane, pages: WorkingPages) -> None:
        self.lane = lane
        self.desk = lane.desk
        self._pages = pages
        self._count = 0
        self.desk.with_settings({"ChatTemplate": f"{pages.url}/card{{?user_id}}"})

    def offer(self) -> str:
        """Let a contact come; return its card's page."""
        self._count += 1
        page = f"focused~{self._count}"
        self.desk.desktop.play(f"deliver message {page} media=WhatsApp author={page} text=Hi")
        self.desk.desktop.play(f"establish {page}")
        return page

    def card(self, page: str) -> TabView:
        """The tab of a card, whether it is marked or not."""
        found = wait_until(lambda: self._found(page), f"the card {page} is there", 30)
        assert found
        return TabView(found[0], found[1])

    def wait_for_title(self, page: str, title: str) -> None:
        wait_until(lambda: self._found(page)[2:] == (title,), f"its tab is named {title}")

    def _found(self, page: str) -> tuple[()] | tuple[int, str, str]:
        """Return the port of Chrome, the id of the card's tab and its title."""
        address = f"{self._pages.url}/card?user_id={page}"
        try:
            chrome = self.lane.devtools()
            tab = next((tab for tab in chrome.tabs() if tab["url"] == address), None)
        except OSError:
            return ()  # The port is of a Chrome that is gone.
        return (chrome.port, tab["id"], tab["title"]) if tab else ()

    def wait_for_more(self, page: str, text: str) -> None:
        """Come back when the card has more than *text*: a typist may take a while to begin."""
        with self.card(page) as tab:
            tab.wait_for(f"document.querySelector('#field').value !== {text!r}")

    def go_on_in(self, page: str, text: str) -> str:
        """Type *text* as soon as the card is in front; return what its field has then."""
        with self.card(page) as tab:
            tab.wait_for("document.visibilityState === 'visible'")
            # A page that has not been painted has the keys, and its field has not asked for them.
            tab.wait_for("document.activeElement?.id === 'field'")
            self.desk.screen.wait_for_front("CRM WhatsApp - ", 15)
            self.desk.screen.type(text)
            with suppress(AssertionError):
                tab.wait_for(f"document.querySelector('#field').value.endsWith({text!r})", 3)
            return str(tab.value("document.querySelector('#field').value"))


def through_a_sentence(typist: Typist, rounds: int) -> int:
    """Cards come up while the operator types in the one before; return how often it went well."""
    well = 0
    with typist.lane.running() as desk:
        here = typist.offer()
        expected = "first"
        assert typist.go_on_in(here, expected) == expected
        for _ in range(rounds):
            with typing(desk.screen, SENTENCE):
                typist.wait_for_more(here, expected)
                there = typist.offer()
            went_on = typist.go_on_in(there, "next")
            with typist.card(here) as tab:
                written = tab.value("document.querySelector('#field').value")
            well += _is_right((written, went_on), (expected + SENTENCE, "next"))
            here, expected = there, went_on
    return well


def through_a_reply(typist: Typist, rounds: int) -> int:
    """Cards come up while the operator types in another program."""
    well = 0
    with typist.lane.running() as desk:
        for _ in range(rounds):
            with AnotherProgram(desk.screen).running() as program:
                with typing(desk.screen, SENTENCE):
                    wait_until(program.text, "the first key has come")
                    page = typist.offer()
                went_on = typist.go_on_in(page, "next")
                well += _is_right((program.text(), went_on), (SENTENCE, "next"))
    return well


def _is_right(found: tuple[str, str], expected: tuple[str, str]) -> bool:
    if found != expected:
        print(f"expected {expected}, found {found}", flush=True)
    return found == expected


def _after_closing(typist: Typist) -> str:
    first = typist.offer()
    typist.go_on_in(first, "note")
    typist.desk.screen.press("ctrl+w")
    typist.desk.wait_for_fate(first, "closed")
    return typist.offer()


def _after_the_end(typist: Typist) -> str:
    first = typist.offer()
    typist.desk.screen.wait_for_front("CRM WhatsApp - ", 30)
    typist.desk.wait_for_fate(first, "shown")
    typist.desk.desktop.play(f"remove {first}")
    typist.desk.wait_for_fate(first, "closed")
    return typist.offer()


def _again(typist: Typist) -> str:
    page = typist.offer()
    typist.go_on_in(page, "note")
    typist.desk.screen.press("alt+0")
    typist.desk.screen.wait_for_front("ChatPlugin - ")
    typist.desk.desktop.play(f"establish {page}")
    return page


def _by_show(typist: Typist) -> str:
    page = typist.offer()
    typist.go_on_in(page, "note")
    typist.desk.screen.press("alt+0")
    typist.desk.screen.wait_for_front("ChatPlugin - ")
    with typist.lane.operators_page("ChatPlugin") as page_of_operator:
        page_of_operator.wait_for("document.activeElement?.matches('button')")
    typist.desk.screen.press("Return")
    return page


def _killed(typist: Typist) -> str:
    os.kill(typist.desk.chrome_pid(), signal.SIGKILL)
    return typist.offer()


WAYS: dict[str, Callable[[Typist], str]] = {
    "a pop": Typist.offer,
    "after Ctrl+W": _after_closing,
    "after OnEnd=close": _after_the_end,
    "again, from the operator's page": _again,
    "by Show": _by_show,
    "while Chrome is started again": _killed,
}
_ON_THE_PIPE = {"again, from the operator's page", "by Show", "while Chrome is started again"}
"""In the everyday Chrome the operator's page is a tab that the operator opens."""


def _one_way(way: str, typist: Typist, rounds: int) -> int:
    typist.desk.with_settings({"OnEnd": "close"})
    with typist.lane.running():
        return sum(_has_keys(typist, WAYS[way](typist)) for _ in range(rounds))


def while_chrome_starts(typist: Typist, rounds: int) -> int:
    """The first contact is there before Chrome is."""
    well = 0
    for _ in range(rounds):
        with typist.lane.desk:
            well += _has_keys(typist, typist.offer())
    return well


def _has_keys(typist: Typist, page: str) -> bool:
    return typist.go_on_in(page, "next").endswith("next")


def _trials(driver: str) -> dict[str, Callable[[Typist, int], int]]:
    found: dict[str, Callable[[Typist, int], int]] = {
        "in the middle of a sentence in a card": through_a_sentence,
        "in the middle of a reply in another program": through_a_reply,
    }
    if driver == PIPE:
        found["while Chrome starts"] = while_chrome_starts
    for way in WAYS:
        if driver == PIPE or way not in _ON_THE_PIPE:
            found[way] = partial(_one_way, way)
    return found


def main(rounds: int, only: str) -> None:
    with TemporaryDirectory() as packed, Screen() as screen:
        extension = pack_extension(Path(packed))
        for driver in (PIPE, EXTENSION):
            for what, trial in _trials(driver).items():
                if only in f"{driver} {what}":
                    well = _held(driver, screen, extension, trial, rounds)
                    print(f"{driver:9} {what:45} {well} of {rounds}", flush=True)


def _held(
    driver: str,
    screen: Screen,
    extension: PackedExtension,
    trial: Callable[[Typist, int], int],
    rounds: int,
) -> int:
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        SampleCrm() as crm,
        WorkingPages() as pages,
    ):
        lane = Lane(driver, Desk(crm, Path(folder), screen), extension)
        return trial(Typist(lane, pages), rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30, "".join(sys.argv[2:3]))
