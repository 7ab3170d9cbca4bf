"""
The settings of a desk while their sources change: EMC's section, and all layers in force.

Which change comes into force is decided in `config.sources`. Here the changes arrive from the
plug-in, from files and from the settings server, and the administrator reads what became of them.
"""

from collections.abc import Iterator, Mapping, Sequence

from chatplugin.config.emc.wanted import wanted_keys
from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Entry, Layer
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
    SettingsServerBack,
    SettingsServerSilent,
    SettingsSources,
)

_MOST_KEYS = 5000
"""The most keys that EMC is asked for: ten times what a big site needs."""

_MOST_PROBLEMS = 20
"""The most problems of one reading that are written to the logs, the first of which matter most."""


class LiveSettings:
    """
    The settings in force. *lower* are the layers below EMC's *section*.

    `server_trouble` says why the overlay cannot be fetched; empty if it can, or if there is none.
    """

    def __init__(
        self, lower: Sequence[Layer], section: Layer, sources: SettingsSources, say: Say
    ) -> None:
        self.server_trouble = ""
        self._sources = sources
        self._say = say
        self._section = section.name
        self._stack = Stack([*lower, section], sources.copy())
        self._followed = ""
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
            case FromSettingsServer() | SettingsServerSilent() | SettingsServerBack() if (
                signal.address != self._followed
            ):
                pass  # It was sent before `Settings.Url` changed.
            case FromSettingsServer(address, data):
                self._change_overlay(address, data)
            case SettingsServerSilent(_, sentence):
                self.server_trouble = sentence
                self._say(sentence)
            case SettingsServerBack(address):
                self.server_trouble = ""
                self._say(f"{overlay_name(address)}: the settings can be fetched again")

    def _change(self, layer: Layer) -> None:
        self._report(is_in_force=self._stack.change(layer, self._sources.copy()))
        self._follow()

    def _change_overlay(self, address: str, data: bytes) -> None:
        overlay = read_overlay(data, source=overlay_name(address))
        is_in_force = self._stack.change_overlay(address, overlay)
        self._report(is_in_force=is_in_force)
        if is_in_force:
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
        """Ask the server of `Settings.Url`, which may have changed. No overlay can change it."""
        if self._followed != self._stack.address:
            self._followed = self._stack.address
            self.server_trouble = ""
            self._sources.follow(self._followed)


_WITH_POWER = (
    "AllowedHosts",
    "ChatTemplate",
    "Chrome.",
    "EmailTemplate",
    "Locked",
    "Method",
    "Settings.Url",
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


class EmcSection:
    """
    EMC's section, as far as it is known; *lower* are the layers below it: `protocol/plugin.md`.

    Where EMC can enumerate it, it comes whole. Where not, EMC is asked for keys by name: those that
    a method returns, if there is something new to ask. Each list has the earlier keys, too, and
    each answer may name more. While an answer is outstanding, `is_complete` is False.
    """

    def __init__(self, name: str, lower: Sequence[Layer]) -> None:
        self.layer = Layer(name)
        self.is_enumerated = True
        self.is_complete = True
        self._others = tuple(lower)
        self._media_types: dict[str, None] = {}
        self._asked: dict[str, str] = {}
        self._lists = 0

    def take(self, settings: Mapping[str, str], asked: int | None) -> tuple[str, ...]:
        """Take what EMC has. *asked* counts the lists that are answered; None for the whole."""
        self.layer = Layer(self.layer.name, settings)
        self.is_enumerated = asked is None
        self.is_complete = asked is None or asked >= self._lists
        return self._more()

    def take_media_type(self, media_type_name: str | None) -> tuple[str, ...]:
        """Take EMC's name of a contact's messenger."""
        if media_type_name and media_type_name not in self._media_types:
            self._media_types[media_type_name] = None
            return self._more()
        return ()

    def take_layers(self, layers: Sequence[Layer]) -> tuple[str, ...]:
        """Take all layers in force: a local file or an overlay may name keys, too."""
        self._others = tuple(layers)
        return self._more()

    def _more(self) -> tuple[str, ...]:
        if self.is_enumerated or not self.is_complete:
            return ()
        written = tuple(Entry.all_of([*self._others, self.layer]))
        wanted = {key.lower(): key for key in wanted_keys(written, self._media_types)}
        if wanted.keys() <= self._asked.keys() or len(wanted | self._asked) > _MOST_KEYS:
            return ()
        self._asked = wanted | self._asked
        self._lists += 1
        self.is_complete = False
        return tuple(self._asked.values())
