"""
What a day of chaos has left behind: contacts, processes, descriptors, and words that it may not.

The words of `PLANTED` are in all that EMC, customers and administrators give. A customer's id and
account belong into the journal, and into Chrome's profile; nothing else belongs anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    files: int
    threads: int
    memory: float

    @classmethod
    def of(cls, service: int, age: float) -> "Sample":
        folder = f"/proc/{service}"
        files, threads = entries(f"{folder}/fd"), entries(f"{folder}/task")
        return cls(service, age, files, threads, memory(service))


@dataclass(frozen=True, slots=True)
class Life:
    """What the service that lived longest held when it had begun to work, and at its end."""

    minutes: float
    files: tuple[int, int]
    memory: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lists name contacts, processes and places; all of them should be empty."""

    driver: str
    seconds: int
    contacts: int
    ended_before: int
    """Contacts that had ended before their card was shown, or could be."""

    services: int
    faults: Mapping[str, int]
    lost: list[str]
    """Neither shown nor told why, and not ended by the operator before that."""

    untraced: list[str]
    """Without any line in the journal."""

    twice: list[str]
    """With two tabs at the end, or raised again while the card was open."""

    without_tab: list[str]
    """Open at the end, and not in any tab. By the command line nobody can know it."""

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


_EMPTY = ("lost", "untraced", "twice", "without_tab", "leftovers", "leaks", "growing")


def fates(home: Path) -> dict[str, Counter[Fate]]:
    """Return how often the journal has each fate, by contacts. Torn lines are no lines."""
    found: dict[str, Counter[Fate]] = defaultdict(Counter)
    for line in JournalLine.read(home / "journal"):
        found[line.contact][line.fate] += 1
    return found


def is_told(fate: Counter[Fate], *, is_blind: bool) -> bool:
    """Whether the operator has the card or the reason. A blind driver only knows `raised`."""
    return bool(_TOLD & fate.keys()) or (is_blind and Fate.RAISED in fate)


def was_raised_twice(fate: Counter[Fate]) -> bool:
    """Whether a card was raised again while it was open."""
    return fate[Fate.RAISED] > fate[Fate.CLOSED] + 1


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
    minutes = round(life[-1].age / 60, 1)
    return Life(minutes, (int(files[0]), int(files[1])), (round(memory[0], 1), round(memory[1], 1)))


_LOOKS = 5
_GRACE = {"files": 3, "threads": 4, "memory": 12.0}


def _lives(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Those that lasted long enough to be judged."""
    lives: dict[int, list[Sample]] = defaultdict(list)
    for sample in samples:
        lives[sample.service].append(sample)
    return [life for life in lives.values() if len(life) >= 3 * _LOOKS]


def _least(life: list[Sample], name: str) -> tuple[float, float]:
    early, late = life[_LOOKS : 2 * _LOOKS], life[-_LOOKS:]
    before, after = (min(getattr(each, name) for each in part) for part in (early, late))
    return before, after


def _grown(life: list[Sample]) -> Iterator[str]:
    for name, grace in _GRACE.items():
        before, after = _least(life, name)
        if after > before + grace:
            minutes = (life[-1].age - life[0].age) / 60
            yield f"{name} of a service: {before:g} to {after:g} in {minutes:.1f} minutes"
