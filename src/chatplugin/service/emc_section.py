"""
EMC's section at one desk, as far as the plug-in has told it.

Where EMC's section can be enumerated, it comes whole. Where it cannot, the plug-in asks EMC for
the keys that are listed here, and each answer may name more. `protocol/plugin.md` has the rules.
"""

from collections.abc import Mapping, Sequence

from chatplugin.config.layers import Layer, entries
from chatplugin.config.wanted import wanted_keys

MOST_KEYS = 5000
"""Whatever an EMC answers, the lists end here: ten times what a big site needs."""

Keys = tuple[str, ...]


class EmcSection:
    """
    *lower* are the layers below the section.

    Keys that a method returns are to be asked for; none if there is nothing new to ask. Each list
    has all keys, the earlier ones too. While an answer is outstanding, `is_complete` is False.
    """

    def __init__(self, name: str, lower: Sequence[Layer]) -> None:
        self.layer = Layer(name)
        self.is_enumerated = True
        self._others = tuple(lower)
        self._media_types: dict[str, None] = {}
        self._asked: dict[str, str] = {}
        self._lists = 0
        self._answered = 0

    @property
    def is_complete(self) -> bool:
        return self.is_enumerated or self._answered >= self._lists

    def take(self, settings: Mapping[str, str], asked: int | None) -> Keys:
        """Take what EMC has. *asked* counts the lists that it answers; None if it is all."""
        self.layer = Layer(self.layer.name, settings)
        self.is_enumerated = asked is None
        self._answered = asked or 0
        return self._more()

    def meet(self, media_type_name: str | None) -> Keys:
        """Take EMC's name of the messenger that a contact has come by."""
        if media_type_name and media_type_name not in self._media_types:
            self._media_types[media_type_name] = None
            return self._more()
        return ()

    def look_through(self, layers: Sequence[Layer]) -> Keys:
        """Take all layers in force: a local file or an overlay may name keys, too."""
        self._others = tuple(layers)
        return self._more()

    def _more(self) -> Keys:
        if self.is_enumerated or not self.is_complete:
            return ()
        written = tuple(entries([*self._others, self.layer]))
        wanted = {key.lower(): key for key in wanted_keys(written, self._media_types)}
        if wanted.keys() <= self._asked.keys() or len(wanted | self._asked) > MOST_KEYS:
            return ()
        self._asked = wanted | self._asked
        self._lists += 1
        return tuple(self._asked.values())
