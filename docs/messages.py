"""
The pages on what is said of settings: of broken ones, and by `chatplugin check` of whole files.

Settings and files stand in tests/data; each row is what the product itself says.
"""

import contextlib
import io
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from chatplugin.cli.check import CheckReport
from chatplugin.cli.main import main
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.sentences import Language, said, say

_DATA = Path(__file__).parent.parent / "tests" / "data"

_BROKEN = {
    Language.ENGLISH: """# Broken settings, and the messages about them

[По-русски](broken-settings.ru.md)

The operator's page, the studio and `chatplugin check` show the same message in the reader's
language. The service's log and EMC's error log show it in English, with the same key and value in
front. A broken setting stops only the cards that need it. A value that cannot be used counts as
not set. A change that brings a new error is refused whole, and the last good settings stay in
force.

| setting | message |
|---|---|
""",
    Language.RUSSIAN: """# Ошибки в настройках и сообщения о них

[In English](broken-settings.md)

Страница оператора, студия и `chatplugin check` показывают одно и то же сообщение на языке читателя.
В протоколе службы и в протоколе ошибок EMC оно по-английски, с тем же ключом и значением в начале.
Ошибка мешает только тем карточкам, которым нужна эта настройка.
Значение, которое нельзя использовать, не учитывается. Изменение, которое вносит новую ошибку,
отклоняется целиком, и действуют последние верные настройки.

| настройка | сообщение |
|---|---|
""",
}


def broken_settings(language: Language) -> str:
    """Return the page in *language*; each sentence is what reading that setting gives."""
    data = tomllib.loads((_DATA / "broken-settings.toml").read_text("utf-8"))
    rows = [_broken_row(broken["settings"], data["good"], language) for broken in data["broken"]]
    return _BROKEN[language] + "".join(rows)


def _broken_row(written: Mapping[str, str], good: Mapping[str, str], language: Language) -> str:
    problems = read_settings([Layer("", {**good, **written})]).problems
    said = " ".join(problem.described(language) for problem in problems)
    cells = "<br>".join(_code(f"{key} = {value}") for key, value in written.items())
    return f"| {cells} | {_text(said)} |\n"


FILES: Sequence[Mapping[str, Any]] = tomllib.loads(
    (_DATA / "checked-files.toml").read_text("utf-8")
)["file"]

_HEADS = {
    Language.ENGLISH: """# What `chatplugin check` says of a file

[По-русски](checked-files.ru.md)

{number} files, each broken in another way or only looking so. The command ends with 1 where no card
or no right card can come, and with 0 where the cards are right. It says what is doubtful then, too,
and `--strict` ends with 1 for it. A place is a line and a column. Good lines are left out.

| file | place | what is said | exit code |
|---|---|---|---|
""",
    Language.RUSSIAN: """# Что `chatplugin check` говорит о файле

[In English](checked-files.md)

Файлов: {number}; каждый испорчен по-своему или только кажется испорченным. Команда завершается с
кодом 1, если карточки не будет или она будет не той, и с кодом 0, если карточки верны. О
сомнительном она сообщает и тогда, а с `--strict` завершается из-за него с кодом 1. Место – это
строка и столбец. Верные строки опущены.

| файл | место | что сказано | код |
|---|---|---|---|
""",
}
_GOOD = ("[ChatPlugin]", "EmailTemplate=https://crm.company.ru/card{?user_id}")


def content(file: Mapping[str, Any]) -> bytes:
    """Return the bytes of *file*."""
    if "hex" in file:
        return bytes.fromhex(file["hex"])
    text: str = file["text"].replace("…", "x" * file.get("filled", 1))
    return text.encode(file.get("charset", "utf-8"))


def checked(file: Mapping[str, Any], language: Language) -> tuple[CheckReport, int]:
    """Return what `check --json` prints of *file*, and its exit code, apart from this machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.ini"
        path.write_bytes(content(file))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = main(["check", "--settings", str(path), "--json", "--language", language])
    return msgspec.json.decode(printed.getvalue(), type=CheckReport), code


def checked_files(language: Language) -> str:
    """Return the page; *code* and *cell* write a text as code, and as it is, in a table."""
    rows = [_row(file, language) for file in FILES]
    return _HEADS[language].format(number=len(rows)) + "".join(rows)


def _row(file: Mapping[str, Any], language: Language) -> str:
    name: str = file[language]
    lines = [line for line in file.get("text", "").splitlines() if line not in _GOOD]
    report, _ = checked(file, language)
    told = [each for each in report.problems if each.code not in _OF_MACHINE]
    places = [f"{each.line}:{each.column}" if each.line else "–" for each in told]
    sentences = [
        f"**{say(said(f'severity.{each.severity}'), language)}** "
        f"{': '.join(filter(None, (each.key, _text(each.what))))}. {_text(each.advice)}".rstrip()
        for each in told
    ]
    cells = "<br>".join([name, *map(_code, lines)]), "<br>".join(places), "<br>".join(sentences)
    return f"| {cells[0]} | {cells[1]} | {cells[2]} | {file['exit']} |\n"


_OF_MACHINE = frozenset({"chrome.not_there", "chrome.pipe_forbidden", "chrome.no_relay"})
"""What depends on where the page is made."""


def _code(text: str) -> str:
    """Return *text* as code in a cell, where line breaks and signs of tables count for nothing."""
    shown = text if len(text) <= 90 else text[:90] + "…"
    shown = shown.encode("unicode_escape").decode() if not shown.isprintable() else shown
    return f"<code>{_text(shown)}</code>"


def _text(text: str) -> str:
    signs: dict[str, str | int | None] = {
        "&": "&amp;",
        "<": "&lt;",
        "|": "&#124;",
        "*": "&#42;",
        "`": "&#96;",
    }
    return text.translate(str.maketrans(signs))
