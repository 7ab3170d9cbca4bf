"""
The reference of all settings in two languages, and their JSON Schema, made from the table.
"""

import json
import re

from chatplugin.config.key import Key, Reader
from chatplugin.config.kinds import Words
from chatplugin.config.language import Language
from chatplugin.config.table import PARTS

_TITLE = Words("Settings", "Настройки")
_PREFACE = Words(
    """\
The keys of the section `ChatPlugin`, whether in EMC's configuration, in a file in the form of
`ASGUIHost.ini`, or in a JSON overlay. This page is generated; `./dev docs` writes it anew.

- **Names** count in any case, as they do in EMC's own store. `<name>` stands for a parameter,
  `<channel_type>` for a messenger such as `whatsapp`.
- **An empty value** is no value: the layer below, or the default, counts.
- **Layers**, the lowest first: defaults, local file, EMC section, overlay. `chatplugin settings`
  shows where each value comes from.
- **A value that cannot be used** is reported with key, value and what to write. At the first
  reading it counts as absent; later on, a change that brings a new error is refused whole, and the
  last good settings stay.
- **Changes** count from the next contact on; those of `Chrome.*` as soon as no card is open in
  ChatPlugin's own Chrome, so that nothing that was typed is lost.""",
    """\
Ключи раздела `ChatPlugin`: в конфигурации EMC, в файле вида `ASGUIHost.ini` или в JSON-дополнении.
Страница создаётся командой `./dev docs`.

- **Имена** не зависят от регистра букв, как и в хранилище EMC. `<name>` – имя параметра,
  `<channel_type>` – мессенджер, например `whatsapp`.
- **Пустое значение** – это отсутствие значения: действует нижний слой или значение по умолчанию.
- **Слои**, начиная с нижнего: значения по умолчанию, локальный файл, раздел EMC, дополнение.
  Команда `chatplugin settings` показывает, откуда взято каждое значение.
- **О негодном значении** сообщается: ключ, значение и что написать. При первом чтении его как бы
  нет; позже изменение с новой ошибкой отклоняется целиком, и действуют последние годные настройки.
- **Изменения** действуют со следующего обращения; изменения `Chrome.*` – как только в собственном
  Chrome не останется открытых карточек, чтобы введённое не пропало.""",
)
_HEADINGS = Words(
    "| Key | Value | Default | Meaning | Example |",
    "| Ключ | Значение | По умолчанию | Смысл | Пример |",
)
_READ_BY = Words("Read by {} from EMC's section only.", "Читает {}, только из раздела EMC.")
_READERS = {Reader.PLUGIN: Words("the plug-in", "модуль"), Reader.EMC: Words("EMC", "EMC")}


def markdown(language: Language) -> str:
    """Return the page of the reference, in Markdown."""
    sections = [f"# {_in(_TITLE, language)}", _in(_PREFACE, language)]
    for heading, keys in PARTS:
        rows = [_row(key, language) for key in keys]
        table = "\n".join([_in(_HEADINGS, language), "|---|---|---|---|---|", *rows])
        sections += [f"## {_in(heading, language)}", table]
    return "\n\n".join(sections) + "\n"


def _in(words: Words, language: Language) -> str:
    return words.ru if language is Language.RUSSIAN else words.en


def _row(key: Key[object], language: Language) -> str:
    meaning = _in(key.help, language)
    if reader := _READERS.get(key.reader):
        meaning += " " + _in(_READ_BY, language).format(_in(reader, language))
    cells = (
        f"`{key.name}`",
        _in(key.kind.name, language),
        _in(key.without, language),
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
            (families if key.is_family else single)[
                _pattern(key) if key.is_family else key.name
            ] = {
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


_NAMES = {"<media type name>": ".+", "<n>": "[0-9]{1,5}"}


def _pattern(key: Key[object]) -> str:
    """A family's keys as a pattern; a name has no dot, so that no two families share a key."""
    before, name, after = re.split(r"(<.*>)", key.name)
    inside = _NAMES.get(name, "[^.]+")
    if key.name == "ChatTemplate.<channel_type>":
        inside = "(?!Enabled$)[^.]+"
    return "^" + before.replace(".", "\\.") + inside + after.replace(".", "\\.") + "$"
