"""
Where it is written down what became of a contact: in the journal, in the log, on the page.
"""

import logging

from chatplugin.domain.commands import Fate, Record
from chatplugin.noticeboard import Noticeboard
from chatplugin.ports import Journal, Say, Stamps

log = logging.getLogger(__name__)


class RecordKeeper:
    """Keeps the records of one shift. A journal that cannot be written costs no card."""

    def __init__(self, journal: Journal, page: Noticeboard, say: Say) -> None:
        self._journal = journal
        self._page = page
        self._say = say
        self._is_failing = False
        self._failed_rules: set[str] = set()

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
        try:
            self._journal.append(record, stamps)
        except OSError as error:
            self._complain(error.strerror or type(error).__name__)
        else:
            self._is_failing = False
            self._page.take_journal("")

    def _complain(self, reason: str) -> None:
        self._page.take_journal(reason)
        if not self._is_failing:
            self._is_failing = True
            self._say(f"The journal cannot be written: {reason}. Cards still come up")


def _because(record: Record) -> str:
    return f" ({record.reason})" if record.reason else ""
