"""
Every file of tests/data/checked-files.toml, as `chatplugin check` sees it.

None is green that can raise no right card, and each that is raises the right ones.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chatplugin.config.formats import read_layer
from chatplugin.config.layers import DESKTOP
from chatplugin.config.settings import read_settings
from chatplugin.domain.contact import EMAIL, ChannelType, Contact, ContactId, Operator
from chatplugin.domain.screenpop import NoPop, ScreenPop, decide
from chatplugin.sentences import Language
from docs.messages import FILES, checked, content

MINE = ("Chrome.Path=", "Sign.Key=")
"""Where a file names something of the desktop that is not there."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))


def of_kind(exit_code: int) -> list[Any]:
    return [pytest.param(f, id=f["en"]) for f in FILES if f["exit"] == exit_code]


def test_there_are_as_many_files_as_were_asked_for() -> None:
    assert len(FILES) >= 89


@pytest.mark.parametrize("file", of_kind(1))
def test_a_file_that_raises_no_right_card_is_never_green(file: Mapping[str, Any]) -> None:
    report, code = checked(file, Language.ENGLISH)
    counts = any(mine in file.get("text", "") for mine in MINE)
    errors = [p for p in report.problems if p.severity == "error"]

    assert report.exit == code == 1
    assert [p for p in errors if p.source != DESKTOP or counts]
    assert all(p.what and p.advice for p in errors)
    assert all(p.line and p.column for p in errors if p.key and p.source != DESKTOP)


@pytest.mark.parametrize("file", of_kind(0))
def test_a_file_that_is_not_refused_raises_the_right_cards(file: Mapping[str, Any]) -> None:
    report, _ = checked(file, Language.ENGLISH)
    rules = read_settings([read_layer(content(file), source="file")]).settings.rules
    operator, whatsapp = Operator("1"), ChannelType("whatsapp")
    chat = decide(Contact(ContactId("W"), whatsapp, "+79000000001"), operator, rules)
    mail = decide(Contact(ContactId("E"), EMAIL, "anna@example.com"), operator, rules)

    assert not [p for p in report.problems if p.severity == "error" and p.source != DESKTOP]
    assert isinstance(chat, ScreenPop)
    assert "user_id=%2B79000000001" in chat.url
    assert isinstance(mail, NoPop) or "user_id=anna%40example.com" in mail.url
    if isinstance(mail, NoPop):
        assert any("no e-mail gets a card" in p.what for p in report.problems)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["en"])
def test_what_is_said_in_russian_stands_at_the_same_places(file: Mapping[str, Any]) -> None:
    english, russian = (checked(file, language)[0].problems for language in Language)

    assert [(p.code, p.line, p.column) for p in english] == [
        (p.code, p.line, p.column) for p in russian
    ]
    assert all(p.what != q.what for p, q in zip(english, russian, strict=True))
