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
from chatplugin.sentences import Said, said

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
    found = (*_of_addresses(reading), *_of_hosts(reading), *_of_log(reading))
    return [
        Problem(
            what,
            reading.sources[key].layer,
            key,
            severity=Severity.WARNING,
            place=reading.sources[key].place,
        )
        for key, what in found
    ]


def _of_addresses(reading: Reading) -> Iterator[tuple[str, Said]]:
    for key, sourced in reading.sources.items():
        match = _ADDRESS.match(sourced.value)
        if match is None or not _is_an_address(key):
            continue
        if doubt := _of_host(match[2]):
            yield key, doubt
        elif match[1].lower() == "http":
            yield key, said("trial.in_the_clear")


def _of_hosts(reading: Reading) -> Iterator[tuple[str, Said]]:
    key = desk.ALLOWED_HOSTS.name
    for host in re.split(r"[,;\s]+", reading.sources[key].value):
        if doubt := _of_host(host.removeprefix("*.")):
            yield key, doubt


def _of_log(reading: Reading) -> Iterator[tuple[str, Said]]:
    if reading.settings.log_level is LogLevel.DEBUG:
        yield program.LOG_LEVEL.name, said("trial.log")


def _is_an_address(key: str) -> bool:
    return key.startswith(tuple(address.around[0] for address in _ADDRESSES))


def _of_host(host: str) -> Said | None:
    name = _PORT.sub("", host)
    if _THIS_DESKTOP.fullmatch(name):
        return said("trial.this_computer", host=name)
    if _NOBODY.fullmatch(name):
        return said("trial.example_host", host=name)
    return None
