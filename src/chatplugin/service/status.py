"""
What the running service leaves for the commands: the plug-in, EMC's section, the way to Chrome.

Neither a secret nor anything of a customer or an operator is in it.
"""

from collections.abc import Mapping

from msgspec import Struct

from chatplugin.browser.driver import DriverUsed
from chatplugin.config.layers import Entry, Layer, Problem
from chatplugin.config.table.find import Setting, names_of
from chatplugin.domain.errors import BadValue

WITHHELD = "(withheld)"
"""In the place of a text that may be a secret. It can be read no more than that one could."""


class Section(Struct, frozen=True):
    """EMC's section as it is since `at`, in milliseconds since 1970-01-01 UTC."""

    name: str
    settings: Mapping[str, str]
    at: float
    is_enumerated: bool = True

    @classmethod
    def of(cls, layer: Layer, at: float, *, is_enumerated: bool) -> "Section":
        """Return *layer* without what may be a secret."""
        return cls(layer.name, _without_secrets(layer), at, is_enumerated)

    @property
    def layer(self) -> Layer:
        return Layer(self.name, self.settings)


class DesktopFacts(Struct, frozen=True):
    """What the plug-in has said of itself and of EMC Desktop's process."""

    plugin: str = ""
    clr: str = ""
    bits: int = 0
    os: str = ""
    culture: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> "DesktopFacts":
        """Return what is known of *facts*, which the plug-in has sent with `initialize`."""
        plugin, desktop = facts.get("plugin"), facts.get("desktop")
        said = desktop if isinstance(desktop, dict) else {}
        bits = said.get("bits")
        return cls(
            plugin if isinstance(plugin, str) else "",
            clr=str(said.get("clr") or ""),
            bits=bits if isinstance(bits, int) else 0,
            os=str(said.get("os") or ""),
            culture=str(said.get("culture") or ""),
        )


class DriverStatus(Struct, frozen=True):
    """The way to Chrome, since `since`, in milliseconds since 1970-01-01 UTC."""

    used: DriverUsed
    since: float


class Status(Struct, frozen=True):
    """
    The service of one run of EMC Desktop. Times are in milliseconds since 1970-01-01 UTC.

    `section` is None while EMC has not answered for all of it. `answered` names the last question
    that was put to the service. `overlay_trouble` says why the overlay cannot be fetched.
    """

    service: str
    pid: int
    started: float
    desktop: DesktopFacts
    section: Section | None = None
    local_file: str = ""
    driver: DriverStatus | None = None
    overlay_trouble: str = ""
    answered: str = ""
    ended: float | None = None


def _without_secrets(layer: Layer) -> dict[str, str]:
    """
    Return the settings of *layer*, but for what may be a secret.

    A key file's place is no secret. A text that is none, and that of an unknown key, may be one.
    """
    written = tuple(Entry.all_of([layer]))
    names = names_of(written)
    kept: dict[str, str] = {}
    for entry in written:
        setting = Setting.find(entry, names)
        if isinstance(setting, Problem):
            kept[entry.key] = WITHHELD
        elif not setting.key.kind.may_be_secret or _can_be_read(setting, entry.text):
            kept[entry.key] = entry.text
        else:
            kept[entry.key] = WITHHELD
    return kept


def _can_be_read(setting: Setting, text: str) -> bool:
    try:
        setting.key.kind.parse(text)
    except BadValue:
        return False
    return True
