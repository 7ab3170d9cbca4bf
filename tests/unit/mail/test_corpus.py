"""Every letter of the corpus: the right customer and the right account, or none."""

import pytest

from chatplugin.mail import read
from tests.corpus.all import MESSAGES
from tests.corpus.build import Message
from tests.corpus.kinds import KINDS
from tests.corpus.mutants import harvest

MUTANTS = 600


@pytest.mark.parametrize("message", MESSAGES, ids=[message.name for message in MESSAGES])
def test_a_letter_says_what_a_person_reads_in_it(message: Message) -> None:
    letter = read(message.raw, message.rules)

    assert letter.account.value == message.account, message.why
    assert letter.sender.value == message.sender, message.why


def test_the_place_of_the_account_in_the_body_holds_the_account() -> None:
    for message in MESSAGES:
        letter = read(message.raw, message.rules)

        if letter.account.span is None:
            assert letter.account.value is None, message.name
        else:
            shown = letter.body[slice(*letter.account.span)]
            assert _bare(shown) == _bare(letter.account.value or ""), message.name


def test_no_reason_carries_an_account_or_an_address() -> None:
    for message in MESSAGES:
        letter = read(message.raw, message.rules)

        told = letter.account.describe() + letter.sender.describe() + repr(letter.account.reason)
        assert "@" not in told, message.name
        assert not any(len(word) > 4 for word in _runs_of_figures(told)), message.name


def test_the_corpus_covers_each_form_more_than_once() -> None:
    names = [message.name for message in MESSAGES]

    assert len({message.raw for message in MESSAGES}) >= 600
    for form in ("wording", "grouped", "beside", "charset", "encoding", "html", "structure"):
        assert sum(name.startswith(form) for name in names) >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_letters_in_three_wordings_or_more(kind: str) -> None:
    assert len({text for _, _, texts in KINDS[kind] for text in texts}) >= 3


def test_mutants_of_the_corpus_neither_raise_nor_hang() -> None:
    found = harvest(MUTANTS, seed=3)

    assert found.read == MUTANTS
    assert found.crashes == []
    assert found.slowest < 1


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _runs_of_figures(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()
