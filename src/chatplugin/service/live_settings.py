"""
The settings of a desk while their sources change.

Which change comes into force is decided in `config.sources`. Here the changes arrive from the
plug-in, from files and from the settings server, and the administrator reads what became of them.
"""

from collections.abc import Iterator, Mapping, Sequence

from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Entry, Layer, Problem
from chatplugin.config.settings import Reading
from chatplugin.config.sources import Stack, overlay_name, read_overlay
from chatplugin.config.table import program
from chatplugin.config.table.program import without_query
from chatplugin.domain.contact import shown
from chatplugin.service.ports import (
    FromFile,
    FromSettingsServer,
    FromSources,
    Say,
    SettingsServerTroubled,
    SettingsSources,
)

_MOST_PROBLEMS = 20
"""The most problems of one reading that are written to the logs, the first of which matter most."""


class LiveSettings:
    """
    The settings in force. *lower* are the layers below EMC's *section*.

    `server_trouble` says why the overlay cannot be taken; None if it can, or if there is none.
    """

    def __init__(
        self, lower: Sequence[Layer], section: Layer, sources: SettingsSources, say: Say
    ) -> None:
        self.server_trouble: Problem | None = None
        self._sources = sources
        self._say = say
        self._section = section.name
        self._stack = Stack([*lower, section], sources.copy())
        self._followed: tuple[str, bytes | None] = ("", None)
        self._offered: tuple[Layer | None, str, bytes] = (None, "", b"")
        """The overlay that came last, and as it came: a change of EMC's section may let it in."""

        self._kept = self._stack.overlay
        self.reading: Reading = self._stack.reading
        self._say_problems()

    @property
    def layers(self) -> Sequence[Layer]:
        """What is in force, the lowest first."""
        return self._stack.layers

    def watch(self) -> None:
        """Follow changes of the sources from now on."""
        self._sources.watch()
        self._follow()

    def take_section(self, settings: Mapping[str, str]) -> None:
        """Take a change of EMC's section."""
        self._change(Layer(self._section, settings))

    def take(self, signal: FromSources) -> None:
        match signal:
            case FromFile(source, data):
                self._change(read_layer(data, source=source))
            case FromSettingsServer() | SettingsServerTroubled() if (
                signal.address,
                signal.key,
            ) != self._followed:
                pass  # It was sent before `Settings.Url` or `Settings.Key` changed.
            case FromSettingsServer(address, data, key):
                self._change_overlay(address, data, key)
            case SettingsServerTroubled(address, trouble):
                self.server_trouble = trouble
                again = f"{overlay_name(address)}: the settings can be fetched again"
                self._say(str(trouble) if trouble else again)

    def _change(self, layer: Layer) -> None:
        self._report(is_in_force=self._stack.change(layer, self._sources.copy()))
        self._keep()
        self._follow()

    def _change_overlay(self, address: str, data: bytes, key: bytes | None) -> None:
        overlay = read_overlay(data, source=overlay_name(address))
        self._offered = overlay, address, data
        self._report(is_in_force=self._stack.change_overlay(address, overlay, key))
        self._keep()

    def _keep(self) -> None:
        """Keep the overlay on disk if it has come into force just now."""
        overlay, address, data = self._offered
        before, self._kept = self._kept, self._stack.overlay
        if overlay is not None and overlay is self._kept and overlay is not before:
            self._sources.keep(address, data)

    def _report(self, *, is_in_force: bool) -> None:
        before, self.reading = self.reading, self._stack.reading
        for change in _changes_with_power(before, self.reading):
            self._say(change)
        self._say_problems()
        if not is_in_force:
            self._say("This change of settings is refused; the last good ones stay in force")

    def _say_problems(self) -> None:
        problems = self.reading.problems
        for problem in problems[:_MOST_PROBLEMS]:
            self._say(str(problem))
        if (more := len(problems) - _MOST_PROBLEMS) > 0:
            self._say(f"The settings have {more} more problems: `chatplugin check` lists them")

    def _follow(self) -> None:
        """
        Ask the server of `Settings.Url`, which may have changed, as may `Settings.Key`.

        No overlay can change either.
        """
        wanted = self._stack.address, self._stack.key
        if self._followed != wanted:
            self._followed = wanted
            self.server_trouble = None
            self._sources.follow(*wanted)


_WITH_POWER = (
    "AllowedHosts",
    "ChatTemplate",
    "Chrome.",
    "EmailTemplate",
    "Locked",
    "Method",
    "Settings.",
    "Sign.",
    "Telemetry.",
    "Template.",
)
"""Beginnings of keys that say where customers' data goes, what signs it, and what programs do."""


def _changes_with_power(before: Reading, after: Reading) -> Iterator[str]:
    """Return a sentence for each change that an administrator may have to answer for."""
    for key in sorted(before.sources.keys() | after.sources.keys()):
        old, new = before.sources.get(key), after.sources.get(key)
        if key.startswith(_WITH_POWER) and (old and old.text) != (new and new.text):
            yield f"The setting {key} has changed from {_named(old)} to {_named(new)}"


def _named(entry: Entry | None) -> str:
    """What stands after '?' in an address may be a secret, as for a settings server."""
    if entry is None or not entry.text:
        return "nothing"
    text = without_query(entry.text) if entry.key in _WITH_SECRETS else entry.text
    return f"'{shown(text)}' ({entry.layer})"


_WITH_SECRETS = {program.SETTINGS_URL.name, program.TELEMETRY_ENDPOINT.name}
