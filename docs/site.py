"""
The docs as a site: what stands where in it, and how it is built.

Each language is a site of its own, made by Sphinx from the pages of that language; each page leads
to its other language. All is below the version's folder, and the chooser of versions reads
`versions.js` beside them. Nothing is loaded from elsewhere, so the site can be read from a disk.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chatplugin import __version__
from chatplugin.sentences import Language, Words

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SITE = ROOT / "build" / "site"
_SPHINX = DOCS / "sphinx"

NAVIGATION: Sequence[tuple[Words, Sequence[str]]] = (
    (
        Words("Learn", "Учебник"),
        (
            "tutorial/demo",
            "tutorial/first-templates",
        ),
    ),
    (
        Words("Set it up", "Установка"),
        (
            "howto/install",
            "howto/first-day",
            "howto/roll-out",
            "howto/terminal-servers",
            "howto/upgrade",
            "howto/uninstall",
        ),
    ),
    (
        Words("Settings", "Настройки"),
        (
            "howto/emc-administration",
            "howto/try-settings",
            "howto/accounts",
            "howto/channels",
            "howto/rules",
            "howto/several-crms",
            "howto/trust",
            "howto/settings-server",
            "howto/extension",
        ),
    ),
    (
        Words("Every day", "Работа"),
        (
            "howto/troubleshooting",
            "howto/desktop",
            "howto/operator",
            "howto/telemetry",
            "howto/crm",
            "faq",
        ),
    ),
    (
        Words("Reference", "Справочник"),
        (
            "reference/settings",
            "reference/broken-settings",
            "reference/checked-files",
            "reference/command-line",
            "reference/studio",
            "reference/files",
            "reference/emc-log",
            "reference/package",
            "reference/sizing",
            "reference/bounds",
            "reference/costs",
            "reference/reliability",
            "reference/matrix",
            "reference/verified",
            "glossary",
        ),
    ),
    (
        Words("Understand", "Как это устроено"),
        (
            "explanation/mail",
            "explanation/operators-page",
            "explanation/overlay",
            "explanation/security",
        ),
    ),
)
"""The pages of the site by their names without `.md`, in order. `index` is the first one."""

FOR_CONTRIBUTORS = re.compile(r"decisions/|release$|explanation/card-life$")
"""Pages that only those need who change ChatPlugin: English, and not on the site."""


def pages(language: Language) -> Mapping[str, Path]:
    """Return the names of all pages in *language*, and their files."""
    ending = ".ru.md" if language is Language.RUSSIAN else ".md"
    found = {
        path.relative_to(DOCS).as_posix().removesuffix(ending): path
        for path in sorted(DOCS.rglob("*.md"))
        if path.name.endswith(".ru.md") == (language is Language.RUSSIAN)
    }
    return {name: path for name, path in found.items() if not FOR_CONTRIBUTORS.match(name)}


def build(site: Path = SITE, languages: Sequence[Language] = tuple(Language)) -> None:
    """
    Add this version to *site*; other versions that are there stay.

    Raises CalledProcessError where a page has a fault, such as a link that leads nowhere.
    """
    version, work = site / __version__, site.with_name(f"{site.name}-pages")
    shutil.rmtree(version, ignore_errors=True)
    for language in languages:
        source = work / language.value
        _lay_out(source, language)
        target = version / language.value
        subprocess.run(  # noqa: S603
            [
                *(sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E"),
                *("-c", str(_SPHINX), "-d", f"{source}.trees"),
                *("-D", f"language={language.value}", str(source), str(target)),
            ],
            check=True,
            # Sphinx asks for the locale by name; ssh may have brought one that this system lacks.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        shutil.rmtree(target / "_sources", ignore_errors=True)
        _finish(target, language)
    _write_entrance(site)


def _lay_out(folder: Path, language: Language) -> None:
    """Put the pages of *language* into *folder* as Sphinx reads them."""
    shutil.rmtree(folder, ignore_errors=True)
    files: set[Path] = set()
    for name, path in pages(language).items():
        text = for_site(path.read_text("utf-8"), name, language, files)
        target = folder / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    for file in files:
        (folder / _copy(file)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / _copy(file))
    shutil.copytree(DOCS / "images", folder / "images")
    for schema in sorted(DOCS.glob("reference/*.json")):
        shutil.copy(schema, folder / "reference")


_LIST_IN_A_VALUE = re.compile(r"^```ini\n(?=(?:(?!```).*\n)*?[^;\n]+=.*;)", re.MULTILINE)
"""Settings that Pygments would grey out behind a semicolon, as if it began a remark."""

_OTHER_LANGUAGE = re.compile(r"^\[(По-русски|In English)\]\([^)]*\)( · )?", re.MULTILINE)
_COMMENT = re.compile(r"^ *<!-- [^\n]* -->\n|<!-- [^\n]*? -->", re.MULTILINE)
_TESTED = re.compile(r'\[([^\]]*)\]\((?:\.\./)+tests/[^ )]*(?: "([^"]*)")?\)')
_ELSEWHERE = re.compile(r"\]\(((?:\.\./)+[^)#\s]+)(#[^)\s]*)?\)")


def for_site(text: str, name: str, language: Language, files: set[Path]) -> str:
    """
    Return the page *name* as a reader of the site can follow it.

    The files of the repository that it leads to are added to *files*.
    """

    def with_copy(link: re.Match[str]) -> str:
        target = (DOCS / name).parent.joinpath(link[1]).resolve()
        page = target.relative_to(DOCS).as_posix() if target.is_relative_to(DOCS) else "decisions/"
        if not FOR_CONTRIBUTORS.match(page.removesuffix(".md")):
            return link[0]
        files.add(target)
        return f"]({'../' * name.count('/')}{_copy(target)})"

    text = _COMMENT.sub("", _OTHER_LANGUAGE.sub("", text, count=1))
    text = _LIST_IN_A_VALUE.sub("```text\n", text)
    text = _TESTED.sub(r'<abbr title="\2">\1</abbr>', text)
    text = text.replace(".ru.md)", ".md)").replace(".ru.md#", ".md#")
    text = _ELSEWHERE.sub(with_copy, text)
    return text + _contents(language) if name == "index" else text


def _copy(file: Path) -> str:
    """Where a file of the repository lies on the site: it is shown as it is."""
    name = f"files/{file.relative_to(ROOT).as_posix()}"
    return f"{name}.txt" if name.endswith(".md") else name


def _contents(language: Language) -> str:
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {heading.of(language)}\n\n"
        + "".join(f"{name}\n" for name in names)
        + "```\n"
        for heading, names in NAVIGATION
    )


_IN_RUSSIAN = {
    "On this page": "На этой странице",
    "Back to top": "К началу страницы",
    "Skip to content": "Перейти к тексту",
    "<span>Next</span>": "<span>Далее</span>",
    "<span>Previous</span>": "<span>Назад</span>",
    '<div class="title">Home</div>': '<div class="title">К началу</div>',
    "Toggle Light / Dark / Auto color theme": "Светлое, тёмное или системное оформление",
    "Toggle site navigation sidebar": "Содержание сайта",
    "Toggle table of contents sidebar": "Содержание страницы",
    "Toggle navigation of": "Развернуть",
    "Made with": "Оформление:",
    "Link to this heading": "Ссылка на этот раздел",
}
"""What the theme itself says, and has in English only."""


_SHORT_WORD = re.compile(r'<span class="pre">([^<]{1,18}</span>)')
_TRANSLATIONS = re.compile(r"^\s*Documentation\.addTranslations\(|\);?\s*$")
_PAGES_FOUND = "Search finished, found one page matching the search query."


def _finish(folder: Path, language: Language) -> None:
    """
    Let the theme speak *language*, and the search show where its words stand.

    A page that is read from a disk cannot fetch another one, as Sphinx's search does to show the
    lines around a hit. `texts.js` has them all.
    """
    texts = {}
    for path in sorted(folder.rglob("*.html")):
        page = _SHORT_WORD.sub(r'<span class="pre word">\1', path.read_text("utf-8"))
        if language is Language.RUSSIAN:
            for english, russian in _IN_RUSSIAN.items():
                page = page.replace(english, russian)
        path.write_text(page, "utf-8")
        texts[path.relative_to(folder).as_posix()] = _article(page)
    if language is Language.RUSSIAN:
        _count_in_russian(folder / "_static" / "translations.js")
    written = json.dumps(texts, ensure_ascii=False).replace("</", "<\\/")
    (folder / "_static" / "texts.js").write_text(f"const PAGE_TEXTS = {written};\n", "utf-8")


def _count_in_russian(translations: Path) -> None:
    """Fill in what Sphinx's own Russian leaves empty: how many pages the search has found."""
    words = json.loads(_TRANSLATIONS.sub("", translations.read_text("utf-8")))
    words["messages"][_PAGES_FOUND] = ["Найдено страниц: ${resultCount}"] * 4
    text = f"Documentation.addTranslations({json.dumps(words)});"
    translations.write_text(text, "utf-8")


def _article(page: str) -> str:
    found = re.search(r'<article role="main"[^>]*>(.*?)</article>', page, re.DOTALL)
    return f'<div role="main">{found[1]}</div>' if found else ""


def _write_entrance(site: Path) -> None:
    versions = sorted(_versions(site), key=_numbers, reverse=True)
    (site / "versions.js").write_text(f"const VERSIONS = {json.dumps(versions)};\n", "utf-8")
    shutil.copy(_SPHINX / "index.html", site)


def _versions(site: Path) -> Iterator[str]:
    for folder in site.iterdir():
        if folder.is_dir():
            yield folder.name


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
