"""`chatplugin suggest` as an administrator calls it."""

from pathlib import Path

import pytest

from chatplugin.cli.main import main

ADDRESS = "https://crm.example.com/card?phone=79000000001&agent=4021"


def test_what_it_prints_is_a_settings_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["suggest", ADDRESS, "--language", "en"]) == 0

    printed = capsys.readouterr().out
    (tmp_path / "crm.ini").write_text(printed, "utf-8")
    assert "ChatTemplate=https://crm.example.com/card?phone={phone}&agent={operator}" in printed
    assert f";   WhatsApp +79000000001: {ADDRESS} (the address that you gave)" in printed
    contact = ["--channel", "WhatsApp", "--user-id", "+79000000001", "--operator", "4021"]
    assert main(["explain", "--settings", str(tmp_path / "crm.ini"), *contact]) == 0
    assert ADDRESS in capsys.readouterr().out


def test_it_speaks_russian(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", ADDRESS, "--language", "ru"]) == 0

    assert "; Значения в адресе:" in capsys.readouterr().out


def test_an_address_without_a_customer_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "https://crm.example.com/card?lang=ru", "--language", "en"]) == 1

    said = "; no value of the address looks like the customer's. Say which one it is: --user-id"
    assert said in capsys.readouterr().out


def test_a_value_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", ADDRESS, "--operator", "1", "--language", "en"]) == 1

    assert "given for operator does not stand in the address" in capsys.readouterr().err
