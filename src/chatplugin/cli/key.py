"""
`chatplugin key` and `sign`: the key that signs addresses, and an address that is signed with it.
"""

import argparse
import os
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

from chatplugin.adapters.signing import put_into_store, read_key
from chatplugin.cli.options import Commands, command
from chatplugin.domain.errors import RequestError, UsageError
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey

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

    signing = command(
        commands,
        "sign",
        "sign one address, for curl and for tests of a CRM",
        "Prints the address as a desktop would ask for it now, or with --form the form's body. A "
        "CRM accepts it once, until its lifetime is over.",
        _sign,
    )
    signing.add_argument("address", metavar="ADDRESS", help="of the card, with its parameters")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE", help="the key's file")
    signing.add_argument(
        "--form", action="store_true", help="print the body of the form, as with Method=POST"
    )
    signing.add_argument(
        "--lifetime",
        type=int,
        default=RequestRules().lifetime,
        metavar="SECONDS",
        help="for how long the CRM may accept it (default: %(default)s)",
    )


def _sign(options: argparse.Namespace) -> int:
    method = Method.POST if options.form else Method.GET
    source = KeySource("file", str(options.key))
    rules = RequestRules(method, source, options.lifetime)
    asking = Asking(rules, read_key(source))
    request = asking.request(options.address, time.time(), secrets.token_hex(16))
    print(request.url if request.form is None else request.form)
    return 0


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
