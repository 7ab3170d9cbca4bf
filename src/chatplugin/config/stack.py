"""
The layers of a desk while they change: what each source says now, and what of it is in force.

A change that brings a new error is refused whole. Each source is judged by itself then, so that an
overlay that stays broken does not hold up EMC's section, nor the other way round.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, read_settings


class _Layers(NamedTuple):
    """`overlay` is that of `address`, which only the lower layers can name."""

    lower: tuple[Layer, ...]
    address: str = ""
    overlay: Layer | None = None

    def all(self) -> list[Layer]:
        return [*self.lower, self.overlay] if self.overlay else [*self.lower]


class Stack:
    """
    All layers but the defaults. *lower* are those below the overlay, the lowest first.

    *copy_of* returns the last good overlay of an address, or None; nobody is asked for it.
    """

    def __init__(self, lower: Sequence[Layer], copy_of: Callable[[str], Layer | None]) -> None:
        self._copy_of = copy_of
        self.reading, self._good = self._read(_Layers(tuple(lower)))
        self._latest = self._good

    @property
    def address(self) -> str:
        """Where the overlay is to be fetched; empty for nowhere."""
        return self._good.address

    @property
    def layers(self) -> list[Layer]:
        """What is in force, the lowest first."""
        return self._good.all()

    def change(self, layer: Layer) -> bool:
        """Put *layer* in the place of that of its name, or lowest. True if it is in force now."""

        def changed(layers: _Layers) -> _Layers:
            lower = [layer if old.name == layer.name else old for old in layers.lower]
            return layers._replace(
                lower=tuple(lower) if layer in lower else (layer, *lower),
            )

        return self._take(changed)

    def change_overlay(self, address: str, overlay: Layer) -> bool:
        """Take what has come from *address*. True if it is in force now."""

        def changed(layers: _Layers) -> _Layers:
            return layers._replace(overlay=overlay) if layers.address == address else layers

        return self.address == address and self._take(changed)

    def _take(self, changed: Callable[[_Layers], _Layers]) -> bool:
        newest, self._latest = self._read(changed(self._latest))
        together = newest.over(self.reading)
        if not together.refused:
            self.reading, self._good = together, self._latest
            return True
        reading, layers = self._read(changed(self._good))
        alone = reading.over(self.reading)
        if alone.refused:
            self.reading = together
            return False
        self.reading = replace(alone, problems=newest.problems, refused=True)
        self._good = layers
        return True

    def _read(self, layers: _Layers) -> tuple[Reading, _Layers]:
        reading = read_settings(layers.lower)
        address = reading.settings.overlay_address
        if address != layers.address:
            overlay = self._copy_of(address) if address else None
            layers = _Layers(layers.lower, address, overlay)
        return (read_settings(layers.all()) if layers.overlay else reading), layers
