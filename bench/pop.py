"""
From a contact to the first byte of its request at the CRM, Chrome warm, beside the peers.

All methods run in one go, one after the other in each round, so that a slow moment of the machine
meets all of them. Each has a Chrome of its own with a window on one screen.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from playwright.sync_api import sync_playwright
from selenium import webdriver

from bench import report
from bench.plot import draw
from chatplugin.adapters.chrome.browser import ChromeProcess
from chatplugin.adapters.chrome.installed_chrome import find_chrome
from chatplugin.browser.devtools.protocol import Call, Connection, Dialogue, Target, TargetId
from chatplugin.browser.driver import FromChrome
from chatplugin.service.ports import Signal
from rig.crm import SampleCrmProcess
from rig.emc_host import wait_until
from rig.everyday import EverydayChrome, pack_extension, register_relay, wait_for_relay
from rig.screen import Screen
from rig.workplace import Workplace, chrome_arguments

PAUSE = 0.25
"""Seconds between two pops: the next waiting tab is ready, and the machine is quiet again."""


WHAT = "contact to first byte of the request at the CRM, ms"


def bench(rounds: int) -> None:
    times = measure(rounds)
    methods = report.rows(times)
    print(report.table(WHAT, methods))
    report.write("pop", what=f"{WHAT}, Chrome warm", rounds=rounds, methods=methods)
    draw({WHAT: times}, report.PLOTS / "bench-pop.svg")


class Method(Protocol):
    """One way to show a page. `pop` returns when it was asked for, in ms since 1970-01-01 UTC."""

    def pop(self, round_: int) -> float: ...
    def clean_up(self) -> None: ...


def now() -> float:
    return time.time() * 1000


class ChatPlugin:
    """An event in the EMC host emulator, through plug-in and service."""

    def __init__(self, workplace: Workplace[Any]) -> None:
        self._workplace = workplace
        workplace.desktop.play('operator 4021 "Ирина Соколова" station 5012')

    def pop(self, round_: int) -> float:
        desktop = self._workplace.desktop
        desktop.play(f"deliver message W{round_} media=WhatsApp author=+79000000001 text=Hello")
        time.sleep(PAUSE)  # An operator does not accept in the millisecond of the offer.
        return desktop.raise_event(f"establish W{round_}").at

    def clean_up(self) -> None:
        self._workplace.screen.wait_for_front("CRM WhatsApp - ")
        self._workplace.screen.press("ctrl+w")


class BareCreateTarget:
    """The shortest way that DevTools has to open a page in a tab of its own, over the same pipe."""

    def __init__(self, url: str, profile: str, *switches: str) -> None:
        self._url = url
        self._inbox: SimpleQueue[Signal] = SimpleQueue()
        self._chrome = ChromeProcess.start(
            find_chrome(""), profile, [*chrome_arguments(), *switches]
        )
        self._chrome.listen(1, self._inbox)
        self._connection = Connection()
        self._target = TargetId("")
        self._run(self._create("about:blank"))

    def pop(self, round_: int) -> float:
        start = now()
        self._run(self._create(f"{self._url}&bare={round_}"))
        return start

    def clean_up(self) -> None:
        self._run(self._close())

    def close(self) -> None:
        self._chrome.close()

    def _create(self, url: str) -> Dialogue:
        in_front: Call[TargetId] = Call(
            "Target.createTarget", {"url": url}, read=lambda result: TargetId(result["targetId"])
        )
        self._target = yield from in_front

    def _close(self) -> Dialogue:
        yield from Target.close_target(self._target)

    def _run(self, dialogue: Dialogue) -> None:
        self._connection.begin(dialogue)
        while self._connection.is_waiting:
            self._chrome.write(self._connection.take_outgoing())
            match self._inbox.get(timeout=20):
                case FromChrome(_, messages):
                    for message in messages:
                        assert isinstance(message, bytes)
                        self._connection.receive(message)
                case ended:
                    raise AssertionError(f"Chrome has ended: {ended}")


class StartChrome:
    """`chrome URL`, handed over to the Chrome that runs already: what others do."""

    def __init__(self, url: str, profile: str, screen: Screen, *switches: str) -> None:
        self._url = url
        self._screen = screen
        arguments = [f"--user-data-dir={profile}", *chrome_arguments(), *switches]
        self._command = [find_chrome(""), *arguments]
        first = [*self._command, "--no-first-run", "--no-default-browser-check", "about:blank"]
        self._chrome = self._start(first)
        self._starters: list[subprocess.Popen[bytes]] = []
        screen.wait_for_window("about:blank")

    def pop(self, round_: int) -> float:
        start = now()
        self._starters.append(self._start([*self._command, f"{self._url}&start={round_}"]))
        return start

    def clean_up(self) -> None:
        wait_until(lambda: "Sample CRM" in self._screen.in_front(), "the card is in front")
        self._screen.press("ctrl+w")
        for starter in self._starters:
            starter.wait(20)
        self._starters.clear()

    def close(self) -> None:
        self._chrome.terminate()
        self._chrome.wait(20)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env=self._screen.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


class Playwright:
    """A new page, and `goto` until its first byte has come back."""

    def __init__(self, url: str, context: Any) -> None:
        self._url = url
        self._context = context
        self._page = context.new_page()

    def pop(self, round_: int) -> float:
        start = now()
        self._page = self._context.new_page()
        self._page.goto(f"{self._url}&playwright={round_}", wait_until="commit")
        return start

    def clean_up(self) -> None:
        # A page that is closed while it loads may never answer.
        self._page.wait_for_load_state("load", timeout=10_000)
        self._page.close()


class Selenium:
    """A new tab, and `get` without waiting for the page."""

    def __init__(self, url: str, driver: webdriver.Chrome) -> None:
        self._url = url
        self._driver = driver
        self._first = driver.current_window_handle

    def pop(self, round_: int) -> float:
        start = now()
        self._driver.switch_to.new_window("tab")
        self._driver.get(f"{self._url}&selenium={round_}")
        return start

    def clean_up(self) -> None:
        # A tab that still loads cannot be closed: ChromeDriver gives up on it after 20 seconds.
        wait_until(self._is_loaded, "Selenium's page is loaded")
        self._driver.close()
        self._driver.switch_to.window(self._first)

    def _is_loaded(self) -> bool:
        state: str = self._driver.execute_script("return document.readyState")
        return state == "complete"


def measure(rounds: int, warm_up: int = 3) -> dict[str, list[float]]:
    """Return, by method, the milliseconds from the contact to the CRM in each counted round."""
    times: dict[str, list[float]] = {}
    with SampleCrmProcess() as crm, Screen() as screen, _methods(crm, screen) as methods:
        for round_ in range(-warm_up, rounds):
            for name, method in methods.items():
                before = len(crm.cards())
                start = method.pop(round_ + warm_up)
                arrived = crm.wait_for_cards(before + 1, within=20)[before].at
                if round_ >= 0:
                    times.setdefault(name, []).append(arrived - start)
                method.clean_up()
                time.sleep(PAUSE)
            print(f"\r  round {max(0, round_ + 1)} of {rounds}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return times


@contextmanager
def _methods(crm: SampleCrmProcess, screen: Screen) -> Iterator[Mapping[str, Method]]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="chatplugin-bench-")))
        url = f"{crm.url}/card?channel_type=whatsapp&user_id=%2B79000000001&operator=4021"
        stack.enter_context(displayed(screen))
        workplace = stack.enter_context(Workplace(crm, home, screen)).wait_until_ready()
        extension = stack.enter_context(by_extension(crm, home / "extension", screen))
        bare = BareCreateTarget(url, str(home / "bare"))
        stack.callback(bare.close)
        started = StartChrome(url, str(home / "start"), screen)
        stack.callback(started.close)
        yield {
            "ChatPlugin, from the event in EMC": ChatPlugin(workplace),
            "ChatPlugin, by the extension": ChatPlugin(extension),
            "Target.createTarget over a pipe": bare,
            "starting chrome URL": started,
            "Playwright, new page": Playwright(url, stack.enter_context(_playwright())),
            "Selenium, new tab": Selenium(url, stack.enter_context(_selenium())),
        }


@contextmanager
def by_extension(
    crm: SampleCrmProcess, folder: Path, screen: Screen
) -> Iterator[Workplace[SampleCrmProcess]]:
    """A workplace whose cards come up in the operator's everyday Chrome."""
    extension, profile = pack_extension(folder), folder / "everyday"
    load = f"--load-extension={extension.folder / 'unpacked'}"
    workplace = Workplace(crm, folder, screen).with_settings(
        {"Chrome.Driver": "extension", "Chrome.Profile": profile}
    )
    register_relay(extension, profile=profile, home=workplace.home)
    with EverydayChrome(profile, screen.environment, load), workplace:
        wait_for_relay(workplace.home)
        yield workplace


@contextmanager
def displayed(screen: Screen) -> Iterator[None]:
    """Programs that take no environment of their own belong on the screen, too."""
    before = dict(os.environ)
    os.environ.update(screen.environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _playwright() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chrome(""), headless=False, args=chrome_arguments()
        )
        try:
            yield browser.new_context()
        finally:
            browser.close()


@contextmanager
def _selenium() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = find_chrome("")
    options.page_load_strategy = "none"
    for argument in chrome_arguments():
        options.add_argument(argument)
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()
