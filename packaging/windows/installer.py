"""
The MSI of a folder, by msitools' `wixl`: per machine, into the 64-bit folder of programs.

Each version goes into a folder of its own and is a product of its own, so that a new one comes
while operators work with the old one, and the old one is still there when the new one goes. The
versions share the extension, which Chrome looks for at one place, and what is in the registry.

The same folder gives the same bytes. Each file is a component of its own, whose number follows from
its path.
"""

import os
import re
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from folder import DATE, HOST, PROGRAMS, Command

_NAMES = uuid.UUID("5d9c2f7e-3b4a-5c1d-8e6f-0a1b2c3d4e5f")
"""Of all numbers here. It never changes: Windows knows the product by what follows from it."""

_HOSTS = (
    rf"Software\Google\Chrome\NativeMessagingHosts\{HOST}",
    rf"Software\Chromium\NativeMessagingHosts\{HOST}",
)
_SETTINGS = {
    "DRIVER": "Chrome.Driver",
    "SETTINGSURL": "Settings.Url",
    "TELEMETRY": "Telemetry.Endpoint",
}
"""The installer's properties, and the settings that they write for the whole machine."""

_SETTINGS_KEY = r"Software\ChatPlugin\Settings"
_INSTALLER_KEY = r"Software\ChatPlugin\Installer"
_EMC = "EMCFOLDER"
_SHARED = "extension"
_AFTER_THE_SEARCH = 51
_SECONDS_FROM_1601_TO_1970 = 11_644_473_600


def make_installer(folder: Path, target: Path, version: str) -> None:
    """Write *target*, which installs what is in *folder*."""
    source = target.with_suffix(".wxs")
    package = _Package(folder, version)
    source.write_text(_wxs(package), "utf-8")
    subprocess.run(  # noqa: S603
        ["wixl", "--arch", "x64", "--output", target, source],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "TZ": "UTC"},
    )
    source.unlink()
    _set_conditions(target, package.conditions)
    target.write_bytes(_same_each_time(target.read_bytes(), f"package {_sum_of(folder, version)}"))


def _set_conditions(installer: Path, conditions: Mapping[str, str]) -> None:
    """
    Set what wixl 0.101 cannot: conditions of components.

    And a property is set by type 51 alone; wixl adds a flag that is for scripts.
    """
    queries = ["UPDATE `CustomAction` SET `Type` = 51"]
    queries += [
        f"UPDATE `Component` SET `Condition` = '{condition}'"  # noqa: S608 - our own names
        f" WHERE `Component` = '{identity}'"
        for identity, condition in conditions.items()
    ]
    command: Command = ["msibuild", installer, *(part for each in queries for part in ("-q", each))]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def _wxs(package: "_Package") -> str:
    folder, version = package.folder, package.version
    own = "\n".join(package.directory(folder))
    shared = "\n".join(package.directory(folder / _SHARED, f"{_SHARED}/"))
    more = "\n".join([*package.hosts(), *package.settings()])
    emc = "\n".join(package.plugin_for_emc())
    references = "\n".join(f'<ComponentRef Id="{name}"/>' for name in package.components)
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="{_number(f"product {_sum_of(folder, version)}")}" UpgradeCode="{_number("upgrade")}"
    Name="ChatPlugin {version}" Version="{version}" Manufacturer="ChatPlugin" Language="1033">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"
    Description="ChatPlugin {version}"/>
<Upgrade Id="{_number("upgrade")}">
<UpgradeVersion Property="THE_SAME_VERSION" Minimum="{version}" IncludeMinimum="yes"
    Maximum="{_next(version)}"/>
