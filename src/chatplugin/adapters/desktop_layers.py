"""
The layers of settings as far as this desktop can know them without EMC: local file and overlay.

For the commands. The overlay is fetched now, and judged as a service would judge it.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from chatplugin.adapters.machine import default_folders
from chatplugin.adapters.overlay_copy import read_copy
from chatplugin.adapters.settings_sources import local_layers
from chatplugin.config.formats import SECTION
from chatplugin.config.layers import Layer
from chatplugin.config.problems import Problem, Severity, of_error
from chatplugin.config.sources import (
    LONGEST,
    OverlayCopy,
    Stack,
    overlay_name,
    read_overlay,
    unreachable,
)
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Said, said


def desktop_layers(settings_file: Path | None, section: str = SECTION) -> list[Layer]:
    """
    Return what is in force, the lowest first, and what was refused as the problems of a last layer.

    Raises ConfigurationError if *settings_file* cannot be read.
    """
    copy, complaint = _copy()
    stack = Stack(local_layers(settings_file, section), copy)
    if not stack.address:
        return stack.layers
    before = stack.reading.problems
    fetched = _fetched(stack.address)
    if stack.change_overlay(stack.address, fetched):
        return stack.layers
    refused = tuple(problem for problem in stack.reading.problems if problem not in before)
    complaints = (replace(complaint, source=fetched.name),) if complaint else ()
    return [*stack.layers, Layer(fetched.name, {}, (*complaints, *refused))]


def what_was_read(layers: Sequence[Layer], settings_file: Path | None) -> Said:
    """Say where *layers* came from, and that EMC's section is not known here."""
    names = tuple(layer.name for layer in layers if layer.values or layer.problems)
    if settings_file is not None:
        return said("read.file", names=names or (str(settings_file),))
    if names:
        return said("read.here", names=names)
    return said("read.nothing", path=str(default_folders().settings_file))


def _fetched(address: str) -> Layer:
    # Loaded only where a settings server is asked: 30 ms.
    from chatplugin.adapters.http import Client, FetchFailed  # noqa: PLC0415

    name = overlay_name(address)
    try:
        answer = Client().fetch(address, "", LONGEST)
    except FetchFailed as error:
        return Layer(name, {}, (unreachable(address, error.said),))
    return read_overlay(answer.data or b"", source=name)


def _copy() -> tuple[OverlayCopy | None, Problem | None]:
    """Return the copy on disk, and what is wrong with one that cannot be used."""
    try:
        return read_copy(default_folders().overlay_copy), None
    except ConfigurationError as error:
        return None, replace(of_error(error, ""), severity=Severity.WARNING)
