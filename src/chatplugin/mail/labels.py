"""
The words that announce an account, as people write them.

A label of the settings stands for its inflected forms and for spellings that look alike: `лицевой
счет` finds `Лицевого счёта`, `л/с` finds `Л. С.` and `л/c` with a Latin c. Every pattern is
bounded, so a search is linear.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

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

_TWINS: Final = (
    "аa",
    "вb",
    "еeё",
    "ёеe",
    "кk",
    "мm",
    "нh",
    "оo",
    "рp",
    "сc",
    "тt",
    "уy",
    "хx",
    "йи",
    "иu",
    "іi",
    "ѕs",
)
_MARKED: Final = re.compile(r"([^\W\d_]+|\d+)([^\w\s]?)\s*")
# The letters of endings, and their Latin twins; `счетчик` is no form of `счет`, for it needs a ч.
_ENDING: Final = "[аеёуиыяюойьмвхгАЕЁУИЫЯЮОЙЬМВХГaeyoxmbAEYOXMB]"
_ADJECTIVE: Final = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
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
_TREASURY: Final = re.compile(r"\bУФК\b|казначейств|\bБИК\b.{0,80}\bОКТМО\b", re.IGNORECASE)
_FIELD: Final = re.compile(r"[ ]?(?:[:#=№\t]|is\b)")
_START_OF_FIELD: Final = re.compile(
    r"(?:^|[\n\t*\"«>•·-][ ]?|\b(?:my|our|your|the|customer|client|utility)[ ])$", re.IGNORECASE
)
_CONTEXT: Final = 60


def labels_in(text: str, labels: tuple[str, ...]) -> Iterator["re.Match[str]"]:
    """The places in *text* where a label stands for a customer's account, up to `limits.LABELS`."""
    for number, match in enumerate(_pattern(labels).finditer(text)):
        if number >= limits.LABELS:
            return
        if _means_account(text, match):
            yield match


def has_label(text: str, labels: tuple[str, ...]) -> bool:
    return _pattern(labels).search(text) is not None


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> "re.Pattern[str]":
    """
    One pattern for all *labels*.

    It begins with the set of first letters, to which `re` skips without trying more.
    """
    tails: dict[str, list[str]] = {}
    for label in sorted(map(str.strip, labels), key=len, reverse=True):
        tails.setdefault(_twins(label[0]), []).append(_tail(label))
    branches = "|".join(f"(?<=[{head}])(?:{'|'.join(found)})" for head, found in tails.items())
    return re.compile(rf"[{''.join(tails)}](?:{branches})(?![^\W\d_])")


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
    if len(word) < 4 or not re.search("[а-яё]", word.lower()):
        return _spelled(letters) + ("[sS]?" if len(word) > 4 else "")
    if word.lower().endswith(_ADJECTIVE):
        return f"{_spelled(letters[:-2])}{_ENDING}{{2,3}}"
    stem = letters[:-1] if word[-1].lower() in _VOWELS else letters
    return f"{_spelled(stem)}{_ENDING}{{0,3}}"


def _spelled(letters: str) -> str:
    return "".join(f"[{_twins(letter)}]" for letter in letters)


def _twins(letter: str) -> str:
    """
    The inside of a set: *letter* in both cases with the Latin or Cyrillic letters of the same look.
    """
    same = {letter.lower()} | {twin for pair in _TWINS if letter.lower() in pair for twin in pair}
    return "".join(
        re.escape(twin) + (re.escape(twin.upper()) if len(twin.upper()) == 1 else "")
        for twin in sorted(same)
    )


def _means_account(text: str, match: "re.Match[str]") -> bool:
    """Whether the label at *match* is a word of its own, and no horsepower, bank or treasury."""
    if match.start() and text[match.start() - 1].isalpha():
        return False
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    word = match[0].lower()
    if word.startswith(("acc", "асс", "ac")):
        if _OTHER_ACCOUNT.search(before):
            return False
        return word not in {"account", "accounts"} or _is_field(text, match, before)
    line = before.rpartition("\n")[2]
    if len(word) <= 5 and _HORSES.search(line) and _is_horsepower(text, match, line):
        return False
    return not _TREASURY.search(line)


def _is_field(text: str, match: "re.Match[str]", before: str) -> bool:
    """The bare word `account` is a label only as the key of a field, such as `Account: `."""
    return (
        _START_OF_FIELD.search(before) is not None and _FIELD.match(text, match.end()) is not None
    )


def _is_horsepower(text: str, match: "re.Match[str]", line: str) -> bool:
    """
    `150 л.с.` is the power of an engine; `кв. 15 л/с 1234567890` is an address and an account.
    """
    if _ADDRESS.search(line):
        return False
    rest = text[match.end() : match.end() + _CONTEXT].partition("\n")[0]
    return "/" not in match[0] or _VEHICLE.search(line + rest) is not None
