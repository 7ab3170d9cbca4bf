"""
The contract: what ChatPlugin sends to a CRM, and how much of it a CRM may believe.

README.md says the same in words. This file needs nothing else of this folder: take it as a pattern.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]
"""Names and values as `urllib.parse.parse_qsl(query, keep_blank_values=True)` reads them."""

RULES: Mapping[str, re.Pattern[str]] = {
    "channel_type": re.compile(r"[a-z0-9_-]{1,40}"),
    "user_id": re.compile(r"[^\x00-\x1f\x7f]{1,320}"),
    "operator": re.compile(r"[\w.@-]{1,64}"),
    "PersonalAccount": re.compile(r"[\w/-]{1,32}"),
}
SIGNATURE = {"kid", "ts", "exp", "nonce", "sig"}
"""Nothing that is to be shown: signature.py looks at these."""

FIELD_NAME = re.compile(r"\w[\w.-]{0,63}")
FIELD_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Contact:
    """
    The parameters that keep their rules; any may be missing. *remarks* say what was left out.
    """

    channel_type: str | None
    user_id: str | None
    operator: str | None
    personal_account: str | None
    fields: Pairs
    remarks: tuple[str, ...]


def read_contact(parameters: Pairs) -> Contact:
    """
    Believe the first parameter of a name, and only if it keeps its rule.

    Anyone can type an address into a browser, and the customer chose what stands in `user_id`.
    """
    passed: dict[str, str] = {}
    remarks: list[str] = []
    for name, value in parameters:
        if name in passed:
            remarks.append(f"{name} came more than once; the first one counts.")
        elif _keeps_its_rule(name, value):
            passed[name] = value
        elif value:
            remarks.append(f"{name} does not look as agreed and was left out.")
    return Contact(
        channel_type=passed.get("channel_type"),
        user_id=passed.get("user_id"),
        operator=passed.get("operator"),
        personal_account=passed.get("PersonalAccount"),
        fields=tuple(
            (name, value) for name, value in passed.items() if name not in {*RULES, *SIGNATURE}
        ),
        remarks=tuple(remarks),
    )


def _keeps_its_rule(name: str, value: str) -> bool:
    if rule := RULES.get(name):
        return rule.fullmatch(value) is not None
    return FIELD_NAME.fullmatch(name) is not None and len(value) <= FIELD_LENGTH
