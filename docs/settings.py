"""
The reference of all settings in two languages, and their JSON Schema, made from the table.
"""

import json
import re
from typing import Any

from chatplugin.config.table import KEYS, PARTS
from chatplugin.config.table.key import Key, Reader
from chatplugin.sentences import Language, Words

_TITLE = Words("Settings", "Настройки")
_PREFACE = Words(
    """\
The keys of the section `ChatPlugin`: in EMC's configuration, in a file in the form of
`ASGUIHost.ini`, or in a JSON overlay. This page is generated; `./dev docs` writes it anew.

- **Names** may be written in any case, as in EMC's own store. `<name>` stands for a parameter,
  `<channel_type>` for a messenger such as `whatsapp`.
- **An empty value** counts as no value: the value of the layer below, or the default, is used.
- **Layers**, the lowest first: defaults, local file, EMC section, overlay. `chatplugin settings`
  shows where each value comes from.
- **A value that cannot be used** is reported with its key and what to write instead. When the
  service starts, it leaves such a value out. Later, a change that brings a new error is refused
  whole, and the last good settings stay in force.
- **Changes** count from the next contact on. Changes of `Chrome.*` count as soon as no card is open
  in ChatPlugin's own Chrome, so that no typed text is lost.""",
    """\
Ключи раздела `ChatPlugin`: в конфигурации EMC, в файле вида `ASGUIHost.ini` или в оверлее JSON.
Страница создаётся командой `./dev docs`.

- **Имена** можно писать в любом регистре, как и в хранилище EMC. `<name>` – имя параметра,
  `<channel_type>` – мессенджер, например `whatsapp`.
- **Пустое значение** означает, что значения нет: действует значение нижнего слоя или значение по
  умолчанию.
- **Слои**, начиная с нижнего: значения по умолчанию, локальный файл, раздел EMC, оверлей. Команда
  `chatplugin settings` показывает, откуда взято каждое значение.
- **Если значение нельзя использовать**, об этом сообщается: ключ, значение и что написать вместо
  него. При запуске служба такое значение пропускает. Позже изменение с новой ошибкой отклоняется
  целиком, и действуют последние верные настройки.
- **Изменения** действуют со следующего обращения. Изменения `Chrome.*` действуют, как только в
  собственном Chrome не останется открытых карточек, чтобы не пропал введённый текст.""",
)
_HEADINGS = Words(
    "| Key | Value | Default | Meaning | Example |",
    "| Ключ | Значение | По умолчанию | Смысл | Пример |",
)
_READ_BY = Words("Read by {} from EMC's section only.", "Читает {}, только из раздела EMC.")
_READERS = {Reader.PLUGIN: Words("the plug-in", "модуль"), Reader.EMC: Words("EMC", "EMC")}


def markdown(language: Language) -> str:
    """Return the page of the reference, in Markdown."""
    sections = [f"# {_TITLE.of(language)}", _PREFACE.of(language)]
    for heading, keys in PARTS:
        rows = [_row(key, language) for key in keys]
        table = "\n".join([_HEADINGS.of(language), "|---|---|---|---|---|", *rows])
        sections += [f"## {heading.of(language)}", table]
    return "\n\n".join(sections) + "\n"


def _row(key: Key[Any], language: Language) -> str:
    meaning = key.help.of(language)
    if reader := _READERS.get(key.reader):
        meaning += " " + _READ_BY.of(language).format(reader.of(language))
    cells = (
        f"`{key.name}`",
        key.kind.name.of(language),
        key.without.of(language),
        meaning,
        f"`{key.example}`",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def json_schema() -> str:
    """Return the JSON Schema (2020-12) of an overlay, for editors that complete and check it."""
    single: dict[str, object] = {}
    families: dict[str, object] = {}
    for _, keys in PARTS:
        for key in keys:
            (families if key.family else single)[_pattern(key) if key.family else key.name] = {
                "description": key.help.en,
                **({"default": key.written} if key.written else {}),
                "examples": [key.example],
                **key.kind.schema,
            }
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ChatPlugin settings",
        "type": "object",
        "properties": single,
        "patternProperties": families,
        "additionalProperties": False,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _pattern(key: Key[Any]) -> str:
    """A family's keys as a pattern, without those that are settings of their own."""
    before, after = map(re.escape, key.around)
    singles = (re.fullmatch(f"{before}(.+){after}", each.name) for each in KEYS if not each.family)
    others = "".join(f"(?!{single[1]}$)" for single in singles if single)
    return f"^{before}{others}{key.family.pattern if key.family else ''}{after}$"
