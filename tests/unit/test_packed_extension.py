"""What an administrator gets from the packing script."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
PACK = ROOT / "packaging" / "extension" / "pack.py"


def pack(folder: Path, *options: str) -> str:
    command = [sys.executable, str(PACK), "--out", str(folder), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key for these tests alone."""
    path = tmp_path_factory.mktemp("key") / "key.pem"
    pack(path.parent, "--key", str(path), "--new-key")
    return path


def test_a_key_is_readable_by_its_owner_only_and_never_replaced(key: Path) -> None:
    before = key.read_bytes()

    with pytest.raises(subprocess.CalledProcessError):
        pack(key.parent, "--key", str(key), "--new-key")

    assert key.read_bytes() == before
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_same_files_and_key_give_the_same_bytes(key: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        pack(tmp_path / folder, "--key", str(key), "--url", "https://crm.example.com/chrome/")

    for path in (tmp_path / "one").rglob("*.*"):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes()


def test_the_package_is_signed_by_the_key_whose_id_it_has(key: Path, tmp_path: Path) -> None:
    identity = pack(tmp_path, "--key", str(key))
    crx = (tmp_path / "chatplugin.crx").read_bytes()
    size = int.from_bytes(crx[8:12], "little")
    header, package = crx[12 : 12 + size], crx[12 + size :]

    der = ["openssl", "pkey", "-in", str(key), "-pubout", "-outform", "DER"]
    public = subprocess.run(der, check=True, capture_output=True).stdout
    raw_id = hashlib.sha256(public).digest()[:16]
    signed = b"\x0a\x10" + raw_id
    signature = header[header.index(b"\x12\x80\x02", len(public)) + 3 :][:256]
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "data").write_bytes(
        b"CRX3 SignedData\0" + len(signed).to_bytes(4, "little") + signed + package
    )
    (tmp_path / "public.der").write_bytes(public)
    verify = ["openssl", "dgst", "-sha256", "-verify", "public.der", "-signature", "signature"]
    checked = subprocess.run([*verify, "data"], cwd=tmp_path, capture_output=True, check=False)

    assert crx[:8] == b"Cr24\x03\0\0\0"
    assert package == (tmp_path / "chatplugin.zip").read_bytes()
    assert identity == raw_id.hex().translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    assert checked.returncode == 0, checked.stdout


def test_chrome_is_told_where_the_package_is(key: Path, tmp_path: Path) -> None:
    identity = pack(tmp_path, "--key", str(key), "--url", "https://crm.example.com/chrome/")

    update = (tmp_path / "update.xml").read_text("utf-8")
    policy = json.loads((tmp_path / "policy-linux.json").read_bytes())
    registry = (tmp_path / "policy-windows.reg").read_text("utf-16")
    assert f'appid="{identity}"' in update
    assert 'codebase="https://crm.example.com/chrome/chatplugin.crx"' in update
    forced = f"{identity};https://crm.example.com/chrome/update.xml"
    assert policy["ExtensionInstallForcelist"] == [forced]
    assert f'"9001"="{forced}"' in registry


def test_group_policy_linux_and_intune_are_told_the_same(key: Path, tmp_path: Path) -> None:
    identity = pack(tmp_path, "--key", str(key), "--url", "https://crm.example.com/chrome/")

    registry = (tmp_path / "policy-windows.reg").read_text("utf-16")
    intune = json.loads((tmp_path / "policy-intune.json").read_bytes())
    linux = json.loads((tmp_path / "policy-linux.json").read_bytes())
    names = [row["name"] for row in intune]
    assert all(name in registry for name in names)
    assert set(names) - linux.keys() == {"NativeHostsExecutablesLaunchDirectly"}
    for row in intune:
        assert row["omaUri"].endswith(f"/{row['name']}")
        ET.fromstring(f"<value>{row['value']}</value>")
    [forced] = [row["value"] for row in intune if "Forcelist" in row["name"]]
    assert f'value="9001&#xF000;{identity};https://crm.example.com/chrome/update.xml"' in forced


