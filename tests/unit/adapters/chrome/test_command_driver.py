"""Chrome's command line, with a program in Chrome's place that writes down what it was told."""

import os
from itertools import count
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.command_driver import CommandDriver
from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.commands import RaiseTab
from chatplugin.domain.contact import ContactId
from chatplugin.domain.events import PopFailed
from chatplugin.domain.request import CardRequest, Prepare
from chatplugin.service.signals import Answered, Signal
from rig.emc_host import wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the program is a script of a shell")

W1 = ContactId("W1")
CARD = RaiseTab(W1, "https://crm.example.com/card?user_id=1", "CRM WhatsApp")


def driver(folder: Path, prepare: Prepare) -> tuple[CommandDriver, "SimpleQueue[Signal]"]:
    chrome = folder / "chrome"
    chrome.write_text(f'#!/bin/sh\necho "$@" > {folder}/told\n', "utf-8")
    chrome.chmod(0o700)
    inbox: SimpleQueue[Signal] = SimpleQueue()
    made = CommandDriver(DriverContext(inbox, lambda: 0.0, lambda _: None, count(1), prepare))
    made.start(ChromeSettings(path=str(chrome)))
    return made, inbox


def test_chrome_is_told_the_signed_address(tmp_path: Path) -> None:
    commands, _ = driver(tmp_path, lambda url: CardRequest(url + "&sig=1", is_signed=True))

    commands.raise_tab(CARD)

    told = tmp_path / "told"
    wait_until(lambda: told.exists() and told.read_text(), "Chrome was told")
    assert told.read_text().split()[-1] == f"{CARD.url}&sig=1"


def test_a_form_is_refused_and_not_asked_for_without_what_it_tells(tmp_path: Path) -> None:
    commands, inbox = driver(tmp_path, lambda url: CardRequest(url, form="user_id=1"))

    commands.raise_tab(CARD)

    reason = (
        "Chrome's command line cannot send a form (Method=POST),"
        " and the card is not asked for without it"
    )
    assert inbox.get(timeout=1) == Answered([PopFailed(W1, reason)])
    assert not (tmp_path / "told").exists()
