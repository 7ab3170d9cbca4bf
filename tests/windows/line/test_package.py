"""The package for desktops: built, installed, run from its files, and taken away again."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatplugin import __version__
from rig.emc_host import wait_until
from rig.windows import (
    CHROME_ARGUMENTS,
    INSTALLED,
    OBEY_POLICIES,
    PROGRAM,
    Windows,
    on_windows,
    relays,
)
from rig.workplace import Desk
from tests.windows.line.day import CARDS, SLOW, Picture, addresses, show_both_cards
from tests.windows.line.installed import LOCAL_FILES, build, traces

pytestmark = pytest.mark.windows

MB = 1_000_000


@pytest.fixture
def installed(windows: Windows, installer: Path) -> Iterator[None]:
    windows.install(installer)
    yield
    windows.uninstall(installer)


def test_the_same_checkout_and_key_give_the_same_package(
    installer: Path, key: Path, tmp_path: Path
) -> None:
    again = build(tmp_path / "dist", key)

    sums = installer.with_name("SHA256SUMS").read_text("utf-8")
    assert again.with_name("SHA256SUMS").read_text("utf-8") == sums
    assert sums.count("\n") == 13
    assert installer.stat().st_size < 35 * MB


def test_the_line_runs_from_the_installed_files_and_none_of_them_stays(
    installed_desk: Desk, windows: Windows, installer: Path, picture: Picture
) -> None:
    before = traces(windows)

    windows.install(installer)
    size = sum(path.stat().st_size for path in INSTALLED.rglob("*"))
    with installed_desk:
        show_both_cards(installed_desk)
        picture("installed-two-cards")
    windows.uninstall(installer)

    assert addresses(installed_desk) == CARDS
    assert size < 80 * MB
    assert traces(windows) - before == set()


@pytest.mark.usefixtures("installed")
def test_the_installed_extension_and_relay_show_the_cards_where_pipe_and_cmd_are_forbidden(
    installed_desk: Desk, windows: Windows, picture: Picture
) -> None:
    """Wine does not forbid cmd.exe as Group Policy does, so it is looked for among the relays."""
    profile = installed_desk.folder / "everyday"
    arguments = " ".join([*CHROME_ARGUMENTS, OBEY_POLICIES])
    installed_desk.with_settings(
        {
            "Chrome.Driver": "auto",
            "Chrome.Profile": on_windows(profile),
            "Chrome.Arguments": arguments,
        }
    )
    windows.forbid_the_pipe()
    windows.import_registry(INSTALLED / "extension" / "policy-windows.reg")

    with windows.chrome(profile, OBEY_POLICIES), installed_desk:
        wait_until(installed_relays, "the installed extension has its relay", SLOW)
        show_both_cards(installed_desk)
        picture("installed-extension")

        assert addresses(installed_desk) == CARDS
        assert installed_relays() == ["chatplugin-relay.exe"]


def installed_relays() -> list[str]:
    [origin] = json.loads((PROGRAM / "relay.json").read_bytes())["allowed_origins"]
    return relays(origin.strip("/").rpartition("/")[2])


@pytest.mark.usefixtures("installed")
def test_a_registration_names_the_installed_relay_which_needs_no_cmd(windows: Windows) -> None:
    told = windows.run(
        on_windows(PROGRAM / "chatplugin.exe"), "register", "--extension", "abcdefghijklmnop" * 2
    )

    home = LOCAL_FILES / "ChatPlugin"
    manifest = json.loads((home / "com.chatplugin.relay.json").read_bytes())
    assert r"HKEY_CURRENT_USER\Software\Google\Chrome" in told
    assert manifest["path"].endswith(rf"\ChatPlugin\{__version__}\chatplugin-relay.exe")
    assert not (home / "relay.bat").exists()


@pytest.mark.usefixtures("installed")
def test_a_signed_package_takes_the_place_of_the_one_before(
    windows: Windows, key: Path, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    signed = build(tmp_path / "dist", key, "--certificate", *certificate)
    products = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"
    before = windows.registry(products)

    windows.install(signed)

    assert len(windows.registry(products)) == len(before)
    assert signed_by(signed) == signed_by(PROGRAM / "plugin" / "ChatPlugin.dll") == "A made-up site"
    assert signed_by(PROGRAM / "chatplugin.exe") == "Python Software Foundation"
    assert "usage: chatplugin" in windows.run(on_windows(PROGRAM / "chatplugin.exe"), "help")
    windows.uninstall(signed)
    assert not INSTALLED.exists()


def make_certificate(folder: Path) -> list[str | Path]:
    certificate, key = folder / "site.pem", folder / "site.key"
    new: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
    ]
    use = ["-subj", "/CN=A made-up site", "-addext", "extendedKeyUsage=codeSigning"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*new, *use, *files], check=True, capture_output=True)
    return [certificate, "--certificate-key", key]


def signed_by(file: Path) -> str:
    """Return the name in the signature's certificate. Whether to trust it is for Windows to say."""
    verify = ["osslsigncode", "verify", "-in", str(file)]
    said = subprocess.run(verify, check=False, capture_output=True, text=True).stdout
    subjects = [line for line in said.splitlines() if "Subject:" in line]
    return subjects[0].rpartition("CN=")[2]


def test_the_list_of_parts_names_each_library_with_its_version(installer: Path) -> None:
    content = json.loads(next(installer.parent.glob("*.cdx.json")).read_bytes())

    parts = {part["name"]: part["version"] for part in content["components"]}
    assert {"CPython", "OpenSSL", "msgspec", "google-re2", "phonenumberslite"} <= parts.keys()
    assert parts["CPython"].startswith("3.13.")
