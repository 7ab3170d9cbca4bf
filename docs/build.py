"""
Write the generated pages of the docs: the reference of settings in both languages, and its schema.

They come from `chatplugin.config.table`, where each setting stands once. Never edit them by hand.
"""

from pathlib import Path

from chatplugin.config.reference import Language, json_schema, markdown

REFERENCE = Path(__file__).parent / "reference"
PAGES = {
    "settings.md": lambda: markdown(Language.ENGLISH),
    "settings.ru.md": lambda: markdown(Language.RUSSIAN),
    "settings.schema.json": json_schema,
}


def main() -> None:
    for name, render in PAGES.items():
        path = REFERENCE / name
        path.write_text(render(), encoding="utf-8")
        print(f"wrote {path.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
