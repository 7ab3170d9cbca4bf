"""
The MSI of a folder, by msitools' `wixl`: per machine, into the 64-bit folder of programs.

The same folder gives the same bytes. Each file is a component of its own, whose number follows from
its path, so that another version's installer knows it again.
"""

import os
import re
import subprocess
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

from folder import DATE, HOST

_NAMES = uuid.UUID("5d9c2f7e-3b4a-5c1d-8e6f-0a1b2c3d4e5f")
"""Of all numbers here. It never changes: Windows knows the product by what follows from it."""

_REGISTRY = (
    rf"Software\Google\Chrome\NativeMessagingHosts\{HOST}",
    rf"Software\Chromium\NativeMessagingHosts\{HOST}",
)
_SECONDS_FROM_1601_TO_1970 = 11_644_473_600


def make_installer(folder: Path, target: Path, version: str) -> None:
    """Write *target*, which installs what is in *folder*."""
    source = target.with_suffix(".wxs")
    source.write_text(_wxs(folder, version), "utf-8")
    subprocess.run(  # noqa: S603
        ["wixl", "--arch", "x64", "--output", target, source],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "TZ": "UTC"},
    )
    source.unlink()
    target.write_bytes(_same_each_time(target.read_bytes(), f"package {_sum_of(folder, version)}"))


def _wxs(folder: Path, version: str) -> str:
    upgrade = _number("upgrade")
    components: list[str] = []
    tree = "\n".join(_directory(folder, folder, components))
    references = "\n".join(f'<ComponentRef Id="{name}"/>' for name in components)
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="{_number(f"product {_sum_of(folder, version)}")}" UpgradeCode="{upgrade}"
    Name="ChatPlugin" Version="{version}" Manufacturer="ChatPlugin" Language="1033">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"
    Description="ChatPlugin {version}"/>
<MajorUpgrade DowngradeErrorMessage="A newer version of ChatPlugin is installed already."/>
<Upgrade Id="{upgrade}">
<UpgradeVersion Property="THE_SAME_VERSION" Minimum="{version}" IncludeMinimum="yes"/>
</Upgrade>
<Property Id="ARPNOMODIFY" Value="1"/>
<Media Id="1" Cabinet="ChatPlugin.cab" EmbedCab="yes"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFiles64Folder">
<Directory Id="INSTALLDIR" Name="ChatPlugin">
{tree}
</Directory></Directory></Directory>
<Feature Id="ChatPlugin" Title="ChatPlugin" Level="1">
{references}
</Feature>
</Product>
</Wix>
"""


def _directory(folder: Path, top: Path, components: list[str]) -> list[str]:
    lines: list[str] = []
    for path in sorted(folder.iterdir()):
        name = path.relative_to(top).as_posix()
        identity = _identity(name)
        if path.is_dir():
            inside = _directory(path, top, components)
            lines += [f'<Directory Id="d{identity}" Name={quoteattr(path.name)}>', *inside]
            lines.append("</Directory>")
            continue
        components.append(f"c{identity}")
        lines.append(f'<Component Id="c{identity}" Guid="{_number(name)}" Win64="yes">')
        source = f"Source={quoteattr(name)} Name={quoteattr(path.name)}"
        lines.append(f'<File Id="f{identity}" {source} KeyPath="yes"/>')
        if name == "relay.json":
            lines += [_registry_key(key) for key in _REGISTRY]
        lines.append("</Component>")
    return lines


def _registry_key(key: str) -> str:
    value = '<RegistryValue Type="string" Value="[INSTALLDIR]relay.json"/>'
    return f'<RegistryKey Root="HKLM" Key="{key}">{value}</RegistryKey>'


def _identity(name: str) -> str:
    return uuid.uuid5(_NAMES, name).hex


def _number(name: str) -> str:
    return str(uuid.uuid5(_NAMES, name)).upper()


def _sum_of(folder: Path, version: str) -> str:
    """Return what changes with any file: two different packages are two products to Windows."""
    names = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]
    whole = uuid.uuid5(_NAMES, version)
    for name in names:
        whole = uuid.uuid5(whole, name + uuid.uuid5(_NAMES, (folder / name).read_bytes().hex()).hex)
    return whole.hex


def _same_each_time(database: bytes, name: str) -> bytes:
    """
    Take out of the summary what is another with each call: the package's number, and the time.

    [MS-OLEPS]: a text is stored as it is, a time as type 64 and eight bytes.
    """
    numbers = re.findall(rb"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}(?=\0)", database)
    if len(numbers) != 1:
        raise SystemExit("the summary of the MSI is not as wixl 0.101 writes it")
    at = database.index(numbers[0])
    start, end = max(0, at - 1024), at + 1024
    moment = ((DATE + _SECONDS_FROM_1601_TO_1970) * 10_000_000).to_bytes(8, "little")
    time = rb"\x40\0\0\0.{6}[\xd0-\xdf]\x01"
    summary, count = re.subn(time, b"\x40\0\0\0" + moment, database[start:end], flags=re.DOTALL)
    if count != 2:
        raise SystemExit("the times of the MSI are not where wixl 0.101 writes them")
    summary = summary.replace(numbers[0], f"{{{_number(name)}}}".encode())
    return database[:start] + summary + database[end:]
