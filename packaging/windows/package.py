"""
Build what is installed on desktops: `./dev package --help`.

It writes into dist/: the MSI, the wheel and the source archive, the plug-in's sources for the site,
the extension with its policies, a list of what is in the package (CycloneDX), and the SHA-256 sums
of all of them. The same checkout and keys give the same bytes.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from folder import ROOT, UV, Command, Parts, make_folder, set_dates
from installer import make_installer
from listing import write_listing
from sbom import make_sbom
from signing import Certificate, sign, sign_folder

sys.path.insert(0, str(ROOT / "src"))
from chatplugin import __version__ as VERSION  # noqa: N812 - it is not installed here

PACK = ROOT / "packaging" / "extension" / "pack.py"
INSTALLED = "file:///C:/Program%20Files/ChatPlugin/extension"
"""Where the extension is served from, unless a web server is named."""


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    dist, work = options.out.resolve(), options.out.resolve() / "work"
    shutil.rmtree(dist, ignore_errors=True)
    work.mkdir(parents=True)
    certificate = None
    if options.certificate:
        certificate = Certificate(options.certificate, options.certificate_key)
    parts = _build_parts(dist, options)
    folder = work / "ChatPlugin"
    make_folder(folder, parts)
    if certificate:
        sign_folder(folder, certificate)
    set_dates(folder)
    installer = dist / f"ChatPlugin-{VERSION}.msi"
    make_installer(folder, installer, VERSION)
    if certificate:
        sign(installer, certificate)
    (dist / f"ChatPlugin-{VERSION}.cdx.json").write_text(make_sbom(folder, VERSION), "utf-8")
    if options.docs:
        write_listing(folder, installer, options.docs)
    _write_sums(dist)
    if not options.keep_folder:
        shutil.rmtree(work)


def _build_parts(dist: Path, options: argparse.Namespace) -> Parts:
    _build_docs()
    build: Command = [UV, "build", "--quiet", "--system-certs", "--out-dir", dist, ROOT]
    subprocess.run(build, check=True)  # noqa: S603
    (dist / ".gitignore").unlink(missing_ok=True)
    _zip_sources(dist / f"ChatPlugin-{VERSION}-plugin.zip")
    identity = _pack_extension(dist / "extension", options)
    return Parts(
        wheel=next(dist.glob("*.whl")),
        plugin=options.plugin,
        extension=dist / "extension",
        extension_id=identity,
    )


def _build_docs() -> None:
    """Put the docs, as a site in both languages, where the wheel takes them from."""
    site = ROOT / "src" / "chatplugin" / "site"
    shutil.rmtree(site, ignore_errors=True)
    build = f"from pathlib import Path; from docs.site import build; build(Path({str(site)!r}))"
    try:
        subprocess.run([sys.executable, "-c", build], check=True, cwd=ROOT)  # noqa: S603
    finally:
        shutil.rmtree(site.with_name("site-pages"))


def _pack_extension(folder: Path, options: argparse.Namespace) -> str:
    """Return the extension's id. A key is made where there is none yet."""
    key: Path = options.key
    key.parent.mkdir(parents=True, exist_ok=True)
    new = [] if key.is_file() else ["--new-key"]
    by: Command = ["--key", key, "--url", options.url, *new]
    pack: Command = [sys.executable, PACK, "--out", folder, *by]
    done = subprocess.run(pack, check=True, capture_output=True, text=True)  # noqa: S603
    shutil.rmtree(folder / "unpacked")
    return done.stdout.strip()


def _zip_sources(target: Path) -> None:
    """Pack what a site compiles the plug-in from, against its own EMC."""
    plugin = ROOT / "plugin"
    files = [plugin / "compile-on-site.cmd", plugin / "README.md", *plugin.glob("src/*.cs")]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"plugin/{path.relative_to(plugin).as_posix()}")
            archive.writestr(entry, path.read_bytes())


def _write_sums(dist: Path) -> None:
    names = sorted(path.relative_to(dist) for path in dist.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256((dist / name).read_bytes()).hexdigest()}  {name.as_posix()}\n"
        for name in names
        if name.parts[0] != "work"
    ]
    (dist / "SHA256SUMS").write_text("".join(lines), "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "./dev package", description=(__doc__ or "").strip().partition("\n\n")[2]
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument(
        "--key",
        type=Path,
        default=ROOT / "build" / "extension.pem",
        metavar="FILE",
        help="the extension's private key, made if it is not there; its id follows from it",
    )
    parser.add_argument(
        "--url",
        default=INSTALLED,
        metavar="ADDRESS",
        help="the folder on a web server that serves the extension; else the installed one",
    )
    parser.add_argument(
        "--plugin",
        type=Path,
        default=ROOT / "plugin" / "build" / "ChatPlugin.dll",
        metavar="FILE",
        help="the ChatPlugin.dll that was compiled against your EMC; else one for the emulator",
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help="sign by this certificate (PEM)"
    )
    parser.add_argument(
        "--certificate-key", type=Path, metavar="FILE", help="its private key (PEM)"
    )
    parser.add_argument(
        "--docs",
        type=Path,
        default=ROOT / "docs" / "reference",
        metavar="FOLDER",
        help="where the list of files goes",
    )
    parser.add_argument(
        "--keep-folder", action="store_true", help="leave the desktop's folder in FOLDER/work"
    )
    return parser


if __name__ == "__main__":
    main()
