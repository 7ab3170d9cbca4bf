"""
The settings for EMC's own administration, as `chatplugin emc` writes them.
"""

from enum import StrEnum

from chatplugin.config.emc.section import (
    APPLICATION,
    CHARSET,
    SQL_CHARSET,
    Installation,
    emc_keys,
    ini_fragment,
    installation_sql,
    rollback_sql,
)
from chatplugin.config.layers import Problem
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language, said
from chatplugin.studio.diagnostics import Draft


class Form(StrEnum):
    INI = "ini"
    """The section for `ASGUIHost.ini`."""

    SQL = "sql"
    """The script that puts it into EMC's database."""

    ROLLBACK = "rollback"
    """The script that takes the latest change back."""


NAMES = {
    Form.INI: "ChatPlugin-ASGUIHost.ini",
    Form.SQL: "ChatPlugin.sql",
    Form.ROLLBACK: "ChatPlugin-rollback.sql",
}


def exported(draft: Draft, form: Form, language: Language) -> str:
    """
    Return *draft* in the form of EMC. Raises ConfigurationError while it has errors.
    """
    if form is Form.ROLLBACK:
        return rollback_sql(APPLICATION, draft.section)
    if draft.has_errors:
        raise ConfigurationError(said("export.errors"))
    keys = emc_keys(draft.reading, language)
    if not any(key.is_settled for key in keys):
        raise ConfigurationError(said("export.nothing"))
    if form is Form.INI:
        return ini_fragment(draft.section, keys, language)
    return installation_sql(Installation(APPLICATION, draft.section, keys))


def remarks(draft: Draft, form: Form) -> list[Problem]:
    """Return what does not stand in the way of *form*, and should be known all the same."""
    if form is Form.ROLLBACK:
        return []
    return [*draft.problems, *draft.remarks]


def as_file(text: str, form: Form) -> bytes:
    """Return *text* as the file that EMC's own tools read: their line ends and their charset."""
    charset = CHARSET if form is Form.INI else SQL_CHARSET
    return text.replace("\n", "\r\n").encode(charset)
