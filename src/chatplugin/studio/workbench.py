"""
All that the studio knows while it runs: the document, the text in the editor, the contact in sight.

One administrator, one workbench. The page may be loaded again at any time and finds all as it was.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.formats import SECTION
from chatplugin.desktop.played_desktop import TestContact
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.sentences import Language
from chatplugin.studio.diagnostics import Draft, read_draft
from chatplugin.studio.document import Document, open_document
from chatplugin.studio.letters import Letters, Mail, samples
from chatplugin.studio.words import Say

LONGEST = 200_000
"""Characters of one field of the form: a letter that is written by hand is shorter."""


class SampleKind(StrEnum):
    FILE = "file"
    """An e-mail that came as it is; `mail` says which."""

    WRITTEN = "written"
    """An e-mail that is written in the form."""

    MESSENGER = "messenger"


class Sample(Struct, frozen=True):
    """The form's fields by their own names, all of them text."""

    kind: SampleKind = SampleKind.FILE
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


def _sample_of(form: Mapping[str, object]) -> Sample:
    """Take what a page has sent; a field that is absent or no text counts as empty."""
    names = [name for name in Sample.__struct_fields__ if name != "kind"]
    kind = text_in(form, "kind")
    known = kind in [each.value for each in SampleKind]
    texts = {name: text_in(form, name)[:LONGEST] for name in names}
    return Sample(SampleKind(kind) if known else SampleKind.FILE, **texts)


def contact_of(sample: Sample, letters: Letters) -> TestContact | None:
    """Return the contact of the form; None for an e-mail that is not among *letters*."""
    operator = operator_of(sample)
    attributes = attributes_of(sample)
    if sample.kind is SampleKind.MESSENGER:
        channel, author = sample.channel.strip(), sample.author.strip()
        return TestContact(channel, author, operator, attributes=attributes)
    if sample.kind is SampleKind.WRITTEN:
        return TestContact(EMAIL, "", operator, written_mail(sample), attributes)
    mail = letters.find(sample.mail)
    return TestContact(EMAIL, "", operator, mail.raw, attributes) if mail else None


def operator_of(sample: Sample) -> Operator:
    return Operator(sample.agent_id.strip(), sample.agent_name.strip(), sample.station.strip())


def written_mail(sample: Sample) -> bytes:
    """
    Return the e-mail of the form in UTF-8, as RFC 6532 allows.

    By hand: `email` refuses an address that is only half typed.
    """
    head = [
        f"From: {_one_line(sample.sender)}",
        f"Subject: {_one_line(sample.subject)}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join([*head, "", sample.body]).encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def attributes_of(sample: Sample) -> dict[str, str]:
    """Return the lines `Name=value` of the form."""
    pairs = [line.partition("=") for line in sample.attributes.splitlines()]
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


class Workbench:
    def __init__(self, settings_file: Path, language: Language, section: str = SECTION) -> None:
        """Raises ConfigurationError if the file cannot be read."""
        self.language = language
        self.letters = Letters()
        self.take(open_document(settings_file, section))
        say = Say(language)
        self.sample = Sample(
            mail=samples(language)[0].id,
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
        return read_draft(self.text, self.document.section)

    def look_at(self, form: Mapping[str, object]) -> Sample:
        self.sample = _sample_of(form)
        return self.sample

    def show(self, mail: Mail) -> None:
        self.sample = replace(self.sample, kind=SampleKind.FILE, mail=mail.id)

    @property
    def is_saved(self) -> bool:
        return self.text.rstrip() == self.document.text.rstrip()


def text_in(question: Mapping[str, object], name: str) -> str:
    """
    Return a text of *question*; empty where there is none.

    Half a character, which a browser may send while one is put together, becomes a `?`.
    """
    value = question.get(name, "")
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
