"""
The words that announce an account, as people write them.

A label of the settings stands for its inflected forms and for spellings that look alike: `лицевой
счет` finds `Лицевого счёта`, `л/с` finds `Л. С.` and `л/c` with a Latin c. Every pattern is
bounded, so a search is linear.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from chatplugin.mail import limits

DEFAULT_LABELS: Final = (
    "лицевой счет", "лицевой", "лиц. счет", "лиц. сч", "лицевой сч", "лиц/с", "елс", "л/с", "л/сч",
    "л/счет",
    "personal account", "account number", "account no", "account num", "account nr",
    "account id", "account",
    "acct", "acc. no", "acc. number", "a/c", "licevoj schet", "licevoi schet", "licevoy schet",
    "litsevoy schet", "litsevoj schet", "l/s",
)  # fmt: skip
"""What `PersonalAccount.Labels` is when it is not set."""

# Of small letters, once `ё` is written `е`. Sets of two letters keep the pattern small.
_TWINS: Final = (
    "аa", "вb", "еe", "кk", "мm", "нh", "оo", "рp", "сc", "тt", "уy", "хx", "йи", "иu", "іi", "ѕs",
)  # fmt: skip
RAISED: Final = "¹²³⁰⁴-⁹"
"""The inside of a set: what marks a footnote."""

LETTER: Final = rf"^\W\d_{RAISED}"
"""The inside of a set."""

_MARKED: Final = re.compile(r"([^\W\d_]+|\d+)([^\w\s]?)\s*")
# Any letter of an ending; `счетчик` is no form of `счет`, for it needs a ч.
_ENDING: Final = f"[{LETTER}ч]"
_ADJECTIVE: Final = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_SEPARATORS: Final = " \n/\\|._-"
"""What `_between` lets stand between two words."""

_VOWELS: Final = "аеиоуыэюяйь"

_HORSES: Final = re.compile(r"(?<![0-9/-])[0-9]{1,4}(?:[.,][0-9])?[ ]?$")
_ADDRESS: Final = re.compile(
    r"(?:кв|квартира|д|дом|к|корп|корпус|стр|оф|уч|участок|п|под|эт)[ .№]{0,3}[0-9]{1,4}[ ]?$",
    re.IGNORECASE,
)
_VEHICLE: Final = re.compile(
    r"двигател|мощност|автомоб|машин|мотор|транспорт|легков|грузов|мотоцикл|лошад|снегоход|катер",
    re.IGNORECASE,
)
_OTHER_ACCOUNT: Final = re.compile(
    r"(?:bank|banking|checking|savings|current|settlement|correspondent|paypal|e-?mail|google|skype|iban|user|twitter"
    r"|facebook|instagram|apple|microsoft)[ '’s]{0,3}$",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(r"[ ]?(?:[:#=№\t]|is\b)")
_START_OF_FIELD: Final = re.compile(
    r"(?:^|[\n\t*\"«>•·-][ ]?|\b(?:my|our|your|the|customer|client|utility)[ ])$", re.IGNORECASE
)
_BANK: Final = re.compile(r"\b(?:iban|swift|bic|sort code|routing|beneficiary)\b", re.IGNORECASE)
_TREASURY: Final = re.compile(
    r"\bуфк\b|казначейств|минфин|(?:министерств|департамент|управлени|комитет|отдел)\w{0,3} финанс"
    r"|финансов\w{2,3} (?:управлени|отдел|департамент)"
)
_OF_AN_ADDRESS: Final = ("/", "?", "&")
_CONTEXT: Final = 60


class Label(NamedTuple):
    """A label as *written*, and where it stands."""

    written: str
    start: int
    end: int


def labels_in(text: str, labels: tuple[str, ...]) -> Iterator[Label]:
    """The places in *text* where a label stands for a customer's account, up to `limits.LABELS`."""
    for number, match in enumerate(_pattern(labels).finditer(folded(text))):
        if number >= limits.LABELS:
            return
        label = Label(" ".join(text[match.start() : match.end()].split()), *match.span())
        if _means_account(text, label):
            yield label


def has_label(text: str, labels: tuple[str, ...]) -> bool:
    """Whether a label stands in *text*, and not only the end of a word such as `details`."""
    found = islice(_pattern(labels).finditer(folded(text)), limits.LABELS)
    return any(not text[max(0, match.start() - 1) : match.start()].isalpha() for match in found)


