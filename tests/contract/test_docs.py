"""The pages of the site: the same ones in both languages, and what stands in their blocks is so."""

import io
import json
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from chatplugin.cli import main
from chatplugin.config.layers import Layer, Severity
from chatplugin.config.settings import read_settings
from chatplugin.sentences import Language
from chatplugin.sentences.catalogue import READ_ON, SENTENCES
from docs.site import DOCS, NAVIGATION, ROOT, build, pages
from rig.demo import CARDS

ENGLISH, RUSSIAN = pages(Language.ENGLISH), pages(Language.RUSSIAN)
PAGES = [*ENGLISH.values(), *RUSSIAN.values()]
NAMES = [path.relative_to(DOCS).as_posix() for path in PAGES]
BLOCK = re.compile(
    r"^(?P<comment> *<!-- [^\n]* -->\n)?"
    r"(?P<indent> *)```+(?P<kind>\w*)\n(?P<text>.*?)^(?P=indent)```+$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
PROGRAM = re.compile(r'^(\.venv/bin/chatplugin|"%ProgramFiles%\S*chatplugin\.exe") ')
RUN = {"check", "settings", "explain", "suggest", "emc", "sign"}
"""The commands that need neither a desktop nor a screen; the others are run by end-to-end tests."""


class Block(NamedTuple):
    kind: str
    text: str
    comment: str

    @property
    def commands(self) -> list[str]:
        """The lines that somebody types; in `console`, others are what the command answers."""
        lines = re.sub(r" *\\\n *", " ", self.text).splitlines()
        typed = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return typed if self.kind == "console" else [line for line in lines if line]


def prose(path: Path) -> str:
    return BLOCK.sub("", path.read_text("utf-8"))


def blocks(path: Path) -> list[Block]:
    return [
        Block(
            hit["kind"],
            re.sub(f"^{hit['indent']}", "", hit["text"], flags=re.MULTILINE),
            hit["comment"] or "",
        )
        for hit in BLOCK.finditer(path.read_text("utf-8"))
    ]


def explained(block: Block) -> bool:
    """Whether a comment says why it is not run, or which file it is that tests run."""
    return "not run:" in block.comment or (ROOT / block.comment.strip(" <>!-\n")).is_file()


def test_each_page_is_there_in_both_languages() -> None:
    assert ENGLISH.keys() == RUSSIAN.keys()


def test_the_navigation_leads_to_each_page_once() -> None:
    listed = ["index", *(name for _, names in NAVIGATION for name in names)]

    assert sorted(listed) == sorted(ENGLISH)


@pytest.mark.parametrize("name", ENGLISH)
def test_a_page_says_the_same_in_both_languages(name: str) -> None:
    outlines = [
        re.findall(r"^(#+) |(!\[)|^(\|)[-|: ]+\|$", prose(each[name]), re.MULTILINE)
        for each in (ENGLISH, RUSSIAN)
    ]
    kinds = [[block.kind for block in blocks(each[name])] for each in (ENGLISH, RUSSIAN)]

    assert outlines[0] == outlines[1]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_each_link_leads_to_a_file_in_the_language_of_the_page(path: Path) -> None:
    russian = path.name.endswith(".ru.md")
    for link in LINK.findall(prose(path)):
        target = path.parent / link.partition("#")[0]
        if link.startswith(("https:", "http:", "#")):
            continue
        assert target.is_file(), link
        page = target.resolve()
        if page in PAGES and page.stem.removesuffix(".ru") != path.stem.removesuffix(".ru"):
            assert page.name.endswith(".ru.md") == russian, link


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_each_link_within_pages_leads_to_a_heading(path: Path) -> None:
    for link in LINK.findall(prose(path)):
        page, _, anchor = link.partition("#")
        target = path.parent / page if page else path
        if anchor and target.suffix == ".md" and not link.startswith("http"):
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The names of headings, as a forge and the site make them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    signs = re.compile(r"[^\w\- ]")
    return {signs.sub("", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_settings_on_a_page_can_be_used(path: Path) -> None:
    shown = [block for block in blocks(path) if block.kind in {"ini", "json"}]
    for block in shown:
        if not explained(block):
            problems = read_settings([Layer("", dict(settings(block)))]).problems
            errors = [each.what for each in problems if each.severity is Severity.ERROR]
            assert errors == [], block.text


def settings(block: Block) -> Iterator[tuple[str, str]]:
    if block.kind == "json":
        yield from ((key, str(value)) for key, value in json.loads(block.text).items())
        return
    for section in re.split(r"^(?=\[)", block.text, flags=re.MULTILINE):
        if section.startswith("[") and not section.startswith("[ChatPlugin]"):
            continue
        for line in section.splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith(";"):
                yield key.strip(), value.strip()


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_each_command_on_a_page_works_or_says_why_it_is_not_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    for block in blocks(path):
        if block.kind in {"", "console"} and not explained(block):
            for command in block.commands:
                run(command)


def prepare(folder: Path) -> None:
    """The files that the pages let their reader make."""
    [block, *_] = (
        each for each in blocks(ENGLISH["howto/emc-administration"]) if each.kind == "ini"
    )
    for name in ("ChatPlugin", "trial", "ASGUIHost", "fragment", "first", "crm"):
        (folder / f"{name}.ini").write_text(block.text, "utf-8")
    overlay = (ROOT / "examples" / "overlay" / "chatplugin.json").read_bytes()
    (folder / "chatplugin.json").write_bytes(overlay)
    letter = (ROOT / "examples" / "demo" / "letter.eml").read_bytes()
    (folder / "letters").mkdir()
    for name in ("letter.eml", "letters/1.eml", "письмо.eml", "letters/2.eml"):
        (folder / name).write_bytes(letter)


def run(command: str) -> None:
    """Let the command line take *command*; run it where nothing but files is needed."""
    if command.startswith("./dev "):
        assert f"\n        {command.split()[1]}) " in (ROOT / "dev").read_text("utf-8"), command
        return
    words = [word for text in shlex.split(typed(command)) for word in expanded(text)]
    assert words[0] == "chatplugin", f"neither run nor explained: {command}"
    if words[1] in RUN:
        if "--output" in words:  # A file that is there is not written over.
            Path(words[words.index("--output") + 1]).unlink(missing_ok=True)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as said:
            assert main.main(words[1:]) == 0, (command, said.getvalue())
    elif words[1] != "help":
        main._parser(words[1], Language.ENGLISH).parse_all(words[1:])


def typed(command: str) -> str:
    """Return *command* as a shell of ours has it: no program's folder, no output into a file."""
    return PROGRAM.sub("chatplugin ", command).partition(" > ")[0].replace("\\", "/")


def expanded(word: str) -> list[str]:
    """Return the files of a pattern; of a path on Windows the name."""
    if "*" in word:
        return sorted(str(path) for path in Path().glob(word))
    return [Path(word).name if word.startswith("C:/") else word]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in Russian; a page with a fault, such as a link that leads nowhere, fails it."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as system:
        system.setenv(
            "LC_ALL", "xx_XX.UTF-8"
        )  # As ssh brings it to a system that has only its own.
        build(folder, [Language.RUSSIAN])
    return folder


def test_the_site_is_read_from_a_disk_and_loads_nothing_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r'<(?:script|img|iframe)[^>]* src="([^"#?]*)|<link[^>]* href="([^"#?]*)')
    for page in site.rglob("*.html"):
        for hit in loaded.findall(page.read_text("utf-8")):
            for address in filter(None, hit):
                assert not re.match(r"(\w+:)?//", address), (page, address)
                assert page.name == "index.html" or (page.parent / address).is_file(), address


def test_the_site_is_searched_by_russian_words_in_any_form(site: Path) -> None:
    [index] = site.glob("*/ru/searchindex.js")

    stems = json.loads(index.read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")"))
    assert {"карточк", "обращен", "лицев"} <= stems["terms"].keys()
    [words] = site.glob("*/ru/_static/translations.js")
    assert json.dumps("Найдено страниц: ${resultCount}") in words.read_text("utf-8")


def test_each_page_of_the_site_leads_to_its_other_language(site: Path) -> None:
    for name in RUSSIAN:
        [page] = site.glob(f"*/ru/{name}.html")
        up = "../" * (name.count("/") + 1)
        assert f'href="{up}en/{name}.html"' in page.read_text("utf-8")


LOG_PAGES = [ENGLISH["reference/emc-log"], RUSSIAN["reference/emc-log"]]


def lines_of_the_log(page: Path) -> list[str]:
    return re.findall(r"^\| `([^`]*)` \|", page.read_text("utf-8"), re.MULTILINE)


def test_both_pages_on_emcs_log_have_the_same_lines() -> None:
    assert lines_of_the_log(LOG_PAGES[0]) == lines_of_the_log(LOG_PAGES[1])


def test_each_line_on_the_page_is_written_by_plug_in_or_service() -> None:
    sources = [*ROOT.glob("plugin/src/*.cs"), *ROOT.glob("src/chatplugin/**/*.py")]
    code = "".join(re.sub(r'"\s*\+?\s*f?"', "", path.read_text("utf-8")) for path in sources)
    said = re.sub(r"\s+", " ", code)

    parts = [
        part.strip(" .:") for line in lines_of_the_log(LOG_PAGES[0]) for part in line.split("…")
    ]
    assert [part for part in parts if part not in said] == []


def test_the_page_has_each_line_of_the_plug_in() -> None:
    code = "".join(path.read_text("utf-8") for path in sorted(ROOT.glob("plugin/src/*.cs")))
    beginnings = set(re.findall(r'log\.(?:Fatal|Information|Startup)\("([^"{]{3,60})', code))

    page = LOG_PAGES[0].read_text("utf-8")
    known = {begin for begin in beginnings if begin.strip(" '(")[:25].strip() in page}
    assert sorted(beginnings - known) == []


@pytest.mark.parametrize("path", [ENGLISH["tutorial/demo"], RUSSIAN["tutorial/demo"]])
def test_the_page_on_the_demo_shows_what_the_demo_insists_on(path: Path) -> None:
    page = path.read_text("utf-8")

    for title, query in CARDS.values():
        assert f"the tab:  {title}\n    the CRM received:  {query}\n" in page


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("family", READ_ON)
def test_each_message_leads_to_a_page_and_a_heading_that_are_there(
    family: str, language: Language
) -> None:
    name, _, heading = READ_ON[family].of(language).partition("#")

    page = pages(language)[name]

    assert not heading or heading in anchors(page)
    assert name in {each for _, group in NAVIGATION for each in group}


def test_only_messages_that_exist_lead_somewhere() -> None:
    families = {code.partition(".")[0] for code in SENTENCES}

    assert READ_ON.keys() - families - SENTENCES.keys() == {""}
