"""The words of the operator's page, in both languages."""

import pytest

from chatplugin.domain.events import Fate, Incident, Trouble
from chatplugin.domain.screenpop import Reason
from chatplugin.operators_page.words import ENGLISH, RUSSIAN, PageWords


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN], ids=["en", "ru"])
def test_every_language_has_words_for_everything(words: PageWords) -> None:
    assert set(words.reasons) == set(Reason)
    assert set(words.troubles) == set(Trouble)
    assert set(words.incidents) == set(Incident)
    assert set(words.fates) == {None, *Fate}
    assert words.fixed.keys() == ENGLISH.fixed.keys()


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 карточка"),
        (2, "2 карточки"),
        (5, "5 карточек"),
        (11, "11 карточек"),
        (21, "21 карточка"),
    ],
)
def test_russian_counts_as_russians_do(count: int, text: str) -> None:
    assert RUSSIAN.number_of_cards(count) == text
