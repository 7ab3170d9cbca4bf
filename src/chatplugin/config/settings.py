"""
The settings of ChatPlugin: layers of text go in, settings and what was wrong with them come out.

A value that cannot be used never stops a desktop. At the first reading it counts as absent, in
favour of a lower layer or the default. Later on, a change that brings a new error is refused
whole, and the last good settings stay in force.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from chatplugin.config.layers import Entry, Layer, Problem, Severity
from chatplugin.config.rules.build import Rules
from chatplugin.config.table import KEYS, desk, letters, program, trust
from chatplugin.config.table.find import Setting, names_of
from chatplugin.config.table.key import Key
from chatplugin.config.table.program import ChromeDriver, LogLevel
from chatplugin.config.values import Values
from chatplugin.domain.address import is_among
from chatplugin.domain.contact import CustomerShown
from chatplugin.domain.errors import BadValue
from chatplugin.domain.request import RequestRules
from chatplugin.domain.rules import PopRules
from chatplugin.mail import AccountRules, SenderRules
from chatplugin.mail.rules import DEFAULT_LABELS
from chatplugin.sentences import Language, said

__all__ = [
    "ChromeDriver",
    "ChromeSettings",
    "Layer",
    "LogLevel",
    "Problem",
    "Reading",
    "Settings",
    "Severity",
    "read_settings",
]


class ChromeSettings(Struct, frozen=True):
    """An empty `path` or `profile` means that the adapter finds its own."""

    driver: ChromeDriver = ChromeDriver.AUTO
    path: str = ""
    profile: str = ""
    arguments: tuple[str, ...] = ()
    days: int = program.JOURNAL_DAYS.default
    """For how long a profile of our own keeps the pages that were shown."""


class _PageSettings(Struct, frozen=True):
    """The operator's page."""

    language: Language | None = None
    """None is that of the desktop."""

    customer: CustomerShown = CustomerShown.MASKED


class Settings(Struct, frozen=True):
    rules: PopRules
    accounts: AccountRules
    senders: SenderRules
    chrome: ChromeSettings
    journal_days: int
    log_level: LogLevel
    page: _PageSettings
    requests: RequestRules
    overlay_address: str = ""
    overlay_key: bytes | None = None
    """What overlays are signed with; None if they need not be, empty if none can be believed."""

    overlay_version: int = 0
    telemetry_address: str = ""


class Reading(Struct, frozen=True):
    """
    The outcome of reading all layers.

    `sources` has every setting by its key, as it is written in the layer it came from. `refused`
    says that the settings are those of an earlier reading, because this one brought new errors.
    """

    settings: Settings
    problems: tuple[Problem, ...]
    sources: Mapping[str, Entry]
    refused: bool = False
    tolerated: frozenset[Problem] = frozenset()
    """The errors with which these settings came into force."""

    def over(self, previous: "Reading") -> "Reading":
        """
        Return what is in force when this reading follows *previous*.

        An error that was there before does not stand in the way of an unrelated change; a new one
        refuses the whole change. The problems are always those of this reading.
        """
        if _errors(self.problems) <= previous.tolerated:
            return self
        return replace(previous, problems=self.problems, refused=True)


def read_settings(layers: Sequence[Layer]) -> Reading:
    """
    Read *layers*, the lowest first, over the defaults. Never raises: what is wrong is listed.

    A layer at which the reader itself fails counts as empty, whatever its fault is.
    """
    try:
        return _read(layers)
    except Exception as error:
        if not layers:
            raise  # The defaults are our own.
        below = read_settings(layers[:-1])
        problem = Problem.stumbled("", error, layers[-1].name)
        return replace(
            below,
            problems=(*below.problems, problem),
            tolerated=below.tolerated | _errors([problem]),
        )


def _read(layers: Sequence[Layer]) -> Reading:
    layers = _within_limits(layers)
    written = tuple(Entry.all_of(layers))
    names = names_of(written)
    values = Values.of(written, names)
    found = [problem for layer in layers for problem in layer.problems]
    rules = Rules.of(values, names.parameters)
    found += [*values.problems, *_lock_problems(values), *_key_problems(values), *rules.problems]
    return Reading(
        _settings(values, rules),
        tuple(found),
        values.sources,
        tolerated=_errors(found),
    )


def _within_limits(layers: Sequence[Layer]) -> Sequence[Layer]:
    """Return *layers* without what a settings server may not do, by what stands below it."""
    lower = [layer for layer in layers if not layer.is_remote]
    if len(lower) == len(layers):
        return layers
    always = (program.LOCKED.name.lower(), program.SETTINGS_KEY.name.lower())
    locked = (*always, *_below(lower, program.LOCKED))
    allowed = _below(lower, desk.ALLOWED_HOSTS)
    names = names_of([*Entry.all_of(layers)])

    def limited(layer: Layer) -> Layer:
        values, problems = dict(layer.values), [*layer.problems]
        for entry in Entry.all_of([layer]):
            found = Setting.find(entry, names)
            key = found.text if isinstance(found, Setting) else entry.key
            if problem := _limit(replace(entry, key=key), locked, allowed):
                problems.append(problem)
                values = {name: text for name, text in values.items() if name.strip() != entry.key}
        return replace(layer, values=values, problems=tuple(problems))

    return [limited(layer) if layer.is_remote else layer for layer in layers]


