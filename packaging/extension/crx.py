"""
Write a CRX3 package, the signed form of a Chrome extension.

Format: components/crx_file/crx3.proto of Chromium. Keys are made and used by OpenSSL's command
line, so no library has to be installed for it. `chromium --pack-extension` is no way round:
it packs the times of files, so that the same files give other bytes, and it needs a Chrome.
"""

import hashlib
import os
import subprocess
from pathlib import Path

_MAGIC = b"Cr24"
_VERSION = 3
_CONTEXT = b"CRX3 SignedData\0"
_KEY_BITS = 2048

_PUBLIC_KEY, _SIGNATURE, _SHA256_WITH_RSA, _CRX_ID, _SIGNED_HEADER_DATA = 1, 2, 2, 1, 10000


def make_key(path: Path) -> None:
    """Write a new private key that only its owner may read. An existing file is never replaced."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{_KEY_BITS}", "-out", str(path)]
    _openssl(b"", "genpkey", *options)


def public_key(key: Path) -> bytes:
    """Return the public half of a private key as DER (SubjectPublicKeyInfo)."""
    return _openssl(b"", "pkey", "-in", str(key), "-pubout", "-outform", "DER")


def extension_id(public: bytes) -> str:
    """Return the id that Chrome gives to an extension with this key: 32 letters from a to p."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


def crx(package: bytes, key: Path) -> bytes:
    """Sign the ZIP file *package*. The same ZIP and key give the same bytes."""
    public = public_key(key)
    signed = _field(_CRX_ID, hashlib.sha256(public).digest()[:16])
    signature = _sign(_CONTEXT + _uint32(len(signed)) + signed + package, key)
    proof = _field(_PUBLIC_KEY, public) + _field(_SIGNATURE, signature)
    header = _field(_SHA256_WITH_RSA, proof) + _field(_SIGNED_HEADER_DATA, signed)
    return _MAGIC + _uint32(_VERSION) + _uint32(len(header)) + header + package


def _sign(data: bytes, key: Path) -> bytes:
    return _openssl(data, "dgst", "-sha256", "-sign", str(key), "-binary")


def _openssl(data: bytes, *arguments: str) -> bytes:
    command = ["openssl", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout  # noqa: S603


def _uint32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _field(number: int, value: bytes) -> bytes:
    """Encode a field of bytes (protobuf.dev/programming-guides/encoding, wire type 2)."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])
