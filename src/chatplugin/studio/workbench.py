"""
All that the studio knows while it runs: the document, the text in the editor, the contact in sight.

One administrator, one workbench. The page may be loaded again at any time and finds all as it was.
E-mails to try settings with are the studio's own, and those dropped into it: customers' real
letters. These stay in memory, a few of them, until the studio ends.
"""

import webbrowser
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.formats import SECTION
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.mail import read
from chatplugin.sentences import Language
from chatplugin.studio.document import Document
from chatplugin.studio.draft import Draft
from chatplugin.studio.words import Say

LONGEST = 200_000
"""Characters of one field of the form: a letter that is written by hand is shorter."""

MOST_BYTES = 30 << 20
"""Of one e-mail. Mail servers refuse more than 25 to 50 MB."""

MOST_KEPT = 8
_MOST_BYTES_KEPT = 64 << 20

_SAMPLES = Path(__file__).with_name("samples")


class Workbench:
    def __init__(self, settings_file: Path, language: Language, section: str = SECTION) -> None:
        """Raises ConfigurationError if the file cannot be read."""
        self.language = language
        self.open_page: Callable[[str], object] = webbrowser.open
        self.letters = _Letters()
        self.take(Document.read(settings_file, section))
        say = Say(language)
        self.sample = _Sample(
            mail=_samples(language)[0].id,
            subject=say["written_subject"],
            body=say["written_body"],
        )

    def take(self, document: Document) -> None:
        """Go on with *document*, as it is on disk."""
        self.document = document
        self.text = document.text

    def edit(self, text: str) -> Draft:
        """Take the editor's text over, and say what it means."""
        # A browser gives a textarea's lines back with line feeds only; whoever else asks may not.
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        document = self.document
        return Draft.read(self.text, document.section, is_overlay=document.is_overlay)

    def look_at(self, form: Mapping[str, str]) -> None:
        self.sample = _sample_of(form)

    def drop(self, name: str, raw: bytes) -> None:
        """Keep one more e-mail, and look at it."""
        mail = self.letters.drop(name, raw)
        self.sample = replace(self.sample, kind=_SampleKind.FILE, mail=mail.id)

    @property
    def contact(self) -> TestContact | None:
        """The contact in sight; None for an e-mail that is not kept any more."""
        return self.sample.contact(self.letters)

    @property
    def samples(self) -> "Sequence[_Mail]":
        """The e-mails that come with the studio, of customers who do not exist."""
        return _samples(self.language)

    @property
    def is_saved(self) -> bool:
        return self.text.rstrip() == self.document.text.rstrip()


class _SampleKind(StrEnum):
    FILE = "file"
    """An e-mail that came as it is; `mail` says which."""

    WRITTEN = "written"
    """An e-mail that is written in the form."""

    MESSENGER = "messenger"


class _Sample(Struct, frozen=True):
    """The form's fields by their own names, all of them text."""

    kind: _SampleKind = _SampleKind.FILE
    mail: str = ""
    sender: str = "Anna <anna@example.org>"
    subject: str = ""
    body: str = ""
    channel: str = "WhatsApp"
    author: str = "+79000000001"
    attributes: str = ""
    agent_id: str = "4021"
    agent_name: str = ""
    station: str = ""

    def contact(self, letters: "_Letters") -> TestContact | None:
        """Return the contact of the form; None for an e-mail that is not among *letters*."""
        operator, attributes = self.operator, self.attribute_texts
        if self.kind is _SampleKind.MESSENGER:
            channel, author = self.channel.strip(), self.author.strip()
            return TestContact(channel, author, operator, b"", attributes)
        if self.kind is _SampleKind.WRITTEN:
            return TestContact(EMAIL, "", operator, self._written_mail(), attributes)
        mail = letters.find(self.mail)
        return TestContact(EMAIL, "", operator, mail.raw, attributes) if mail else None

    @property
    def operator(self) -> Operator:
        return Operator(self.agent_id.strip(), self.agent_name.strip(), self.station.strip())

    @property
    def attribute_texts(self) -> dict[str, str]:
        """Return the lines `Name=value` of the form."""
        pairs = [line.partition("=") for line in self.attributes.splitlines()]
        return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}

    def _written_mail(self) -> bytes:
        """
        Return the e-mail of the form in UTF-8, as RFC 6532 allows.

        By hand: `email` refuses an address that is only half typed.
        """
        head = [
            f"From: {_one_line(self.sender)}",
            f"Subject: {_one_line(self.subject)}",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        ]
        return "\r\n".join([*head, "", self.body]).encode("utf-8", "replace")


def _sample_of(form: Mapping[str, str]) -> _Sample:
    """Take what a page has sent; a field that is absent counts as empty."""
    names = [name for name in _Sample.__struct_fields__ if name != "kind"]
    kind = form.get("kind", "")
    known = kind in [each.value for each in _SampleKind]
    texts = {name: form.get(name, "")[:LONGEST] for name in names}
    return _Sample(_SampleKind(kind) if known else _SampleKind.FILE, **texts)


class _Mail(Struct, frozen=True):
    """An e-mail as it came. `name` is for people: a subject, or the name of a file."""

    id: str
    name: str
    raw: bytes


class _Letters:
    """What there is to choose from."""

    def __init__(self) -> None:
        self._dropped: dict[str, _Mail] = {}
        self._numbers = count(1)

    def drop(self, name: str, raw: bytes) -> _Mail:
        """Keep one more e-mail, and let go of the oldest ones where there are too many."""
        mail = _Mail(f"dropped-{next(self._numbers)}", name[:200], raw)
        self._dropped[mail.id] = mail
        while len(self._dropped) > MOST_KEPT or self._size() > _MOST_BYTES_KEPT:
            del self._dropped[next(iter(self._dropped))]
        return mail

    def dropped(self) -> Sequence[_Mail]:
        """Return what was dropped, the newest first."""
        return [*reversed(self._dropped.values())]

    def find(self, mail_id: str) -> _Mail | None:
        every = [
            *self._dropped.values(),
            *_samples(Language.ENGLISH),
            *_samples(Language.RUSSIAN),
        ]
        return next((mail for mail in every if mail.id == mail_id), None)

    def _size(self) -> int:
        return sum(len(mail.raw) for mail in self._dropped.values())


@cache
def _samples(language: Language) -> tuple[_Mail, ...]:
    paths = sorted(_SAMPLES.glob(f"*.{language}.eml"))
    raws = [path.read_bytes() for path in paths]
    return tuple(
        _Mail(path.stem, read(raw).subject, raw) for path, raw in zip(paths, raws, strict=True)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
