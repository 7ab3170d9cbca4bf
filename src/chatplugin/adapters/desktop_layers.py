"""
The layers of settings as commands look at them: local file, EMC's section, overlay.

EMC's section is what the plug-in told the service, which has left it in its status. The overlay is
fetched now, and judged as a service would judge it.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.adapters.machine import Folders, now
from chatplugin.adapters.settings_sources import CopyFile, SettingsSources, local_layers
from chatplugin.adapters.status_file import ServiceFiles
from chatplugin.config.formats import SECTION
from chatplugin.config.layers import Layer, Problem, Severity
from chatplugin.config.sources import (
    LONGEST,
    OverlayCopy,
    Stack,
    overlay_name,
    read_overlay,
)
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said
from chatplugin.service.status import Section, Status


class DesktopLayers(Struct, frozen=True):
    """
    The layers of settings, the lowest first, and where they were looked for.

    What was refused stands in the problems of a last layer. `section` is EMC's, None where it is
    not known or not asked for; `named` the file that a command names in place of all of them.
    """

    layers: Sequence[Layer]
    section: Section | None = None
    named: Path | None = None

    @classmethod
    def read(cls, settings_file: Path | None, section: str = SECTION) -> "DesktopLayers":
        """
        Return the settings of *settings_file*, or those of this desktop.

        Raises ConfigurationError if *settings_file* cannot be read.
        """
        if settings_file is not None:
            return cls(_with_overlay(local_layers(settings_file, section)), None, settings_file)
        folders = Folders.of_operator().of_this_session()
        return cls.of(folders, ServiceFiles(folders.home).read_status(), section)

    @classmethod
    def of(cls, folders: Folders, status: Status | None, section: str = SECTION) -> "DesktopLayers":
        """Return the settings of the desktop whose service has left *status*."""
        usual = folders.settings_file
        file = Path(status.local_file) if status and status.local_file else usual
        lower = [
            *SettingsSources.of_machine(),
            *(local_layers(file, section) if file.exists() else []),
        ]
        known = status.section if status else None
        layers = [*lower, known.layer] if known else lower
        return cls(_with_overlay(layers, folders.overlay_copy), known)

    @property
    def is_whole(self) -> bool:
        """Whether nothing that the desktop goes by was left out."""
        return self.named is not None or self.section is not None

    @property
    def said(self) -> Said:
        """Say where the settings came from, and what is not known here."""
        layers = [layer for layer in self.layers if layer.values or layer.problems]
        names = tuple(map(self._name, layers))
        if self.named is not None:
            return said("read.file", names=names or (str(self.named),))
        if self.section is not None:
            return said("read.all", names=names)
        if names:
            return said("read.here", names=names)
        return said("read.nothing", path=str(Folders.of_operator().settings_file))

    def _name(self, layer: Layer) -> Said:
        name = layer.name
        if self.section is not None and name == self.section.name:
            name = f"{name} ({_moment(self.section.at)})"
        return Layer.known_as(name)


def _moment(milliseconds: float) -> str:
    """Return the moment as this desktop's clock shows it; the day only where it is another."""
    then = datetime.fromtimestamp(milliseconds / 1000).astimezone()
    today = datetime.fromtimestamp(now() / 1000).astimezone()
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def _with_overlay(lower: list[Layer], kept: Path | None = None) -> list[Layer]:
    copy, complaint = _copy(kept or Folders.of_operator().overlay_copy)
    stack = Stack(lower, copy)
    if not stack.address:
        return stack.layers
    before = stack.reading.problems
    fetched = _fetched(stack.address, stack.key)
    if stack.change_overlay(stack.address, fetched, stack.key):
        return stack.layers
    refused = tuple(problem for problem in stack.reading.problems if problem not in before)
    complaints = (replace(complaint, source=fetched.name),) if complaint else ()
    return [*stack.layers, Layer(fetched.name, {}, (*complaints, *refused))]


def _fetched(address: str, key: bytes | None) -> Layer:
    # Loaded only where a settings server is asked: 30 ms.
    from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415

    name = overlay_name(address)
    try:
        answer = Client().fetch(address, "", LONGEST, key)
    except FetchFailed as error:
        return Layer(name, {}, (error.of_overlay(address),))
    return read_overlay(answer.data or b"", source=name)


def _copy(path: Path) -> tuple[OverlayCopy | None, Problem | None]:
    """Return the copy on disk, and what is wrong with one that cannot be used."""
    try:
        return CopyFile(path).read(), None
    except ConfigurationError as error:
        return None, replace(Problem.of(error, ""), severity=Severity.WARNING)
