"""A Chrome that hangs: a pipe of Windows takes four kilobytes, and no contact may wait for it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from rig.emc_host import wait_until
from rig.windows import chrome_processes, chromes
from rig.workplace import Desk
from tests.windows.line.day import SLOW, show_both_cards

pytestmark = pytest.mark.windows

SUBJECT = "Вопрос по лицевому счёту и по начислениям за октябрь, прошу ответить"
TOLD = "Chrome does not answer. The card comes up when it does"
TOLD_WITHIN = 8
"""Seconds. Two are promised; under wine all is slower."""

CONTACTS = [f"H{number}" for number in range(8)]


@contextmanager
def stopped(profile: Path) -> Iterator[list[int]]:
    """Stop Chrome; what is left of it at last is killed, for it hears nothing else."""
    hung = chrome_processes(profile)
    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield hung
    finally:
        for pid in hung:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_contacts_are_kept_and_told_while_chrome_hangs_and_the_next_one_shows_them(
    desk: Desk,
) -> None:
    """Eight addresses with a Russian subject are more than the pipe takes."""
    template = f"{desk.crm.url}/card{{?user_id,operator,note}}"
    desk.with_settings({"ChatTemplate": template, "Field.note": "{Note}"})
    profile = desk.home / "chrome"
    with desk:
        show_both_cards(desk)
        with stopped(profile) as hung:
            for contact in CONTACTS:
                author = f"author=+7900{CONTACTS.index(contact):07}"
                message = f'media=WhatsApp {author} text=Hello "Note={SUBJECT}"'
                desk.desktop.play(f"deliver message {contact} {message}")
                desk.desktop.play(f"establish {contact}")

            desk.desktop.wait_for_log(TOLD, SLOW)
            for contact in CONTACTS:
                desk.wait_for_fate(contact, "raised", SLOW)
            assert seconds_between(desk.log(), f"{CONTACTS[0]}: raised", TOLD) < TOLD_WITHIN
            assert "Chrome is started: launch 2" not in desk.log()

            for contact in CONTACTS:
                desk.wait_for_fate(contact, "shown", 2 * SLOW)
            wait_until(lambda: set(chromes(profile)) - {*hung}, "another Chrome is there", SLOW)
        raised = [line["contact"] for line in desk.journal() if line["fate"] == "raised"]
        assert raised == ["E1", "W1", *CONTACTS]


def seconds_between(log: str, first: str, second: str) -> float:
    """Return the seconds from the first line of the service's log with *first* to the other."""
    lines = [next(line for line in log.splitlines() if what in line) for what in (first, second)]
    start, end = (datetime.fromisoformat(line[:23].replace(",", ".")) for line in lines)
    return (end - start).total_seconds()
