"""
`chatplugin key` and `sign`: keys for addresses and overlays, and what is signed with them.
"""

import argparse
import binascii
import os
import secrets
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from chatplugin.adapters.machine import file_content, language_of, replace_file
from chatplugin.adapters.platform import SYSTEM
from chatplugin.adapters.signing import KeyPlace, PrivateKey
from chatplugin.cli.options import Commands, Parser
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.config.sources import read_overlay
from chatplugin.config.table import program
from chatplugin.domain.errors import RequestError, UsageError
from chatplugin.domain.request import Asking, KeySource, Method, RequestRules, SigningKey
from chatplugin.sentences import Language, Said, Words, said, say

_SECRET_OCTETS = 32

_FOR_ALL = 0o644
"""The rights of a signature, which is published."""


def add(commands: Commands) -> None:
    parser = commands.add(
        "key",
        Words(
            "make the key that signs the addresses of cards, or overlays",
            "создать ключ, которым подписываются адреса карточек или оверлеи",
        ),
        Words(
            "Writes a new key into FILE, for Sign.Key and for the CRM. With --store, puts the key "
            "that is in FILE into this person's store of secrets instead: Windows' Credential "
            "Manager, or the Secret Service. With --overlay, makes the pair of keys for overlays: "
            "FILE gets the private one, and the line for Settings.Key is shown.",
            "Записывает новый ключ в файл FILE, для Sign.Key и для CRM. С --store кладёт ключ из "
            "FILE в хранилище секретов этого пользователя: диспетчер учётных данных Windows или "
            "Secret Service. С --overlay создаёт пару ключей для оверлеев: закрытый – в FILE, "
            "строка для Settings.Key – на экране.",
        ),
        _key,
    )
    _add_file(parser)
    parser.add_options("--language")
    _add_sign(commands)


def _add_file(parser: Parser) -> None:
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
    parser.add_argument(
        "--overlay",
        action="store_true",
        help=parser.words(
            "make the pair of keys that signs overlays",
            "создать пару ключей, которой подписываются оверлеи",
        ),
    )


def _add_sign(commands: Commands) -> None:
    parser = commands.add(
        "sign",
        Words(
            "sign one address, for curl and for tests of a CRM; or an overlay",
            "подписать один адрес, для curl и тестов CRM, или оверлей",
        ),
        Words(
            "Prints the address as a desktop would ask for it now, or with --form the form's body. "
            "A CRM accepts it once, until its lifetime is over. With --overlay, writes the "
            "signature of that file beside it, into FILE.sig.",
            "Выводит адрес таким, каким его запросило бы рабочее место сейчас, а с --form – тело "
            "формы. CRM примет его один раз, пока не кончится срок. С --overlay записывает "
            "подпись этого файла рядом с ним, в FILE.sig.",
        ),
        _sign,
    )
    parser.add_argument(
        "address",
        nargs="?",
        metavar="ADDRESS",
        help=parser.words("of the card, with its parameters", "адрес карточки с параметрами"),
    )
    parser.add_argument(
        "--overlay",
        type=Path,
        metavar="FILE",
        help=parser.words(
            "sign this overlay, with the private key of `key --overlay`",
            "подписать этот оверлей закрытым ключом от `key --overlay`",
        ),
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
    if bool(options.overlay) == bool(options.address):
        raise UsageError(said("sign.what"))
    if options.overlay:
        language = language_of(options.language)
        print(say(_sign_overlay(options.overlay, options.key, language), language))
        if SYSTEM.is_open_to_others(options.key):
            print(say(said("key.open", path=str(options.key)), language), file=sys.stderr)
    else:
        print(_signed_address(options))
    return 0


def _sign_overlay(path: Path, key_file: Path, language: Language) -> Said:
    """Write the signature beside the overlay; return what to do with both."""
    key = _private_key(key_file)
    overlay = file_content(path)
    layer = read_overlay(overlay, source=str(path))
    reading = read_settings([layer])
    if faults := _faults(layer, reading.problems):
        raise UsageError("\n".join(fault.described(language) for fault in faults))
    version = reading.settings.overlay_version
    if not version:
        raise UsageError(said("sign.no_version", path=str(path)))
    beside = path.with_name(f"{path.name}.sig")
    signature = binascii.b2a_base64(key.sign(overlay))
    try:
        replace_file(beside.absolute(), signature, _FOR_ALL)
    except OSError as error:
        raise _unwritable(beside, error) from error
    setting = _setting(key)
    named = {"signature": str(beside), "path": str(path), "setting": setting}
    return said("sign.overlay_signed", version=version, **named)


def _faults(layer: Layer, found: Iterable[Problem]) -> list[Problem]:
    """Return the errors that no desktop's own settings can mend."""
    return [
        problem
        for problem in found
        if problem.severity is Severity.ERROR
        and (problem in layer.problems or problem.key == program.VERSION.name)
    ]


def _private_key(path: Path) -> PrivateKey:
    try:
        return PrivateKey.parse(file_content(path).decode("ascii"))
    except ValueError:
        raise UsageError(said("key.no_private", path=str(path))) from None


def _setting(key: PrivateKey) -> str:
    """Return the line by which desktops believe what is signed with *key*."""
    setting = program.SETTINGS_KEY
    return f"{setting.name}={setting.kind.write(key.public.octets)}"


def _signed_address(options: argparse.Namespace) -> str:
    method = Method.POST if options.form else Method.GET
    source = KeySource("file", str(options.key))
    rules = RequestRules(method, source, options.lifetime)
    asking = Asking(rules, KeyPlace(source).read())
    request = asking.request(options.address, time.time(), secrets.token_hex(16))
    return request.url if request.form is None else request.form


def _key(options: argparse.Namespace) -> int:
    if options.overlay:
        what = _make_pair(options.file.absolute())
    elif options.store:
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
    _write_new(path.absolute(), f"{text}\n")
    return said("key.made", path=str(path.absolute()), kid=kid)


def _make_pair(path: Path) -> Said:
    """Write a new private key into a new file; return what to do with it and the public one."""
    key = PrivateKey.new()
    setting = _setting(key)
    _write_new(path, key.text)
    return said("key.overlay_made", path=str(path), setting=setting)


def _store_key(path: Path, name: str) -> Said:
    """Put the key in the file at *path* into the store of the person who calls this."""
    key = KeyPlace(KeySource("file", str(path))).read()
    KeyPlace(KeySource("store", name)).keep(key)
    return said("key.stored", kid=key.kid, name=name)


def _write_new(path: Path, text: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(said("key.there", path=str(path))) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(text)


def _unwritable(path: Path, error: OSError) -> UsageError:
    reason = Said.of(error)
    return UsageError(said("key.unwritable", path=str(path), reason=reason))
