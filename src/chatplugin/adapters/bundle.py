"""
A zip for support: what `chatplugin doctor` saw, log, journal and settings, without people's data.

Log and journal are kept line by line; what could be a person's is taken out of each. It is better
to take out too much: whoever wants to know more asks.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chatplugin.adapters.journal import JournalLine
from chatplugin.adapters.machine import Folders
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.config.layers import Entry, Layer, Problem
from chatplugin.config.table import KEYS
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import Key
from chatplugin.domain.contact import BUILT_IN, CHANNEL_NAMES
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said
from chatplugin.service.checkup import CheckUp
from chatplugin.service.status import Status

TAKEN_OUT = "…"

_MOST_OCTETS = 4 << 20
_LEAST_NAME = 3
"""Letters of a word of the journal that is looked for elsewhere."""

_EDGES = "().,:;<>[]"

_MAIL = re.compile(r"[^\s<>()\"',;:=&?/]+@[^\s<>()\"',;&?/]+")
_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}|\d{5,}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»")
_FOREIGN = re.compile(r"[^\x00-\x7f]+(?:\s+[^\x00-\x7f]+)*")
_ADDRESS = re.compile(r"(https?://[^\s/?#]+)[^\s]*")
_PATH = re.compile(
    r"(?<![\w/:~.])/(?!/|usr/|etc/|opt/)[^\s,;'\")]+"
    r"|[A-Za-z]:\\(?!Program Files)[^,;'\"]+|(?<![\w:\\])\\{1,2}\w[^\s,;'\"]*"
)
"""A path, but for those of programs."""

_WORD = re.compile(r"[\w@+.()-]+")
_VERSION_OR_DATE = re.compile(r"\d+\.\d+\.\d+\.\d+|\d{4}-\d\d-\d\d( \d\d)?")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}")

_PLAIN = {key.name for key in KEYS if not key.family} - {
    "PersonalAccount.Examples",
    "PersonalAccount.Labels",
    "PersonalAccount.Pattern",
    "Sender.OwnDomains",
    "Sender.FormField",
    "Sign.Key",
    "TabTitle",
    "StartPage",
    "UserId.Source",
}
"""Keys whose values are words and numbers of ours, paths or addresses."""


_OURS = frozenset({"crm", "card", "email", "true", "false", "pipe", "extension", "command", "auto"})


def write_bundle(path: Path, folders: Folders, checkup: CheckUp, page: str) -> None:
    """Write the zip; *page* is what was found. Raises ConfigurationError if it cannot be."""
    try:
        people = _People.of(JournalLine.read(folders.journal))
        with ZipFile(path, "w", ZIP_DEFLATED) as bundle:
            bundle.writestr("doctor.txt", people.masked(page))
            if site := ServiceFiles(folders.home).read_site():
                bundle.writestr("site.json", msgspec.json.encode(site))
            bundle.writestr("status.json", _status(checkup.status, people))
            bundle.writestr("settings.txt", _settings(checkup, people))
            bundle.writestr("journal.jsonl", "".join(_journal(folders, people)))
            for file in sorted(folders.log_file.parent.glob(f"{folders.log_file.name}*")):
                bundle.writestr(f"log/{file.name}", _log(file, people))
    except OSError as error:
        reason = Said.of(error)
        what = said("bundle.unwritable", path=str(path), reason=reason)
        raise ConfigurationError(what) from error


class _People(Struct, frozen=True):
    """The words of customers and operators that the journal knows, and its contacts' ids."""

    words: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[JournalLine]) -> "_People":
        """Return what *lines* tell of people: ids, names, accounts in addresses and titles."""
        words: set[str] = set()
        contacts: set[str] = set()
        for line in lines:
            contacts.add(line.contact)
            address = unquote(line.url.partition("://")[2].partition("/")[2]).replace("+", " ")
            values = [value.rpartition("=")[2] for value in re.split("[?&/#]", address)]
            for value in (*values, line.title, line.user_id, line.operator):
                words |= {word.strip(_EDGES).lower() for word in re.split(r"[\s,;]", value)}
        kept = {word for word in words if len(word) >= _LEAST_NAME} - _OURS
        return cls(frozenset(kept - _default_names()), frozenset(contacts))

    def masked(self, text: str) -> str:
        """Return *text* without these people, addresses, long numbers and others' words."""
        return "\n".join(self._masked_line(line) for line in text.split("\n"))

    def masked_settings(self, layer: Layer) -> dict[str, str]:
        """
        Return the settings of *layer* without what an administrator may have written of people.

        Of a template only the server and the parameters are kept, of other free text its length.
        """
        written = tuple(Entry.all_of([layer]))
        names = names_of(written)
        found: dict[str, str] = {}
        for number, entry in enumerate(written, start=1):
            setting = Setting.find(entry, names)
            if isinstance(setting, Problem):
                found[f"(unknown key, {number})"] = f"({len(entry.text)} characters)"
            else:
                found[_masked_key(setting, number)] = self._masked_value(setting.key, entry.text)
        return found

    def _masked_line(self, line: str) -> str:
        stamp = _STAMP.match(line)
        head, rest = (stamp[0], line[stamp.end() :]) if stamp else ("", line)
        rest = rest.replace(str(Path.home()), "~")
        rest = _PATH.sub(TAKEN_OUT, rest)
        rest = _ADDRESS.sub(rf"\1/{TAKEN_OUT}", rest)
        rest = _MAIL.sub(TAKEN_OUT, rest)
        rest = _QUOTED.sub(_without_others_words, rest)
        rest = _WORD.sub(lambda word: self._without_people(word[0]), rest)
        rest = _NUMBER.sub(lambda number: self._without_numbers(number[0]), rest)
        return head + _FOREIGN.sub(TAKEN_OUT, rest)

    def _without_people(self, word: str) -> str:
        if word in self.contacts or word.strip(_EDGES).lower() not in self.words:
            return word
        return TAKEN_OUT

    def _without_numbers(self, number: str) -> str:
        is_ours = number in self.contacts or _VERSION_OR_DATE.fullmatch(number)
        return number if is_ours else TAKEN_OUT

    def _masked_value(self, key: Key[object], text: str) -> str:
        if "://" in text:
            return _masked_template(text)
        return self.masked(text) if key.name in _PLAIN else f"({len(text)} characters)"


