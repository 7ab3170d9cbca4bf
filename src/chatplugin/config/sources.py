"""
The overlay, when its server is asked, and what of all sources is in force while they change.

An overlay is settings from one web server, the highest layer of every desktop that asks for it.
What a server answers is not always what was meant: a login page, half a file, an older name of it.
So the form is read more strictly than that of a local file: what is not clearly a set of settings
is an error.

A change that brings a new error is refused whole. Each source is judged by itself then, so that an
overlay that stays broken does not hold up EMC's section, nor the other way round.

Ten thousand desktops start within minutes of each other, and a server that was away comes back to
all of them. So every delay has a random part, and grows while the server fails. The server can set
the pace itself, by `Cache-Control: max-age` and `Retry-After`. All times are in seconds.
docs/explanation/overlay.md has the arithmetic, and what was measured.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.formats import SECTION, read_ini, read_json, text_of
from chatplugin.config.layers import Entry, Layer, Problem, Severity
from chatplugin.config.settings import Reading, Settings, read_settings
from chatplugin.config.table import KEYS, program
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import Reader
from chatplugin.config.table.program import without_query
from chatplugin.domain.errors import back_off
from chatplugin.sentences import Said, said

LONGEST = 256 * 1024
"""Bytes of an overlay. All keys of a big site take a tenth of it."""

_MOST_KEYS = 1000
"""Keys of an overlay, twice what a big site needs: what each resembles takes 0.3 ms to find."""

_READ_BY_OTHERS = {key.name.lower(): key for key in KEYS if key.reader is not Reader.SERVICE}


class OverlayCopy(Struct, frozen=True):
    """
    The last good overlay, where it came from, and the ETag that its server gave it.

    `key` is the public key that its `signature` was found to be good for; None without one.
    """

    address: str
    data: bytes
    etag: str = ""
    signature: bytes = b""
    key: bytes | None = None

    def counts_for(self, address: str, key: bytes | None) -> bool:
        """Return whether it is that of *address*, and signed if there is a *key*."""
        return self.address == address and key in (None, self.key)


def overlay_name(address: str) -> str:
    """Return what people call the overlay of *address*."""
    return f"overlay {without_query(address)}"


def read_overlay(data: bytes, *, source: str) -> Layer:
    """
    Return the settings in *data*, JSON or INI; *source* is what people call the overlay.

    Never raises, whatever the fault of its own reader is.
    """
    try:
        return _read_overlay(data, source)
    except Exception as error:  # noqa: BLE001 - no server may stop a desktop
        return Layer(source, {}, (Problem.stumbled("", error, source),))


def _read_overlay(data: bytes, source: str) -> Layer:
    text = text_of(data).strip()
    if text.startswith("{"):
        layer = read_json(data, source=source)
    elif f"[{SECTION}]".lower() in text.lower() and not text.startswith("<"):
        layer = _strict(read_ini(data, source=source))
    else:
        return Layer(source, {}, (Problem(_what(text), source),))
    if len(layer.values) > _MOST_KEYS:
        what = said("overlay.too_many", number=len(layer.values), most=_MOST_KEYS)
        return Layer(source, {}, (Problem(what, source),))
    if not layer.problems and _is_about_something_else(layer):
        what = said("overlay.no_setting", section=SECTION)
        return Layer(source, {}, (Problem(what, source),))
    return _of_the_service(layer)


def _what(text: str) -> Said:
    if not text:
        return said("overlay.empty", section=SECTION)
    return said("overlay.web_page" if text.startswith("<") else "overlay.form", section=SECTION)


def _strict(layer: Layer) -> Layer:
    """A line that is no setting may be the torn end of a file that is just being written."""
    problems = [replace(problem, severity=Severity.ERROR) for problem in layer.problems]
    return replace(layer, problems=tuple(problems))


def _is_about_something_else(layer: Layer) -> bool:
    """`{"error": "try later"}` is no overlay; `{}` is one, and so is a key of a newer version."""
    written = tuple(Entry.all_of([layer]))
    names = names_of(written)
    found = [Setting.find(entry, names) for entry in written]
    return bool(found) and all(isinstance(setting, Problem) for setting in found)


def _of_the_service(layer: Layer) -> Layer:
    """Leave out, with a warning, what is read before there is an overlay, or by others."""
    values, problems = {}, list(layer.problems)
    for name, text in layer.values.items():
        if what := _doubt(name.strip().lower()):
            place = layer.places.get(name)
            problems.append(Problem(what, layer.name, name, severity=Severity.WARNING, place=place))
        else:
            values[name] = text
    return Layer(layer.name, values, tuple(problems), layer.places, is_remote=True)


def _doubt(name: str) -> Said | None:
    if name == program.SETTINGS_URL.name.lower():
        return said("overlay.own_address")
    if name == program.SETTINGS_KEY.name.lower():
        return said("overlay.own_key")
    if key := _READ_BY_OTHERS.get(name):
        return said("overlay.of_emc" if key.reader is Reader.EMC else "overlay.of_plugin")
    return None


class _Layers(Struct, frozen=True):
    """`overlay` is that of `address`, signed for `key`: only the lower layers can name these."""

    lower: tuple[Layer, ...]
    address: str = ""
    key: bytes | None = None
    overlay: Layer | None = None

    def all(self) -> list[Layer]:
        return [*self.lower, self.overlay] if self.overlay else [*self.lower]


class Stack:
    """
    All layers but the defaults. *lower* are those below the overlay, the lowest first.

    *copy* is what is kept on disk of the overlay: it counts as soon as a layer names its address.
    """

    def __init__(self, lower: Sequence[Layer], copy: OverlayCopy | None) -> None:
        self.reading, self._good = _read(_Layers(tuple(lower)), copy)
        self._latest = self._good

    @property
    def address(self) -> str:
        """Where the overlay is to be fetched; empty for nowhere."""
        return self._good.address

    @property
    def key(self) -> bytes | None:
        """What the overlay has to be signed for; None if it need not be."""
        return self._good.key

    @property
    def overlay(self) -> Layer | None:
        """The overlay in force."""
        return self._good.overlay

    @property
    def layers(self) -> list[Layer]:
        """What is in force, the lowest first."""
        return self._good.all()

    def change(self, layer: Layer, copy: OverlayCopy | None) -> bool:
        """Put *layer* in the place of that of its name, or lowest. True if it is in force now."""

        def changed(layers: _Layers) -> _Layers:
            lower = [layer if old.name == layer.name else old for old in layers.lower]
            return replace(layers, lower=tuple(lower) if layer in lower else (layer, *lower))

        return self._take(changed, copy)

    def change_overlay(self, address: str, overlay: Layer, key: bytes | None = None) -> bool:
        """
        Take what has come from *address*, with a good signature for *key* if there is one.

        True if it is in force now.
        """
        source = address, key
        if (self.address, self.key) != source:
            return False
        newest = overlay if key is None else _not_older(overlay, self._good.overlay)

        def changed(layers: _Layers) -> _Layers:
            is_of_it = (layers.address, layers.key) == source
            return replace(layers, overlay=newest) if is_of_it else layers

        return self._take(changed, None)

    def _take(self, changed: Callable[[_Layers], _Layers], copy: OverlayCopy | None) -> bool:
        newest, self._latest = _read(changed(self._latest), copy)
        together = newest.over(self.reading)
        if not together.refused:
            self.reading, self._good = together, self._latest
            return True
        reading, layers = _read(changed(self._good), copy)
        alone = reading.over(self.reading)
        if alone.refused:
            self.reading = together
            return False
        self.reading = replace(alone, problems=newest.problems, refused=True)
        self._good = layers
        return True


def _read(layers: _Layers, copy: OverlayCopy | None) -> tuple[Reading, _Layers]:
    reading = read_settings(layers.lower)
    source = reading.settings.overlay_address, _key_of(reading.settings, layers, copy)
    if source != (layers.address, layers.key):
        layers = _Layers(layers.lower, *source, _overlay(*source, copy))
    return (read_settings(layers.all()) if layers.overlay else reading), layers


def _key_of(settings: Settings, layers: _Layers, copy: OverlayCopy | None) -> bytes | None:
    """A layer that cannot be read may have the key: that of the signed copy counts then."""
    if settings.overlay_key is not None or not any(map(_is_unreadable, layers.lower)):
        return settings.overlay_key
    if copy is not None and copy.address == settings.overlay_address:
        return copy.key
    return layers.key


def _is_unreadable(layer: Layer) -> bool:
    """Whether the layer as a whole is wrong, so that nothing of it is known."""
    return not layer.values and any(
        problem.severity is Severity.ERROR and not problem.key for problem in layer.problems
    )


def _overlay(address: str, key: bytes | None, copy: OverlayCopy | None) -> Layer | None:
    if copy is None or not copy.counts_for(address, key):
        return None
    return read_overlay(copy.data, source=overlay_name(address))


def _not_older(overlay: Layer, before: Layer | None) -> Layer:
    """Return *overlay*, or what is wrong with it: whoever keeps signed ones could play one back."""
    version, newest = _version(overlay), _version(before) if before else 0
    if version >= newest or _hides_its_version(overlay):
        return overlay
    what = said("overlay.older", version=version, newest=newest)
    older = Problem(what, overlay.name, program.VERSION.name)
    return Layer(overlay.name, {}, (*overlay.problems, older))


def _hides_its_version(overlay: Layer) -> bool:
    """Return whether an error keeps the version from being read. It refuses the overlay, too."""
    return any(
        problem.severity is Severity.ERROR
        and (not overlay.values or problem.key == program.VERSION.name)
        for problem in read_settings([overlay]).problems
    )


def _version(overlay: Layer) -> int:
    return read_settings([overlay]).settings.overlay_version


INTERVAL = 60.0
SHORTEST_INTERVAL, LONGEST_INTERVAL = 10.0, 3600.0

START = 2.0
"""What the first card may need comes first."""

SPREAD = 60.0
SPREAD_WITHOUT_COPY = 10.0
"""A desktop that knows no overlay at all waits less: its operator may have no card until then."""

LONGEST_BACK_OFF = 900.0

FAILURES_BEFORE_TELLING = 2
"""One may be a Wi-Fi that is not up yet, or a server that is being restarted."""


class Pace:
    """
    The pace of one desktop. *random* returns numbers from 0 up to 1.

    *has_copy* says whether the desktop has settings of this server from an earlier day.
    """

    def __init__(self, random: Callable[[], float], *, has_copy: bool) -> None:
        self._random = random
        self._interval = INTERVAL
        self._has_settings = has_copy
        self.failures = 0

    def first(self) -> float:
        """Return how long after its start a desktop asks first."""
        spread = SPREAD if self._has_settings else SPREAD_WITHOUT_COPY
        return START + (spread - START) * self._random()

    def after_answer(self, max_age: float | None) -> float:
        """Return how long to wait after an answer, which may live for *max_age*."""
        had_settings, self._has_settings = self._has_settings, True
        self.failures = 0
        self._interval = _within(max_age or INTERVAL, SHORTEST_INTERVAL, LONGEST_INTERVAL)
        if not had_settings:
            # Those who hurried are close together: without this, they would be for many minutes.
            return self._interval * (0.25 + self._random())
        return self._interval * (0.75 + 0.5 * self._random())

    def after_failure(self, retry_after: float | None) -> float:
        """Return how long to wait after a failure; the server may have asked for *retry_after*."""
        base = self._interval if self._has_settings else SPREAD_WITHOUT_COPY
        longest = max(LONGEST_BACK_OFF, self._interval)
        self.failures += 1
        wait = back_off(base, self.failures, longest)
        asked = min(retry_after or 0.0, LONGEST_INTERVAL)
        if asked > wait:
            return asked * (1 + 0.25 * self._random())
        return wait * (0.5 + 0.5 * self._random())


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))
