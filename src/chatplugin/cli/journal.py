"""
`chatplugin journal` finds, shows and exports what was shown here, and why not; `erase` deletes it.

The journal holds customers' data, and so does what is printed here. For support there is
`chatplugin doctor --bundle`.
"""

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from chatplugin.adapters.journal import JournalLine
from chatplugin.adapters.machine import Folders, language_of, now
from chatplugin.cli.options import Commands, Parser
from chatplugin.domain.contact import CardId, default_channel_type
from chatplugin.domain.desk import contact_of
from chatplugin.domain.errors import ConfigurationError, UsageError
from chatplugin.domain.events import Fate
from chatplugin.sentences import Language, Said, Words, said, say
from chatplugin.service.checkup import FATES

COLUMNS = (
    "time",
    "contact",
    "fate",
    "channel_type",
    "operator",
    "user_id",
    "title",
    "url",
    "rule",
    "reason",
    "no_account",
)
"""Of the table and of CSV, in this order."""

_PHONE = re.compile(r"\+[0-9 ()-]+")

_SHOWN = ("time", "channel_type", "contact", "operator", "fate", "reason")


def add(commands: Commands) -> None:
    parser = commands.add(
        "journal",
        Words(
            "find what was shown on this desktop, and why not",
            "найти, что показано на этом рабочем месте, и почему не показано",
        ),
        Words(
            "Prints the lines of the journal, the oldest first. It holds customers' data; nothing "
            "leaves this desktop. Ends with 1 if nothing is found.",
            "Выводит строки журнала показов, начиная со старых. В нём данные клиентов; с этого "
            "рабочего места они никуда не уходят. Завершается с кодом 1, если ничего не найдено.",
        ),
        _journal,
    )
    _add_times(parser)
    for name, en, ru in (
        ("--contact", "of this contact, by EMC's id", "этого обращения, по номеру EMC"),
        ("--channel", "of this channel: email, whatsapp", "этого канала: email, whatsapp"),
        ("--operator", "of this operator, by AgentID", "этого оператора, по AgentID"),
        ("--user-id", "of this customer", "этого клиента"),
    ):
        parser.add_argument(name, default="", metavar="WORD", help=parser.words(en, ru))
    parser.add_argument(
        "--fate",
        default="",
        choices=["", *map(str, Fate)],
        metavar="FATE",
        help=parser.words("only with this outcome", "только с этим исходом"),
    )
    _add_forms(parser)
    parser.add_options("--data", "--language")
    _add_erase(commands)


def _add_erase(commands: Commands) -> None:
    parser = commands.add(
        "erase",
        Words("delete customers' data on this desktop", "удалить данные клиентов с рабочего места"),
        Words(
            "Lists what holds customers' data of this person on this desktop, in all sessions: the "
            "journal, the profile of ChatPlugin's own Chrome, and what `pop` has left. With --yes, "
            "deletes it. EMC Desktop has to be closed.",
            "Перечисляет, где лежат данные клиентов этого пользователя на этом рабочем месте, во "
            "всех сеансах: журнал показов, профиль собственного Chrome, оставшееся от `pop`. С "
            "--yes удаляет. EMC Desktop должен быть закрыт.",
        ),
        _erase,
    )
    told = parser.words("delete it", "удалить")
    parser.add_argument("--yes", action="store_true", help=told)
    parser.add_options("--data", "--language")


def _erase(options: argparse.Namespace) -> int:
    """Delete what holds customers' data, or list it; 1 if there is some, and it stays."""
    folders = Folders(options.data) if options.data else Folders.of_operator()
    language = language_of(options.language)
    found = [path for each in folders.of_sessions() for path in _erased(each, options)]
    code = "erase.done" if options.yes else "erase.would"
    for path in found:
        print(say(said(code, path=str(path)), language))
    if not found:
        print(say(said("erase.nothing"), language))
    elif not options.yes:
        print(say(said("erase.how"), language), file=sys.stderr)
    return 1 if found and not options.yes else 0


def _erased(folders: Folders, options: argparse.Namespace) -> list[Path]:
    if not options.yes:
        return folders.with_customers()
    try:
        return folders.erase()
    except OSError as error:
        path, reason = str(error.filename or folders.home), Said.of(error)
        raise ConfigurationError(said("erase.refused", path=path, reason=reason)) from error


