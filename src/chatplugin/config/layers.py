"""
Layers: where settings come from, lowest first: defaults, a local file, EMC's section, an overlay.

A key in a higher layer hides the same key in the lower ones. A key that is left empty is not set.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from chatplugin.config.problems import Place, Problem

DEFAULTS = "default"
"""The name of the lowest layer, which every reading has by itself."""


class Layer(Struct, frozen=True):
    """
    The settings of one source. `name` is for people: `EMC section ChatPlugin`, `local.ini`.

    `problems` are those of its form, found before any setting was looked at; `places` where its
    keys stand, where that is known.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


class Entry(Struct, frozen=True):
    """One key as it is written in one layer."""

    key: str
    text: str
    layer: str
    place: Place | None = None


def entries(layers: Sequence[Layer]) -> Iterator[Entry]:
    """Return what is set, the lowest layer first."""
    for layer in layers:
        for key, text in layer.values.items():
            if text.strip():
                yield Entry(key.strip(), text.strip(), layer.name, layer.places.get(key))
