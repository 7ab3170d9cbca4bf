"""
The section of an INI file: taken out for the editor, and put back so that all else stays as it is.

Pure text. An `ASGUIHost.ini` belongs to EMC and to other plug-ins as well.
"""

from msgspec import Struct

from chatplugin.config.formats import encoding_of, section_name
from chatplugin.domain.errors import ConfigurationError


class IniFile(Struct, frozen=True):
    """
    A file taken apart: what stands before and after the section, and how all of it is written.

    `text` is the section for an editor: each line ends with a line feed.
    """

    text: str
    before: str = ""
    tail: str = ""
    after: str = ""
    newline: str = "\n"
    mark: bytes = b""
    charset: str = "utf-8"
    is_exact: bool = True
    """The file's bytes can be written again as they were."""


def take_out(data: bytes, section: str) -> IniFile:
    """
    Take the *section* of that name out of a file.

    Without any section the whole file is ours. Where ours comes twice, both come as one text.
    """
    mark, charset = encoding_of(data)
    text = data[len(mark) :].decode(charset, "replace")
    before, ours, after = _apart(text.splitlines(keepends=True), section)
    whole = "".join(ours)
    bare = whole.rstrip()
    return IniFile(
        text="".join(f"{line}\n" for line in bare.splitlines()),
        before="".join(before),
        tail=whole[len(bare) :],
        after="".join(after),
        newline="\r\n" if "\r\n" in text else "\n",
        mark=mark,
        charset=charset,
        is_exact=mark + text.encode(charset, "replace") == data,
    )


def _is_header(line: str) -> bool:
    return section_name(line) is not None


def _apart(lines: list[str], section: str) -> tuple[list[str], list[str], list[str]]:
    if all(section_name(line) is None for line in lines):
        return [], lines, []
    before, ours, after = list[str](), list[str](), list[str]()
    inside = False
    for line in lines:
        if (name := section_name(line)) is not None:
            inside = name.lower() == section.lower()
        (ours if inside else after if ours else before).append(line)
    return before, ours or [f"[{section}]"], after


def other_sections(text: str, section: str) -> list[tuple[int, str]]:
    """Return the sections of an editor's text that are not ours, each with its line's number."""
    names = [section_name(line) for line in text.splitlines()]
    return [
        (number, name)
        for number, name in enumerate(names, 1)
        if name is not None and name.lower() != section.lower()
    ]


def own_part(text: str, section: str) -> str:
    """
    Return what of an editor's text belongs into the section: of a whole file, our section alone.

    Raises ConfigurationError where it cannot be told.
    """
    lines = text.splitlines(keepends=True)
    begins = [number for number, line in enumerate(lines) if section_name(line) is not None]
    if not begins:
        return text
    others = other_sections(text, section)
    if len(others) == len(begins):
        raise ConfigurationError(
            f"there is no section [{section}] in this text, only [{others[0][1]}]",
            remedy=f"Write [{section}] above the settings",
        )
    if others:
        return "".join(_apart(lines, section)[1])
    for number, line in enumerate(lines[: begins[0]], 1):
        if line.strip() and not line.strip().startswith(";"):
            raise ConfigurationError(
                f"line {number} stands above [{section}], where it belongs to no section of ours",
                remedy=f"Move it below [{section}]",
            )
    return text


def put_back(file: IniFile, text: str, name: str) -> bytes:
    """
    Return the file with *text* as its section of that *name*.

    Raises ConfigurationError if the file's charset has no room for it.
    """
    if (file.before or file.after) and not any(map(_is_header, text.splitlines())):
        # Among other sections, lines without a header of ours would belong to the one above.
        text = f"[{name}]\n{text}"
    section = text.rstrip().replace("\n", file.newline)
    before = file.before
    if before and not before.endswith(("\n", "\r")):
        before += file.newline
    whole = before + section + (file.tail or file.newline) + file.after
    try:
        return file.mark + whole.encode(file.charset)
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            f"'{whole[error.start]}' does not exist in {file.charset}, the file's charset",
            remedy="Write it otherwise, or save the file as UTF-8 in an editor first",
        ) from error
