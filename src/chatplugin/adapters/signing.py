"""
The key that signs addresses, in a file or the system's store, and how CRMs are asked with it.
"""

from pathlib import Path
from typing import Protocol, cast

from chatplugin.config.layers import DESKTOP, Problem
from chatplugin.config.table import trust
from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import Asking, KeySource, RequestRules, SigningKey
from chatplugin.sentences import said

SERVICE = "ChatPlugin"
"""The name under which the store keeps our secrets; in Windows the credential's address."""

_MOST_OCTETS = 10_000


class _Store(Protocol):
    """What is used of `keyring`."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...


def read_key(source: KeySource) -> SigningKey:
    """Read the key. Raises RequestError if it is not there, or is no key."""
    if source.place == "file":
        return _read("key.in_file", source.name, _file_text(Path(source.name)))
    return _read("key.in_store", source.name, _stored_text(source.name))


def _fingerprint_of(source: KeySource) -> object:
    """Return a fingerprint that changes when the key file changes; a store's never changes."""
    if source.place != "file":
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
        return SigningKey.parse(text)
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


def _store() -> _Store:
    try:
        import keyring  # noqa: PLC0415 - see the module's docstring
    except ImportError as error:
        raise RequestError(said("key.no_store")) from error
    return cast("_Store", keyring)


def _store_failed(error: Exception) -> RequestError:
    """Its errors have many classes, and their texts might tell what was to be kept."""
    return RequestError(said("key.store_silent", error=type(error).__name__))


_NEVER_READ = object()


class _ReadKey:
    """
    A key as it was read last.

    It holds until another one can be read, as the last good settings do: a file that is being
    replaced is away for a moment.
    """

    def __init__(self) -> None:
        self.key: SigningKey | None = None
        self.error: RequestError | None = None
        self._fingerprint: object = _NEVER_READ

    def read(self, source: KeySource, *, again: bool = False) -> None:
        """Read the key if its file has changed, or where it could not be read, *again*."""
        if again and self.error:
            self._fingerprint = _NEVER_READ
        fingerprint = _fingerprint_of(source)
        if fingerprint == self._fingerprint:
            return
        self._fingerprint = fingerprint
        try:
            self.key, self.error = read_key(source), None
        except RequestError as error:
            self.error = error


class CardRequests:
    """
    How CRMs are asked now: by the settings, with the keys as they can be read.

    No file is touched before a key is needed.
    """

    def __init__(self) -> None:
        self._rules = RequestRules()
        self._keys: dict[str, _ReadKey] = {}
        """By the settings that name them."""

    def use(self, rules: RequestRules) -> None:
        """Ask by *rules* from now on."""
        self._rules = rules
        wanted = self._wanted()
        self._keys = {setting: self._keys.get(setting, _ReadKey()) for setting in wanted}

    def asking(self) -> Asking:
        """Return how CRMs are asked now. A key is read if its file has changed."""
        for setting, source in self._wanted().items():
            self._keys[setting].read(source)
        own = self._keys.get(trust.SIGN_KEY.name, _ReadKey())
        of_hosts = {host: self._keys[_of_host(host)] for host in self._rules.host_keys}
        return Asking(
            self._rules,
            own.key,
            str(own.error or ""),
            {host: each.key or str(each.error) for host, each in of_hosts.items()},
        )

    def problem(self) -> Problem | None:
        """Return why a key cannot be read; None if all can, or none is wanted. Tries anew."""
        for setting, source in self._wanted().items():
            found = self._keys[setting]
            found.read(source, again=True)
            if found.error:
                return Problem.of(found.error, DESKTOP, setting)
        return None

    def _wanted(self) -> dict[str, KeySource]:
        own = {trust.SIGN_KEY.name: self._rules.key} if self._rules.key else {}
        return own | {_of_host(host): key for host, key in self._rules.host_keys.items()}


def _of_host(host: str) -> str:
    return trust.SIGN_KEY_OF_HOST.named(host)
