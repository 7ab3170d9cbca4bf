"""
What the product says to people, in English and Russian.

Whoever finds something keeps it as a value: a code of the catalogue, and what fills the gaps of its
sentence (`Said`). The sentence is made at the end, in the reader's language. The catalogue itself
is loaded with the first sentence: most starts say nothing.
"""

import errno
from collections.abc import Mapping
from typing import TypeAlias, Union

from msgspec import Struct

from chatplugin.sentences.entry import Language, Words

__all__ = ["Arg", "Language", "Said", "Words", "said", "say", "say_remedy", "stopped"]


Arg: TypeAlias = Union[str, int, tuple[Union[str, "Said"], ...], "Said"]

_OF_SYSTEM: Mapping[int | None, str] = {
    errno.ENOENT: "os.not_there",
    errno.EACCES: "os.refused",
    errno.EPERM: "os.refused",
    errno.EISDIR: "os.folder",
    errno.ENOTDIR: "os.no_folder",
    errno.ENOSPC: "os.full",
    errno.EROFS: "os.read_only",
    errno.ECONNREFUSED: "os.connection_refused",
    errno.ENETUNREACH: "os.unreachable",
    errno.ECONNRESET: "os.closed",
}
"""What a system most often refuses. All else it says itself, in a language of its own."""


class Said(Struct, frozen=True, omit_defaults=True):
    """
    Something to say: its code in the catalogue, and what fills the gaps of its sentence.

    It may be kept in a file, and be said in the language of whoever reads that.
    """

    code: str
    args: tuple[tuple[str, Arg], ...] = ()

    @classmethod
    def of(cls, error: OSError) -> "Said":
        """Return what *error* says."""
        if code := _OF_SYSTEM.get(error.errno):
            return cls(code)
        if isinstance(error, ConnectionResetError):  # Without a number if it is of `http.client`.
            return cls("os.closed")
        if type(error).__name__ == "gaierror":  # Of `socket`, which few commands load.
            return cls("os.no_name")
        return said("plain", text=error.strerror or type(error).__name__)

    def __str__(self) -> str:
        return say(self)

    @property
    def is_known(self) -> bool:
        """Whether this version has a sentence for it: another one may have kept it."""
        from chatplugin.sentences.catalogue import SENTENCES  # noqa: PLC0415 - as below

        return self.code in SENTENCES

    def read_on(self, language: Language = Language.ENGLISH) -> str:
        """Return the page of the docs that says more, and its heading: `howto/trust#…`."""
        from chatplugin.sentences.catalogue import READ_ON  # noqa: PLC0415 - as below

        family = self.code.partition(".")[0]
        return (READ_ON.get(self.code) or READ_ON.get(family) or READ_ON[""]).of(language)

    def described(self, language: Language = Language.ENGLISH) -> str:
        """Return what happened and what to do about it, in one line."""
        what, remedy = say(self, language), say_remedy(self, language)
        return f"{what}. {remedy}" if remedy else what


def said(code: str, /, **args: Arg) -> Said:
    return Said(code, tuple(args.items()))


def say(what: Said, language: Language = Language.ENGLISH) -> str:
    """Return the sentence of *what*, without a full stop; the code of another version's."""
    from chatplugin.sentences.catalogue import SENTENCES  # noqa: PLC0415 - see the docstring

    sentence = SENTENCES.get(what.code)
    return _filled(sentence.what, what, language) if sentence else what.code


def say_remedy(what: Said, language: Language = Language.ENGLISH) -> str:
    """
    Return what to do about *what*, without a full stop; empty where nothing is to be done.

    Without a remedy of its own it has that of what it tells of.
    """
    from chatplugin.sentences.catalogue import SENTENCES  # noqa: PLC0415

    sentence = SENTENCES.get(what.code)
    if sentence and sentence.remedy.en:
        return _filled(sentence.remedy, what, language)
    causes = (say_remedy(arg, language) for _, arg in what.args if isinstance(arg, Said))
    return next(filter(None, causes), "")


def stopped(sentence: str) -> str:
    """Return *sentence* with its full stop, if it lacks one."""
    return sentence if not sentence or sentence.endswith((".", "?")) else f"{sentence}."


def _filled(words: Words, what: Said, language: Language) -> str:
    gaps = _Gaps({name: _in(arg, language) for name, arg in what.args})
    try:
        return words.of(language).format_map(gaps)
    except ValueError:  # It comes from a file, and was never said by us.
        return what.code


class _Gaps(dict[str, object]):
    """Another version may fill other gaps."""

    def __missing__(self, name: str) -> str:
        return "…"


def _in(arg: Arg, language: Language) -> object:
    if isinstance(arg, str | int):
        return arg
    if isinstance(arg, Said):
        return say(arg, language)
    return _Listed(str(_in(each, language)) for each in arg)


class _Listed(tuple[str, ...]):
    """Several words. `{names:or}` puts the last one behind an "or"; `{names}` needs only commas."""

    __slots__ = ()

    def __format__(self, conjunction: str) -> str:
        if not conjunction or len(self) < 2:
            return ", ".join(self)
        return f"{', '.join(self[:-1])} {conjunction} {self[-1]}"
