"""
A day's traffic on one desk, in fast motion, and what it leaves behind.

Contacts of different customers are offered, accepted and ended; the CRM knows which card it was
asked for how often, and the operating system what service and Chrome hold.
"""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rig.crm import SampleCrm, SampleCrmProcess
from rig.emc_host import wait_until
from rig.workplace import Workplace, children

MEGABYTE = 1024
"""In the kilobytes of /proc."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Memory is proportional (PSS), in megabytes; Chrome's is that of all its processes."""

    contacts: int
    service_mb: float
    service_files: int
    service_threads: int
    chrome_mb: float
    chrome_processes: int
    chrome_files: int
    tabs: int
    """Cards that are open, by the journal."""


class Traffic:
    """Contacts W0, W1, … on *workplace*, each of a customer of its own."""

    def __init__(self, workplace: Workplace[SampleCrm] | Workplace[SampleCrmProcess]) -> None:
        self._workplace = workplace
        self._contacts = 0

    def burst(self, contacts: int, seconds: float) -> float:
        """
        Offer, accept and end so many contacts in so many seconds, whatever becomes of them.

        Returns the seconds from the last one until the CRM was asked for its card.
        """
        start, first = time.monotonic(), self._contacts
        for number in range(1, contacts + 1):
            self._one()
            time.sleep(max(0.0, start + number * seconds / contacts - time.monotonic()))
        last, newest = time.monotonic(), _customer(self._contacts - 1)
        wait_until(lambda: newest in self.asked(), "the newest card", 60)
        took = time.monotonic() - last
        self._wait_for_all(first, contacts)
        return took

    def one_after_the_other(self, contacts: int) -> None:
        """Each contact comes once the card of the one before is there."""
        for _ in range(contacts):
            self._one()
            self._wait_for_all(self._contacts - 1, 1)

    def asked(self) -> Counter[str]:
        """How often the CRM was asked for the card of each customer."""
        return Counter(dict(card.parameters)["user_id"] for card in self._workplace.crm.cards())

    def customers(self) -> list[str]:
        return [_customer(number) for number in range(self._contacts)]

    def footprint(self) -> Footprint:
        service = self._workplace.desktop.service_pids[-1]
        chrome = self._workplace.chrome_pid()
        processes = tree(chrome)
        fates = Counter(line["fate"] for line in self._workplace.journal())
        return Footprint(
            contacts=self._contacts,
            service_mb=round(memory(service), 1),
            service_files=entries(f"/proc/{service}/fd"),
            service_threads=entries(f"/proc/{service}/task"),
            chrome_mb=round(sum(map(memory, processes)), 1),
            chrome_processes=len(processes),
            chrome_files=entries(f"/proc/{chrome}/fd"),
            tabs=fates["raised"] - fates["closed"],
        )

    def _one(self) -> None:
        contact, customer = f"W{self._contacts}", _customer(self._contacts)
        play = self._workplace.desktop.play
        play(f"deliver message {contact} media=WhatsApp author={customer} text=Hello")
        play(f"establish {contact}")
        play(f"remove {contact}")
        self._contacts += 1

    def _wait_for_all(self, first: int, contacts: int) -> None:
        """Wait for the cards at the CRM, so long as at least one comes in half a minute."""
        wanted = set(self.customers()[first : first + contacts])
        while missing := wanted - self.asked().keys():

            def another(left: int = len(missing)) -> bool:
                return len(wanted - self.asked().keys()) < left

            wait_until(another, f"the card of another one of {len(missing)} contacts", 30)


def _customer(number: int) -> str:
    return f"+7900{number:07}"


def tree(pid: int) -> list[int]:
    """Return the process and all below it."""
    return [pid, *[each for child in children(pid) for each in tree(child)]]


def memory(pid: int) -> float:
    """Proportional memory in megabytes; 0 for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / MEGABYTE


def entries(folder: str) -> int:
    """Return how many files *folder* has; 0 where it has just gone."""
    try:
        return sum(1 for _ in Path(folder).iterdir())
    except OSError:
        return 0
