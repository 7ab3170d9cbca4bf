"""
The settings file that is edited: read once, written whole or not at all.

An `ASGUIHost.ini` belongs to EMC and to other plug-ins as well: our section is taken out for the
editor, and put back so that all else stays as it is. An overlay in JSON is edited as such a
section. Whatever somebody else has written into it in the meantime, in another tab of the studio
too, is never overwritten without a word. What the studio did not write itself is kept beside the
file before it is replaced: the latest three of them.
"""

import hashlib
import itertools
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from chatplugin.adapters.machine import MOST_SETTINGS, content_of, replace_file
from chatplugin.config.formats import Line, encoding_of, read_ini, read_json, text_of
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said

USUAL = Path("ChatPlugin.ini")
"""The file that is edited where none is named, in the folder where the studio was started."""

_BACKUPS = (".bak", ".bak2", ".bak3")
"""What is put behind the file's name, for the latest backup first."""


class ChangedElsewhereError(Exception):
    """The section is no longer as it was read; `now` is the file as it is."""

    def __init__(self, now: "Document") -> None:
        super().__init__()
        self.now = now


class Document(Struct, frozen=True):
    """A settings file as it was read or written last. The studio writes no other one."""

    path: Path
    section: str
    data: bytes | None
    """The whole file; None while there is none."""

    file: "_IniFile | OverlayFile"
    is_ours: bool = False
    """It was this studio that wrote it last."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_there(self) -> bool:
        return self.data is not None

    @property
    def text(self) -> str:
        return self.file.text

    @property
    def is_overlay(self) -> bool:
        return isinstance(self.file, OverlayFile)

    @property
    def revision(self) -> str:
        """What the section's text is known by; empty while there is no file."""
        text = self.text.rstrip().encode("utf-8", "surrogatepass")
        return hashlib.sha256(text).hexdigest()[:16] if self.is_there else ""

    @classmethod
    def read(cls, path: Path, section: str) -> "Document":
        """
        Read the *section* of the file at *path*, which need not be there yet.

        Raises ConfigurationError if it cannot be read, or has neither form.
        """
        path = path.absolute()
        data = _read(path)
        return cls(path, section, data, _taken_apart(data, section, str(path)))

    def read_again(self) -> "Document":
        """Return the document as it is on disk now. Raises as `read` does."""
        return self.read(self.path, self.section)

    def write(self, text: str, base: str | None = None) -> "Document":
        """
        Write *text* as the section of the file, and return the document that is there then.

        *base* is the revision from which the text was made, if not the document's. Raises
        ChangedElsewhereError if the section has another one now, and ConfigurationError if it
        cannot be written.
        """
        now = self.read_again()
        known = self.revision if base is None else base
        if now.revision != known and not (now.is_there and now.text.rstrip() == text.rstrip()):
            raise ChangedElsewhereError(now)
        if not now.file.is_exact:
            what = said("file.charset", path=str(self.path), charset=now.file.charset)
            raise ConfigurationError(what)
        # Put into the file as it is now: what others have changed outside the section stays.
        data = now.file.with_text(text)
        with _told(self.path):
            target = self.path.resolve()
            if now.data is not None and not (self.is_ours and now.data == self.data):
                _back_up(target, now.data)
            replace_file(target, data, _mode(target))
        file = _taken_apart(data, self.section, str(self.path))
        return Document(self.path, self.section, data, file, is_ours=True)


def _taken_apart(data: bytes | None, section: str, name: str) -> "_IniFile | OverlayFile":
    if data is None:
        # A new file has the form that its name says.
        is_overlay = name.lower().endswith(".json")
        empty = OverlayFile(section, {}) if is_overlay else None
        return empty or _IniFile(section, f"[{section}]\n", newline=os.linesep)
    begin = text_of(data[:64]).lstrip()
    if begin.startswith("--"):
        raise ConfigurationError(said("file.no_ini", name=name))
    return (OverlayFile if begin.startswith("{") else _IniFile).read(data, section)


