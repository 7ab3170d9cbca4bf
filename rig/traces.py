"""
What a day of chaos has left behind: contacts, processes, descriptors, and words that it may not.

A contact's fate is what its lines in the journal say. A card that was closed before the CRM had
shown it, as its contact had ended, has a reason there, too.

The words of `PLANTED` are in all that EMC, customers and administrators give. A customer's id and
account belong into the journal, and into Chrome's profile; nothing else belongs anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chatplugin.adapters.journal import JournalLine
from chatplugin.domain.events import Fate
from rig.everyday import commands
from rig.load import entries, memory

CUSTOMER = "zqcustomer"
ACCOUNT = "7776665554"
PLANTED = {
    "customer": CUSTOMER,
    "account": ACCOUNT,
    "host of a customer": "zqhost.example",
    "name": "ZQSENDER",
    "subject": "ZQSUBJECT",
    "letter": "ZQLETTER",
    "attached file": "ZQATTACHED",
    "message": "ZQMESSAGE",
    "attribute": "ZQATTRIBUTE",
    "operator": "ZQOPERATOR",
    "token of the settings server": "ZQTOKEN",
}
_JOURNAL = {"customer", "account", "host of a customer"}
_SETTINGS = {"token of the settings server"}
"""The address of the settings server is a setting, and stands where settings are kept."""

_TOLD = {Fate.SHOWN, Fate.FAILED, Fate.NOT_SHOWN}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a service holds *age* seconds after it was first seen. Memory is PSS, in megabytes."""

    service: int
    age: float
    held: tuple[str, ...]
    """The names of its open files; of what has no name its kind, such as `pipe`."""

    threads: int
    memory: float

    @classmethod
    def of(cls, service: int, age: float) -> "Sample | None":
        """Look at *service*; None where it has ended, or is about to."""
        held, threads = tuple(_held(service)), entries(f"/proc/{service}/task")
        megabytes = memory(service)
        return cls(service, age, held, threads, megabytes) if held and megabytes else None

    @property
    def files(self) -> int:
        return len(self.held)

    @property
    def has_begun(self) -> bool:
        """Whether the service knows its settings: from then on it has a journal."""
        return any(name.startswith("journal-") for name in self.held)


@dataclass(frozen=True, slots=True)
class Life:
    """What the service that lived longest held when it had begun to work, and at its end."""

    minutes: float
    files: tuple[int, int]
    memory: tuple[float, float]
    held: Mapping[str, int]
    """Its open files at the end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lists name contacts, processes and places; all of them should be empty."""

    driver: str
    seconds: int
    contacts: int
    shown: int
    """
    Contacts whose card was shown, or asked for where nobody tells more.

    Of the others the journal says why not.
    """

    services: int
    faults: Mapping[str, int]
    lost: list[str]
    """Neither shown nor told why not."""

    untraced: list[str]
    """Without any line in the journal."""

    twice: list[str]
    """With two tabs at the end, or raised again while the card was open."""

    without_tab: list[str]
    """Open at the end, and not in any tab. By the command line nobody can know it."""

    not_closed: list[str]
    """Ended, and in a tab all the same, though nothing was typed in it."""

    leftovers: list[str]
    leaks: list[str]
    growing: list[str]
    longest_life: Life | None
    """None where no service lived for a quarter of a minute."""

    peak_mb: float
    notes: list[str]
    """What happened when, and what the journal has of each contact."""

    @property
    def failures(self) -> dict[str, list[str]]:
        """What should have been empty and is not."""
        found: dict[str, list[str]] = {name: getattr(self, name) for name in _EMPTY}
        return {name: value for name, value in found.items() if value}


_EMPTY = (
    "lost",
    "untraced",
    "twice",
    "without_tab",
    "not_closed",
    "leftovers",
    "leaks",
    "growing",
)


def journal(home: Path) -> dict[str, list[JournalLine]]:
    """Return the journal's lines by contacts. Torn lines are no lines."""
    found: dict[str, list[JournalLine]] = defaultdict(list)
    for line in JournalLine.read(home / "journal"):
        found[line.contact].append(line)
    return found


def is_told(lines: Iterable[JournalLine], *, is_blind: bool) -> bool:
    """Whether the card was shown, or it is told why not. A blind driver only knows `raised`."""
    return any(
        line.fate in _TOLD
        or (line.fate is Fate.CLOSED and line.reason)
        or (line.fate is Fate.RAISED and is_blind)
        for line in lines
    )


