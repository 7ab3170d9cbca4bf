"""
The key that signs addresses, in a file or the system's store, and the requests it signs.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

from chatplugin.config.problems import DESKTOP, Problem
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

SERVICE = "ChatPlugin"
"""The name under which the store keeps our secrets; in Windows the credential's address."""

_MOST_OCTETS = 10_000
_MAKE_ONE = "Put it there, or make one with `chatplugin key`"


class Store(Protocol):
    """What is used of `keyring`."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...


def read_key(source: KeySource) -> SigningKey:
    """Read the key. Raises RequestError if it is not there, or is no key."""
    if source.place is KeyPlace.FILE:
        return _read(f"The key in {source.name} cannot be used", _file_text(Path(source.name)))
    where = f"The key '{source.name}' in the system's store cannot be used"
    return _read(where, _stored_text(source.name))


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


def _read(where: str, text: str) -> SigningKey:
    try:
        return parse_key(text)
    except RequestError as error:
        raise RequestError(f"{where}: {error.what}", remedy=error.remedy) from None


def _file_text(path: Path) -> str:
    """Notepad writes UTF-8 with a mark, and older ones UTF-16."""
    try:
        with path.open("rb") as file:
            octets = file.read(_MOST_OCTETS)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RequestError(
            f"The key in {path} cannot be read: {reason}", remedy=_MAKE_ONE
        ) from error
    encoding = "utf-16" if octets[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return octets.decode(encoding, "replace")


def _stored_text(name: str) -> str:
    store = _store()
    try:
        text = store.get_password(SERVICE, name)
    except Exception as error:
        raise _store_failed(error) from error
    if text is None:
        raise RequestError(
            f"The system's store has no key '{name}' for this person",
            remedy=f"Put it there with `chatplugin key FILE --store {name}`",
        )
    return text


def _store() -> Store:
    try:
        import keyring  # noqa: PLC0415 - see the module's docstring
    except ImportError as error:
        raise RequestError(
            "The system's store of secrets cannot be asked: ChatPlugin was installed without it",
            remedy="Install chatplugin[store], or write 'file:' and a path under Sign.Key",
        ) from error
    return cast("Store", keyring)


def _store_failed(error: Exception) -> RequestError:
    """Its errors have many classes, and their texts might tell what was to be kept."""
    return RequestError(
        f"The system's store of secrets does not answer ({type(error).__name__})",
        remedy="See that this person may use it, or write 'file:' and a path under Sign.Key",
    )


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
