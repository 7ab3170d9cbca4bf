"""The wall clock, in the protocol's unit."""

import time


def now() -> float:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time() * 1000
