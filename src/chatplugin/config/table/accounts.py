"""Settings that say how a personal account is found in the text of an e-mail."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TypeVar

from chatplugin.config import kinds
from chatplugin.config.key import Key
from chatplugin.config.kinds import Kind, Words
from chatplugin.domain.errors import ConfigurationError
from chatplugin.mail import (
    DEFAULT_RULES,
    Ambiguous,
    Length,
    parse_labels,
    parse_length,
    parse_pattern,
)

T = TypeVar("T")

_SECTION = "PersonalAccount."


def _kind(name: Words, parse: Callable[[str], T]) -> Kind[T]:
    """Make a kind of a parser that begins its complaints with the key, which is said already."""

    def read(text: str, _: AbstractSet[str]) -> T:
        try:
            return parse(text)
        except ConfigurationError as error:
            key, colon, what = error.what.partition(": ")
            if not (colon and key.startswith(_SECTION)):
                raise
            raise ConfigurationError(what, remedy=error.remedy) from error

    return Kind(name, read, {"type": "string"})


LABELS = Key(
    _SECTION + "Labels",
    _kind(Words("words with ; between", "слова через ;"), parse_labels),
    default=DEFAULT_RULES.labels,
    without=Words("Russian and English labels", "русские и английские метки"),
    help=Words(
        "The words that an account stands after; their inflected forms are found too.",
        "Слова, после которых стоит счёт; их падежные формы тоже находятся.",
    ),
    example="лицевой счет; л/с; contract",
)
PATTERN: Key[str | None] = Key(
    _SECTION + "Pattern",
    _kind(Words("RE2 pattern", "выражение RE2"), parse_pattern),
    default=None,
    without=Words("labels and length", "метки и длина"),
    help=Words(
        "A pattern with a group `account`, in place of labels and length.",
        "Выражение с группой `account` вместо меток и длины.",
    ),
    example=r"договор\s*№?\s*(?P<account>[0-9]{8})",
)
LENGTH: Key[Length] = Key(
    _SECTION + "Length",
    _kind(Words("a number, or two as in 5-20", "число или два, как 5-20"), parse_length),
    default=DEFAULT_RULES.length,
    without=Words("5 to 20", "от 5 до 20"),
    help=Words("How many digits an account has.", "Сколько цифр в номере счёта."),
    example="10",
    written="5-20",
)
LETTERS = Key(
    _SECTION + "Letters",
    kinds.SWITCH,
    default=DEFAULT_RULES.letters,
    without=Words("off", "off"),
    help=Words("Whether an account may have letters.", "Могут ли в номере счёта быть буквы."),
    example="on",
    written="off",
)
AMBIGUOUS = Key(
    _SECTION + "Ambiguous",
    kinds.choice(Ambiguous),
    default=DEFAULT_RULES.ambiguous,
    without=Words("`none`", "`none`"),
    help=Words(
        "What two different accounts in the newest text mean: no account, or the first of them.",
        "Что значат два разных счёта в последнем письме: счёта нет (`none`) или первый (`first`).",
    ),
    example="first",
    written="none",
)
