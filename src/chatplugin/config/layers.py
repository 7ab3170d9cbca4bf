"""
Layers of settings, lowest first: defaults, a local file, EMC's section, an overlay; and problems.

A key in a higher layer hides the same key in the lower ones. A key that is left empty is not set.

A problem is a value: which rule is broken, where, and what to write instead. Its sentence, which
names key, value and remedy, is made for whoever reads it: the log and EMC's error log in English,
the operator's page, the studio and `chatplugin check` in the reader's language.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from chatplugin.domain.contact import shown
from chatplugin.domain.errors import BadValue, ChatPluginError, Span, without_values
from chatplugin.sentences import Language, Said, said, say, say_remedy, stopped

DESKTOP = "this desktop"
"""The source of what is wrong not with the settings' text but with what it names."""

SETTINGS = "settings"
"""The source of what is wrong with all settings together."""

DEFAULTS = "default"
"""The name of the lowest layer, which every reading has by itself."""

_NAMED = {
    DESKTOP: "layer.desktop",
    SETTINGS: "layer.settings",
    DEFAULTS: "layer.default",
    "command line": "layer.options",
}
_NAMED_WITH = {"EMC section ": "layer.emc", "overlay ": "layer.overlay"}


class Severity(StrEnum):
    ERROR = "error"
    """The value is not used."""

    WARNING = "warning"
    """It works, but hardly as it was meant."""


class Place(Struct, frozen=True):
    """Where a setting stands in its file: the line, and the columns of key and value, from 1."""

    line: int
    column: int
    value_column: int


class Problem(Struct, frozen=True):
    """
    One thing that an administrator should put right.

    `source` is the layer that it came from. `key` is empty where a whole source is wrong, `value`
    where the key is, or the value may be a secret; it is on one line, and cut.
    """

    what: Said
    source: str
    key: str = ""
    value: str = ""
    span: Span | None = None
    """The characters of the value that are wrong; None for all of it, or for the key."""

    fix: str | None = None
    """What to write in the place of these characters, or of the key."""

    remedy: Said | None = None
    """Whose remedy it is; that of `what` itself where there is none."""

    severity: Severity = Severity.ERROR
    place: Place | None = None

    @classmethod
    def of(cls, error: ChatPluginError, source: str, key: str = "", value: str = "") -> "Problem":
        """Return the problem that *error* tells of: of the *value* under *key*, if there is one."""
        span, fix = (error.span, error.fix) if isinstance(error, BadValue) else (None, None)
        return cls(
            error.said, source, key, shown(value), span=span, fix=fix, remedy=error.remedy_said
        )

    @classmethod
    def stumbled(cls, key: str, error: Exception, source: str) -> "Problem":
        """Return the problem of a setting, or of a whole layer, that the reader itself fails at."""
        code = "stumbled.value" if key else "stumbled.layer"
        return cls(said(code, error=without_values(error)), source, key)

    def __str__(self) -> str:
        return self.described()

    def headed(self, language: Language) -> str:
        """Return what `described` does, behind how bad it is: `ERROR  …`."""
        severity = say(said(f"severity.{self.severity}"), language)
        return f"{severity.upper()}  {self.described(language)}"

    def described(self, language: Language = Language.ENGLISH) -> str:
        """Return the problem in one line: where, what, and what to do about it."""
        text = self.sentence(language)
        if self.span and not self.place:
            number = self.span.start + 1
            text = say(said("at_character", number=number, what=self.what), language)
        subject = f"{self.key} = '{self.value}'" if self.value else self.key
        line = ": ".join(part for part in (self._where(language), subject, text) if part)
        return f"{line}. {self.advice(language)}".rstrip()

    def sentence(self, language: Language = Language.ENGLISH) -> str:
        """Return what is wrong, for readers who see key and value beside it."""
        return say(self.what, language)

    def advice(self, language: Language = Language.ENGLISH) -> str:
        """Return what to do about it, with its full stop."""
        return stopped(say_remedy(self.remedy or self.what, language))

    def read_on(self, language: Language = Language.ENGLISH) -> str:
        return self.what.read_on(language)

    def anywhere(self) -> "Problem":
        """Return the same problem wherever it stands: lines move when others are written."""
        return replace(self, place=None)

    @property
    def position(self) -> tuple[int, int] | None:
        """Line and column of what is wrong, from 1; None where its source has no lines."""
        if self.place is None:
            return None
        column = self.place.column
        if self.value:
            column = self.place.value_column + (self.span.start if self.span else 0)
        return self.place.line, column

    def _where(self, language: Language) -> str:
        source = say(Layer.known_as(self.source), language)
        if self.position is None:
            return source
        line, column = self.position
        return f"{source}:{line}:{column}"


class Layer(Struct, frozen=True):
    """
    The settings of one source. `name` is for people: `EMC section ChatPlugin`, `local.ini`.

    `problems` are those of its form, found before any setting was looked at; `places` where its
    keys stand, where that is known.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    is_remote: bool = False
    """Whether a settings server has sent it: then it may do less (`config.settings`)."""

    @staticmethod
    def known_as(name: str) -> Said:
        """Return what people call the layer of that *name*, or what stands in for a layer."""
        for start, code in _NAMED_WITH.items():
            if name.startswith(start):
                return said(code, name=name.removeprefix(start))
        return said(_NAMED[name]) if name in _NAMED else said("layer.file", name=name)


class Entry(Struct, frozen=True):
    """One key as it is written in one layer."""

    key: str
    text: str
    layer: str
    place: Place | None = None

    @classmethod
    def all_of(cls, layers: "Sequence[Layer]") -> "Iterator[Entry]":
        """Return what is set, the lowest layer first."""
        for layer in layers:
            for key, text in layer.values.items():
                if text.strip():
                    yield cls(key.strip(), text.strip(), layer.name, layer.places.get(key))
