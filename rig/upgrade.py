"""
A desk whose service is upgraded, taken back and killed while contacts come and operators change.

The versions lie beside each other, as the installer puts them. What is counted is what operators
would notice: a contact without its card, a contact that was raised twice, and a card that carries
another operator than the one who sat there. No card comes up for the next operator that was not
there yet when its own operator left: the journal says then that it was closed before.
"""

import os
import shutil
import signal
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig.crm import SampleCrm, SampleCrmProcess
from rig.emc_host import EmcHostFailure, wait_until
from rig.workplace import Workplace

OLD, NEW = "0.1.0", "0.2.0"
CONTACTS = 6
"""Of each round."""

_OPERATORS = ("4021", "4022")
_PATIENCE = 60.0


class Versions:
    """A folder of versions. Each is a copy of the *library* that says a version of its own."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.folder = folder
        self._library = library

    def install(self, version: str) -> None:
        """Write the program last, as the installer does."""
        place = self.folder / version
        shutil.copytree(self._library, place / "lib")
        package = place / "lib" / "chatplugin" / "__init__.py"
        package.write_text(f'__version__ = "{version}"\n', "utf-8")
        path = f"import sys; sys.path.insert(0, {str(place / 'lib')!r})"
        code = f"{path}; from chatplugin.cli.main import main; sys.exit(main())"
        program = place / "chatplugin"
        program.with_suffix(".new").write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -I -c "{code}" "$@"\n', "utf-8"
        )
        program.with_suffix(".new").chmod(0o755)
        program.with_suffix(".new").rename(program)

    def remove(self, version: str) -> None:
        (self.folder / version / "chatplugin").unlink()
        shutil.rmtree(self.folder / version)

    def has(self, version: str) -> bool:
        return (self.folder / version).exists()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all contacts. The three lists have their names."""

    contacts: int
    lost: list[str]
    raised_twice: list[str]
    of_another_operator: list[str]
    services: Counter[str]
    """How often a service of each version was started."""


class Rounds:
    """Rounds on *workplace*, whose service comes out of *versions*."""

    def __init__(
        self,
        workplace: Workplace[SampleCrm] | Workplace[SampleCrmProcess],
        versions: Versions,
        letter: Path,
    ) -> None:
        self._workplace = workplace
        self._versions = versions
        self._letter = letter
        self._sitting: dict[str, str] = {}
        """Who sat at the desk when the contact came."""

        self._operator = ""
        self._left_behind: set[str] = set()
        """Contacts whose operator has left."""

        self._services: Counter[str] = Counter()
        workplace.with_settings({"Service.Path": versions.folder, "MaxTabs": 5})

    def run(self, rounds: int) -> Outcome:
        """Each third round begins with a new start of EMC Desktop, as at the change of a shift."""
        if not self._versions.has(OLD):
            self._versions.install(OLD)
        for first in range(0, rounds, 3):
            with self._workplace as desk:
                self._change_operator(_OPERATORS[first % 2])
                desk.desktop.wait_for_service()
                for number in range(first, min(first + 3, rounds)):
                    self._round(number)
                self._services.update(_versions_of(desk.desktop.log))
        return self._outcome()

    def _round(self, number: int) -> None:
        """Let contacts come before, between and after what happens."""
        self._some(number, 0, 2)
        self._upgrade_or_go_back()
        self._some(number, 2, 3)
        self._kill(number)
        self._some(number, 3, 4)
        self._change_operator(_OPERATORS[(number + 1) % 2])
        self._some(number, 4, CONTACTS)
        self._wait_until_shown(number)

    def _some(self, number: int, first: int, last: int) -> None:
        for each in range(first, last):
            contact, play = f"R{number}C{each}", self._workplace.desktop.play
            self._sitting[contact] = self._operator
            if each % 3 == 1:
                play(f"deliver email {contact} {self._letter}")
            else:
                author = f"author={_customer(number, each)}"
                play(f"deliver message {contact} media=WhatsApp {author} text=Hello")
            play(f"establish {contact}")

    def _upgrade_or_go_back(self) -> None:
        if self._versions.has(NEW):
            self._versions.remove(NEW)
        else:
            self._versions.install(NEW)

    def _kill(self, number: int) -> None:
        """The service in two rounds of three, Chrome in the third."""
        desk = self._workplace
        with suppress(ProcessLookupError, EmcHostFailure):
            pid = desk.chrome_pid() if number % 3 == 2 else desk.desktop.service_pids[-1]
            os.kill(pid, signal.SIGKILL)

    def _change_operator(self, operator: str) -> None:
        self._operator = operator
        self._left_behind |= {each for each, sat in self._sitting.items() if sat != operator}
        self._workplace.desktop.play(f'operator {operator} "Оператор {operator}" station 5012')

    def _wait_until_shown(self, number: int) -> None:
        """What does not come in a minute counts as lost."""
        wanted = {f"R{number}C{each}" for each in range(CONTACTS)}

        def all_are_shown() -> bool:
            lines = self._workplace.journal()
            shown = {line["contact"] for line in lines if line["fate"] == "shown"}
            return wanted <= shown | self._closed_with_their_operator(lines)

        with suppress(EmcHostFailure):
            wait_until(all_are_shown, f"the cards of round {number}", _PATIENCE)

    def _closed_with_their_operator(self, journal: list[dict[str, Any]]) -> set[str]:
        early = {each["contact"] for each in journal if each.get("code") == "journal.closed_early"}
        return early & self._left_behind

    def _outcome(self) -> Outcome:
        journal = self._workplace.journal()
        raised = Counter(line["contact"] for line in journal if line["fate"] == "raised")
        shown = {line["contact"] for line in journal if line["fate"] == "shown"}
        urls = {line["contact"]: line["url"] for line in journal if line["fate"] == "raised"}
        asked = {card.query for card in self._workplace.crm.cards()}
        closed = self._closed_with_their_operator(journal)
        return Outcome(
            contacts=len(self._sitting),
            lost=[
                each
                for each in sorted(self._sitting.keys() - closed)
                if each not in shown or urls.get(each, "").partition("?")[2] not in asked
            ],
            raised_twice=[contact for contact, times in raised.items() if times > 1],
            of_another_operator=[
                contact
                for contact, operator in self._sitting.items()
                if contact in urls and f"operator={operator}" not in urls[contact]
            ],
            services=self._services,
        )


def _customer(number: int, each: int) -> str:
    return f"+7900{number:04}{each:03}"


def _versions_of(log: list[str]) -> list[str]:
    words = (line.partition("service ")[2].partition(" is ready") for line in log)
    return [version for version, found, _ in words if found]
