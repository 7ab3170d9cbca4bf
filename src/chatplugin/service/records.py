"""
Where it is written down what became of a contact: in the journal, in the log, on the page.
"""

import logging
from collections import deque

from chatplugin.domain.commands import Fate, Record
from chatplugin.operators_page.page import OperatorsPage
from chatplugin.service.ports import Journal, Say, Stamps

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
"""Records that wait for room on the disk. Those of the plug-in's events are few: it keeps 1,000."""


class RecordWriter:
    """
    Keeps the records of one session. A journal that cannot be written costs no card.

    What it does not take waits, in order, until `write` finds room.
    """

    def __init__(self, journal: Journal, page: OperatorsPage, say: Say) -> None:
        self._journal = journal
        self._page = page
        self._say = say
        self._is_failing = False
        self._failed_rules: set[str] = set()
        self._waiting: deque[tuple[Record, Stamps]] = deque()

    @property
    def are_waiting(self) -> bool:
        return bool(self._waiting)

    def forget_rules(self) -> None:
        """There are other rules now: what fails with them is worth a word again."""
        self._failed_rules.clear()

    def keep(self, record: Record, stamps: Stamps) -> None:
        log.info("%s: %s%s", record.channel_type or "contact", record.fate, _because(record))
        for rule in {*record.failed_rules} - self._failed_rules:
            self._failed_rules.add(rule)
            log.warning("%s cannot be worked out for a contact, and counts as not holding", rule)
        if record.fate is Fate.FAILED:
            self._say(f"A card could not be shown: {record.reason}")
        if len(self._waiting) < MOST_WAITING or stamps.reported is not None:
            self._waiting.append((record, stamps))
        self.write()

    def write(self) -> None:
        """Write what waits, as far as the journal takes it."""
        while self._waiting:
            waiting = self._waiting.popleft()
            try:
                self._journal.append(*waiting)
            except OSError as error:
                self._waiting.appendleft(waiting)
                self._complain(error.strerror or type(error).__name__)
                return
        if self._is_failing:
            self._is_failing = False
            self._page.take_journal("")
            self._say("The journal can be written again")

    def _complain(self, reason: str) -> None:
        self._page.take_journal(reason)
        if not self._is_failing:
            self._is_failing = True
            self._say(f"The journal cannot be written: {reason}. Cards still come up")


def _because(record: Record) -> str:
    return f" ({record.reason})" if record.reason else ""
