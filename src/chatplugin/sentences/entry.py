"""An entry of the catalogue: what happened, and what to do about it, in both languages."""

from enum import StrEnum

from msgspec import Struct


class Language(StrEnum):
    ENGLISH = "en"
    RUSSIAN = "ru"


class Words(Struct, frozen=True):
    """The same in both languages."""

    en: str
    ru: str

    def of(self, language: Language) -> str:
        return self.ru if language is Language.RUSSIAN else self.en


class Sentence(Struct, frozen=True):
    """
    English and Russian, and the remedy in both, empty where nothing is to be done.

    `{name}` is a gap, `{names:or}` one for several words. Braces that are themselves are doubled.
    """

    en: str
    ru: str
    en_remedy: str = ""
    ru_remedy: str = ""

    @property
    def what(self) -> Words:
        return Words(self.en, self.ru)

    @property
    def remedy(self) -> Words:
        return Words(self.en_remedy, self.ru_remedy)
