"""What becomes of a thread that meets an error of our own."""

import threading
from pathlib import Path

import pytest

import chatplugin
from chatplugin.adapters import threads

PATIENCE = 10


SOURCES = Path(chatplugin.__file__).parent
OTHER_PROCESSES = {"adapters/chrome/relay.py", "studio/web/server.py"}
"""Where a thread that ends is the end of all, or nobody's loss."""


class Failing:
    """Work that fails a number of times, and then ends well."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.ended = threading.Event()

    def work(self) -> None:
        if self.failures:
            self.failures -= 1
            raise KeyError("a customer's text")
        self.ended.set()


def logged_by(thread: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the thread has logged: threads of other tests may still end."""
    return [record.message for record in caplog.records if record.threadName == thread]


def test_a_thread_that_lasts_begins_anew_and_the_first_error_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing, said = Failing(3), list[str]()

    thread = threads.start_lasting("thrice", failing.work, said.append, first_pause=0.01)

    assert failing.ended.wait(PATIENCE)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    [told] = said
    assert told.startswith("The thread 'thrice' stopped, by a fault of ChatPlugin: KeyError at")
    assert len(logged_by("thrice", caplog)) == 2
    assert "customer" not in told + caplog.text


def test_an_error_of_a_thread_that_reads_to_the_end_is_logged_and_ends_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = Failing(1)

    threads.start("once", failing.work).join(PATIENCE)

    assert not failing.ended.is_set()
    [told] = logged_by("once", caplog)
    assert told.startswith("The thread 'once' stopped, by a fault of ChatPlugin: KeyError at")
    assert "customer" not in caplog.text


def test_every_thread_of_the_service_is_started_here() -> None:
    starting = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if "Thread(" in path.read_text("utf-8")
    }

    assert starting - OTHER_PROCESSES == {"adapters/threads.py"}