def folded(text: str) -> str:
    """*text* in small letters, with `е` for `ё`, every letter in its place."""
    small = text.lower()
    if len(small) != len(text):
        small = text.replace("İ", "I").lower()
    return small.replace("ё", "е")


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> "re.Pattern[str]":
    """
    One pattern for all *labels*.

    It begins with the sets of first and of second letters, to which `re` skips without trying more.
    """
    tails: dict[str, list[str]] = {}
    seconds: set[str] = set()
    for label in sorted((folded(each.strip()) for each in labels), key=len, reverse=True):
        tails.setdefault(_twins(label[0]), []).append(_tail(label))
        seconds |= _seconds(label)
    branches = "|".join(f"(?<=[{head}])(?:{'|'.join(found)})" for head, found in tails.items())
    second = "".join(map(re.escape, sorted(seconds)))
    return re.compile(rf"[{''.join(tails)}](?=[{second}])(?:{branches})(?![{LETTER}])")


def _seconds(label: str) -> set[str]:
    """What may follow the first letter of *label*, which has more than one."""
    (word, _), *others = _MARKED.findall(label)
    return _same(word[1]) if len(word) > 1 else {*_SEPARATORS, *_same(others[0][0][0])}


def _tail(label: str) -> str:
    """The pattern of *label* without its first letter."""
    words = _MARKED.findall(label) or [(label, "")]
    pattern = ""
    for at, (word, mark) in enumerate(words):
        letters = word[1:] if at == 0 else word
        pattern += _inflected(word, letters)
        if at + 1 < len(words):
            pattern += _between(word, mark, words[at + 1][0])
    return pattern


def _between(word: str, mark: str, following: str) -> str:
    if len(word) == 1 and len(following) <= 3:
        return r"(?:[ ]?[/\\|.][ ]?)?"
    return r"[ ]?[/\\|.]?[ \n]?" if mark else r"[ \n._-]{0,2}"


def _inflected(word: str, letters: str) -> str:
    """*letters*, the rest of *word*, with Russian endings where the word is long enough for any."""
    if len(word) < 4 or not re.search("[а-я]", word):
        return _spelled(letters) + ("s?" if len(word) > 4 else "")
    if word.endswith(_ADJECTIVE):
        return f"{_spelled(letters[:-2])}{_ENDING}{{2,3}}"
    stem = letters[:-1] if word[-1] in _VOWELS else letters
    return f"{_spelled(stem)}{_ENDING}{{0,3}}"


def _spelled(letters: str) -> str:
    return "".join(f"[{_twins(letter)}]" for letter in letters)


def _twins(letter: str) -> str:
    """The inside of a set: *letter* with the Latin or Cyrillic letter of the same look."""
    return "".join(re.escape(twin) for twin in sorted(_same(letter)))


def _same(letter: str) -> set[str]:
    return {letter} | {twin for pair in _TWINS if letter in pair for twin in pair}


def _means_account(text: str, label: Label) -> bool:
    """Whether the label *label* is a word of its own, and no horsepower, bank or treasury."""
    if label.start and text[label.start - 1].isalpha():
        return False
    before = text[max(0, label.start - _CONTEXT) : label.start]
    word = label.written.lower()
    if word.isascii() and before.endswith(_OF_AN_ADDRESS):
        return False
    if word.startswith(("acc", "асс", "ac")):
        if _OTHER_ACCOUNT.search(before) or _is_bank(text, label):
            return False
        return word not in {"account", "accounts", "ac"} or _is_field(text, label, before)
    line = before.rpartition("\n")[2]
    if len(word) <= 5 and _HORSES.search(line) and _is_horsepower(text, label, line):
        return False
    return not _is_treasury(text[max(0, label.start - 2 * _CONTEXT) : label.start].lower(), line)


def _is_bank(text: str, label: Label) -> bool:
    """`IBAN …, Account Number: …, SWIFT …` are the particulars of a bank's account."""
    line_start = text.rfind("\n", max(0, label.start - 2 * _CONTEXT), label.start) + 1
    around = text[max(line_start, label.start - 2 * _CONTEXT) : label.end + 2 * _CONTEXT]
    return _BANK.search(around) is not None


def _is_treasury(before: str, line: str) -> bool:
    """Organisations have accounts at the treasury, which stand with their bank's particulars."""
    line = line.lower()
    return _TREASURY.search(before) is not None or ("бик" in line and "октмо" in line)


def _is_field(text: str, label: Label, before: str) -> bool:
    """The bare word `account` is a label only as the key of a field, such as `Account: `."""
    return _START_OF_FIELD.search(before) is not None and _FIELD.match(text, label.end) is not None


def _is_horsepower(text: str, label: Label, line: str) -> bool:
    """
    `150 л.с.` is the power of an engine; `кв. 15 л/с 1234567890` is an address and an account.
    """
    if _ADDRESS.search(line):
        return False
    rest = text[label.end : label.end + _CONTEXT].partition("\n")[0]
    return "/" not in label.written or _VEHICLE.search(line + rest) is not None
