"""
The requests of cards, as the settings want them now: with the clock, chance and the key.

A card is signed at the moment that Chrome is sent to it, never before. While there is no key that
can be read, no card is asked for. A key that was read holds until another one can be read, as the
last good settings do: a file that is being replaced is away for a moment.
"""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from chatplugin.config.problems import DESKTOP, Problem
from chatplugin.config.table import trust
from chatplugin.domain.request import CardRequest, KeySource, RequestRules, prepare
from chatplugin.errors import RequestError

if TYPE_CHECKING:
    from chatplugin.domain.signature import SigningKey

_NONCE_OCTETS = 16


def nonce() -> str:
    return os.urandom(_NONCE_OCTETS).hex()


class CardRequests:
    """Makes requests. *clock* gives seconds since 1970-01-01 UTC, *chance* a new text each time."""

    def __init__(
        self, *, clock: Callable[[], float] = time.time, chance: Callable[[], str] = nonce
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._rules = RequestRules()
        self._key: SigningKey | None = None
        self._version: object = None

    def use(self, rules: RequestRules) -> None:
        """Ask by *rules* from now on. No file is touched before a key is needed."""
        if rules.key is None:
            self._key = None
        self._rules = rules

    def problem(self) -> Problem | None:
        """Return why the key cannot be read, or None if it can, or none is wanted. Reads it."""
        if self._rules.key is None:
            return None
        try:
            self._refresh(self._rules.key)
        except RequestError as error:
            sentence = f"{trust.SIGN_KEY.name}: {error.what[0].lower()}{error.what[1:]}"
            return Problem(trust.SIGN_KEY.name, "", sentence, error.remedy, DESKTOP)
        return None

    def prepare(self, url: str) -> CardRequest:
        """Return the request of the card at *url*. Raises RequestError."""
        rules = self._rules
        if rules.broken:
            raise RequestError(f"{rules.broken} cannot be used, as `chatplugin check` explains")
        if rules.key is None:
            return prepare(url, rules.method)
        from chatplugin.domain.signature import Stamp  # noqa: PLC0415 - few desktops sign

        now = int(self._clock())
        stamp = Stamp(now, now + rules.lifetime, self._chance())
        return prepare(url, rules.method, (self._key_of(rules.key), stamp))

    def _key_of(self, source: KeySource) -> "SigningKey":
        try:
            return self._refresh(source)
        except RequestError:
            if self._key is None:
                raise
            return self._key

    def _refresh(self, source: KeySource) -> "SigningKey":
        from chatplugin.adapters.signing_key import read_key, version_of  # noqa: PLC0415

        version = version_of(source)
        if self._key is None or version != self._version:
            self._key, self._version = read_key(source), version
        return self._key