def _read(path: Path) -> bytes | None:
    try:
        return content_of(path, MOST_SETTINGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = Said.of(error)
        raise ConfigurationError(said("file.unreadable", path=str(path), reason=reason)) from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = Said.of(error)
        raise ConfigurationError(said("file.unwritable", path=str(path), reason=reason)) from error


def _back_up(target: Path, data: bytes) -> None:
    """Keep *data* as the latest backup of the file; the oldest one makes room."""
    names = [target.with_name(target.name + ending) for ending in _BACKUPS]
    for newer, older in reversed([*itertools.pairwise(names)]):
        with suppress(FileNotFoundError):
            newer.replace(older)
    replace_file(names[0], data, _mode(target))


def _mode(target: Path) -> int:
    """Return the rights that the file has, or those that the person's umask gives a new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


class _IniFile(Struct, frozen=True):
    """
    A file taken apart: what stands before and after the section, and how all of it is written.

    `text` is the section for an editor: each line ends with a line feed.
    """

    section: str
    text: str
    before: str = ""
    tail: str = ""
    after: str = ""
    newline: str = "\n"
    mark: bytes = b""
    charset: str = "utf-8"
    is_exact: bool = True
    """The file's bytes can be written again as they were."""

    @classmethod
    def read(cls, data: bytes, section: str) -> "_IniFile":
        """
        Take the *section* of that name out of a file.

        Without any section the whole file is ours. Where ours comes twice, both come as one text.
        """
        mark, charset = encoding_of(data)
        text = data[len(mark) :].decode(charset, "replace")
        before, whole, after = _apart(text, section)
        bare = whole.rstrip()
        return cls(
            section=section,
            text="".join(
                f"{line.text}\n" for line in Line.all_in(bare, section) if line.text or bare
            ),
            before=before,
            tail=whole[len(bare) :],
            after=after,
            newline="\r\n" if "\r\n" in text else "\n",
            mark=mark,
            charset=charset,
            is_exact=mark + text.encode(charset, "replace") == data,
        )

    def with_text(self, text: str) -> bytes:
        """
        Return the file with *text* as its section: of a whole file, our section alone.

        Raises ConfigurationError if the file's charset has no room for it, or if it cannot be told
        what of *text* belongs into the section.
        """
        text, name = _own_part(text, self.section), self.section
        has_header = any(line.section is not None for line in Line.all_in(text, name))
        if (self.before or self.after) and not has_header:
            # Among other sections, lines without a header of ours would belong to the one above.
            text = f"[{name}]\n{text}"
        section = text.rstrip().replace("\n", self.newline)
        before = self.before
        if before and not before.endswith(("\n", "\r")):
            before += self.newline
        whole = before + section + (self.tail or self.newline) + self.after
        try:
            return self.mark + whole.encode(self.charset)
        except UnicodeEncodeError as error:
            character = whole[error.start]
            what = said("file.not_in_charset", character=character, charset=self.charset)
            raise ConfigurationError(what) from error


class OverlayFile(Struct, frozen=True):
    """
    An overlay in JSON, which an editor has as the section of an INI file.

    `whole` is the object in the file; the settings are in it, or in its member of the *section*.
    """

    section: str
    whole: Mapping[str, object]
    before: str = ""
    after: str = ""
    charset: str = "utf-8"
    is_exact: bool = True

    @classmethod
    def read(cls, data: bytes, section: str) -> "OverlayFile":
        """Raises ConfigurationError where something of it could not be kept."""
        layer = read_json(data, section, source="")
        if layer.problems:
            raise ConfigurationError(layer.problems[0].what)
        file = cls(section, json.loads(text_of(data)))
        again = read_ini(file.text.encode(), section, source="").values
        lost = [key for key, value in layer.values.items() if again.get(key) != value]
        if lost:
            raise ConfigurationError(said("file.not_as_ini", key=lost[0]))
        return file

    @property
    def text(self) -> str:
        data = json.dumps(self.whole, ensure_ascii=False).encode()
        values = read_json(data, self.section, source="").values
        return "".join(
            [f"[{self.section}]\n", *(f"{key}={value}\n" for key, value in values.items())]
        )

    def with_text(self, text: str) -> bytes:
        """
        Return the file with the settings of *text*; what is as it was keeps its type.

        Raises ConfigurationError for a line that JSON has no room for.
        """
        seen = dict[str, str]()
        for line in Line.all_in(_own_part(text, self.section), self.section):
            if line.sets and line.key not in seen:
                seen[line.key] = line.value
            elif line.is_remark or line.is_setting:
                raise ConfigurationError(said("editor.not_in_json", line=line.number))
        is_inner = isinstance(self.whole.get(self.section), dict)
        old = self.whole[self.section] if is_inner else self.whole
        known = read_json(json.dumps(old).encode(), self.section, source="").values
        kept = old if isinstance(old, Mapping) else {}
        new = {
            key: kept[key] if known.get(key) == value and key in kept else value
            for key, value in seen.items()
        }
        whole = {**self.whole, self.section: new} if is_inner else new
        return self.written(whole).encode()

    @staticmethod
    def written(settings: Mapping[str, object]) -> str:
        """Return *settings* as a settings server hands them out."""
        return json.dumps(settings, ensure_ascii=False, indent=2) + "\n"


def _own_part(text: str, section: str) -> str:
    lines = Line.all_in(text, section)
    begins = [line for line in lines if line.section is not None]
    if not begins:
        return text
    others = [line for line in begins if not line.is_ours]
    if len(others) == len(begins):
        what = said("editor.no_section", section=section, other=others[0].section or "")
        raise ConfigurationError(what)
    if others:
        return _apart(text, section)[1]
    for line in lines[: begins[0].number - 1]:
        if line.text.strip() and not line.is_remark:
            raise ConfigurationError(said("editor.above", line=line.number, section=section))
    return text


def _apart(text: str, section: str) -> tuple[str, str, str]:
    before = ours = after = ""
    for line in Line.all_in(text, section):
        whole = line.text + line.ending
        if line.is_ours:
            ours += whole
        elif ours:
            after += whole
        else:
            before += whole
    return (before, ours, after) if ours or not before else (before, f"[{section}]", "")
