"""
All that the studio knows while it runs: the document, the text in the editor, the contact in sight.

One administrator, one workbench. The page may be loaded again at any time and finds all as it was.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from chatplugin.config.formats import SECTION
from chatplugin.sentences import Language
from chatplugin.studio.document import Document, open_document
from chatplugin.studio.letters import Letters, Mail, samples
from chatplugin.studio.reading import Draft, read_draft
from chatplugin.studio.sample import Sample, SampleKind, sample_of
from chatplugin.studio.words import Say


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
        self.sample = sample_of(form)
        return self.sample

    def show(self, mail: Mail) -> None:
        self.sample = replace(self.sample, kind=SampleKind.FILE, mail=mail.id)

    @property
    def is_saved(self) -> bool:
        return self.text.rstrip() == self.document.text.rstrip()
