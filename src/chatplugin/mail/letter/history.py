"""
A letter as a conversation: what was written last, and the quotes below or above it by their age.

Quotes are told by `>` signs (The Bat! writes initials before them), by blocks of header lines, by
introductions such as `пн, 3 мар. 2025 г. в 10:11, Иван <…>:` and by separators such as
`-----Original Message-----`. Without quote signs everything below one of those is history; with
them only what they mark, so an answer below or between the quotes stays the newest text.
"""

import re

from msgspec import Struct, field

from chatplugin.mail import limits

_HINTS = (
    ">",
    ":\n",
    "--",
    "__",
    "~~",
    "==",
    "**",
    "rom:",
    "FROM:",
    "От:",
    "ОТ:",
    "от:",
    "кого:",
    "КОГО:",
    "тправитель:",
)
_SIGNS = re.compile(r"[ \t]*(?:[A-Za-zА-ЯЁа-яё]{1,3})?>[> \t]*")
_SEPARATOR = re.compile(
    r"\s*[-_=*~]{2,}\s*(?:original message|original appointment|исходное сообщение"
    r"|оригинальное сообщение|пересыла\w+ сообщение"
    r"|пересланн?ое сообщение|переадресованное сообщение|forwarded message"
    r"|forwarded by|original|reply message"
    r"|ursprüngliche nachricht|хабарлама)\b.{0,80}$"
    r"|\s*(?:begin forwarded message"
    r"|начало (?:переадресованного|пересылаемого) сообщения)\s*:?\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*[-_=*~]{2,}\s*(?:конец (?:пересылаемого|пересланного|переадресованного)|end of forwarded)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"[\s*]*(from|sent|date|to|cc|subject|reply-to|importance|attachments"
    r"|от|от кого|отправитель|отправлено|дата|кому|копия|тема"
    r"|получатель|вложения|важность|послано)\s*\**\s*:",
    re.IGNORECASE,
)
_FIRST_HEADERS = frozenset({"from", "от", "от кого", "отправитель"})
_HEADER_LINES = 7
_WROTE = re.compile(
    r"(?:wrote|writes|schrieb|написал(?:\(а\)|а|и)?|пишет|пишете|писал(?:\(а\)|а|и)?|сообщил(?:\(а\)|а)?)\b.{0,80}:\s*$"
    r"|(?:вы|you) (?:писали|написали|пишете|wrote)\b.{0,60}:?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_DATED = re.compile(r"\d{1,2}[:.]\d\d\b.{0,300}[>»\"\w.)]\s*:\s*$", re.DOTALL)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b")
_CORRESPONDENT = re.compile(r"@|\bот\b|\bfrom\b|\bпользователь\b|>\s*:", re.IGNORECASE)
_LAST_SIGNS = frozenset(":>.")
_INTRODUCTION_LINES = 3
_INTRODUCTION_CHARACTERS = 400


class Section(Struct):
    """
    The lines of one age, 0 for the newest.

    *starts* pairs offsets in *text* with offsets in the body. An empty line separates lines
    that do not follow each other in the body, so no number is read across.
    """

    age: int
    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)

    def in_body(self, offset: int) -> int:
        """Return where in the body the character at *offset* of this section stands."""
        at, place = max(
            (pair for pair in self.starts if pair[0] <= offset), default=(offset, offset)
        )
        return place + offset - at


class Line(Struct):
    start: int
    depth: int
    text: str
    content: int


def conversation(body: str) -> list[Section]:
    """Return the sections of *body*, newest first."""
    if not (any(hint in body for hint in _HINTS) or body.endswith(":")):
        return [Section(0, body, [(0, 0)])]
    lines = quoted_lines(body)
    return _sections(lines, _ages(lines))


def quoted_lines(body: str) -> list[Line]:
    """Return the lines of *body* with the depth of their quote signs."""
    lines, start = list[Line](), 0
    for text in body.split("\n", limits.LINES):
        match = _SIGNS.match(text) if ">" in text[:40] else None
        content = match.end() if match else 0
        depth = min(text.count(">", 0, content), limits.QUOTE_DEPTH)
        lines.append(Line(start, depth, text[content:], start + content))
        start += len(text) + 1
    return lines


def _ages(lines: list[Line]) -> list[int]:
    """Return how old each line is: its depth, and one more for each break above."""
    breaks: list[int] = []
    extra: dict[int, int] = {}
    ages: list[int] = []
    for at, line in enumerate(lines):
        wrapped = _introduction(lines, at)
        if wrapped:
            # The introduction itself, as far as it is wrapped, is no text of the answer.
            ages[len(ages) + 1 - wrapped :] = [age + 1 for age in ages[len(ages) + 1 - wrapped :]]
        if _END.match(line.text):
            breaks, extra = [depth for depth in breaks if depth < line.depth], {}
        elif len(breaks) < limits.QUOTE_DEPTH and _is_break(lines, at, wrapped):
            breaks, extra = [*breaks, line.depth], {}
        if line.depth not in extra:
            extra[line.depth] = sum(depth <= line.depth for depth in breaks)
        ages.append(line.depth + extra[line.depth])
        if wrapped and breaks[-1:] != [line.depth]:
            ages[-1] += 1
    return ages


def _is_break(lines: list[Line], at: int, introduction: int) -> bool:
    """Return whether all that follows at this depth is older."""
    text = lines[at].text
    if not text or len(text) > _INTRODUCTION_CHARACTERS:
        return False
    if introduction:
        return not _quote_follows(lines, at)
    return _SEPARATOR.match(text) is not None or _is_header_block(lines, at)


def _introduction(lines: list[Line], at: int) -> int:
    """Return how many lines the introduction takes that ends in this one: up to three, wrapped."""
    if lines[at].text[-1:] not in _LAST_SIGNS:
        return 0
    text = ""
    for number in range(1, min(_INTRODUCTION_LINES, at + 1) + 1):
        line = lines[at + 1 - number]
        if line.depth != lines[at].depth or len(line.text) > _INTRODUCTION_CHARACTERS:
            return 0
        text = f"{line.text} {text}".strip()
        if not _YEAR.search(text) and "wrote" not in text:
            continue
        if _WROTE.search(text) or (_DATED.search(text) and _CORRESPONDENT.search(text)):
            return number
    return 0


def _quote_follows(lines: list[Line], at: int) -> bool:
    """
    Return whether quote signs mark the text that is introduced, so the line is no break itself.
    """
    following = next((line for line in lines[at + 1 : at + 4] if line.text), None)
    return following is not None and following.depth > lines[at].depth


def _is_header_block(lines: list[Line], at: int) -> bool:
    match = _HEADER.match(lines[at].text)
    if match is None or match[1].lower() not in _FIRST_HEADERS:
        return False
    names = {match[1].lower()}
    for line in lines[at + 1 : at + 1 + _HEADER_LINES]:
        if line.depth == lines[at].depth and (match := _HEADER.match(line.text)):
            names.add(match[1].lower())
    return len(names) >= 3


def _sections(lines: list[Line], ages: list[int]) -> list[Section]:
    parts: dict[int, Section] = {}
    pieces: dict[int, list[str]] = {}
    length: dict[int, int] = {}
    previous = -1
    for line, age in zip(lines, ages, strict=True):
        section = parts.setdefault(age, Section(age))
        words = pieces.setdefault(age, [])
        gap = "\n\n\n" if words and age != previous else "\n" if words else ""
        at = length.get(age, 0) + len(gap)
        section.starts.append((at, line.content))
        words += [gap, line.text]
        length[age] = at + len(line.text)
        previous = age
    for age, section in parts.items():
        section.text = "".join(pieces[age])
    return [parts[age] for age in sorted(parts)]
