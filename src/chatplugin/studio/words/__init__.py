"""
What the studio says, in English and Russian, side by side so that neither is forgotten.

`page` has what stands there always, `sentences` the Russian for what the product itself says.
"""

from markupsafe import Markup, escape

from chatplugin.config.kinds import Words
from chatplugin.config.language import Language
from chatplugin.studio.words import page
from chatplugin.studio.words.sentences import in_russian


class Say:
    """One language, for templates: `say.save`, `say.count('problems', 2)`, `say.said(remedy)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return self.of(page.WORDS[name])

    def of(self, words: Words) -> str:
        return words.ru if self.language is Language.RUSSIAN else words.en

    def said(self, sentence: str) -> Markup:
        """Return a sentence of the product; one that has no Russian is marked as English."""
        if self.language is Language.ENGLISH:
            return escape(sentence)
        russian = in_russian(sentence)
        return escape(russian) if russian else Markup('<span lang="en">{}</span>').format(sentence)

    def plain(self, sentence: str) -> str:
        """Return a sentence of the product as text."""
        russian = in_russian(sentence) if self.language is Language.RUSSIAN else None
        return russian or sentence

    def count(self, name: str, number: int) -> str:
        """Return *number* with its noun in the right form."""
        english, russian = page.COUNTED[name]
        if self.language is Language.RUSSIAN:
            return f"{number} {russian[_russian_form(number)]}"
        return f"{number} {english[0] if number == 1 else english[1]}"


def _russian_form(number: int) -> int:
    """1, 21 have the first form; 2 to 4, 22 to 24 the second; all others the third."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else 2
