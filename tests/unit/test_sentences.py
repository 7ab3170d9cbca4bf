"""What the product says: both languages, the same gaps, and nothing that nobody says."""

import ast
import errno
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from socket import gaierror
from string import Formatter
from typing import NamedTuple

import pytest

import chatplugin
from chatplugin.domain.errors import ChatPluginError
from chatplugin.domain.events import Trouble
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


class Call(NamedTuple):
    """A call in the sources: what is called, with which texts and names, and where."""

    where: str
    name: str
    first: str | None
    is_text: bool
    gaps: set[str]


@cache
def calls() -> list[Call]:
    return [*_calls()]


def _calls() -> Iterator[Call]:
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield call_of(node, node.func.id, f"{path.relative_to(SOURCES)}:{node.lineno}")


def call_of(node: ast.Call, name: str, where: str) -> Call:
    first = node.args[0] if node.args else None
    text = first.value if isinstance(first, ast.Constant) else None
    names = {keyword.arg or "**" for keyword in node.keywords}
    is_text = isinstance(first, ast.JoinedStr) or isinstance(text, str)
    return Call(where, name, str(text) if text else None, is_text, names)


def test_each_code_that_is_said_has_a_sentence_and_fills_its_gaps() -> None:
    told = [call for call in calls() if call.name == "said" and call.first]
    unknown = {call for call in told if call.first not in SENTENCES}
    wrong = {call for call in told if call.first in SENTENCES and not fills(call)}

    assert len(told) > 100
    assert [call.where for call in unknown | wrong] == []


def fills(call: Call) -> bool:
    sentence = SENTENCES[call.first or ""]
    return "**" in call.gaps or call.gaps == gaps(sentence.en) | gaps(sentence.en_remedy)


def test_no_error_that_people_read_is_a_text_in_one_language() -> None:
    """Programmers alone read of broken protocols; `plain` is for what others have said."""
    errors = {each.__name__ for each in subclasses(ChatPluginError)} - FOR_PROGRAMMERS
    texts = [call.where for call in calls() if call.name in errors and call.is_text]
    plain = {call.where.partition(":")[0] for call in calls() if call.first == "plain"}

    assert texts == []
    assert plain == {"adapters/status_file.py", "domain/errors.py", "sentences/__init__.py"}


FOR_PROGRAMMERS = {"ProtocolError", "BadValue"}
"""The second takes a code in the place of a text."""


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for each in kind.__subclasses__():
        yield from subclasses(each)


def of_outcomes() -> Iterator[Said]:
    """Return what may be said of a contact, made of the names of enums."""
    for enum in (Verdict, ParameterFate, SenderReason):
        yield from (member.said for member in enum)
    yield from (Said(reason) for reason in Reason)
    yield from (trouble.said("404") for trouble in Trouble)
    for case in AccountCase:
        for age in Age:
            for doubt in (None, *Doubt):
                yield AccountReason(case, age, "л/с", ("…1", "…2"), doubt).said


def nested(what: Said) -> Iterator[str]:
    yield what.code
    for _, arg in what.args:
        if isinstance(arg, Said):
            yield from nested(arg)


OF_SYSTEM = [OSError(number, "") for number in errno.errorcode] + [gaierror(-2, "")]


@pytest.mark.parametrize("error", [FileNotFoundError(2, ""), PermissionError(13, "")])
def test_what_a_system_most_often_refuses_is_said_in_the_readers_language(error: OSError) -> None:
    assert re.search("[а-яё]", say(Said.of(error), Language.RUSSIAN))


def test_all_else_a_system_says_itself() -> None:
    assert say(Said.of(OSError(9999, "It is odd")), Language.RUSSIAN) == "It is odd"
    assert say(Said.of(OSError()), Language.RUSSIAN) == "OSError"


def test_there_is_no_sentence_that_nobody_says() -> None:
    written = {*codes_in_the_sources()}
    named = {code for what in of_outcomes() for code in nested(what)}
    named |= {f"severity.{severity}" for severity in ("error", "warning")}
    named |= {code for code in SENTENCES if code.startswith(("explain.", "number."))}
    named |= {Said.of(error).code for error in OF_SYSTEM}

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
        assert all(code in SENTENCES for code in nested(outcome))
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
