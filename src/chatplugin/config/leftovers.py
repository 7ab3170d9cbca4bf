"""
What may have stayed behind from a trial: settings that work, and hardly belong on a live desktop.

For `chatplugin check` and whatever takes settings to EMC. The service does not ask: a trial is one.
"""

import re
from collections.abc import Iterator
from typing import Final

from chatplugin.config.problems import Problem, Severity
from chatplugin.config.settings import LogLevel, Reading
from chatplugin.config.table import cards, desk, program

_ADDRESSES: Final = (
    cards.EMAIL_TEMPLATE,
    cards.CHAT_TEMPLATE,
    cards.CHANNEL_TEMPLATE,
    cards.NAMED_TEMPLATE,
    program.SETTINGS_URL,
)
_ADDRESS: Final = re.compile(r"(https?)://([^/?#{]*)", re.IGNORECASE)
_PORT: Final = re.compile(r":[0-9]*\Z")
_THIS_DESKTOP: Final = re.compile(
    r"(?:.*\.)?localhost|127(?:\.[0-9]{1,3}){3}|0\.0\.0\.0|\[::1?\]", re.IGNORECASE
)
# RFC 2606 and RFC 6761: names that no server has.
_NOBODY: Final = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid)", re.IGNORECASE
)


def leftovers(reading: Reading) -> list[Problem]:
    """Return a warning for each setting that looks like a trial's."""
    return [
        Problem(key, "", f"{key}: {what}", remedy, reading.sources[key].layer, Severity.WARNING)
        for key, what, remedy in (*_of_addresses(reading), *_of_hosts(reading), *_of_log(reading))
    ]


def _of_addresses(reading: Reading) -> Iterator[tuple[str, str, str]]:
    for key, sourced in reading.sources.items():
        match = _ADDRESS.match(sourced.value)
        if match is None or not _is_an_address(key):
            continue
        if said := _of_host(match[2]):
            yield key, *said
        elif match[1].lower() == "http":
            what = "http:// sends what it knows of the customer in the clear"
            yield key, what, "Write https://, if the server can do that"


def _of_hosts(reading: Reading) -> Iterator[tuple[str, str, str]]:
    key = desk.ALLOWED_HOSTS.name
    for host in re.split(r"[,;\s]+", reading.sources[key].value):
        if said := _of_host(host.removeprefix("*.")):
            yield key, *said


def _of_log(reading: Reading) -> Iterator[tuple[str, str, str]]:
    if reading.settings.log_level is LogLevel.DEBUG:
        key = program.LOG_LEVEL.name
        yield key, "the log tells every step, which is for looking into something", "Take it out"


def _is_an_address(key: str) -> bool:
    families = tuple(address.name.partition("<")[0] for address in _ADDRESSES)
    return key.startswith(families)


def _of_host(host: str) -> tuple[str, str] | None:
    name = _PORT.sub("", host)
    if _THIS_DESKTOP.fullmatch(name):
        return f"'{name}' is the operator's own computer", "Write the server's name"
    if _NOBODY.fullmatch(name):
        return f"'{name}' is a name for examples and trials", "Write the server's name"
    return None
