"""
The page on the command line: what each command says of itself with `--help`, in both languages.
"""

import argparse
from collections.abc import Iterator

from chatplugin.cli.main import DESCRIPTION, _parser
from chatplugin.cli.options import Parser
from chatplugin.sentences import Language, Words

_TITLE = Words(
    "# The command line\n\n[По-русски](command-line.ru.md)\n",
    "# Командная строка\n\n[In English](command-line.md)\n",
)
_HEAD = Words("| option | meaning |\n|---|---|\n", "| параметр | значение |\n|---|---|\n")
_EXITS = Words(
    """
| exit code | meaning |
|---|---|
| 0 | all is well, and it was looked at; a card came |
| 1 | something needs attention: the command says what, and what to do |
| 2 | the command was not understood; `check` and `doctor`: something was not looked at |
| 130 | stopped with Ctrl+C |
| 141 | whoever read the output, such as `head`, had enough |

What a command has found goes to standard output, all else to standard error. `--language` is for
each command; without it the system's language is used. With `--json` a sentence comes with a code
that is the same in every language. What is printed has a JSON Schema: [check](check.schema.json),
[settings](settings-shown.schema.json), [explain](explain.schema.json), [pop](pop.schema.json),
[doctor](doctor.schema.json), [journal](journal.schema.json).

Colours and completion come with the extra `chatplugin[shell]`, letters of Outlook (`.msg`) with
`chatplugin[msg]`. Colours are for terminals only, and `NO_COLOR` switches them off. A pattern such
as `letters\\*.eml` works in every shell.
""",
    """
| код | значение |
|---|---|
| 0 | всё в порядке, и это проверено; карточка открылась |
| 1 | нужно вмешательство: команда говорит, что не так и что делать |
| 2 | команда не понята; `check` и `doctor`: не всё удалось проверить |
| 130 | остановлено клавишами Ctrl+C |
| 141 | программе, которая читает вывод (`head`), хватило |

Найденное идёт в стандартный вывод, остальное – в стандартный вывод ошибок. `--language` есть у
каждой команды; без него берётся язык системы. С `--json` у каждого сообщения есть код, одинаковый
на всех языках. У вывода есть JSON Schema: [check](check.schema.json),
[settings](settings-shown.schema.json), [explain](explain.schema.json), [pop](pop.schema.json),
[doctor](doctor.schema.json), [journal](journal.schema.json).

Цвета и автодополнение команд даёт `chatplugin[shell]`, чтение писем Outlook (`.msg`) –
`chatplugin[msg]`. Цвета бывают только в терминале, `NO_COLOR` их отключает. Шаблон имён вроде
`letters\\*.eml` работает в любой оболочке.
""",
)


def command_line(language: Language) -> str:
    """Return the page."""
    parser = _parser("", language)
    parts = [_TITLE.of(language), f"\n{DESCRIPTION.of(language)}\n", _EXITS.of(language)]
    for each in _all_of(parser):
        rows = [_row(action) for action in each._actions if action.dest != "help"]  # noqa: SLF001
        head = _HEAD.of(language)
        parts.append(f"\n## {each.prog}\n\n{each.description}\n\n{head}{''.join(rows)}")
    return "".join(parts)


def _row(action: argparse.Action) -> str:
    """Written here and not by `format_help`, which differs between versions of Python."""
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices and not action.metavar:
        metavar = ", ".join(map(str, action.choices))
    value = "" if action.nargs == 0 or not action.option_strings else f" {metavar}"
    names = ", ".join(action.option_strings) or metavar
    told = (action.help or "") % {"default": action.default}
    return f"| `{names}{value}` | {told.replace('|', '&#124;').replace('<', '&lt;')} |\n"


def _all_of(parser: Parser) -> Iterator[Parser]:
    """Return the commands that can be called, forms of a command in its place."""
    below = [
        each
        for action in parser._actions  # noqa: SLF001 - argparse has no public way
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        for each in action.choices.values()
    ]
    for each in below:
        yield from _all_of(each)
    if not below:
        yield parser
