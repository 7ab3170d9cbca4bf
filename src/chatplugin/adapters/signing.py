"""
The key that signs addresses, in a file or the system's store, and how CRMs are asked with it.

And signatures of overlays, which are of Ed25519 (RFC 8032). Python's standard library has none. But
its `_ssl` needs OpenSSL's libcrypto, so every desktop carries it: `platform` knows where.
"""

import binascii
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

from chatplugin.adapters.platform import SYSTEM
from chatplugin.config.layers import DESKTOP, Problem, Severity
from chatplugin.config.table import trust
from chatplugin.domain.errors import ChatPluginError, RequestError
from chatplugin.domain.request import Asking, KeySource, RequestRules, SigningKey
from chatplugin.sentences import Said, said

if TYPE_CHECKING:
    from ctypes import CDLL, Array, c_char

SERVICE = "ChatPlugin"
"""The name under which the store keeps our secrets; in Windows the credential's address."""

_MOST_OCTETS = 10_000


class _Store(Protocol):
    """What is used of `keyring`."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...


class KeyPlace(Struct, frozen=True):
    """Where a key is kept: a file, or the store of whoever runs this."""

    source: KeySource

    def read(self) -> SigningKey:
        """Read the key. Raises RequestError if it is not there, or is no key."""
        name = self.source.name
        if self.source.place == "file":
            return _read("key.in_file", name, _file_text(Path(name)))
        return _read("key.in_store", name, _stored_text(name))

    def keep(self, key: SigningKey) -> None:
        """Put *key* into the store. Raises RequestError."""
        store = _store()
        try:
            store.set_password(SERVICE, self.source.name, f"{key.kid}:{key.secret.decode('ascii')}")
        except Exception as error:
            raise _store_failed(error) from error


def _fingerprint_of(source: KeySource) -> object:
    """Return a fingerprint that changes when the key file changes; a store's never changes."""
    if source.place != "file":
        return source
    try:
        facts = Path(source.name).stat()
    except OSError:
        return None
    return source, facts.st_mtime_ns, facts.st_size


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
        reason = Said.of(error)
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

    @property
    def complaint(self) -> Said | None:
        return self.error.said if self.error else None

    def read(self, source: KeySource, *, again: bool = False) -> None:
        """Read the key if its file has changed, or where it could not be read, *again*."""
        if again and self.error:
            self._fingerprint = _NEVER_READ
        fingerprint = _fingerprint_of(source)
        if fingerprint == self._fingerprint:
            return
        self._fingerprint = fingerprint
        try:
            self.key, self.error = KeyPlace(source).read(), None
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
            own.complaint,
            {host: key for host, each in of_hosts.items() if (key := each.key or each.complaint)},
        )

    def problem(self) -> Problem | None:
        """Return why a key cannot be read; None if all can, or none is wanted. Tries anew."""
        for setting, source in self._wanted().items():
            found = self._keys[setting]
            found.read(source, again=True)
            if found.error:
                return Problem.of(found.error, DESKTOP, setting)
        return None

    def open_keys(self) -> list[Problem]:
        """Return a warning for each key file that others may read, too."""
        return [
            Problem(what, DESKTOP, setting, severity=Severity.WARNING)
            for setting, source in self._wanted().items()
            if source.place == "file" and SYSTEM.is_open_to_others(Path(source.name))
            for what in [said("key.open", path=source.name)]
        ]

    def _wanted(self) -> dict[str, KeySource]:
        own = {trust.SIGN_KEY.name: self._rules.key} if self._rules.key else {}
        return own | {_of_host(host): key for host, key in self._rules.host_keys.items()}


def _of_host(host: str) -> str:
    return trust.SIGN_KEY_OF_HOST.named(host)


_ED25519 = 1087
"""EVP_PKEY_ED25519, which is NID_ED25519."""

_OCTETS_OF_KEY, _OCTETS_OF_SIGNATURE = 32, 64

_PEM = "PRIVATE KEY"
_NO_KEY = "no private key of Ed25519"
_BEFORE_SEED = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the 32 octets of a private key in PKCS #8 (RFC 8410, 7)."""


class PublicKey(Struct, frozen=True):
    """A public key of 32 octets."""

    octets: bytes

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """
        Return whether *signature* is that of *data*.

        Raises ChatPluginError if that cannot be found out.
        """
        library = _library()
        if (len(self.octets), len(signature)) != (_OCTETS_OF_KEY, _OCTETS_OF_SIGNATURE):
            return False
        with _context() as context:
            key = library.EVP_PKEY_new_raw_public_key(_ED25519, None, self.octets, _OCTETS_OF_KEY)
            _succeed(bool(key))
            try:
                _succeed(library.EVP_DigestVerifyInit(context, None, None, None, key))
                arguments = context, signature, _OCTETS_OF_SIGNATURE, data, len(data)
                return bool(library.EVP_DigestVerify(*arguments) == 1)
            finally:
                library.EVP_PKEY_free(key)


