"""`chatplugin key` and `sign`, and what `chatplugin check` says of a key."""

import base64
import os
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from chatplugin.adapters.signing import PrivateKey, PublicKey
from chatplugin.cli.main import main
from chatplugin.config.table import program
from chatplugin.domain.request import SigningKey
from examples.crm.signature import read_keys
from rig.crm import SampleCrm


def test_a_new_key_is_its_owners_alone_and_is_never_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "crm.key"

    assert main(["key", str(path), "--id", "2026-11"]) == 0

    key = SigningKey.parse(path.read_text("ascii"))
    said = capsys.readouterr().out
    assert (key.kid, len(key.secret)) == ("2026-11", 43)
    assert f"set Sign.Key=file:{path}" in said
    assert key.secret.decode() not in said
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    for name in "ab":
        assert main(["key", str(tmp_path / name), "--id", "k"]) == 0

    assert (tmp_path / "a").read_text() != (tmp_path / "b").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["there.key"], "is there already. Name a new file"),
        (["new.key", "--id", "a b"], "'a b' cannot be a key's id. Use letters A to Z"),
        (["no/folder.key"], "cannot be written: No such file or directory"),
        (["no.key", "--store", "crm"], "cannot be read: No such file or directory"),
        (["there.key", "--store", "crm"], "cannot be used: what is there is not a key"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "there.key").write_text("no key", "utf-8")

    assert main(["key", str(tmp_path / arguments[0]), *arguments[1:]]) == 1

    assert said in capsys.readouterr().err
    assert (tmp_path / "there.key").read_text("utf-8") == "no key"


def test_check_looks_for_the_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings, key = tmp_path / "ChatPlugin.ini", tmp_path / "crm.key"
    chrome = tmp_path / "chrome.exe"
    chrome.write_text("#!/bin/sh\n", "utf-8")
    chrome.chmod(0o700)
    settings.write_text(
        "[ChatPlugin]\nChatTemplate=https://crm.example.com/card{?user_id}\n"
        f"Sign.Key=file:{key}\nChrome.Path={chrome}\n",
        "utf-8",
    )
    assert main(["check", "--settings", str(settings)]) == 1
    assert f"ERROR  this desktop: Sign.Key: the key in {key} cannot be read" in (
        capsys.readouterr().out
    )

    assert main(["key", str(key)]) == 0

    assert main(["check", "--settings", str(settings)]) == 0
    if os.name == "posix":
        key.chmod(0o644)
        capsys.readouterr()
        assert main(["check", "--settings", str(settings)]) == 0
        said = "WARNING  this desktop: Sign.Key: other people of this computer may"
        assert said in capsys.readouterr().out


def crm_answers(crm: SampleCrm, method: str, query: str) -> int:
    with closing(HTTPConnection(crm.url.removeprefix("http://"), timeout=10)) as connection:
        if method == "POST":
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/card", query, kind)
        else:
            connection.request("GET", f"/card?{query}")
        return connection.getresponse().status


@pytest.mark.skipif(sys.platform == "win32", reason="the sample CRM is asked from Linux")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_is_signed_so_that_the_crm_accepts_it_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    path = tmp_path / "crm.key"
    assert main(["key", str(path)]) == 0
    capsys.readouterr()
    with SampleCrm(keys=read_keys(path.read_text())) as crm:
        address = f"{crm.url}/card?user_id=%2B79000000001&operator=1001"
        form = ["--form"] if method == "POST" else []

        assert main(["sign", address, "--key", str(path), *form]) == 0

        printed = capsys.readouterr().out.strip()
        query = printed if form else printed.removeprefix(f"{crm.url}/card?")
        assert [crm_answers(crm, method, query) for _ in range(2)] == [200, 403]


def test_an_address_without_its_key_is_not_signed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sign", "https://crm.example.com/card", "--key", str(tmp_path / "no.key")]) == 1

    said = capsys.readouterr()
    assert "cannot be read: No such file or directory" in said.err
    assert said.out == ""


OVERLAY = '{"Version": 7, "TabTitle": "CRM"}'


def test_a_pair_of_keys_is_made_and_an_overlay_signed_that_desktops_believe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, overlay = tmp_path / "overlay.key", tmp_path / "chatplugin.json"
    overlay.write_text(OVERLAY, "utf-8")

    assert main(["key", "--overlay", str(key)]) == 0
    made = capsys.readouterr().out
    assert main(["sign", "--overlay", str(overlay), "--key", str(key)]) == 0

    signed = capsys.readouterr().out
    setting = made.rpartition("Settings.Key=")[2].strip()
    assert f"version 7 of {overlay}" in signed
    assert signed.strip().endswith(f"Settings.Key={setting}")
    public = program.SETTINGS_KEY.kind.parse(setting)
    assert public is not None
    signature = base64.b64decode((tmp_path / "chatplugin.json.sig").read_bytes())
    assert PublicKey(public).has_signed(overlay.read_bytes(), signature)
    assert PrivateKey.parse(key.read_text("ascii")).text.splitlines()[1] not in made + signed
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--overlay", "none.json", "--key", "own.key"], "none.json"),
        (["--overlay", "good.json", "--key", "none.key"], "none.key"),
        (["--overlay", "good.json", "--key", "good.json"], "holds no private key of Ed25519"),
        (["--overlay", "plain.json", "--key", "own.key"], "has no Version"),
        (["--overlay", "half.json", "--key", "own.key"], "half.json:1:20: this is not JSON"),
        (["--overlay", "letters.json", "--key", "own.key"], "letters.json:1:14: Version = '6x': "),
        (["--overlay", "page.json", "--key", "own.key"], "page.json: this is a web page"),
        (["--key", "own.key"], "Name an address of a card, or --overlay FILE"),
        (["https://a/", "--overlay", "good.json", "--key", "own.key"], "or two things"),
    ],
)
def test_an_overlay_that_cannot_be_signed_is_said_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text(OVERLAY, "utf-8")
    Path("plain.json").write_text('{"TabTitle": "CRM"}', "utf-8")
    Path("half.json").write_text('{"TabTitle": "CRM" "Version": 7}', "utf-8")
    Path("letters.json").write_text('{"Version": "6x"}', "utf-8")
    Path("page.json").write_text("<html>Log in</html>", "utf-8")
    Path("own.key").write_text(PrivateKey(bytes(32)).text, "ascii")

    assert main(["sign", *arguments]) == 1

    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*.sig"))