</Upgrade>
<Property Id="ARPNOMODIFY" Value="1"/>
{_remembered()}
<Media Id="1" Cabinet="ChatPlugin.cab" EmbedCab="yes"/>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramFiles64Folder"><Directory Id="INSTALLDIR" Name="ChatPlugin">
<Directory Id="SHAREDDIR" Name="{_SHARED}">
{shared}
</Directory>
{more}
<Directory Id="VERSIONDIR" Name="{version}">
{own}
</Directory>
</Directory></Directory>
<Directory Id="{_EMC}" Name="EMC">
{emc}
</Directory>
</Directory>
<Feature Id="ChatPlugin" Title="ChatPlugin" Level="1">
{references}
</Feature>
</Product>
</Wix>
"""


def _next(version: str) -> str:
    """Return the first version that another package may have, beside this one."""
    *front, last = version.split(".")
    return ".".join([*front, str(int(last) + 1)])


class _Package:
    """The pieces of the source; the names of all `components`, and which have `conditions`."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self.version = version
        self.components: list[str] = []
        self.conditions: dict[str, str] = {}

    def directory(self, folder: Path, shared: str = "") -> list[str]:
        """The service's program comes last: where it is, the version is whole."""
        lines: list[str] = []
        for path in sorted(folder.iterdir(), key=lambda path: (path.name == PROGRAMS[0], path)):
            name = path.relative_to(self.folder).as_posix()
            if path.is_dir() and name != _SHARED:
                inside = self.directory(path, shared)
                start = f'<Directory Id="d{_identity(name)}" Name={quoteattr(path.name)}>'
                lines += [start, *inside, "</Directory>"]
            elif path.is_file():
                number = name if shared else f"{self.version} {name}"
                lines += self._component(f"c{_identity(name)}", number, _file(name))
        return lines

    def hosts(self) -> list[str]:
        """All versions write the same keys; the last one takes them away, and the common folder."""
        value = '<RegistryValue Type="string" Value="[VERSIONDIR]relay.json" KeyPath="yes"/>'
        lines: list[str] = []
        for number, key in enumerate(_HOSTS):
            folder = f'<RemoveFolder Id="folder{number}" On="uninstall"/>'
            lines += self._component(f"host{number}", key, _registry(key, value) + folder)
        return lines

    def settings(self) -> list[str]:
        lines: list[str] = []
        for name, setting in _SETTINGS.items():
            content = _registry(_SETTINGS_KEY, _value(setting, name))
            lines += self._component(f"setting{name}", setting, content, name)
        return lines

    def plugin_for_emc(self) -> list[str]:
        name = "plugin/ChatPlugin.dll"
        content = f'<File Id="emc" Source="{name}" Name="ChatPlugin.dll" KeyPath="yes"/>'
        remembered = _registry(_INSTALLER_KEY, _value(_EMC, _EMC))
        return [
            *self._component("emc", "emc plugin", content, _EMC),
            *self._component("emcRemembered", "emc folder", remembered, _EMC),
        ]

    def _component(
        self, identity: str, number: str, content: str, condition: str = ""
    ) -> list[str]:
        self.components.append(identity)
        if condition:
            self.conditions[identity] = condition
        start = f'<Component Id="{identity}" Guid="{_number(number)}" Win64="yes">'
        return [start, content, "</Component>"]


def _file(name: str) -> str:
    where = f"Source={quoteattr(name)} Name={quoteattr(name.rpartition('/')[2])}"
    return f'<File Id="f{_identity(name)}" {where} KeyPath="yes"/>'


def _value(name: str, property_name: str) -> str:
    return f'<RegistryValue Type="string" Name="{name}" Value="[{property_name}]" KeyPath="yes"/>'


def _registry(key: str, value: str) -> str:
    return f'<RegistryKey Root="HKLM" Key="{key}">{value}</RegistryKey>'


def _remembered() -> str:
    """
    A repair, and the next version, have the properties that were given once.

    What the registry has is found as another property, so that it hides nothing that is given now.
    """
    places = {name: (_SETTINGS_KEY, setting) for name, setting in _SETTINGS.items()}
    places[_EMC] = (_INSTALLER_KEY, _EMC)
    lines, sequence = [], []
    for number, (name, (key, value)) in enumerate(places.items()):
        found = f"REMEMBERED_{name}"
        search = f'Id="search{name}" Root="HKLM" Key="{key}" Name="{value}" Type="raw" Win64="yes"'
        lines += [
            f'<Property Id="{found}"><RegistrySearch {search}/></Property>',
            f'<CustomAction Id="set{name}" Property="{name}" Value="[{found}]"/>',
        ]
        condition = f"NOT {name} AND {found}"
        at = f'Action="set{name}" Sequence="{_AFTER_THE_SEARCH + number}"'
        sequence.append(f"<Custom {at}>{condition}</Custom>")
    sequence.append('<RemoveExistingProducts After="InstallValidate"/>')
    order = ["<InstallExecuteSequence>", *sequence, "</InstallExecuteSequence>"]
    return "\n".join([*lines, *order])


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