def _default_names() -> set[str]:
    """Return the words of the channels' names, which are nobody's."""
    return {word.lower() for name in CHANNEL_NAMES.values() for word in name.split()}


def _without_others_words(quoted: re.Match[str]) -> str:
    return quoted[0] if quoted[0][1:-1].lower() in _OURS else TAKEN_OUT


def _masked_key(setting: Setting, number: int) -> str:
    """Names of channels and fields may be anybody's, but for those that are ours."""
    name = setting.name
    is_ours = not name or name.isdecimal() or name in CHANNEL_NAMES or name in BUILT_IN
    return setting.text if is_ours else f"{setting.key.name} ({number})"


def _masked_template(text: str) -> str:
    """Return server and parameters; what stands between them is the administrator's own."""
    server = urlsplit(text.partition("{")[0])
    expressions = re.findall(r"\{[?&/#.;+]?[A-Za-z_][\w,:*.]*\}", text)
    return f"{server.scheme}://{server.hostname or ''}/{TAKEN_OUT}{''.join(expressions)}"


def _status(status: Status | None, people: _People) -> str:
    if status is None:
        return "null"
    if status.section is not None:
        settings = people.masked_settings(status.section.layer)
        status = replace(status, section=replace(status.section, settings=settings))
    kept = msgspec.to_builtins(replace(status, local_file=people.masked(status.local_file)))
    kept["overlay_trouble"] = _told(status.overlay_trouble, people)
    if status.driver is not None:
        used = status.driver.used
        kept["driver"]["used"] |= {
            "reason": _told(used.reason, people),
            "obstacle": _told(used.obstacle, people),
        }
    return json.dumps(kept, indent=2, ensure_ascii=False)


def _told(what: Said | None, people: _People) -> str:
    return people.masked(what.described()) if what else ""


def _settings(checkup: CheckUp, people: _People) -> str:
    lines = [
        f"{people.masked(layer.name)}: {name} = {value}"
        for layer in checkup.layers
        for name, value in people.masked_settings(layer).items()
    ]
    return "\n".join([*lines, ""])


def _journal(folders: Folders, people: _People) -> Iterator[str]:
    """Return what became of contacts, and when, and nothing of whom."""
    for line in JournalLine.read(folders.journal):
        kept = {
            "at": datetime.fromtimestamp(line.at / 1000, UTC).isoformat(timespec="milliseconds"),
            "contact": line.contact,
            "fate": line.fate,
            "channel_type": line.channel_type,
            "reason": people.masked(line.reason),
            "rule": line.rule,
            "no_account": people.masked(line.no_account),
        }
        stamps = {"reported": line.reported, "received": line.received, "sent": line.sent}
        before = {name: round(line.at - at, 3) for name, at in stamps.items() if at}
        yield json.dumps({**kept, "milliseconds_before": before}) + "\n"


def _log(file: Path, people: _People) -> str:
    try:
        text = file.read_bytes()[-_MOST_OCTETS:].decode("utf-8", "replace")
    except OSError as error:
        return str(Said.of(error))
    return people.masked(text)
