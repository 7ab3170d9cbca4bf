"""
The words that announce an account, as people write them, and what they write behind these words.

A label of the settings stands for its inflected forms and for spellings that look alike: `лицевой
счет` finds `Лицевого счёта`, `л/с` finds `Л. С.` and `л/c` with a Latin c. Every pattern is
bounded, so a search is linear.

The built-in label is also found misspelt (`лецевой счот`), cut at the end of a line (`лице-` and
`вой счет`) or in Latin letters (`licevogo s4eta`). One or two letters of a word may be mistyped,
left out, doubled or swapped. Such a label must stand right in front of a number, and counts only
where no label is spelt right.

Between label and number may stand a remark, words of belonging, a separator and a sign, as in
`Лицевой счёт (10 цифр) моей мамы: № 1234567890`. A line may end with nothing but these around the
break.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from chatplugin.mail import limits
from chatplugin.mail.letter.text import Rare, folded, folded_text

# Of small letters, once `ё` is written `е`. Sets of two letters keep the pattern small.
_TWINS = (
    "аa", "вb", "еe", "кk", "мm", "нh", "оo", "рp", "сc", "тt", "уy", "хx", "йи", "иu", "іi", "ѕs",
)  # fmt: skip
_RAISED = "¹²³⁰⁴-⁹"
"""The inside of a set: what marks a footnote."""

LETTER = rf"^\W\d_{_RAISED}"
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
_COOLING = re.compile("\\bair |кондиц|сплит|охлажд|conditioner|split|cooling")
# `LS1234567`, `модель LS 12345`
_IS_MODEL = re.compile(r"\|-?[0-9]|(?:модель|артикул|арт\.|model|art\.) ?\|")
_FIELD = re.compile(r"[ ]?(?:[:#=№\t]|is\b)")
_START_OF_FIELD = re.compile(
    r"(?:^|[\n\t*\"«>•·-][ ]?|\b(?:my|our|your|the|customer|client|utility)[ ])$", re.IGNORECASE
)
_BANK = re.compile(
    r"\b(?:iban|swift|bic|sort code|routing|beneficiary|ifsc|bank of)\b", re.IGNORECASE
)
_TREASURY = Rare(
    re.compile(
        r"\b[уо]фк\b|банковск\w{2,3} $|казначейс[кт]|минфин"
        r"|(?:министерств|департамент|управлени|комитет|отдел)\w{0,3} финанс"
        r"|финансов\w{2,3} (?:управлени|отдел|департамент)"
    ),
    ("фк", "банковск", "казначейс", "минфин", "финанс"),
)
_BUDGET = Rare(re.compile(r"октмо|\b(?:кбк|уфк)\b"), ("октмо", "кбк", "уфк"))
_OF_AN_ADDRESS = ("/", "?", "&")
_CONTEXT = 60

BUILT_IN = "лицевой счет"
"""The label whose slips are known."""

_ADJECTIVES = ("лицевой", "лицевого", "лицевому", "лицевым", "лицевом")
_NOUNS = (
    "счет", "счета", "счету", "счетом", "счете", "щет", "щета", "щету", "шет", "счот", "щот",
    "сщет",
)  # fmt: skip
# Of seven letters two may be wrong, of four only one; of a noun alone none is looked at.
_SLIPS = 2
_LETTERS = re.compile(r"[а-яa-z]+(?:-\n ?[а-яa-z]+)?")
_FIGURES = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){4,19}")
_ABBREVIATED = re.compile(
    r"(?<![а-я])(?:лиц(?:ев)?|л-?(?:о?й)?|лиц-?о?й)[. -]{1,3}(?:сч[её]т[а-я]{0,2}|счт|сч(?![а-я]))"
    # `лице вой счет`; `л с` and `л,с`, but not `5 л с`
    r"|(?<![а-я])лице[ -]{1,2}вой[ ]сч[её]т[а-я]{0,2}"
    r"|(?<![а-я])(?<![0-9][ ])(?<![0-9])л(?:[ ]|[ ]?[,-][ ]?)с(?![а-я])"
)
_LATIN = re.compile(
    r"(?<![a-z])(?:"
    # licevoy, litsevogo, lizevoi; the noun may be left out
    r"l[iy]?(?:c|ts|tz|tc|z|cz|ch)[eyi]?v[aoiy]+(?:jj?|y|i|go|mu|m)?"
    r"(?:[ ._-]{0,3}(?:s?[ch4]{1,3}|sh?|shch)[eiyo]o?tt?(?:a|u|om|e|ov)?)?"
    # lic. schet, l/s4et
    r"|l(?:ic|its|iz|ych)?[./\\ ]{1,2}(?:s?ch|s?4|sh)[eyo]o?t(?:a|u|om|e)?"
    r")(?![a-z])"
)
_BEFORE = 90
_NUMBERS = 100

# Whose account it is, what it is for, and where it is written; in small letters, as all patterns
# here, which keeps them a tenth of the size that they have without regard to case.
_NAME = r"[а-я][а-я-]{1,20}(?:[ ](?:[а-я][а-я-]{2,20}|[а-я]\.)){0,2}(?:[ ]?[а-я]\.){0,2}"
# `петрова и. и.`, `петрова ивана сергеевича`; no two words that are only capitalised
_PERSON = (
    r"[а-я][а-я-]{2,20}[ ](?:[а-я]\.[ ]?[а-я]\.|[а-я]{3,15}[ ][а-я]{3,20}(?:вич|вн)[а-я]{0,2})"
)
_HOUSE = r"(?:№[ ]?)?[0-9]{1,4}[а-я]?(?:[-/][0-9]{1,4})?(?![0-9])"
_MONTH = "(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,7}"
# `г. тула, ул. мира, д. 5, кв. 12`
_PART_OF_ADDRESS = (
    r"(?:г|гор|город|ул|улица|пр|просп|пер|бул|пос|п|с|д|дер|дом|кв|квартира|корп|к|стр)[. ]{1,2}"
    rf"(?:[а-я][а-я-]{{2,20}}|{_HOUSE})"
)
# What follows a month or an address may be a sum or a post code.
_LONG = r"(?=[^0-9]{1,4}[0-9][0-9 -]{6})"
_STREET = (
    r"(?:[а-я]{1,6}\.[ ]?)?[а-я][а-я-]{2,20}(?:,?[ ](?:(?:дом|кв|д|к)[. ]{1,2})?"
    + _HOUSE
    + r"){0,3}"
)
_GAP_WORDS = (
    r"(?:(?:абонента|собственника|владельца|плательщика|квартиросъемщика)[ ]"
    r"[а-я-]{2,20}(?:[ое]в|[иы]н|ск|цк|енк)[а-я]{0,3}(?:[ ]?[а-я]\.){0,2}"
    r"|абонента|клиента|плательщика|потребителя|собственника|квартиросъемщика|владельца|договора"
    r"|моей|моего|мой|нашей|нашего|наш|вашей|ваш|мамы|папы|матери|отца|бабушки|дедушки|мужа|жены"
    r"|сына|дочери|родителей|дачи|гаража|участка|our|my"
    rf"|(?:квартиры|по[ ]квартире|кв\.|дома|помещения|комнаты)(?:[ ]{_HOUSE})?"
    r"|номер (?:такой|следующий)|имеет номер"
    rf"|за[ ]{_MONTH}(?:[ ]20[0-9]{{2}}(?:[ ]?г(?:\.|ода?)?)?)?{_LONG}"
    rf"|(?:гис[ ])?жкх|/[ ]?договор\w?"
    r"|(?:еще раз |снова )?(?:напоминаю|пишу|повторяю|прилагаю|указываю|диктую|сообщаю|привожу"
    r"|отправляю|высылаю)(?: еще раз| снова| ниже)?"
    r"|(?:as )?(?:shown|stated|given|printed|written)? ?(?:on|in) (?:the|my|your) (?:bill|invoice"
    r"|receipt|contract|letter)|for (?:my|our|the) (?:flat|house|apartment|home)"
    r"|with (?:you|your company)|of my (?:mother|father|wife|husband|parents|grandmother)"
    r"|такой|какой|вот|это|он|есть|будет|присвоен|открыт|следующий|указан|значится|ниже"
    r"|пожалуйста|запишите|который|у[ ](?:меня|нас|мамы|папы)"
    rf"|{_PERSON}|для[ ](?:справки|сверки|проверки|ответа|перерасчета)|за[ ]свет[ ]и[ ](?:воду|газ)"
    r"|(?:as follows|which|here|below)"
    r"|(?:на[ ]имя|(?:оформлен|зарегистрирован)\w?[ ]на|владелец|собственник|абонент|плательщик)"
    rf"[ ]{_NAME}"
    rf"|по[ ]адресу:?[ ]{_PART_OF_ADDRESS}(?:,?[ ](?:{_PART_OF_ADDRESS}|{_HOUSE})){{0,5}}{_LONG}"
    rf"|по[ ](?:адресу:?[ ]|(?:ул|улице|пр|проспекту|пер|переулку|бул)\.?[ ]){_STREET}"
    r"|(?:ооо|пао|ао|муп|ук|тсж)[ ][«\"]?[а-я][\w-]{1,20}[»\"]?"
    r"|,?[ ]?(?:указан|написан)\w{0,4}[ ](?:в|на)[ ]\w{3,12}|(?:под|за)[ ](?:номером|№)"
    r"|(?:в|из|с|по)[ ](?:вашей[ ]|нашей[ ]|моей[ ])?"
    r"(?:компании|организации|системе|базе|квитанции(?![ ]?№)|ук|тсж|договору)"
    r"|№?[ ]?(?:по|согласно)[ ](?:квитанции(?![ ]?№)|договору(?![ ]?№))"
    r"|если[ ](?:что|нуж\w{2}|надо)|на всякий случай"
    r"|(?:в|из|с|по)[ ](?:платежк\w|чек[еа]?)(?![ ]?№)"
    r"|(?:по|за|на|для|for)[ ](?:газ|вод|свет|электр|тепл|отопл|капр|капит|мусор|тко|жк|кварти"
    r"|квартп|интернет|услуг|оплат|домофон|gas|water|electric|heat|internet|power)\w{0,14})(?!\w)"
)
_SIGN = r"(?:№№?|n[oо]?[º°]?(?![^\W\d_])|#|номер[а-я]{0,2}|number|num|no|nr|id)[.:]?"
_PICTURES = r"(?:[ ]?[\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]){1,4}"
_GAP = re.compile(
    rf"[{_RAISED}]{{0,2}}"
    # a remark such as `(10 цифр)`, then leaders or what closes a quotation
    r"(?:[ ]?\((?:[^()\n0-9]|[0-9]{1,4}(?![0-9])){0,60}\))?(?:[ ]?\.{2,80}|[)\"»'*_.\]]{0,3})"
    rf"(?:(?:[ ]?[,:]?[ ]{_GAP_WORDS}){{1,4}},?)?(?:[ ]от[ ][0-9.]{{6,10}}(?:[ ]?г\b\.?)?)?"
    rf"(?:[ \t]?{_SIGN}){{0,2}}"
    # one separator; two of them, or an arrow, stand for nothing where the line ends there
    rf"(?:{_PICTURES})?[ ]?\*{{0,2}}[ ]?"
    r"(?:(?:[:=–—-][ ]?[=–—>-]{1,2}|[→➜➔])(?![ \t]*\n)|[:=–—-]|равен|это|is)?[*_]{0,2}"
    r"(?:[ ]?(?:№|no?[.]?(?![^\W\d_])|#)[ ]?:?)?"
    rf"(?:{_PICTURES})?(?:[ \t]?\n){{0,3}}[ \t]{{0,2}}(?:{_PICTURES}[ ]?)?"
    r"(?:_{4,40}|[\"'«“„`/(*_\[<]{0,3})(?:№|n[. ]|#)?[ ]?"
)
_GAP_CHARACTERS = 250
# What nearly always stands there.
_SHORT_GAP = re.compile(r"[ ]?[:№]?[ ]?(?=[0-9])")


class Label(Struct, frozen=True):
    """A label as *written*, and where it stands."""

    written: str
    start: int
    end: int

    @classmethod
    def all_in(cls, text: str, labels: tuple[str, ...]) -> "Iterator[Label]":
        """Find the labels of a customer's account in *text*, up to `limits.LABELS`."""
        for start, end in _spans(text, labels):
            label = cls(" ".join(text[start:end].split()), start, end)
            if _means_account(text, label):
                yield label

    @staticmethod
    def stands_in(text: str, labels: tuple[str, ...]) -> bool:
        """Return whether a label stands in *text*, not only the end of a word like `details`."""
        for start, end in _spans(text, labels):
            before = max(0, start - 1)
            is_address = text[start:end].isascii() and text.startswith(_OF_AN_ADDRESS, before)
            if not (is_address or text[before:start].isalpha()):
                return True
        return False

    @classmethod
    def misspelt_in(cls, text: str) -> "Iterator[Label]":
        """Find what stands for `лицевой счет` in front of the numbers of *text*."""
        small = folded_text(text)
        seen = -1
        for number in islice(_FIGURES.finditer(small), _NUMBERS):
            start = max(seen, number.start() - _BEFORE, 0)
            span = _last_slip(small[start : number.start()])
            seen = max(seen, number.start())
            if span:
                begin, end = start + span[0], start + span[1]
                label = cls(" ".join(text[begin:end].split()), begin, end)
                if _means_account(text, label):
                    yield label

    def gap_in(self, text: str) -> str:
        """Return what stands in *text* between this label and its number."""
        if match := _SHORT_GAP.match(text, self.end):
            return match[0]
        match = _GAP.match(folded(text[self.end : self.end + _GAP_CHARACTERS]))
        return text[self.end : self.end + match.end()] if match else ""


