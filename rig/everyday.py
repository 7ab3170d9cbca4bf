"""
The operator's everyday Chrome with the extension in it, and the relay registered for it.

The extension is packed as an administrator packs it, with a key made for the test and thrown away.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rig.emc_host import ROOT, wait_until
from rig.workplace import chrome_arguments

PACK = ROOT / "packaging" / "extension" / "pack.py"
SECONDS_TO_LEAVE = 5


@dataclass(frozen=True, slots=True)
class PackedExtension:
    """What `pack.py` has written: `unpacked`, `chatplugin.crx`, `update.xml` and policies."""

    id: str
    folder: Path


def pack_extension(
    folder: Path, *flags: str, url: str = "https://updates.example.com"
) -> PackedExtension:
    options: list[str | Path] = [
        "--out",
        folder / "packed",
        "--key",
        folder / "key.pem",
        "--new-key",
        "--url",
        url,
    ]
    done = subprocess.run(
        [sys.executable, PACK, *options, *flags], check=True, capture_output=True, text=True
    )
    return PackedExtension(done.stdout.strip(), folder / "packed")


def register_relay(extension: PackedExtension, *, profile: Path, home: Path) -> None:
    program = Path(sys.executable).with_name("chatplugin")
    options: list[str | Path] = ["--extension", extension.id, "--profile", profile, "--data", home]
    subprocess.run([program, "register", *options], check=True, capture_output=True)


class EverydayChrome:
    """
    A Chrome that the operator has opened, on a page that has nothing to do with us.

    It may be killed and started again; leaving the `with` block ends it.
    """

    def __init__(
        self,
        profile: Path,
        environment: Mapping[str, str],
        *flags: str,
        program: str = "chromium",
    ) -> None:
        self.profile = profile
        self._environment = {**os.environ, **environment}
        self._flags = flags
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        assert self._process is not None, "the operator has not opened Chrome"
        return self._process.pid

    def processes(self, flag: str) -> list[int]:
        """Return its processes that were started with *flag*."""
        return [pid for pid, words in commands() if flag in words and self._is_its_own(words)]

    def browsers(self) -> list[int]:
        """Return the browsers of its profile, whoever has opened them."""
        of_profile = ((pid, words) for pid, words in commands() if self._is_its_own(words))
        helpers = ("--type=", "--monitor-self")
        return [pid for pid, words in of_profile if not any(w.startswith(helpers) for w in words)]

    def _is_its_own(self, words: list[str]) -> bool:
        return f"--user-data-dir={self.profile}" in words

    def start(self, page: str = "about:blank") -> None:
        own = [f"--user-data-dir={self.profile}", "--no-first-run", "--hide-crash-restore-bubble"]
        self._process = subprocess.Popen(
            [self._program, *_arguments(), *own, *self._flags, page],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End it at once, without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS_TO_LEAVE)
            self._process = None
            with suppress(FileNotFoundError):
                (self.profile / "SingletonLock").unlink()


def _arguments() -> list[str]:
    """To install and update extensions is background networking, too."""
    return [flag for flag in chrome_arguments() if flag != "--disable-background-networking"]


def relays(home: Path) -> list[int]:
    """Return the relays that carry messages for the service whose folder is *home*."""
    return [pid for pid, words in commands() if "relay" in words and str(home) in words]


def commands() -> Iterator[tuple[int, list[str]]]:
    """Yield each process with the words that it was started with."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            # Chrome's children write theirs anew, with blanks between the words.
            text = command.read_bytes().decode("utf-8", "replace").replace("\0", " ")
            yield int(command.parent.name), text.split()


def wait_for_relay(home: Path, within: float = 20) -> int:
    return wait_until(lambda: relays(home), "Chrome has started the relay", within)[0]
