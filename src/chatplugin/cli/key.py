"""
`chatplugin key`: make the key that signs addresses, for a file or the system's store.
"""

import argparse
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from chatplugin.adapters.signing import put_into_store, read_key
from chatplugin.cli.options import Commands, command
from chatplugin.domain.errors import RequestError, UsageError
from chatplugin.domain.request import KeySource, SigningKey

_SECRET_OCTETS = 32
_MADE = """\
{path} holds a new key, {kid}.

1. Give the CRM the line that begins with '{kid}:', by a way that others cannot read.
2. Copy the file to the desktops, where operators may read it and nobody else.
3. Once the CRM knows the key, set Sign.Key=file:{path}\
"""
_STORED = """\
The key {kid} is in the system's store for this person, under the name '{name}'.
Set Sign.Key=store:{name}
The file is not needed here any more.\
"""


def add(commands: Commands) -> None:
    parser = command(
        commands,
        "key",
        "make the key that signs the addresses of cards",
        "Writes a new key into FILE, for Sign.Key and for the CRM. With --store, puts the key that "
        "is in FILE into this person's store of secrets instead: Windows' Credential Manager, or "
        "the Secret Service.",
        _key,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the key's file")
    parser.add_argument(
        "--id", default="", metavar="ID", help="the new key's id (default: today's date)"
    )
    parser.add_argument(
        "--store", default="", metavar="NAME", help="put the key into the store, by this name"
    )


def _key(options: argparse.Namespace) -> int:
    if options.store:
        return _store_key(options.file, options.store)
    return _make_key(options.file, options.id)


def _make_key(path: Path, kid: str) -> int:
    """Write a new key into a new file that only its owner may read, and say what to do with it."""
    kid = kid or f"{datetime.now(UTC):%Y-%m-%d}"
    text = f"{kid}:{secrets.token_urlsafe(_SECRET_OCTETS)}"
    try:
        SigningKey.parse(text)
    except RequestError as error:
        what = f"'{kid}' cannot be a key's id"
        raise UsageError(what, remedy="Use letters A to Z, digits, '-', '_' and '.'") from error
    _write_new(path.absolute(), text)
    print(_MADE.format(path=path.absolute(), kid=kid))
    return 0


def _store_key(path: Path, name: str) -> int:
    """Put the key in the file at *path* into the store of the person who calls this."""
    key = read_key(KeySource("file", str(path)))
    put_into_store(name, key)
    print(_STORED.format(kid=key.kid, name=name))
    return 0


def _write_new(path: Path, text: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        remedy = "Name a new file: a key that may be in use is not written over"
        raise UsageError(f"{path} is there already", remedy=remedy) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{path} cannot be written: {reason}") from error
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(text + "\n")
