"""The driver of our own Chrome, with a program in Chrome's place that only waits for its end."""

import os
from itertools import count
from pathlib import Path
from queue import SimpleQueue

import pytest

from chatplugin.adapters.chrome.driver_context import DriverContext
from chatplugin.adapters.chrome.pipe_driver import ChromeDriver
from chatplugin.config.settings import ChromeSettings
from chatplugin.service.signals import Signal
from chatplugin.service.wiring import pages

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the program is a script of a shell")


def test_the_process_that_may_come_to_the_front_is_the_chrome_that_was_started(
    tmp_path: Path,
) -> None:
    chrome = tmp_path / "chrome"
    chrome.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec cat <&3 >&4\n", "utf-8")
    chrome.chmod(0o700)
    inbox: SimpleQueue[Signal] = SimpleQueue()
    around = DriverContext(inbox, clock=lambda: 0.0, say=lambda _: None, numbers=count(1))
    driver = ChromeDriver(pages(), around, default_profile=str(tmp_path))
    assert driver.pid is None

    driver.start(ChromeSettings(path=str(chrome)))
    inbox.get(timeout=10)

    assert driver.pid == int((tmp_path / "pid").read_text())
    driver.close()
    assert driver.pid is None
