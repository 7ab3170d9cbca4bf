"""
The errors of the product: what happened, what to do; and the word that was probably meant.
"""

from collections.abc import Iterable


class ChatPluginError(Exception):
    """
    Something that an administrator or operator must act on.

    *remedy* says what to do, as a full sentence or question. The error's text is both, in one line.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class ConfigurationError(ChatPluginError):
    """A setting cannot be used: an unknown key, or a value that means nothing."""


class PlacedError(ConfigurationError):
    """
    A value of some length goes wrong at one place.

    *place* is the offset in characters, counted from 0.
    """

    def __init__(self, what: str, *, place: int, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.place = place


class BadTemplate(PlacedError):
    """A template of an address cannot be used."""


class BadCondition(PlacedError):
    """The condition of a rule cannot be used."""


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


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the remedy for an unknown *word*: the likely one, or the sentence *otherwise*."""
    meant = nearest(word, known)
    return f"Did you mean '{meant}'?" if meant else otherwise