@lru_cache(maxsize=4)
def _spans(text: str, labels: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return where labels stand in *text*, which is asked for twice: for its charset, and read."""
    found = islice(_pattern(labels).finditer(folded_text(text)), limits.LABELS)
    return tuple([match.span() for match in found])


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> "re.Pattern[str]":
    """
    Return one pattern for all *labels*.

    It begins with the sets of first and of second letters, to which `re` skips without trying
    more. Most of these stand within a word, where no label begins.
    """
    tails: dict[str, list[str]] = {}
    seconds: set[str] = set()
    for label in sorted((folded(each.strip()) for each in labels), key=len, reverse=True):
        tails.setdefault(_twins(label[0]), []).append(_tail(label))
        seconds |= _seconds(label)
    branches = "|".join(f"(?<=[{head}])(?:{'|'.join(found)})" for head, found in tails.items())
    second = "".join(map(re.escape, sorted(seconds)))
    begins = rf"[{''.join(tails)}](?<![a-zа-я].)(?=[{second}])"
    return re.compile(rf"{begins}(?:{branches})(?![{LETTER}])")


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
    if word == "ls" and _IS_MODEL.search(before.lower() + "|" + text[label.end : label.end + 2]):
        return False
    if word in {"ac", "a/c", "ас", "а/с"} and _COOLING.search(before.lower()):
        return False
    if word.startswith(("acc", "асс", "ac", "a/c")):
        if _OTHER_ACCOUNT.search(before) or _is_bank(text, label):
            return False
        return word not in {"account", "accounts", "ac"} or _is_field(text, label, before)
    line = before.rpartition("\n")[2]
    if len(word) <= 5 and _HORSES.search(line) and _is_horsepower(text, label, line):
        return False
    return not _is_treasury(folded_text(text), label, label.start - len(line))


def _is_bank(text: str, label: Label) -> bool:
    """`IBAN …, Account Number: …, SWIFT …` are the particulars of a bank's account."""
    line_start = text.rfind("\n", max(0, label.start - 2 * _CONTEXT), label.start) + 1
    around = text[max(line_start, label.start - 2 * _CONTEXT) : label.end + 2 * _CONTEXT]
    return _BANK.search(around) is not None


def _is_treasury(small: str, label: Label, line: int) -> bool:
    """Organisations have accounts at the treasury, written beside their bank's particulars."""
    behind = small[label.end : label.end + _CONTEXT].partition("\n")[0]
    if _BUDGET.search(f"{small[line : label.start]}|{behind}"):
        return True
    return _TREASURY.search(small[max(0, label.start - 2 * _CONTEXT) : label.start]) is not None


def _is_field(text: str, label: Label, before: str) -> bool:
    """The bare word `account` is a label only as the key of a field, such as `Account: `."""
    if text.startswith(("#", "№"), label.end + text.startswith(" ", label.end)):
        return True
    return _START_OF_FIELD.search(before) is not None and _FIELD.match(text, label.end) is not None


def _is_horsepower(text: str, label: Label, line: str) -> bool:
    """
    `150 л.с.` is the power of an engine; `кв. 15 л/с 1234567890` is an address and an account.
    """
    if _ADDRESS.search(line):
        return False
    rest = text[label.end : label.end + _CONTEXT].partition("\n")[0]
    return "/" not in label.written or _VEHICLE.search(line + rest) is not None


def _last_slip(text: str) -> tuple[int, int] | None:
    """Return where the last misspelt label of *text* stands."""
    found = [match.span() for match in (*_ABBREVIATED.finditer(text), *_LATIN.finditer(text))]
    words = list(_LETTERS.finditer(text))
    for at, word in enumerate(words):
        slips = _slips(_whole(word[0]), _ADJECTIVES)
        if slips > _SLIPS:
            continue
        noun = words[at + 1] if at + 1 < len(words) else None
        if noun and noun.start() - word.end() <= 3 and _slips(_whole(noun[0]), _NOUNS) <= 1:
            found.append((word.start(), noun.end()))
        elif slips <= 1:
            found.append(word.span())
    return max(found, default=None)


def _whole(word: str) -> str:
    """Return *word* without the hyphen at the end of a line."""
    return word.replace("-\n ", "").replace("-\n", "")


@lru_cache(maxsize=1_000)
def _slips(word: str, meant: tuple[str, ...]) -> int:
    """Return how many letters of *word* are mistyped, at least, if one of *meant* was meant."""
    near = [each for each in meant if abs(len(each) - len(word)) <= _SLIPS]
    near = [each for each in near if len(set(each) & set(word)) >= len(set(each)) - _SLIPS]
    return min((_distance(word, each) for each in near), default=_SLIPS + 1)


def _distance(one: str, other: str) -> int:
    """Return the number of letters inserted, left out, changed or swapped with the next one."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
