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
from typing import NamedTuple

from chatplugin.mail import limits
from chatplugin.mail.letter.text import folded

# Of small letters, once `ё` is written `е`. Sets of two letters keep the pattern small.
_TWINS = (
    "аa", "вb", "еe", "кk", "мm", "нh", "оo", "рp", "сc", "тt", "уy", "хx", "йи", "иu", "іi", "ѕs",
)  # fmt: skip
RAISED = "¹²³⁰⁴-⁹"
"""The inside of a set: what marks a footnote."""

LETTER = rf"^\W\d_{RAISED}"
"""The inside of a set."""

_MARKED = re.compile(r"([^\W\d_]+|\d+)([^\w\s]?)\s*")
# Any letter of an ending; `счетчик` is no form of `счет`, for it needs a ч.
_ENDING = f"[{LETTER}ч]"
_ADJECTIVE = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_SEPARATORS = " \n/\\|._-"
"""What `_between` lets stand between two words."""

_VOWELS = "аеиоуыэюяйь"

_HORSES = re.compile(r"(?<![0-9/-])[0-9]{1,4}(?:[.,][0-9])?[ ]?$")
_ADDRESS = re.compile(
    r"(?:кв|квартира|д|дом|к|корп|корпус|стр|оф|уч|участок|п|под|эт)[ .№]{0,3}[0-9]{1,4}[ ]?$",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"двигател|мощност|автомоб|машин|мотор|транспорт|легков|грузов|мотоцикл|лошад|снегоход|катер",
    re.IGNORECASE,
)
_OTHER_ACCOUNT = re.compile(
    r"(?:bank|banking|checking|savings|current|settlement|correspondent|paypal|e-?mail|google|skype|iban|user|twitter"
    r"|facebook|instagram|apple|microsoft)[ '’s]{0,3}$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[ ]?(?:[:#=№\t]|is\b)")
_START_OF_FIELD = re.compile(
    r"(?:^|[\n\t*\"«>•·-][ ]?|\b(?:my|our|your|the|customer|client|utility)[ ])$", re.IGNORECASE
)
_BANK = re.compile(r"\b(?:iban|swift|bic|sort code|routing|beneficiary)\b", re.IGNORECASE)
_TREASURY = re.compile(
    r"\bуфк\b|казначейств|минфин|(?:министерств|департамент|управлени|комитет|отдел)\w{0,3} финанс"
    r"|финансов\w{2,3} (?:управлени|отдел|департамент)"
)
_OF_AN_ADDRESS = ("/", "?", "&")
_CONTEXT = 60


class Label(NamedTuple):
    """A label as *written*, and where it stands."""

    written: str
    start: int
    end: int


def labels_in(text: str, labels: tuple[str, ...]) -> Iterator[Label]:
    """Find the labels of a customer's account in *text*, up to `limits.LABELS`."""
    for start, end in _spans(text, labels):
        label = Label(" ".join(text[start:end].split()), start, end)
        if _means_account(text, label):
            yield label


def has_label(text: str, labels: tuple[str, ...]) -> bool:
    """Return whether a label stands in *text*, and not only the end of a word such as `details`."""
    return any(not text[max(0, start - 1) : start].isalpha() for start, _ in _spans(text, labels))


@lru_cache(maxsize=4)
def _spans(text: str, labels: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return where labels stand in *text*, which is asked for twice: for its charset, and read."""
    found = islice(_pattern(labels).finditer(folded(text)), limits.LABELS)
    return tuple([match.span() for match in found])


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> "re.Pattern[str]":
    """
    Return one pattern for all *labels*.

    It begins with the sets of first and of second letters, to which `re` skips without trying
    more.
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
    """Return what may follow the first letter of *label*, which has more than one."""
    (word, _), *others = _MARKED.findall(label)
    return _same(word[1]) if len(word) > 1 else {*_SEPARATORS, *_same(others[0][0][0])}


def _tail(label: str) -> str:
    """Return the pattern of *label* without its first letter."""
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
    """Return the pattern of *letters*, the rest of *word*, with endings if it is long enough."""
    if len(word) < 4 or not re.search("[а-я]", word):
        return _spelled(letters) + ("s?" if len(word) > 4 else "")
    if word.endswith(_ADJECTIVE):
        return f"{_spelled(letters[:-2])}{_ENDING}{{2,3}}"
    stem = letters[:-1] if word[-1] in _VOWELS else letters
    return f"{_spelled(stem)}{_ENDING}{{0,3}}"


def _spelled(letters: str) -> str:
    return "".join(f"[{_twins(letter)}]" for letter in letters)


def _twins(letter: str) -> str:
    """Return the inside of a set: *letter* and the Latin or Cyrillic letter of the same look."""
    return "".join(re.escape(twin) for twin in sorted(_same(letter)))


def _same(letter: str) -> set[str]:
    return {letter} | {twin for pair in _TWINS if letter in pair for twin in pair}


def _means_account(text: str, label: Label) -> bool:
    """Return whether *label* is a word of its own, and no horsepower, bank or treasury."""
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
    """Organisations have accounts at the treasury, written beside their bank's particulars."""
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
