"""What the product says: both languages, the same gaps, and nothing that nobody says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import chatplugin
from chatplugin.domain.rules import ParameterFate, Verdict
from chatplugin.domain.screenpop import Reason
from chatplugin.mail import AccountCase, AccountReason, Age, Doubt, SenderReason
from chatplugin.sentences import Language, Said, commands, said, say, say_remedy, stopped
from chatplugin.sentences.catalogue import SENTENCES
from chatplugin.sentences.entry import Sentence
from tests.broken import every_problem

SOURCES = Path(chatplugin.__file__).parent
CATALOGUE = SOURCES / "sentences"
RAISED_ELSEWHERE = frozenset(
    # Those of settings that need a broken installation, a hundred rules, or a server.
    {
        "stumbled.value",
        "stumbled.layer",
        "overlay.unreachable",
        "overlay.copy",
        "overlay.garbled",
        "overlay.forged",
        "overlay.copy_unsigned",
        "overlay.unsigned",
        "overlay.older",
        "overlay.locked",
        "overlay.too_many",
        "hosts.wider",
        "chrome.has_power",
        "pattern.other",
        "pattern.too_large",
        "pattern.no_library",
        "template.prefix_of_list",
        "rules.too_many",
        "rules.too_costly",
        "type.texts",
        "type.numbers",
    }
)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", SENTENCES)
def test_each_sentence_is_there_in_both_languages_with_the_same_gaps(code: str) -> None:
    sentence = SENTENCES[code]

    for words in (sentence.what, sentence.remedy):
        assert bool(words.en) is bool(words.ru)
        assert gaps(words.en) == gaps(words.ru)
        assert not re.search("[а-яё]", words.en.replace("л/с", ""))
        assert not words.en.endswith(".") or code in commands.SENTENCES


def codes_in_the_sources() -> Iterator[str]:
    """Return each text of the sources that has the form of a code."""
    for path in SOURCES.rglob("*.py"):
        if CATALOGUE in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def of_outcomes() -> Iterator[Said]:
    """Return what may be said of a contact, made of the names of enums."""
    for enum in (Verdict, ParameterFate, SenderReason):
        yield from (member.said for member in enum)
    yield from (Said(reason) for reason in Reason)
    for case in AccountCase:
        for age in Age:
            for doubt in (None, *Doubt):
                yield AccountReason(case, age, "л/с", ("…1", "…2"), doubt).said


def nested(what: Said) -> Iterator[str]:
    yield what.code
    for _, arg in what.args:
        if isinstance(arg, Said):
            yield from nested(arg)


def test_there_is_no_sentence_that_nobody_says() -> None:
    written = {*codes_in_the_sources()}
    named = {code for what in of_outcomes() for code in nested(what)}
    named |= {f"severity.{severity}" for severity in ("error", "warning")}
    named |= {code for code in SENTENCES if code.startswith(("explain.", "number."))}

    assert {*SENTENCES} - written - named == set()


def test_each_sentence_of_settings_is_raised_by_an_example() -> None:
    raised = {code for p in every_problem() for code in nested(p.what)}
    raised |= {problem.remedy.code for problem in every_problem() if problem.remedy}
    files = ("settings", "values", "addresses", "rules")
    of_settings = {code for name in files for code in codes_of(name)}

    assert of_settings - raised - RAISED_ELSEWHERE - {"plain", "plain_remedy"} == {
        "at_character",
        "severity.error",
        "severity.warning",
    }


def codes_of(name: str) -> set[str]:
    module = __import__(f"chatplugin.sentences.{name}", fromlist=["SENTENCES"])
    sentences: dict[str, Sentence] = module.SENTENCES
    return {*sentences}


@pytest.mark.parametrize("language", Language)
def test_every_problem_and_every_outcome_can_be_said(language: Language) -> None:
    for problem in every_problem():
        assert say(problem.what, language)
        assert say_remedy(problem.remedy or problem.what, language)
    for outcome in of_outcomes():
        assert say(outcome, language)


def test_several_words_are_joined_as_people_do() -> None:
    what = said("choice.none", allowed=("a", "b", "c"))

    assert say(what) == "this is not one of a, b, c"
    assert say_remedy(what) == "Write a, b or c"
    assert say_remedy(what, Language.RUSSIAN) == "Напишите a, b или c"


def test_a_quoted_text_with_braces_stays_as_it_is() -> None:
    what = said("ini.no_setting", written="{0}{x}")

    assert say(what, Language.RUSSIAN) == "«{0}{x}» – не настройка"


@pytest.mark.parametrize(
    ("sentence", "whole"), [("Write on", "Write on."), ("Is it?", "Is it?"), ("", "")]
)
def test_a_remedy_gets_the_full_stop_that_it_lacks(sentence: str, whole: str) -> None:
    assert stopped(sentence) == whole
