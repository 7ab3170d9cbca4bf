"""
The ways to Chrome, for tests that want the same of each: a workplace with the driver of its lane.

Cards come up in Chrome of our own by the pipe; by the extension and by the command line in the
operator's everyday Chrome, which is open before the first contact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rig.devtools import DevTools, TabView, chrome_with_a_port
from rig.everyday import EverydayChrome, PackedExtension, register_relay, wait_for_relay
from rig.workplace import LEAN, Desk, chrome_arguments

PIPE, EXTENSION, COMMAND = DRIVERS = ("pipe", "extension", "command")


class Lane:
    """A workplace whose cards go by *driver*; its Chrome has the *others* besides."""

    def __init__(self, driver: str, desk: Desk, extension: PackedExtension, *others: Path) -> None:
        self.driver = driver
        self.desk = desk
        self._extension = extension
        self.profile = desk.home / "chrome" if driver == PIPE else desk.folder / "everyday"
        self._program = chrome_with_a_port(desk.folder)
        extensions = [extension.folder / "unpacked"] if driver == EXTENSION else []
        extensions += others
        load = [f"--load-extension={','.join(map(str, extensions))}"] if extensions else []
        self.everyday = EverydayChrome(
            self.profile, desk.screen.environment, LEAN, *load, program=str(self._program)
        )
        desk.with_settings(
            {
                "Chrome.Driver": driver,
                "Chrome.Path": self._program,
                "Chrome.Profile": None if driver == PIPE else self.profile,
                "Chrome.Arguments": " ".join([*chrome_arguments(), LEAN, *load]),
                "Language": "en",
            }
        )

    @contextmanager
    def running(self) -> Iterator[Desk]:
        """The desk, as soon as a contact's card would come up at once."""
        if self.driver == PIPE:
            with self.desk:
                yield self.desk.wait_until_ready()
            return
        if self.driver == EXTENSION:
            register_relay(self._extension, profile=self.profile, home=self.desk.home)
        with self.everyday, self.desk:
            self.desk.screen.wait_for_front("about:blank", within=30)
            if self.driver == EXTENSION:
                wait_for_relay(self.desk.home)
            yield self.desk

    def devtools(self) -> DevTools:
        """A second look into the Chrome that shows the cards."""
        return DevTools(self.profile)

    def operators_page(self, title: str) -> TabView:
        """The operator's page; where it has to be opened first, it is."""
        devtools = self.devtools()
        if self.driver == EXTENSION:
            devtools.open(f"chrome-extension://{self._extension.id}/page.html")
        page = devtools.wait_for_tab(title, "about:blank" if self.driver == PIPE else "chrome-")
        page.wait_for("document.body.hidden === false")
        return page