def was_raised_twice(lines: Iterable[JournalLine]) -> bool:
    """Whether a card was raised again while it was open."""
    fates = Counter(line.fate for line in lines)
    return fates[Fate.RAISED] > fates[Fate.CLOSED] + 1


def leaks_in_files(home: Path) -> Iterator[str]:
    """Name each file below *home*, but for Chrome's profile, with planted words in it."""
    for path in sorted(home.rglob("*")):
        if not path.is_file() or home / "chrome" in path.parents:
            continue
        is_of_settings = path.name in {"status.json", "overlay.copy"}
        allowed = _SETTINGS if is_of_settings else set[str]()
        allowed = _JOURNAL if path.suffix == ".jsonl" else allowed
        yield from leaks_in(path.read_bytes(), str(path.relative_to(home)), allowed)


def leaks_in(data: bytes, where: str, allowed: Iterable[str] = ()) -> Iterator[str]:
    for name, word in PLANTED.items():
        if name not in allowed and any(word.encode(c) in data for c in ("utf-8", "utf-16-le")):
            yield f"{name} in {where}"


def leaks_in_commands(folder: Path) -> Iterator[str]:
    """Any user of the machine may read with what words a process was started."""
    for _, words in processes_of(folder):
        yield from leaks_in(" ".join(words).encode(), f"the command line of {words[0]}")


def processes_of(folder: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the processes that were started with *folder* in their words."""
    for pid, words in commands():
        if any(str(folder) in word for word in words):
            yield pid, words


def growing(samples: Iterable[Sample]) -> list[str]:
    """
    Name what a service held more of at its end than when it had begun to work.

    A service opens and closes files all the time: the least of several looks is compared.
    """
    return [word for life in _lives(samples) for word in _grown(life)]


def longest_life(samples: Iterable[Sample]) -> Life | None:
    lives = _lives(samples)
    if not lives:
        return None
    life = max(lives, key=lambda each: each[-1].age)
    files, memory = (_least(life, name) for name in ("files", "memory"))
    return Life(
        round(life[-1].age / 60, 1),
        (files[0].files, files[1].files),
        (round(memory[0].memory, 1), round(memory[1].memory, 1)),
        dict(Counter(files[1].held)),
    )


_LOOKS = 5
_GRACE = {"files": 3, "threads": 4, "memory": 8.0}
"""Chrome, or its extension's relay, may be away at one of the looks."""


def _lives(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Those that lasted long enough to be judged, each from the moment on when it had begun."""
    lives: dict[int, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.has_begun or sample.service in lives:
            lives[sample.service].append(sample)
    return [life for life in lives.values() if len(life) >= 3 * _LOOKS]


def _least(life: list[Sample], name: str) -> tuple[Sample, Sample]:
    def size(sample: Sample) -> float:
        value: float = getattr(sample, name)
        return value

    return min(life[_LOOKS : 2 * _LOOKS], key=size), min(life[-_LOOKS:], key=size)


def _grown(life: list[Sample]) -> Iterator[str]:
    for name, grace in _GRACE.items():
        early, late = _least(life, name)
        before, after = getattr(early, name), getattr(late, name)
        if after > before + grace:
            minutes = (life[-1].age - life[0].age) / 60
            new = Counter(late.held) - Counter(early.held)
            what = f" ({', '.join(sorted(new.elements()))})" if new else ""
            yield f"{name} of a service: {before:g} to {after:g} in {minutes:.1f} minutes{what}"


def _held(pid: int) -> Iterator[str]:
    """Name the open files of the process. A socket has the name at which it can be reached."""
    sockets = dict(_paths_of_sockets())
    with suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                kind, _, number = entry.readlink().name.partition(":")
                name = Path(sockets.get(number.strip("[]"), "")).name.partition("-")[0]
                yield f"{kind} {name}".strip()


def _paths_of_sockets() -> Iterator[tuple[str, str]]:
    """Yield the number and the path of each socket that has one."""
    for line in Path("/proc/net/unix").read_text("utf-8", "replace").splitlines()[1:]:
        words = line.split(maxsplit=7)
        if len(words) == 8:
            yield words[6], words[7]