def _lock_problems(values: Values) -> list[Problem]:
    """Return an error for each name of `Locked` that no key has: it would lock nothing."""
    return [
        values.error(program.LOCKED.name, said("locked.none", name=word))
        for word in values.get(program.LOCKED)
        if not any(_may_mean(word.lower(), key) for key in KEYS)
    ]


def _key_problems(values: Values) -> list[Problem]:
    key, address = program.SETTINGS_KEY, program.SETTINGS_URL
    if not values.is_set(key) or values.is_set(address) or values.broken(address):
        return []
    return [values.warning(key.name, said("overlay.key_alone"))]


def _may_mean(word: str, key: Key[object]) -> bool:
    before, after = (part.lower() for part in key.around)
    if word.endswith("*"):
        return key.name.lower().startswith(word[:-1]) or (
            key.family is not None and word.startswith(before)
        )
    if key.family is None:
        return word == before
    return word.startswith(before) and word.endswith(after)


def _below(lower: Sequence[Layer], key: Key[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what the highest layer says of *key* that says it so that it can be read."""
    for entry in reversed([*Entry.all_of(lower)]):
        if entry.key.lower() == key.name.lower():
            with suppress(BadValue):
                return key.kind.read(entry.text, frozenset())
    return tuple(word.lower() for word in key.default)


def _limit(entry: Entry, locked: Sequence[str], allowed: tuple[str, ...]) -> Problem | None:
    """Return why a settings server may not set this."""
    name = entry.key.lower()
    if any(_is_locked(name, word) for word in locked):
        what, severity = said("overlay.locked"), Severity.WARNING
    elif name == desk.ALLOWED_HOSTS.name.lower() and (host := _wider(entry.text, allowed)):
        what, severity = said("hosts.wider", host=host), Severity.ERROR
    elif name == program.CHROME_ARGUMENTS.name.lower() and _has_power(entry.text):
        what, severity = said("chrome.has_power"), Severity.ERROR
    else:
        return None
    return Problem(what, entry.layer, entry.key, severity=severity, place=entry.place)


def _is_locked(name: str, word: str) -> bool:
    """`Sign.Key` stands for the keys of all servers: whoever locks one means them all."""
    signing = trust.SIGN_KEY.name.lower()
    if word == signing:
        return name == word or name.startswith(f"{signing}.")
    return name == word or (word[-1] == "*" and name.startswith(word[:-1]))


def _wider(text: str, allowed: tuple[str, ...]) -> str:
    """Return the first server of *text* that is not among those *allowed*; empty if all are."""
    try:
        hosts = desk.ALLOWED_HOSTS.kind.read(text, frozenset())
    except BadValue:
        return ""  # It is said, and does not count.
    return next((host for host in hosts if allowed and not is_among(host, allowed)), "")


_ONLY_LOOKS = {
    "--disable-gpu",
    "--force-device-scale-factor",
    "--force-dark-mode",
    "--high-dpi-support",
    "--lang",
    "--mute-audio",
    "--start-fullscreen",
    "--start-maximized",
    "--window-position",
    "--window-size",
}
"""Switches of Chrome that change no more than how it looks."""


def _has_power(text: str) -> bool:
    try:
        switches = program.CHROME_ARGUMENTS.kind.read(text, frozenset())
    except BadValue:
        return False  # Likewise.
    return any(switch.partition("=")[0].lower() not in _ONLY_LOOKS for switch in switches)


def _errors(problems: Iterable[Problem]) -> frozenset[Problem]:
    """Return the errors among *problems*, wherever they stand: lines move while one is typing."""
    return frozenset(p.anywhere() for p in _only_errors(problems))


def _only_errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _settings(values: Values, rules: Rules) -> Settings:
    return Settings(
        rules=rules.pops,
        accounts=_account_rules(values),
        senders=SenderRules(values.get(letters.OWN_DOMAINS), values.get(letters.FORM_FIELD)),
        chrome=ChromeSettings(
            values.get(program.CHROME_DRIVER),
            values.get(program.CHROME_PATH),
            values.get(program.CHROME_PROFILE),
            values.get(program.CHROME_ARGUMENTS),
            values.get(program.JOURNAL_DAYS),
        ),
        journal_days=values.get(program.JOURNAL_DAYS),
        log_level=values.get(program.LOG_LEVEL),
        page=_PageSettings(values.get(program.LANGUAGE), values.get(program.PAGE_CUSTOMER)),
        requests=rules.requests,
        overlay_address=values.get(program.SETTINGS_URL),
        overlay_key=_overlay_key(values),
        overlay_version=values.get(program.VERSION),
        telemetry_address=values.get(program.TELEMETRY_ENDPOINT),
    )


def _overlay_key(values: Values) -> bytes | None:
    """A key that cannot be read opens nothing: no lower layer's key stands in for it."""
    key = program.SETTINGS_KEY
    is_misread = any(problem.key == key.name for problem in _only_errors(values.problems))
    return b"" if is_misread else values.get(key)


def _account_rules(values: Values) -> AccountRules:
    labels = values.get(letters.LABELS) or DEFAULT_LABELS
    more = [word for each in values.get(letters.LABEL_SETS) for word in each.words]
    length, examples = values.get(letters.LENGTH), values.get(letters.EXAMPLES)
    if examples and length == letters.LENGTH.default:
        length = examples.length
    return AccountRules(
        labels=tuple(dict.fromkeys([*labels, *more])),
        pattern=values.get(letters.PATTERN),
        length=length,
        letters=values.get(letters.LETTERS) or (examples is not None and examples.letters),
        ambiguous=values.get(letters.AMBIGUOUS),
        examples=examples,
    )
