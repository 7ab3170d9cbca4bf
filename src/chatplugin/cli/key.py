"""
`chatplugin key` and `sign`: the key that signs addresses, and an address that is signed with it.
"""

import argparse
import os
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

from chatplugin.adapters.machine import language_of
from chatplugin.adapters.signing import put_into_store, read_key
from chatplugin.cli.options import Commands, Parser
from chatplugin.domain.errors import RequestError, UsageError
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from chatplugin.sentences import Said, Words, said, say

_SECRET_OCTETS = 32


def add(commands: Commands) -> None:
    parser = commands.add(
        "key",
        Words(
            "make the key that signs the addresses of cards",
            "создать ключ, которым подписываются адреса карточек",
        ),
        Words(
            "Writes a new key into FILE, for Sign.Key and for the CRM. With --store, puts the key "
            "that is in FILE into this person's store of secrets instead: Windows' Credential "
            "Manager, or the Secret Service.",
            "Записывает новый ключ в файл FILE, для Sign.Key и для CRM. С --store кладёт ключ из "
            "FILE в хранилище секретов этого пользователя: диспетчер учётных данных Windows или "
            "Secret Service.",
        ),
        _key,
    )
    told = parser.words("the key's file", "файл ключа")
    parser.add_argument("file", type=Path, metavar="FILE", help=told)
    parser.add_argument(
        "--id",
        default="",
        metavar="ID",
        help=parser.words(
            "the new key's id (default: today's date)", "имя нового ключа (обычно дата)"
        ),
    )
    parser.add_argument(
        "--store",
        default="",
        metavar="NAME",
        help=parser.words(
            "put the key into the store, by this name", "положить ключ в хранилище под этим именем"
        ),
    )
    parser.add_options("--language")
    _add_sign(commands)


def _add_sign(commands: Commands) -> None:
    parser = commands.add(
        "sign",
        Words(
            "sign one address, for curl and for tests of a CRM",
            "подписать один адрес, для curl и тестов CRM",
        ),
        Words(
            "Prints the address as a desktop would ask for it now, or with --form the form's body. "
            "A CRM accepts it once, until its lifetime is over.",
            "Выводит адрес таким, каким его запросило бы рабочее место сейчас, а с --form – тело "
            "формы. CRM примет его один раз, пока не кончится срок.",
        ),
        _sign,
    )
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help=parser.words("of the card, with its parameters", "адрес карточки с параметрами"),
    )
    _add_request(parser)
    parser.add_options("--language")


def _add_request(parser: Parser) -> None:
    told = parser.words("the key's file", "файл ключа")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help=told)
    parser.add_argument(
        "--form",
        action="store_true",
        help=parser.words(
            "print the body of the form, as with Method=POST",
            "вывести тело формы, как при Method=POST",
        ),
    )
    parser.add_argument(
        "--lifetime",
        type=int,
        default=RequestRules().lifetime,
        metavar="SECONDS",
        help=parser.words(
            "for how long the CRM may accept it (default: %(default)s)",
            "сколько секунд CRM может его принимать (обычно %(default)s)",
        ),
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
        what = _store_key(options.file, options.store)
    else:
        what = _make_key(options.file, options.id)
    print(say(what, language_of(options.language)))
    return 0


def _make_key(path: Path, kid: str) -> Said:
    """Write a new key into a new file that only its owner may read; return what to do with it."""
    kid = kid or f"{datetime.now(UTC):%Y-%m-%d}"
    text = f"{kid}:{secrets.token_urlsafe(_SECRET_OCTETS)}"
    try:
        SigningKey.parse(text)
    except RequestError as error:
        raise UsageError(said("key.bad_id", kid=kid)) from error
    _write_new(path.absolute(), text)
    return said("key.made", path=str(path.absolute()), kid=kid)


def _store_key(path: Path, name: str) -> Said:
    """Put the key in the file at *path* into the store of the person who calls this."""
    key = read_key(KeySource("file", str(path)))
    put_into_store(name, key)
    return said("key.stored", kid=key.kid, name=name)


def _write_new(path: Path, text: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(said("key.there", path=str(path))) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(said("key.unwritable", path=str(path), reason=reason)) from error
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(text + "\n")
