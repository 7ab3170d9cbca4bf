"""
The key that signs addresses, in a file or the system's store, and the requests it signs.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

from chatplugin.config.problems import DESKTOP, Problem, of_error
from chatplugin.config.table import trust
from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import (
    CardRequest,
    KeyPlace,
    KeySource,
    RequestRules,
    SigningKey,
    parse_key,
    prepare,
)
from chatplugin.sentences import said

SERVICE = "ChatPlugin"
"""The name under which the store keeps our secrets; in Windows the credential's address."""

_MOST_OCTETS = 10_000


class Store(Protocol):
    """What is used of `keyring`."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...


def read_key(source: KeySource) -> SigningKey:
    """Read the key. Raises RequestError if it is not there, or is no key."""
    if source.place is KeyPlace.FILE:
        return _read("key.in_file", source.name, _file_text(Path(source.name)))
    return _read("key.in_store", source.name, _stored_text(source.name))


def version_of(source: KeySource) -> object:
    """Return something that is another when the key may be. A store does not tell."""
    if source.place is not KeyPlace.FILE:
        return source
    try:
        facts = Path(source.name).stat()
    except OSError:
        return None
    return source, facts.st_mtime_ns, facts.st_size


def put_into_store(name: str, key: SigningKey) -> None:
    """Keep *key* in the system's store, for whoever runs this. Raises RequestError."""
    store = _store()
    try:
        store.set_password(SERVICE, name, f"{key.kid}:{key.secret.decode('ascii')}")
    except Exception as error:
        raise _store_failed(error) from error


def _read(code: str, name: str, text: str) -> SigningKey:
    try:
        return parse_key(text)
    except RequestError as error:
        raise RequestError(said(code, name=name, why=error.said), remedy=error.said) from None


def _file_text(path: Path) -> str:
    """Notepad writes UTF-8 with a mark, and older ones UTF-16."""
    try:
        with path.open("rb") as file:
            octets = file.read(_MOST_OCTETS)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RequestError(said("key.unreadable", path=str(path), reason=reason)) from error
    encoding = "utf-16" if octets[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return octets.decode(encoding, "replace")


def _stored_text(name: str) -> str:
    store = _store()
    try:
        text = store.get_password(SERVICE, name)
    except Exception as error:
        raise _store_failed(error) from error
    if text is None:
        raise RequestError(said("key.not_in_store", name=name))
    return text


def _store() -> Store:
    try:
        import keyring  # noqa: PLC0415 - see the module's docstring
    except ImportError as error:
        raise RequestError(said("key.no_store")) from error
    return cast("Store", keyring)


def _store_failed(error: Exception) -> RequestError:
    """Its errors have many classes, and their texts might tell what was to be kept."""
    return RequestError(said("key.store_silent", error=type(error).__name__))


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
            return of_error(error, DESKTOP, trust.SIGN_KEY.name)
        return None

    def prepare(self, url: str) -> CardRequest:
        """Return the request of the card at *url*. Raises RequestError."""
        rules = self._rules
        if rules.broken:
            raise RequestError(said("request.broken", keys=rules.broken))
        if rules.key is None:
            return prepare(url, rules.method)
        from chatplugin.domain.request import Stamp  # noqa: PLC0415 - few desktops sign

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

        version = version_of(source)
        if self._key is None or version != self._version:
            self._key, self._version = read_key(source), version
        return self._key
