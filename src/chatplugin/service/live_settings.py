"""
The settings in force at a desk while its sources change, and word of it to the administrator.

The judging is done in `config.stack`; here meet the service's queue, the copy on disk, and the log.
"""

from collections.abc import Mapping, Sequence

from chatplugin.config.formats import read_layer
from chatplugin.config.layers import Layer
from chatplugin.config.overlay import overlay_name, read_overlay
from chatplugin.config.settings import Reading
from chatplugin.config.stack import Stack
from chatplugin.service.ports import Say, SettingsSources
from chatplugin.service.signals import (
    FromFile,
    FromSettingsServer,
    FromSources,
    SettingsServerBack,
    SettingsServerSilent,
)


class LiveSettings:
    """
    *lower* are the layers below EMC's *section*, whose *settings* the plug-in tells.

    `server_trouble` says why the overlay cannot be fetched; empty if it can, or if there is none.
    """

    def __init__(
        self, lower: Sequence[Layer], section: Layer, sources: SettingsSources, say: Say
    ) -> None:
        self.server_trouble = ""
        self._sources = sources
        self._say = say
        self._section = section.name
        self._stack = Stack([*lower, section], self._copy_of)
        self._followed = ""
        self._say_problems()

    @property
    def reading(self) -> Reading:
        return self._stack.reading

    @property
    def layers(self) -> Sequence[Layer]:
        """What is in force, the lowest first."""
        return self._stack.layers

    def watch(self) -> None:
        """Hear of changes from now on."""
        self._sources.watch()
        self._follow()

    def take_section(self, settings: Mapping[str, str]) -> None:
        """EMC's section is another than before."""
        self._change(Layer(self._section, settings))

    def take(self, signal: FromSources) -> None:
        match signal:
            case FromFile(source, data):
                self._change(read_layer(data, source=source))
            case FromSettingsServer(address, data) if address == self._followed:
                self._change_overlay(address, data)
            case SettingsServerSilent(address, sentence) if address == self._followed:
                self.server_trouble = sentence
                self._say(sentence)
            case SettingsServerBack(address) if address == self._followed:
                self.server_trouble = ""
                self._say(f"{overlay_name(address)}: the settings can be fetched again")
            case _:
                pass  # Word of an address that is not followed any more.

    def _change(self, layer: Layer) -> None:
        self._tell(is_in_force=self._stack.change(layer))
        self._follow()

    def _change_overlay(self, address: str, data: bytes) -> None:
        overlay = read_overlay(data, source=overlay_name(address))
        is_in_force = self._stack.change_overlay(address, overlay)
        self._tell(is_in_force=is_in_force)
        if is_in_force:
            self._sources.keep(address, data)

    def _tell(self, *, is_in_force: bool) -> None:
        self._say_problems()
        if not is_in_force:
            self._say("This change of settings is refused; the last good ones stay in force")

    def _say_problems(self) -> None:
        for problem in self.reading.problems:
            self._say(str(problem))

    def _follow(self) -> None:
        """`Settings.Url` may change at any time, too; an overlay has no say in it."""
        if self._followed != self._stack.address:
            self._followed = self._stack.address
            self.server_trouble = ""
            self._sources.follow(self._followed)

    def _copy_of(self, address: str) -> Layer | None:
        data = self._sources.copy_of(address)
        return None if data is None else read_overlay(data, source=overlay_name(address))
