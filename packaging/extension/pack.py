"""
Pack the extension: `python packaging/extension/pack.py --help`.

It writes a folder that Chrome can load as it is, and a ZIP; with a key also the signed package
(.crx), and with the address from which it will be served, update.xml and the policies that install
it. The same files and key give the same bytes. No key is kept in the project: whoever serves the
package makes one, once, and keeps it secret.
"""

import argparse
import base64
import json
import shutil
import sys
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from crx import crx, extension_id, make_key, public_key
from policies import (
    OVER_THE_PIPE,
    as_intune_json,
    as_linux_json,
    as_registry,
    with_the_extension,
)

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "extension"
PAGES = [ROOT / "src" / "chatplugin" / room / "pages" for room in ("browser", "operators_page")]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NOT_PACKED = {"README.md"}

Files = dict[str, bytes]


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    if not options.host:
        print("It may enter every page; --host names those that it needs", file=sys.stderr)
    files = extension_files(options.host)
    package = zipped(files)
    (out / "chatplugin.zip").write_bytes(package)
    if options.key is None:
        _write_folder(out / "unpacked", files)
        return
    if options.new_key:
        make_key(options.key)
    public = public_key(options.key)
    _write_folder(out / "unpacked", _with_key(files, public))
    (out / "chatplugin.crx").write_bytes(crx(package, options.key))
    identity = extension_id(public)
    if options.url:
        _write_update(out, identity, options.url.rstrip("/"), _manifest(files)["version"])
    print(identity)


def extension_files(hosts: Sequence[str] = ()) -> Files:
    """Return the extension's files by name. *hosts* narrow the pages that it may enter."""
    files = {
        path.relative_to(SOURCE).as_posix(): path.read_bytes()
        for path in sorted(SOURCE.rglob("*"))
        if path.is_file() and path.name not in _NOT_PACKED
    }
    files["pages.js"] = _pages()
    files["page.html"] = _operators_page()
    if hosts:
        manifest = {**_manifest(files), "host_permissions": list(hosts)}
        files["manifest.json"] = _json(manifest)
    return files


def zipped(files: Files) -> bytes:
    """Pack *files* without compression, whose result would differ between versions of zlib."""
    package = BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return package.getvalue()


def _pages() -> bytes:
    """Make a module of the scripts that the pipe driver runs in tabs, too."""
    names = ("own_title", "title", "typing", "return", "look", "page")
    own_title, title, typing, back, look, page = (_function(_page(f"{n}.js")) for n in names)
    return f"""\
// Made by packaging/extension/pack.py of the scripts in src/chatplugin/*/pages/.
//
// Run in a card's page by chrome.scripting: the first in the page's own world, the others in the
// extension's isolated world.
export const letHaveOwnTitle = {own_title};

export const holdCard = (title) => {{
  if (globalThis.chatPluginTell) return;
  globalThis.chatPluginTell = (word) => chrome.runtime.sendMessage({{ word }});
  ({title})(title);
  ({typing})();
  ({back})();
}};

export const markUnseen = () => globalThis.markUnseen?.();

export const isTypedIn = () => globalThis.holdsText?.() === true;

export const look = {look};

// Run in the operator's page.
export const makePage = {page};
""".encode()


def _operators_page() -> bytes:
    """Let the page that the pipe driver draws run the extension's script, and nothing else."""
    text = _page("page.html").read_text("utf-8")
    return _replaced(
        text,
        {
            "default-src 'none';": "default-src 'none'; script-src 'self'; img-src 'self';",
            "</title>": '</title>\n<link rel="icon" href="icons/16.png">'
            '\n<script type="module" src="page.js"></script>',
        },
    ).encode()


def _page(name: str) -> Path:
    return next(file for folder in PAGES if (file := folder / name).exists())


def _replaced(text: str, pieces: Mapping[str, str]) -> str:
    for old, new in pieces.items():
        if text.count(old) != 1:
            raise SystemExit(f"page.html should have {old!r} once")
        text = text.replace(old, new)
    return text


def _function(path: Path) -> str:
    """Return the function that a file holds, without the comment above it."""
    lines = path.read_text("utf-8").strip().removesuffix(";").splitlines()
    first = next(number for number, line in enumerate(lines) if not line.startswith("//"))
    return "\n".join(lines[first:])


def _write_folder(folder: Path, files: Files) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _with_key(files: Files, public: bytes) -> Files:
    """An extension that is loaded from a folder gets its id from a key in the manifest."""
    manifest = {**_manifest(files), "key": base64.b64encode(public).decode()}
    return {**files, "manifest.json": _json(manifest)}


def _write_update(out: Path, identity: str, url: str, version: str) -> None:
    codebase = quoteattr(f"{url}/chatplugin.crx")
    (out / "update.xml").write_text(
        f"""\
<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="{identity}">
    <updatecheck codebase={codebase} version="{version}" />
  </app>
</gupdate>
""",
        "utf-8",
    )
    policies = with_the_extension(f"{identity};{url}/update.xml")
    (out / "policy-linux.json").write_bytes(as_linux_json(policies))
    (out / "policy-windows.reg").write_bytes(as_registry(policies))
    (out / "policy-intune.json").write_bytes(as_intune_json(policies))
    (out / "policy-pipe-windows.reg").write_bytes(as_registry(OVER_THE_PIPE))
    (out / "policy-pipe-intune.json").write_bytes(as_intune_json(OVER_THE_PIPE))


def _manifest(files: Files) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    return manifest


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n\n")[2])
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "extension", metavar="FOLDER", help="where to"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="the private key (PEM)")
    parser.add_argument("--new-key", action="store_true", help="make the key first")
    parser.add_argument("--url", metavar="ADDRESS", help="the folder on a web server, https://…")
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only these pages may get a title, such as https://crm.example.com/* (repeatable)",
    )
    return parser


if __name__ == "__main__":
    main()
