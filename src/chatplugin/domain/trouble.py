"""
What may be wrong with a CRM whose card was asked for, and with the browser that shows it.

What is done about it is decided elsewhere.
"""

from enum import StrEnum


class Trouble(StrEnum):
    """The text goes before the detail, which has no personal data."""

    UNREACHABLE = "The CRM did not answer"
    ERROR = "The CRM answered with an error"
    REFUSED = "The CRM does not show this card"
    SLOW = "The CRM has not answered yet"
    LOGIN = "The CRM asks for a login"

    def describe(self, detail: str) -> str:
        return f"{self}: {detail}" if detail else str(self)


class Incident(StrEnum):
    """What happened to the browser and is over, or has been got round."""

    RESTARTED = "restarted"
    SILENT = "silent"
    NOT_STARTED = "not started"
    EVERYDAY = "everyday"
    """Cards went over to the operator's everyday browser: in one of our own they cannot open."""
