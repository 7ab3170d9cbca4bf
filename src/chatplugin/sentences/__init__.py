"""
What the product says to people, in English and Russian.

Whoever finds something keeps it as a value: a code of the catalogue, and what fills the gaps of its
sentence (`Said`). The sentence is made at the end, in the reader's language. The catalogue itself
is loaded with the first sentence: most starts say nothing.
"""

from typing import NamedTuple, TypeAlias, Union, final

from chatplugin.sentences.entry import Language, Words

__all__ = ["Arg", "Language", "Said", "Words", "said", "say", "say_remedy", "stopped"]


Arg: TypeAlias = Union[str, int, "tuple[str | Said, ...]", "Said"]


@final
class Said(NamedTuple):
    """Something to say: its code in the catalogue, and what fills the gaps of its sentence."""

    code: str
    args: tuple[tuple[str, Arg], ...] = ()

    def __str__(self) -> str:
        return say(self)


def said(code: str, /, **args: Arg) -> Said:
    return Said(code, tuple(args.items()))


def say(what: Said, language: Language = Language.ENGLISH) -> str:
    """Return the sentence of *what*, without a full stop."""
    from chatplugin.sentences.catalogue import SENTENCES  # noqa: PLC0415 - see the docstring

    return _filled(SENTENCES[what.code].what, what, language)


def say_remedy(what: Said, language: Language = Language.ENGLISH) -> str:
    """Return what to do about *what*, without a full stop; empty where nothing is to be done."""
    from chatplugin.sentences.catalogue import SENTENCES  # noqa: PLC0415

    return _filled(SENTENCES[what.code].remedy, what, language)


def stopped(sentence: str) -> str:
    """Return *sentence* with its full stop, if it lacks one."""
    return sentence if not sentence or sentence.endswith((".", "?")) else f"{sentence}."


def _filled(words: Words, what: Said, language: Language) -> str:
    args = {name: _in(arg, language) for name, arg in what.args}
    return words.of(language).format_map(args)


def _in(arg: Arg, language: Language) -> object:
    if isinstance(arg, str | int):
        return arg
    if isinstance(arg, Said):
        return say(arg, language)
    return _Listed(say(part, language) if isinstance(part, Said) else part for part in arg)


class _Listed(tuple[str, ...]):
    """Several words. `{names:or}` puts the last one behind an "or"; `{names}` needs only commas."""

    __slots__ = ()

    def __format__(self, conjunction: str) -> str:
        if not conjunction or len(self) < 2:
            return ", ".join(self)
        return f"{', '.join(self[:-1])} {conjunction} {self[-1]}"
