"""
A customer's id, shortened so that the operator knows it again and a passer-by learns little.

Only what is shown on the operator's page is masked here; URLs and the journal hold the whole id.
"""

from enum import StrEnum

_GAP = "…"


class CustomerShown(StrEnum):
    """How much of a customer's address, phone number or profile id the operator's page shows."""

    MASKED = "masked"
    FULL = "full"
    HIDDEN = "hidden"


def shown_customer(user_id: str | None, how: CustomerShown) -> str:
    """Return what the page shows of *user_id*; empty if it is unknown or hidden."""
    if not user_id or how is CustomerShown.HIDDEN:
        return ""
    return user_id if how is CustomerShown.FULL else masked(user_id)


def masked(user_id: str) -> str:
    """
    Return *user_id* without its middle: `an…@example.org`, `+7 … 01`, `tg…19`.

    At most two characters of a mailbox and three of a phone number stay, whatever their length.
    """
    mailbox, at, host = user_id.rpartition("@")
    if at and mailbox and "." in host:
        return f"{_beginning(mailbox).rstrip('._-')}{_GAP}@{host}"
    digits = "".join(character for character in user_id if character.isdigit())
    if len(digits) >= 7 and not any(character.isalpha() for character in user_id):
        country = f"+{digits[0]} " if user_id.lstrip().startswith("+") else ""
        return f"{country}{_GAP} {digits[-2:]}"
    end = user_id[-2:] if len(user_id) > 6 else ""
    return f"{_beginning(user_id)}{_GAP}{end}"


def _beginning(text: str) -> str:
    """Two characters, or fewer of a text so short that two would tell it."""
    return text[:2] if len(text) > 3 else text[:1] if len(text) > 1 else ""