class PrivateKey(Struct, frozen=True):
    """A private key: 32 octets of chance."""

    seed: bytes

    @classmethod
    def new(cls) -> "PrivateKey":
        return cls(os.urandom(_OCTETS_OF_KEY))

    @classmethod
    def parse(cls, text: str) -> "PrivateKey":
        """Read it as `openssl genpkey -algorithm ed25519` writes it. Raises ValueError."""
        octets = binascii.a2b_base64(_body_of_pem(text), strict_mode=True)
        if len(octets) != len(_BEFORE_SEED) + _OCTETS_OF_KEY or not octets.startswith(_BEFORE_SEED):
            raise ValueError(_NO_KEY)
        return cls(octets[len(_BEFORE_SEED) :])

    @property
    def text(self) -> str:
        """The key as `parse` reads it."""
        octets = binascii.b2a_base64(_BEFORE_SEED + self.seed).decode()
        return f"-----BEGIN {_PEM}-----\n{octets}-----END {_PEM}-----\n"

    @property
    def public(self) -> PublicKey:
        """Raises ChatPluginError if OpenSSL refuses."""
        octets = _buffer(_OCTETS_OF_KEY)
        with _private(self.seed) as key:
            size = _size(_OCTETS_OF_KEY)
            _succeed(_library().EVP_PKEY_get_raw_public_key(key, octets, size))
        return PublicKey(octets.raw)

    def sign(self, data: bytes) -> bytes:
        """Raises ChatPluginError if OpenSSL refuses."""
        library, signature = _library(), _buffer(_OCTETS_OF_SIGNATURE)
        with _private(self.seed) as key, _context() as context:
            _succeed(library.EVP_DigestSignInit(context, None, None, None, key))
            place = signature, _size(_OCTETS_OF_SIGNATURE)
            _succeed(library.EVP_DigestSign(context, *place, data, len(data)))
        return signature.raw


def _body_of_pem(text: str) -> str:
    lines = text.strip().splitlines() or [""]
    if (lines[0], lines[-1]) != (f"-----BEGIN {_PEM}-----", f"-----END {_PEM}-----"):
        raise ValueError(_NO_KEY)
    return "".join(lines[1:-1])


@contextmanager
def _private(seed: bytes) -> Iterator[int]:
    library = _library()
    key = library.EVP_PKEY_new_raw_private_key(_ED25519, None, seed, len(seed))
    _succeed(bool(key))
    try:
        yield key
    finally:
        library.EVP_PKEY_free(key)


@contextmanager
def _context() -> Iterator[int]:
    """Lend what one signature takes. No error stays behind for Python's own use of OpenSSL."""
    library = _library()
    context = library.EVP_MD_CTX_new()
    try:
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.ERR_clear_error()


def _succeed(result: int) -> None:
    if result != 1:
        raise ChatPluginError(said("signature.no_library"))


_FUNCTIONS = {
    "EVP_PKEY_new_raw_public_key": "p ipsz",
    "EVP_PKEY_new_raw_private_key": "p ipsz",
    "EVP_PKEY_get_raw_public_key": "i ppp",
    "EVP_PKEY_free": "- p",
    "EVP_MD_CTX_new": "p ",
    "EVP_MD_CTX_free": "- p",
    "EVP_DigestVerifyInit": "i ppppp",
    "EVP_DigestVerify": "i pszsz",
    "EVP_DigestSignInit": "i ppppp",
    "EVP_DigestSign": "i pppsz",
    "ERR_clear_error": "- ",
}
"""What is used of libcrypto: result and arguments; p a pointer, s octets, z a size, i a number."""


@cache
def _library() -> "CDLL":
    """Raises ChatPluginError if there is none, or one from before OpenSSL 1.1.1."""
    import ctypes  # noqa: PLC0415 - 2 ms, for those who have a signed overlay

    kinds = {
        "p": ctypes.c_void_p,
        "s": ctypes.c_char_p,
        "z": ctypes.c_size_t,
        "i": ctypes.c_int,
        "-": None,
    }
    try:
        library = ctypes.CDLL(SYSTEM.crypto_library())
        for name, form in _FUNCTIONS.items():
            result, _, arguments = form.partition(" ")
            function = getattr(library, name)
            function.restype = kinds[result]
            function.argtypes = [kinds[each] for each in arguments]
    except (OSError, ImportError, AttributeError) as error:
        raise ChatPluginError(said("signature.no_library")) from error
    return library


def _buffer(size: int) -> "Array[c_char]":
    import ctypes  # noqa: PLC0415 - likewise

    return ctypes.create_string_buffer(size)


def _size(size: int) -> object:
    import ctypes  # noqa: PLC0415 - likewise

    return ctypes.byref(ctypes.c_size_t(size))
