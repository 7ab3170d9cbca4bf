"""The word that was probably meant: for every "Did you mean …?" of the product."""

from collections.abc import Iterable


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
