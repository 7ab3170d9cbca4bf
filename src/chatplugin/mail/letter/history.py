"""
A letter as a conversation: what was written last, and the quotes below or above it by their age.

Quotes are told by `>` signs (The Bat! writes initials before them), by blocks of header lines, by
introductions such as `пн, 3 мар. 2025 г. в 10:11, Иван <…>:` and by separators such as
`-----Original Message-----`. Without quote signs everything below one of those is history; with
them only what they mark, so an answer below or between the quotes stays the newest text.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from msgspec import Struct, field

from chatplugin.mail import limits

_SIGNS = re.compile(r"[ \t]*(?:[A-Za-zА-ЯЁа-яё]{1,3})?>[> \t]*")
_SEPARATOR = re.compile(
    r"\s*[-_=*~]{2,}\s*(?:original message|original appointment|исходное сообщение"
    r"|оригинальное сообщение|пересыла\w+ сообщение|пересланн?ое (?:сообщение|письмо)"
    r"|(?:переадресованн?|перенаправленн?)ое сообщение|переслан\w*|forwarded message"
    r"|forwarded by|original|reply message|(?:вихідне|переслане) повідомлення"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|хабарлама)\b.{0,300}$"
    r"|\s*(?:begin forwarded message"
    r"|начало (?:переадресованного|пересылаемого|пересланного) сообщения)\s*:?\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*[-_=*~]{2,}\s*(?:конец (?:пересылаемого|пересланного|переадресованного)|end of forwarded)",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"переслан|пересыла|переадрес|перенаправ|forwarded|weitergeleit", re.IGNORECASE
)
_FORWARDS = re.compile(r"\s*(?:fwd?|fw|пересл|пер|wg|i)\s*:", re.IGNORECASE)
# What help desks ask for: `##- Введите свой ответ выше этой строки -##`.
_ANSWER_ABOVE = re.compile(
    r"\b(?:(?:ответ|пишите|отвечайте|текст)\w{0,5}\b.{0,40}\bвыше (?:эт|дан)"
    r"|(?:reply|type|write|answer)\b.{0,40}\babove (?:this|the)\b)"
)
_ANSWER_ABOVE_CHARACTERS = 120
_SHORTEST_DATED = 30

# The fields above a quoted letter, as programs of our customers' languages name them.
_FROM = (
    "from", "от", "от кого", "отправитель", "від", "від кого", "ад", "ад каго", "кімнен", "кимден",
    "von", "de", "da", "od", "van", "från", "fra", "kimden", "gönderen", "kimdan", "expéditeur",
)  # fmt: skip
_DATE = (
    "sent", "date", "дата", "отправлено", "послано", "дата отправки", "надіслано", "адпраўлена",
    "жіберілді", "жіберілген күні", "күні", "gesendet", "datum", "envoyé", "inviato", "data",
    "enviado", "enviado el", "fecha", "wysłano", "verzonden", "skickat", "sendt", "tarih",
    "gönderildi", "gönderme tarihi", "yuborildi", "sana", "жөнөтүлдү",
)  # fmt: skip
_TO = (
    "to", "кому", "получатель", "получатели", "каму", "кімге", "кимге", "an", "à", "a", "para",
    "do", "aan", "till", "til", "kime", "alıcı", "kimga", "destinataire",
)  # fmt: skip
_SUBJECT = (
    "subject", "тема", "тэма", "тақырып", "тақырыбы", "тема сообщения", "betreff", "objet",
    "oggetto", "asunto", "assunto", "temat", "onderwerp", "ämne", "emne", "konu", "mavzu",
)  # fmt: skip
_OTHERS = (
    "cc", "копия", "копія", "kopie", "көшірме", "nusxa", "reply-to", "importance", "attachments",
    "вложения", "важность",
)  # fmt: skip
_FIELDS = {
    **dict.fromkeys(_FROM, "from"),
    **dict.fromkeys(_DATE, "date"),
    **dict.fromkeys(_TO, "to"),
    **dict.fromkeys(_SUBJECT, "subject"),
    **{name: name for name in _OTHERS},
}
_FIELD_NAME_CHARACTERS = 24
_FIELD_LINES = 7
_WROTE = re.compile(
    r"(?:wrote|writes|schrieb|написал(?:\(а\)|а|и)?|пишет|пишете|писал(?:\(а\)|а|и)?|сообщил(?:\(а\)|а)?"
    r"|pisze|napisał(?:a|\(a\))?|пише|написав|написала|напісаў|піша|жазды|жазған|yozdi)\b.{0,80}:\s*$"
    r"|(?:вы|you) (?:писали|написали|пишете|wrote)\b.{0,60}:?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_YOU_WROTE = re.compile(r"\s*(?:вы|you) (?:писали|написали|пишете|wrote)\s*:\s*", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.]\d\d\b")
_ENDS_IN_COLON = re.compile(r"[>»\"\w.)]\s{0,9}:\s{0,9}$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b\d{1,2}\.\d{1,2}\.\d{2,4}(?!\d)")
_CORRESPONDENT = re.compile(r"@|\bот\b|\bfrom\b|\bпользователь\b|>\s*:", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:^|(?<=[\s<>()\[\]:;,\"']))[^\s<>()\[\]:;,\"'@]{1,64}@[^\s<>()\[\]:;,\"'@]{1,255}"
)
_LAST_SIGNS = frozenset(":>.")
_INTRODUCTION_LINES = 3
_INTRODUCTION_CHARACTERS = 400
_FRONT_CHARACTERS = 2_000
_LINES_BETWEEN = 3
_END_CHARACTERS = 130
# A letter is all new without any of these words, two of these signs, or a colon behind one of these
# names.
_HINTS = (">", ":\n", "выше эт", "выше данн", "above th")
_HINT_SIGNS = "-_~=*#"
_HINT_NAMES = ("rom", "FROM", "кого", "КОГО", "тправитель", "ОТ", "от", *map(str.capitalize, _FROM))
_HINT_FIELD = re.compile(f":(?:{'|'.join(f'(?<={name}:)' for name in _HINT_NAMES)})")


class Passage(Struct):
    """
    The lines of one age, 0 for the newest.

    *starts* pairs offsets in *text* with offsets in the body. An empty line separates lines
    that do not follow each other in the body, so no number is read across.
    """

    age: int
    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)

    def in_body(self, offset: int) -> int:
        """Return where in the body the character at *offset* of this passage stands."""
        number = bisect(self.starts, (offset + 1, -1))
        at, place = self.starts[number - 1] if number else (offset, offset)
        return place + offset - at


class _Line(Struct):
    start: int
    depth: int
    text: str
    content: int


class Conversation(Struct, frozen=True):
    """A letter whose *body* may quote others."""

    body: str

    @property
    def passages(self) -> list[Passage]:
        """The passages of the body, newest first."""
        if not self._may_quote:
            return [Passage(0, self.body, [(0, 0)])]
        lines = _quoted_lines(self.body)
        return _passages(lines, _ages(lines))

    @property
    def _may_quote(self) -> bool:
        body = self.body
        if any(map(body.__contains__, _HINTS)) or body.endswith(":"):
            return True
        for sign in _HINT_SIGNS:
            if sign in body and 2 * sign in body:
                return True
        return _HINT_FIELD.search(body) is not None

    def is_between_others(self, offset: int, person: str, subject: str) -> bool:
        """
        Return whether the text at *offset* is of a forwarded letter between others than *person*.

        That is a letter which *person* neither wrote nor received.
        """
        passage = self._passage_at(offset)
        if passage is None:
            return False
        quoted = _quoted_letter(passage)
        people = quoted.authors + quoted.recipients
        if not (quoted.is_forwarded or _is_forward(subject)) or not quoted.recipients:
            return False
        return not any(_are_one(person.lower(), each.lower()) for each in people)

    def forwarded_authors(self, subject: str) -> list[str]:
        """Return who wrote the letter that this one forwards, if it forwards one."""
        if not (_is_forward(subject) or _FORWARDED.search(self.body)):
            return []
        older = (passage for passage in self.passages if passage.age)
        return [author for each in islice(older, 1) for author in _quoted_letter(each).authors]

    def answered_lines(self) -> Iterator[tuple[str, str, int]]:
        """Find quoted lines with the new line right below each, and where that one begins."""
        lines = _quoted_lines(self.body)
        for at, line in enumerate(lines):
            if line.depth and (below := _answering(lines, at)):
                yield line.text, below.text, below.content

    def _passage_at(self, offset: int) -> Passage | None:
        """Return the passage in which the character at *offset* of the body stands."""
        best, at = None, -1
        for passage in self.passages:
            for _, place in passage.starts:
                if at < place <= offset:
                    best, at = passage, place
        return best


def _answering(lines: list[_Line], at: int) -> _Line | None:
    """Return the first line of text below *at*, if it is not quoted."""
    following = (line for line in lines[at + 1 : at + 1 + _LINES_BETWEEN] if line.text.strip())
    line = next(following, None)
    return line if line and line.depth == 0 else None


def _quoted_lines(body: str) -> list[_Line]:
    """Return the lines of *body* with the depth of their quote signs."""
    lines: list[_Line] = []
    start = 0
    for text in body.split("\n", limits.LINES):
        match = _SIGNS.match(text) if ">" in text[:40] else None
        content = match.end() if match else 0
        depth = min(text.count(">", 0, content), limits.QUOTE_DEPTH)
        lines.append(_Line(start, depth, text[content:], start + content))
        start += len(text) + 1
    return lines


def _ages(lines: list[_Line]) -> list[int]:
    """Return how old each line is: its depth, and one more for each break above."""
    breaks: list[int] = []
    extra: dict[int, int] = {}
    ages: list[int] = []
    last = -1
    for at, line in enumerate(lines):
        wrapped = _introduction(lines, at)
        if wrapped:
            # The introduction itself, as far as it is wrapped, is no text of the answer.
            ages[len(ages) + 1 - wrapped :] = [age + 1 for age in ages[len(ages) + 1 - wrapped :]]
        if _END.match(line.text):
            breaks, extra = [depth for depth in breaks if depth < line.depth], {}
        elif len(breaks) < limits.QUOTE_DEPTH and _is_break(lines, at, wrapped):
            if not _goes_on(lines, last, at):
                breaks, extra = [*breaks, line.depth], {}
            last = at
        if line.depth not in extra:
            extra[line.depth] = sum(depth <= line.depth for depth in breaks)
        ages.append(line.depth + extra[line.depth])
        if wrapped and breaks[-1:] != [line.depth]:
            ages[-1] += 1
    return ages


def _is_break(lines: list[_Line], at: int, introduction: int) -> bool:
    """Return whether all that follows at this depth is older."""
    text = lines[at].text
    if not text or len(text) > _INTRODUCTION_CHARACTERS:
        return False
    if introduction:
        return not _quote_follows(lines, at)
    return _is_separator(text) or _is_header_block(lines, at)


def _goes_on(lines: list[_Line], last: int, at: int) -> bool:
    """Return whether the break at *at* belongs to the *last* one: the fields below a separator."""
    if last < 0 or at - last > _INTRODUCTION_LINES or lines[last].depth != lines[at].depth:
        return False
    return not any(line.text.strip() for line in lines[last + 1 : at])


def _is_separator(text: str) -> bool:
    if _SEPARATOR.match(text):
        return True
    if ("выше " in text or "above " in text) and len(text) < _ANSWER_ABOVE_CHARACTERS:
        return _ANSWER_ABOVE.search(text.lower()) is not None
    if text.startswith("--") and text.endswith("--") and len(text) > _SHORTEST_DATED:
        # Zoho: `---- On Thu, 13 Mar 2025 16:40:12 +0300 help@example.com wrote ----`
        return _YEAR.search(text) is not None and _CORRESPONDENT.search(text) is not None
    return False


def _introduction(lines: list[_Line], at: int) -> int:
    """Return how many lines the introduction takes that ends in this one: up to three, wrapped."""
    if lines[at].text[-1:] not in _LAST_SIGNS:
        return 0
    text = ""
    for number in range(1, min(_INTRODUCTION_LINES, at + 1) + 1):
        line = lines[at + 1 - number]
        if line.depth != lines[at].depth or len(line.text) > _INTRODUCTION_CHARACTERS:
            return 0
        text = f"{line.text} {text}".strip()
        if len(text) > _INTRODUCTION_CHARACTERS:
            return 0
        if _YOU_WROTE.fullmatch(text):
            return number
        if not ("@" in text or "wrote" in text or _YEAR.search(text)):
            continue
        if _WROTE.search(text[-_END_CHARACTERS:]) or _is_dated(text):
            return number
    return 0


def _is_dated(text: str) -> bool:
    """Return whether *text* has a time and a correspondent, and ends in a colon."""
    return (
        _ENDS_IN_COLON.search(text[-_END_CHARACTERS:]) is not None
        and _TIME.search(text) is not None
        and _CORRESPONDENT.search(text) is not None
    )


def _quote_follows(lines: list[_Line], at: int) -> bool:
    """
    Return whether quote signs mark the text that is introduced, so the line is no break itself.
    """
    following = next((line for line in lines[at + 1 : at + 4] if line.text), None)
    return following is not None and following.depth > lines[at].depth


def _is_header_block(lines: list[_Line], at: int) -> bool:
    """
    Return whether the fields of a quoted letter begin at *at*.

    `От: …` and two others are enough, or `От: … @ …` and a date. Where another field comes first,
    a person's statement (`Кому: директору, От: Иванова, Тема: …`) has to be told from a letter.
    """
    first = _field(lines[at].text)[0]
    if first not in ("from", "date", "subject", "to"):
        return False
    found = _fields(
        [line for line in lines[at : at + 1 + _FIELD_LINES] if line.depth == lines[at].depth]
    )
    has_address, has_date = (
        "@" in found.get("from", ""),
        any(map(str.isdigit, found.get("date", ""))),
    )
    if "from" not in found or not (len(found) >= 3 or (has_address and has_date)):
        return False
    return first == "from" or (len(found) >= 3 and (has_address or has_date))


def _fields(lines: list[_Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, value = _field(line.text)
        if name:
            found.setdefault(name, value)
    return found


def _field(line: str) -> tuple[str, str]:
    """Return which field *line* is, and its value; nothing if it is none."""
    name, colon, value = line[:_INTRODUCTION_CHARACTERS].partition(":")
    if not colon or len(name) > _FIELD_NAME_CHARACTERS:
        return "", ""
    return _FIELDS.get(name.strip(" \t*_").lower(), ""), value


class _Quoted(NamedTuple):
    """Who wrote a quoted letter to whom, by their addresses, and whether it was forwarded."""

    authors: tuple[str, ...]
    recipients: tuple[str, ...]
    is_forwarded: bool


def _quoted_letter(passage: Passage) -> _Quoted:
    """Return what the fields at the beginning of *passage* say of the letter in it."""
    lines = [_Line(0, 0, text, 0) for text in passage.text[:_FRONT_CHARACTERS].split("\n") if text]
    found = _fields(lines[: 2 * _FIELD_LINES])
    marks = "\n".join(line.text for line in lines[:2])
    return _Quoted(
        tuple(_ADDRESS.findall(found.get("from", ""))),
        tuple(_ADDRESS.findall(found.get("to", "") + " " + found.get("cc", ""))),
        _FORWARDED.search(marks) is not None,
    )


def _is_forward(subject: str) -> bool:
    """Return whether *subject* is that of a letter that forwards another one: `Fwd: …`."""
    return _FORWARDS.match(subject) is not None


def _are_one(one: str, other: str) -> bool:
    """Return whether two addresses are plainly a person's: the same name, or half of it."""
    (name, _, domain), (other_name, _, other_domain) = one.rpartition("@"), other.rpartition("@")
    if name == other_name:
        return True
    return domain == other_domain and (name.startswith(other_name) or other_name.startswith(name))


def _passages(lines: list[_Line], ages: list[int]) -> list[Passage]:
    parts: dict[int, Passage] = {}
    pieces: dict[int, list[str]] = {}
    length: dict[int, int] = {}
    previous = -1
    for line, age in zip(lines, ages, strict=True):
        passage = parts.setdefault(age, Passage(age))
        words = pieces.setdefault(age, [])
        gap = "\n\n\n" if words and age != previous else "\n" if words else ""
        at = length.get(age, 0) + len(gap)
        passage.starts.append((at, line.content))
        words += [gap, line.text]
        length[age] = at + len(line.text)
        previous = age
    for age, passage in parts.items():
        passage.text = "".join(pieces[age])
    return [parts[age] for age in sorted(parts)]