def test_the_policy_for_the_pipe_allows_debugging_and_nothing_else(
    key: Path, tmp_path: Path
) -> None:
    pack(tmp_path, "--key", str(key), "--url", "https://crm.example.com/chrome/")

    lines = (tmp_path / "policy-pipe-windows.reg").read_text("utf-16").split()
    assert [line for line in lines if "=" in line] == ['"RemoteDebuggingAllowed"=dword:00000001']


def test_the_package_holds_what_it_imports_and_nothing_else(tmp_path: Path) -> None:
    pack(tmp_path)

    package = zipfile.ZipFile(BytesIO((tmp_path / "chatplugin.zip").read_bytes()))
    scripts = {name: package.read(name).decode() for name in package.namelist() if ".js" in name}
    imported = set(re.findall(r'from "\./(.*?)"', "".join(scripts.values())))
    assert imported < set(package.namelist())
    assert sorted(package.namelist()) == [
        "_locales/en/messages.json",
        "_locales/ru/messages.json",
        "board.js",
        "cards.js",
        "icons/128.png",
        "icons/16.png",
        "icons/48.png",
        "link.js",
        "manifest.json",
        "page.html",
        "page.js",
        "pages.js",
        "worker.js",
    ]


def test_the_extension_asks_for_no_more_than_it_needs(tmp_path: Path) -> None:
    pack(tmp_path, "--host", "https://crm.example.com/*")

    manifest = json.loads((tmp_path / "unpacked" / "manifest.json").read_bytes())
    assert manifest["permissions"] == ["nativeMessaging", "scripting", "storage", "webNavigation"]
    assert manifest["host_permissions"] == ["https://crm.example.com/*"]


def test_both_drivers_run_the_same_code_in_tabs(tmp_path: Path) -> None:
    pack(tmp_path)

    packed = (tmp_path / "unpacked" / "pages.js").read_text("utf-8")
    for name in ("title.js", "typing.js", "return.js", "look.js", "page.js"):
        room = "operators_page" if name == "page.js" else "browser"
        script = (ROOT / "src" / "chatplugin" / room / "pages" / name).read_text("utf-8")
        code = [line for line in script.strip().splitlines() if not line.startswith("//")]
        assert "\n".join(code).removesuffix(";") in packed


def test_the_operators_page_runs_no_script_but_its_own(tmp_path: Path) -> None:
    pack(tmp_path)

    page = (tmp_path / "unpacked" / "page.html").read_text("utf-8")
    assert (
        "default-src 'none'; script-src 'self'; img-src 'self'; style-src 'unsafe-inline'" in page
    )
    assert re.findall(r"<script.*?>", page) == ['<script type="module" src="page.js">']


_PLAYED_CHROME = """
const listeners = {}, told = [];
const event = (name) => ({ addListener: (listener) => (listeners[name] = listener) });
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === "addListener" ? () => {} : name === "then" ? undefined : anything),
  apply: () => anything,
});
const onMessage = event("port"), onDisconnect = event("gone");
const port = { postMessage: (message) => told.push(message), onMessage, onDisconnect };
const onStartup = event("started"), onInstalled = event("installed");
const connectNative = () => port;
const runtime = { connectNative, onMessage: event("message"), onStartup, onInstalled };
const session = { get: async () => ({}), set: async () => {}, remove: async () => {} };
const get = (own, name) => own[name] ?? anything;
globalThis.chrome = new Proxy({ runtime, storage: { session } }, { get });
globalThis.location = { origin: "chrome-extension://own" };
await import("./worker.js");
for (const origin of JSON.parse(process.argv[2])) {
  listeners.message({ button: origin }, { origin, tab: { id: 1 } });
}
console.log(JSON.stringify(told.map(({ params }) => params.button)));
"""


def test_only_the_operators_page_presses_its_buttons(tmp_path: Path) -> None:
    pack(tmp_path)
    unpacked = tmp_path / "unpacked"
    (unpacked / "package.json").write_text('{"type": "module"}', "utf-8")
    (unpacked / "played.js").write_text(_PLAYED_CHROME, "utf-8")
    origins = ["https://crm.example.com", "chrome-extension://own", "null"]

    command = ["node", str(unpacked / "played.js"), json.dumps(origins)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)

    assert json.loads(done.stdout) == ["chrome-extension://own"]
