"""
The section of an INI file: taken out for the editor, and put back so that all else stays as it is.

Pure text. An `ASGUIHost.ini` belongs to EMC and to other plug-ins as well.
"""

from msgspec import Struct

from chatplugin.config.formats import encoding_of
from chatplugin.config.ini import Line, lines_of
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said


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
    before, whole, after = _apart(text, section)
    bare = whole.rstrip()
    return IniFile(
        text="".join(f"{line.text}\n" for line in lines_of(bare, section) if line.text or bare),
        before=before,
        tail=whole[len(bare) :],
        after=after,
        newline="\r\n" if "\r\n" in text else "\n",
        mark=mark,
        charset=charset,
        is_exact=mark + text.encode(charset, "replace") == data,
    )


def _apart(text: str, section: str) -> tuple[str, str, str]:
    before = ours = after = ""
    for line in lines_of(text, section):
        whole = line.text + line.ending
        if line.is_ours:
            ours += whole
        elif ours:
            after += whole
        else:
            before += whole
    return (before, ours, after) if ours or not before else (before, f"[{section}]", "")


def other_sections(text: str, section: str) -> list[Line]:
    """Return the lines of an editor's text that begin sections which are not ours."""
    lines = lines_of(text, section)
    return [line for line in lines if line.section is not None and not line.is_ours]


def own_part(text: str, section: str) -> str:
    """
    Return what of an editor's text belongs into the section: of a whole file, our section alone.

    Raises ConfigurationError where it cannot be told.
    """
    lines = lines_of(text, section)
    begins = [line for line in lines if line.section is not None]
    if not begins:
        return text
    others = other_sections(text, section)
    if len(others) == len(begins):
        what = said("editor.no_section", section=section, other=others[0].section or "")
        raise ConfigurationError(what)
    if others:
        return _apart(text, section)[1]
    for line in lines[: begins[0].number - 1]:
        if line.text.strip() and not line.is_remark:
            raise ConfigurationError(said("editor.above", line=line.number, section=section))
    return text


def put_back(file: IniFile, text: str, name: str) -> bytes:
    """
    Return the file with *text* as its section of that *name*.

    Raises ConfigurationError if the file's charset has no room for it.
    """
    has_header = any(line.section is not None for line in lines_of(text, name))
    if (file.before or file.after) and not has_header:
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
        character = whole[error.start]
        what = said("file.not_in_charset", character=character, charset=file.charset)
        raise ConfigurationError(what) from error
