"""
What the studio says, in English and Russian, side by side so that neither is forgotten.

`page` has what stands there always. What the product itself says is in `chatplugin.sentences`.
"""

from chatplugin.sentences import Language, Said, Words, say, say_remedy, stopped
from chatplugin.studio.words import page


class Say:
    """One language, for templates: `say.save`, `say.count('problems', 2)`, `say.said(remedy)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return self.of(page.WORDS[name])

    def of(self, words: Words) -> str:
        return words.of(self.language)

    def said(self, what: Said) -> str:
        """Return what the product has to say."""
        return say(what, self.language)

    def remedy(self, what: Said) -> str:
        """Return what to do about it, with its full stop."""
        return stopped(say_remedy(what, self.language))

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
