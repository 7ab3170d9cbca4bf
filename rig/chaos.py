"""
A desk on which everything fails at random while contacts come.

A *seed* makes the plan of the day, so that a day can be had again. Every part is the real one but
EMC and the CRM. At the end all is mended, and it is counted what has become of each contact.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from chatplugin.adapters.journal import JournalLine
from chatplugin.domain.events import Fate
from rig.collector import Collector
from rig.emc_host import EmcHostFailure, wait_until
from rig.everyday import PackedExtension
from rig.faults import FAULTS, Fault, Faults, TroubledCrm
from rig.lane import COMMAND, Lane
from rig.screen import Screen
from rig.settings_server import SettingsServer
from rig.traces import (
    ACCOUNT,
    CUSTOMER,
    PLANTED,
    Outcome,
    Sample,
    growing,
    is_told,
    journal,
    leaks_in,
    leaks_in_commands,
    leaks_in_files,
    longest_life,
    processes_of,
    was_raised_twice,
)
from rig.workplace import Desk

_ODD_CLOCK = Path(__file__).with_name("odd_clock.py")
_MOST_OPEN = 8
_PATIENCE = 75.0
"""Seconds until all is shown once all is mended. A Chrome that hangs is replaced after 20."""

_LETTER = f"""From: {PLANTED["name"]} <{{customer}}>
To: support@example.com
Subject: {PLANTED["subject"]}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{PLANTED["letter"]}, лицевой счёт {ACCOUNT}

--b
Content-Type: application/pdf; name={PLANTED["attached file"]}.pdf
Content-Transfer-Encoding: base64

{{attached}}
--b--
"""
_ATTACHED = ("QUFB" * 19 + "\n") * 4000
"""300 KB: more than a service has that may have one more megabyte for its line, in base64 again."""


class Act(StrEnum):
    """What operators and customers do."""

    MESSAGE = "message"
    EMAIL = "e-mail"
    AGAIN = "accepted again"
    ENDED = "contact ended"


_ACTS = {Act.MESSAGE: 34, Act.EMAIL: 16, Act.AGAIN: 8, Act.ENDED: 12}


@dataclass(frozen=True, slots=True)
class Step:
    """*what* happens *after* seconds; *chance*, from 0 to 1, chooses among what there is."""

    after: float
    what: Act | Fault
    chance: float


def plan(seed: int, driver: str, seconds: float) -> Iterator[Step]:
    """Yield the steps of a day of so many *seconds*; the same for the same *seed*."""
    chances = random.Random(seed)
    weights = dict[Act | Fault, int]([*_ACTS.items(), *FAULTS[driver].items()])
    left = seconds
    while left > 0:
        after = chances.uniform(0.05, 1.3)
        left -= after
        [what] = chances.choices(list(weights), list(weights.values()))
        yield Step(after, what, chances.random())


def chaos(
    driver: str, steps: Iterable[Step], *, folder: Path, screen: Screen, extension: PackedExtension
) -> Outcome:
    """Play a day on a desk of its own in *folder*, and return what has become of it."""
    start = time.monotonic()
    with (
        TroubledCrm() as crm,
        SettingsServer(folder) as server,
        Collector() as collector,
        _disk(folder / "home"),
    ):
        lane = Lane(driver, Desk(crm, folder, screen), extension)
        lane.desk.with_settings(_settings(folder, server, collector))
        with lane.running():
            faults = Faults(lane, crm, server)
            day = _Day(lane, faults)
            day.live(steps)
            tabs = day.tabs()
            lane.desk.desktop.stop(timeout=60)
            faults.end_everyday_chrome()
        return day.outcome(tabs, collector, round(time.monotonic() - start))


def _settings(folder: Path, server: SettingsServer, collector: Collector) -> dict[str, object]:
    token = PLANTED["token of the settings server"]
    return {
        "Service.Path": _service(folder, server.environment),
        "Settings.Url": f"{server.url}?token={token}",
        "Telemetry.Endpoint": collector.url,
        "TabTitle": "CRM {user_id}",
        "OnEnd": "close",
        "MaxTabs": 100,
        "Log.Level": "debug",
    }


def _service(folder: Path, environment: Mapping[str, str]) -> Path:
    """Write the program of a service whose clock is in the file `clock`."""
    words = {**environment, "CHATPLUGIN_CLOCK": str(folder / "clock")}
    given = " ".join(f"{name}='{value}'" for name, value in words.items())
    program = folder / "service"
    program.write_text(f'#!/bin/sh\n{given} exec "{sys.executable}" "{_ODD_CLOCK}" "$@"\n', "utf-8")
    program.chmod(0o755)
    return program


@contextmanager
def _disk(home: Path) -> Iterator[None]:
    """A small disk for the service, where one can be mounted; Chrome's profile lies elsewhere."""
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(home)]
    is_mounted = not subprocess.run(mount, capture_output=True, check=False).returncode
    profile = home.with_name("profile")
    profile.mkdir()
    (home / "chrome").symlink_to(profile)
    try:
        yield
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(home)], check=True)


