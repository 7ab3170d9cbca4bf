"""
The errors of the product: what happened, what to do, and when to try again.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from msgspec import Struct

from chatplugin.sentences import Arg, Language, Said, said, say, say_remedy


class ChatPluginError(Exception):
    """
    Something that an administrator or operator must act on.

    *what* happened, and the *remedy*: a full sentence or question, or what the catalogue has for
    it. What is said from there has a remedy of its own.
    """

    def __init__(self, what: Said | str, *, remedy: Said | str = "") -> None:
        super().__init__(what, remedy)
        self.said = what if isinstance(what, Said) else said("plain", text=what)
        if isinstance(remedy, str):
            remedy = said("plain_remedy", text=remedy) if remedy else self.said
        self.remedy_said = remedy

    @property
    def what(self) -> str:
        """What happened, in English."""
        return say(self.said)

    @property
    def remedy(self) -> str:
        """What to do about it, in English; empty if there is nothing to do."""
        return say_remedy(self.remedy_said)

    def __str__(self) -> str:
        return self.described()

    def described(self, language: Language = Language.ENGLISH) -> str:
        """Return what happened and what to do about it, in one line."""
        what, remedy = say(self.said, language), say_remedy(self.remedy_said, language)
        return f"{what}. {remedy}" if remedy else what


class ConfigurationError(ChatPluginError):
    """Settings cannot be used, or the file that they are in."""


class Span(Struct, frozen=True):
    """The characters of a text from `start` up to `end`, counted from 0."""

    start: int
    end: int


class BadValue(ConfigurationError):
    """
    A text of the settings cannot be used.

    *code* is that of its sentence; *span* what of the text is wrong, None for all of it. *fix* is
    what to write in its place, *meant* what it was probably to be. *remedy* is the code of another
    sentence's remedy. `also` are further faults of the same text.
    """

    also: "tuple[BadValue, ...]" = ()

    def __init__(
        self,
        code: str,
        /,
        span: Span | None = None,
        *,
        fix: str | None = None,
        meant: str | None = None,
        remedy: str = "",
        **args: Arg,
    ) -> None:
        self.span = span
        self.fix = fix if meant is None else meant
        if self.fix is not None:
            args["fix"] = self.fix
        what = said(code, **args)
        other = "meant" if meant is not None else remedy
        super().__init__(what, remedy=said(other, **args) if other else "")

    @classmethod
    def raise_all(cls, found: "Iterable[BadValue]") -> None:
        """Raise the first of *found*, if there is any, with the others in its `also`."""
        faults = iter(found)
        for first in faults:
            first.also = tuple(islice(faults, _MOST_FAULTS - 1))
            if more := next(faults, None):
                first.also += (cls("more_faults", more.span),)
            raise first

    @classmethod
    def unknown_names(
        cls, written: Iterable[tuple[str, int]], known: AbstractSet[str]
    ) -> "Iterator[BadValue]":
        """Return a fault for each parameter *written*, by name and place, that is not *known*."""
        for name, place in written:
            if name not in known:
                span, meant = Span(place, place + len(name)), nearest(name, known)
                yield cls("parameter.unknown", span, meant=meant, name=name)


_MOST_FAULTS = 10
"""As many faults of one text are told, and where the next one stands."""


class RequestError(ChatPluginError):
    """A card cannot be asked for as the settings demand: no key, or no way to send a form."""


class UsageError(ChatPluginError):
    """The command line asks for something that does not go together."""


class ProtocolError(ChatPluginError):
    """A message on a wire does not keep its protocol."""


class ChromeError(ChatPluginError):
    """Chrome cannot be found, started or spoken to."""


def without_values(error: BaseException) -> str:
    """Say what kind of error it is and where it happened: its own text may hold a customer's."""
    import traceback  # noqa: PLC0415 - the relay does without it

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the one of *known* that *word* is probably meant to be; case is the first suspect."""
    by_lower = {name.lower(): name for name in known}
    if same := by_lower.get(word.lower()):
        return same
    # Imported only when something is wrong: it costs 5 ms, and most starts have nothing to suggest.
    from difflib import get_close_matches  # noqa: PLC0415

    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else None


_MOST_DOUBLINGS = 64
"""As many as no wait has: 2 to the power of a thousand is no number any more."""


def back_off(first: float, failures: int, longest: float) -> float:
    """
    Return the seconds to wait after *failures* in a row, at least one.

    The first wait is *first*, each after it twice as long, and none is longer than *longest*.
    """
    return min(first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), longest)
