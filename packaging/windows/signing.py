"""
Sign programs, libraries and the MSI by a site's own certificate, with `osslsigncode`.

What its makers have signed stays as it is. Signatures have no time stamp of an authority: they hold
as long as the certificate does.
"""

import struct
import subprocess
from pathlib import Path

from folder import DATE, Command
from msgspec import Struct

_PE32_PLUS = 0x20B
_PROGRAMS = {".dll", ".exe", ".pyd"}


class Certificate(Struct, frozen=True):
    """Two files in the form PEM."""

    certificate: Path
    key: Path


def sign_folder(folder: Path, certificate: Certificate) -> None:
    """Sign what nobody has signed yet."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _PROGRAMS and not is_signed(path):
            sign(path, certificate)


def sign(path: Path, certificate: Certificate) -> None:
    signed = path.with_name(f"{path.name}.signed")
    by: Command = ["-certs", certificate.certificate, "-key", certificate.key, "-n", "ChatPlugin"]
    how = ["-h", "sha256", "-st", str(DATE)]
    _osslsigncode("sign", *by, *how, "-in", path, "-out", signed)
    signed.replace(path)


def is_signed(path: Path) -> bool:
    """
    Whether there is a signature, whoever has made it.

    The fifth entry of a program's directory says where it is (Microsoft, "PE Format").
    """
    data = path.read_bytes()
    header = struct.unpack_from("<I", data, 0x3C)[0] + 24
    wide = struct.unpack_from("<H", data, header)[0] == _PE32_PLUS
    place = header + (112 if wide else 96) + 4 * 8
    return struct.unpack_from("<II", data, place) != (0, 0)


def _osslsigncode(*arguments: str | Path) -> None:
    subprocess.run(["osslsigncode", *arguments], check=True, capture_output=True)  # noqa: S603, S607