class _Day:
    """One day on *lane*, with its *faults*."""

    def __init__(self, lane: Lane, faults: Faults) -> None:
        self._lane = lane
        self._desk = lane.desk
        self._faults = faults
        self._came: Counter[str] = Counter()
        self._customers: dict[str, str] = {}
        """By contacts, of which some are open."""

        self._open: list[str] = []
        self._samples: list[Sample] = []
        self._seen: dict[int, float] = {}
        """When each service was first looked at."""

        self._leaks: set[str] = set()
        self._notes: list[str] = []
        self._start = time.monotonic()
        self._is_blind = lane.driver == COMMAND
        """Chrome's command line reports nothing, and opens another tab for a card each time."""

    def live(self, steps: Iterable[Step]) -> None:
        """Take the *steps*; then mend all, let a last contact come, and give cards their time."""
        self._play(f'operator 4021 "{PLANTED["operator"]}" station 5012')
        due = self._start
        try:
            for step in steps:
                due += step.after
                self._wait(due)
                self._take(step)
        finally:
            self._faults.mend()
        self._note("all is mended")
        self._offer_message()
        with suppress(EmcHostFailure):
            wait_until(self._is_well, "all cards are shown", _PATIENCE, every=0.1)
        self._note("over")

    def tabs(self) -> Counter[str]:
        """Return how many tabs show the card of each customer."""
        try:
            tabs = self._lane.devtools().tabs()
        except (OSError, HTTPException, ValueError, EmcHostFailure):
            return Counter()
        cards = [tab["url"] for tab in tabs if tab["url"].startswith(f"{self._desk.crm.url}/card")]
        return Counter(dict(parse_qsl(urlsplit(card).query)).get("user_id", "") for card in cards)

    def outcome(self, tabs: Counter[str], collector: Collector, seconds: int) -> Outcome:
        """Count once the desk is closed, with the *tabs* that were open before."""
        home, found = self._desk.home, journal(self._desk.home)
        leaks = [*self._leaks, *leaks_in_files(home)]
        leaks += leaks_in(b"".join(collector.bodies), "telemetry")
        leaks += leaks_in("\n".join(self._desk.desktop.log).encode(), "EMC's log")
        return Outcome(
            driver=self._lane.driver,
            seconds=seconds,
            contacts=len(self._customers),
            services=len(self._desk.desktop.service_pids),
            faults=dict(self._came),
            shown=sum(self._was_shown(found[who]) for who in self._customers),
            lost=self._untold(found),
            untraced=[who for who in self._customers if not found[who]],
            twice=[
                who
                for who, customer in self._customers.items()
                if tabs[customer] > 1 or was_raised_twice(found[who])
            ],
            without_tab=[
                who for who in self._open if not tabs[self._customers[who]] and not self._is_blind
            ],
            not_closed=self._not_closed(found, tabs),
            leftovers=self._leftovers(),
            leaks=sorted(set(leaks)),
            growing=growing(self._samples),
            longest_life=longest_life(self._samples),
            peak_mb=round(max((sample.memory for sample in self._samples), default=0.0), 1),
            notes=[
                *self._notes,
                *(
                    f"{who} {', '.join(_in_words(line) for line in lines)}"
                    for who, lines in found.items()
                ),
            ],
        )

    def _was_shown(self, lines: Iterable[JournalLine]) -> bool:
        shown = Fate.RAISED if self._is_blind else Fate.SHOWN
        return any(line.fate is shown for line in lines)

    def _untold(self, found: Mapping[str, Sequence[JournalLine]]) -> list[str]:
        return [
            who
            for who in self._customers
            if not is_told(found.get(who, ()), is_blind=self._is_blind)
        ]

    def _not_closed(
        self, found: Mapping[str, Sequence[JournalLine]], tabs: Counter[str]
    ) -> list[str]:
        """A tab in which something may be typed is left to the operator."""
        return [
            who
            for who, customer in self._customers.items()
            if tabs[customer] and who not in self._open and not self._is_blind
            if not any(line.fate is Fate.KEPT for line in found.get(who, ()))
        ]

    def _leftovers(self) -> list[str]:
        """What the desk has not ended within some seconds. Chrome's helpers need a moment."""
        folder = self._desk.folder

        def is_quiet() -> bool:
            return not list(processes_of(folder))

        with suppress(EmcHostFailure):
            wait_until(is_quiet, "no process is left", every=0.2)
        return [f"{pid} {' '.join(words)[:200]}" for pid, words in processes_of(folder)]

    def _note(self, what: str) -> None:
        self._notes.append(f"{time.monotonic() - self._start:7.1f} {what}")

    def _wait(self, due: float) -> None:
        """Wait until *due*; mend what is due before, and look around."""
        while (now := time.monotonic()) < due:
            self._faults.mend(now)
            self._look()
            soonest = min(due, self._faults.due or due, now + 0.5)
            time.sleep(max(0.0, soonest - time.monotonic()))

    def _is_well(self) -> bool:
        """Whether each card that is to be open is, and every contact has its fate."""
        self._look()
        found = journal(self._desk.home)
        if self._untold(found) or growing(self._samples):
            return False
        tabs = self.tabs()
        is_all_open = all(tabs[self._customers[who]] for who in self._open)
        return self._is_blind or (is_all_open and not self._not_closed(found, tabs))

    def _look(self) -> None:
        services, now = self._desk.desktop.service_pids, time.monotonic()
        service = services[-1] if services else 0
        age = now - self._seen.setdefault(service, now)
        last = self._samples[-1] if self._samples else None
        if last and last.service == service and age < last.age + 1:
            return
        if sample := Sample.of(service, age):
            self._samples.append(sample)
        if not self._is_blind:  # Its words are the card's address, as is documented.
            self._leaks.update(leaks_in_commands(self._desk.folder))

    def _take(self, step: Step) -> None:
        match step.what:
            case Act.MESSAGE:
                self._offer_message()
            case Act.EMAIL:
                self._offer_email()
            case Act.AGAIN:
                if self._open and not self._is_blind:
                    self._play(f"establish {self._one_of_open(step)}")
            case Act.ENDED:
                if len(self._open) > 1:
                    self._remove(self._one_of_open(step))
            case Fault():
                self._came[step.what] += 1
                self._note(step.what)
                self._faults.come(step.what, step.chance)

    def _one_of_open(self, step: Step) -> str:
        return self._open[int(step.chance * len(self._open))]

    def _offer_message(self) -> None:
        contact, customer = self._new("")
        words = f"text={PLANTED['message']} Note={PLANTED['attribute']}"
        self._play(f"deliver message {contact} media=WhatsApp author={customer} {words}")
        self._play(f"establish {contact}")

    def _offer_email(self) -> None:
        contact, customer = self._new(f"@{PLANTED['host of a customer']}")
        letter = self._desk.folder / f"{contact}.eml"
        letter.write_text(_LETTER.format(customer=customer, attached=_ATTACHED), "utf-8")
        self._play(f"deliver email {contact} {letter.name} Note={PLANTED['attribute']}")
        if not self._is_blind:
            self._play(f"establish {contact}")

    def _new(self, host: str) -> tuple[str, str]:
        while len(self._open) >= _MOST_OPEN:
            self._remove(self._open[0])
        number = len(self._customers)
        contact, customer = f"K{number}", f"{CUSTOMER}{number}{host}"
        self._customers[contact] = customer
        self._open.append(contact)
        return contact, customer

    def _remove(self, contact: str) -> None:
        self._open.remove(contact)
        self._play(f"remove {contact}")

    def _play(self, command: str) -> None:
        self._note(" ".join(command.split()[:3]))
        self._desk.desktop.play(command)


def _in_words(line: JournalLine) -> str:
    return f"{line.fate} ({line.reason})" if line.reason else line.fate
