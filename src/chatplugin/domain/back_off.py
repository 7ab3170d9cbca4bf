"""
How long to wait before something that has failed is tried again.
"""

_MOST_DOUBLINGS = 64
"""As many as no wait has: 2 to the power of a thousand is no number any more."""


def back_off(first: float, failures: int, longest: float) -> float:
    """
    Return the seconds to wait after *failures* in a row, at least one.

    The first wait is *first*, each after it twice as long, and none is longer than *longest*.
    """
    return min(first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), longest)