def _add_times(parser: Parser) -> None:
    parser.add_argument(
        "--since",
        type=_moment,
        metavar="TIME",
        help=parser.words(
            "10:40, 2026-05-31 or '2026-05-31 10:40'", "10:40, 2026-05-31 или «2026-05-31 10:40»"
        ),
    )
    parser.add_argument(
        "--until", type=_moment, metavar="TIME", help=parser.words("likewise", "то же")
    )


def _add_forms(parser: Parser) -> None:
    form = parser.add_mutually_exclusive_group()
    told = parser.words("one JSON object a line", "по объекту JSON в строке")
    form.add_argument("--json", action="store_true", help=told)
    told = parser.words("for a spreadsheet, all columns", "для таблицы, все столбцы")
    form.add_argument("--csv", action="store_true", help=told)
    told = parser.words("write it there", "записать туда")
    parser.add_argument("--output", type=Path, metavar="FILE", help=told)


def _journal(options: argparse.Namespace) -> int:
    """Print the lines that are asked for; 1 if there is none."""
    usual = Folders(options.data) if options.data else Folders.of_operator()
    folders = usual.of_this_session()
    if not folders.journal.is_dir():
        raise UsageError(said("journal.none", path=str(folders.journal)))
    first = datetime.fromtimestamp(options.since / 1000, UTC).date() if options.since else None
    try:
        found = [
            line for line in JournalLine.read(folders.journal, first) if _is_meant(line, options)
        ]
    except OSError as error:
        reason = Said.of(error)
        raise UsageError(said("doctor.journal_unreadable", reason=reason)) from error
    language = language_of(options.language)
    _write(_text(found, options, language), options.output)
    if not found:
        print(say(said("journal.nothing"), language), file=sys.stderr)
    return 0 if found else 1


def _is_meant(line: JournalLine, options: argparse.Namespace) -> bool:
    wanted = (
        (options.contact, contact_of(CardId(line.contact))),
        (options.channel and default_channel_type(options.channel), line.channel_type),
        (options.operator, line.operator),
        (options.user_id.lower(), line.user_id.lower()),
        (options.fate, line.fate),
    )
    is_in_time = (options.since or 0) <= line.at <= (options.until or float("inf"))
    return is_in_time and all(text == value for text, value in wanted if text)


def _text(lines: Sequence[JournalLine], options: argparse.Namespace, language: Language) -> str:
    if options.json:
        return "".join(f"{msgspec.json.encode(line).decode()}\n" for line in lines)
    lines = [line.in_language(language) for line in lines]
    if options.csv:
        return _csv(lines)
    rows = [[_row(line)[name] for name in _SHOWN] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        row[_SHOWN.index("fate")] = say(FATES[line.fate], language)
    return "".join(f"{line}\n" for line in _aligned(rows))


def _csv(lines: Iterable[JournalLine]) -> str:
    """With a mark, so that spreadsheets take it for UTF-8; without formulas of customers' texts."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([[_harmless(_row(line)[name]) for name in COLUMNS] for line in lines])
    return f"\ufeff{text.getvalue()}"


def _harmless(text: str) -> str:
    """A spreadsheet would work out what begins with `=`, and a customer may have written it."""
    is_formula = text[:1] in set("=@+-\t\r") and not _PHONE.fullmatch(text)
    return f"'{text}" if is_formula else text


def _row(line: JournalLine) -> dict[str, str]:
    then = datetime.fromtimestamp(line.at / 1000).astimezone()
    return {
        "time": then.isoformat(sep=" ", timespec="seconds"),
        "contact": line.contact,
        "fate": line.fate,
        "channel_type": line.channel_type,
        "operator": line.operator,
        "user_id": line.user_id,
        "title": line.title,
        "url": line.url,
        "rule": line.rule,
        "reason": line.reason,
        "no_account": line.no_account,
    }


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell or '–':<{width}}" for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip(" –")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        print(text, end="")
        return
    try:
        output.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        reason = Said.of(error)
        what = said("bundle.unwritable", path=str(output), reason=reason)
        raise ConfigurationError(what) from error


def _moment(text: str) -> float:
    """Return milliseconds since 1970-01-01 UTC; a time alone is today's, by the desktop's clock."""
    today = datetime.fromtimestamp(now() / 1000).astimezone()
    try:
        if len(text) <= len("10:40:30"):
            then = datetime.fromisoformat(f"{today:%Y-%m-%d} {text:0>5}")
        else:
            then = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time, such as 10:40 or '{today - timedelta(days=1):%Y-%m-%d} 10:40'"
        ) from None
    return then.astimezone().timestamp() * 1000
