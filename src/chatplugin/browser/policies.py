"""
Chrome's policies, as far as they decide whether cards come up, and what each value means for us.

https://chromeenterprise.google/policies/ has the values. What the policies of Google's Admin
console are, no program but Chrome can see: chrome://policy shows them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from chatplugin.config.layers import Severity
from chatplugin.config.settings import ChromeDriver
from chatplugin.domain.address import Address
from chatplugin.sentences import Said, said

HOST: Final = "com.chatplugin.relay"
"""The name of our native messaging host."""

NAMES: Final = (
    "RemoteDebuggingAllowed",
    "DeveloperToolsAvailability",
    "DeveloperToolsAvailabilityAllowlist",
    "DeveloperToolsAvailabilityBlocklist",
    "DeveloperToolsDisabled",
    "URLBlocklist",
    "URLAllowlist",
    "ExtensionSettings",
    "ExtensionInstallForcelist",
    "ExtensionInstallBlocklist",
    "ExtensionInstallAllowlist",
    "NativeMessagingBlocklist",
    "NativeMessagingAllowlist",
    "NativeMessagingUserLevelHosts",
    "NativeHostsExecutablesLaunchDirectly",
    "HttpsOnlyMode",
    "HttpAllowlist",
    "RelaunchNotification",
    "RelaunchNotificationPeriod",
    "RelaunchWindow",
    "ProxySettings",
    "ProxyMode",
    "ProxyServer",
    "ProxyPacUrl",
    "ProxyBypassList",
    "UserDataDir",
)
"""Those that are looked for."""


class Policy(Struct, frozen=True):
    """`value` as JSON has it; `where` is the file or registry key that sets it."""

    name: str
    value: object
    where: str

    @property
    def forbids_pipe(self) -> bool:
        """Whether this policy by itself keeps programs from Chrome's pipe."""
        forbids = _FORBIDS_PIPE.get(self.name)
        return forbids is not None and forbids(self.value)


class _Remark(Struct, frozen=True):
    policy: Policy
    harm: Severity | None
    """What the policy does to our cards: it stops them, makes them doubtful, or neither."""

    what: Said

    @property
    def named(self) -> Said:
        """What the policy means, with its name, value and place."""
        policy, value = self.policy, _short(self.policy.value)
        return said(
            "doctor.policy", name=policy.name, value=value, where=policy.where, what=self.what
        )


class ChromeSetup(Struct, frozen=True):
    """
    What policies are compared with: the driver of the settings, and where the cards come from.

    `extension` is the id of ours as it is registered; empty where it is not known. `is_for_all`
    says that the relay is registered for the whole machine.
    """

    driver: ChromeDriver
    servers: Sequence[Address] = ()
    extension: str = ""
    is_for_all: bool = False

    def remarks(self, policies: Sequence[Policy]) -> "list[_Remark]":
        """Return what each of *policies* means here, in their order."""
        values = {policy.name: _json(policy.value) for policy in policies}
        return [
            _Remark(policy, *_meaning(policy.name, values, self))
            for policy in policies
            if policy.name in NAMES
        ]

    def hindrance(self, policies: Sequence[Policy]) -> Said | None:
        """Return the first of *policies* that stops cards, and why; None if none does."""
        stopping = (each for each in self.remarks(policies) if each.harm is Severity.ERROR)
        return next((each.named for each in stopping), None)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


_Meaning = tuple[Severity | None, Said]
_Values = Mapping[str, object]


def _meaning(name: str, values: _Values, setup: ChromeSetup) -> _Meaning:
    judge = _JUDGES.get(name)
    return judge(values, setup) if judge else _FINE


_FINE: _Meaning = (None, said("policy.fine"))
_NO_DEVELOPER_TOOLS = 2
_RELAUNCHES = 2


_FORBIDS_PIPE: Mapping[str, Callable[[object], bool]] = {
    "RemoteDebuggingAllowed": lambda value: value is False or value == 0,
    # Chrome answers, and lets nobody attach to a tab: "Not allowed" (seen in Chromium 156).
    "DeveloperToolsAvailability": lambda value: value == _NO_DEVELOPER_TOOLS,
    "DeveloperToolsDisabled": lambda value: value is True or value == 1,
}

PIPE_POLICIES: Final = tuple(_FORBIDS_PIPE)
"""Those that may forbid the pipe."""


def _judge_of_pipe(name: str) -> "_Judge":
    def judge(values: _Values, setup: ChromeSetup) -> _Meaning:
        return _of_pipe(setup, is_forbidden=_FORBIDS_PIPE[name](values[name]))

    return judge


def _of_pipe(setup: ChromeSetup, *, is_forbidden: bool) -> _Meaning:
    if not is_forbidden:
        return _FINE
    match setup.driver:
        case ChromeDriver.PIPE:
            return Severity.ERROR, said("policy.no_pipe")
        case ChromeDriver.AUTO:
            return Severity.WARNING, said("policy.no_pipe_auto")
        case ChromeDriver.EXTENSION | ChromeDriver.COMMAND:
            return None, said("policy.no_pipe_needed")


def _of_developer_tools(values: _Values, setup: ChromeSetup) -> _Meaning:
    blocked = _texts(values["DeveloperToolsAvailabilityBlocklist"])
    allowed = _texts(values.get("DeveloperToolsAvailabilityAllowlist"))
    is_forbidden = any(_is_blocked(server, blocked, allowed) for server in setup.servers)
    return _of_pipe(setup, is_forbidden=is_forbidden)


def _of_addresses(values: _Values, setup: ChromeSetup) -> _Meaning:
    blocked, allowed = _texts(values["URLBlocklist"]), _texts(values.get("URLAllowlist"))
    hosts = _each_once(s.host for s in setup.servers if _is_blocked(s, blocked, allowed))
    if hosts:
        return Severity.ERROR, said("policy.blocked", hosts=hosts)
    return None, said("policy.not_blocked")


def _of_forced(values: _Values, setup: ChromeSetup) -> _Meaning:
    if not setup.extension:
        return _UNKNOWN
    is_there = setup.extension in _ids(values["ExtensionInstallForcelist"])
    return None, said("policy.forced" if is_there else "policy.not_forced")


def _of_blocked(values: _Values, setup: ChromeSetup) -> _Meaning:
    if not setup.extension:
        return _UNKNOWN
    blocked = {"*", setup.extension} & {*_texts(values["ExtensionInstallBlocklist"])}
    allowed = {
        *_texts(values.get("ExtensionInstallAllowlist")),
        *_ids(values.get("ExtensionInstallForcelist")),
    }
    is_bad = bool(blocked) and setup.extension not in allowed
    return _for_extension(setup, "policy.no_extension", is_bad=is_bad)


def _of_settings(values: _Values, setup: ChromeSetup) -> _Meaning:
    if not setup.extension:
        return _UNKNOWN
    written = values["ExtensionSettings"]
    settings = written if isinstance(written, dict) else {}
    mine = settings.get(setup.extension, settings.get("*"))
    mine = mine if isinstance(mine, dict) else {}
    if mine.get("installation_mode") in {"blocked", "removed"}:
        return _for_extension(setup, "policy.no_extension", is_bad=True)
    blocked, allowed = _hosts(mine, "runtime_blocked_hosts"), _hosts(mine, "runtime_allowed_hosts")
    if hosts := _each_once(s.host for s in setup.servers if _is_blocked(s, blocked, allowed)):
        return Severity.WARNING, said("policy.kept_out", hosts=hosts)
    return _FINE


def _hosts(settings: Mapping[str, object], name: str) -> list[str]:
    """Return patterns such as `*://*.example.com` as the other policies write them."""
    patterns = (text.partition("://") for text in _texts(settings.get(name)))
    return [
        f"{scheme}://{host[2:] if host.startswith('*.') else host if host == '*' else '.' + host}"
        for scheme, _, host in patterns
    ]


_UNKNOWN: _Meaning = (None, said("policy.extension_unknown"))


def _of_user_hosts(values: _Values, setup: ChromeSetup) -> _Meaning:
    value = values["NativeMessagingUserLevelHosts"]
    is_bad = (value is False or value == 0) and not setup.is_for_all
    return _for_extension(setup, "policy.user_hosts", is_bad=is_bad)


def _of_native_messaging(values: _Values, setup: ChromeSetup) -> _Meaning:
    blocked = {"*", HOST} & {*_texts(values["NativeMessagingBlocklist"])}
    is_allowed = HOST in _texts(values.get("NativeMessagingAllowlist"))
    return _for_extension(setup, "policy.no_relay", is_bad=bool(blocked) and not is_allowed)


def _each_once(hosts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hosts))


def _of_https(values: _Values, setup: ChromeSetup) -> _Meaning:
    plain = tuple(server.host for server in setup.servers if server.scheme == "http")
    is_forced = values["HttpsOnlyMode"] in {"force_enabled", "force_balanced_enabled"}
    excepted = _texts(values.get("HttpAllowlist"))
    hosts = _each_once(host for host in plain if host not in excepted)
    if is_forced and hosts:
        return Severity.ERROR, said("policy.https_only", hosts=hosts)
    return _FINE


def _of_relaunch(values: _Values, _setup: ChromeSetup) -> _Meaning:
    if values["RelaunchNotification"] == _RELAUNCHES:
        return Severity.WARNING, said("policy.relaunch")
    return _FINE


def _of_user_data_dir(_values: _Values, _setup: ChromeSetup) -> _Meaning:
    return Severity.WARNING, said("policy.user_data_dir")


def _for_extension(setup: ChromeSetup, code: str, *, is_bad: bool) -> _Meaning:
    """What hinders the extension stops cards where there is no other way, and else may."""
    if not is_bad:
        return _FINE
    is_only = setup.driver is ChromeDriver.EXTENSION
    return (Severity.ERROR if is_only else Severity.WARNING), said(code)


def _is_blocked(server: Address, blocked: Sequence[str], allowed: Sequence[str]) -> bool:
    """An exception counts more than what it is an exception of."""
    return any(_covers(p, server) for p in blocked) and not any(_covers(p, server) for p in allowed)


def _covers(pattern: str, server: Address) -> bool:
    """
    Whether *pattern* is about pages of *server*: `[scheme://][.]host[:port][/path]`, or `*`.

    A path is left aside: a template's own may begin with it
    (https://support.google.com/chrome/a/answer/9942583).
    """
    scheme, _, rest = pattern.rpartition("://")
    host, _, port = rest.partition("/")[0].partition(":")
    if scheme and scheme.lower() not in {"*", server.scheme}:
        return False
    if port and port not in {"*", str(server.port)}:
        return False
    host = host.lower()
    if host in {"*", ""}:
        return bool(host) or bool(scheme)
    if host.startswith("."):
        return server.host == host[1:]
    return server.host == host or server.host.endswith(f".{host}")


def _json(value: object) -> object:
    """The registry has lists and objects as text of JSON."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            parsed: object = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return parsed
    return value


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _ids(value: object) -> list[str]:
    """Return the extensions of a list of `id;address`."""
    return [text.partition(";")[0] for text in _texts(value)]


_Judge = Callable[[_Values, ChromeSetup], _Meaning]

_JUDGES: Mapping[str, _Judge] = {
    **{name: _judge_of_pipe(name) for name in PIPE_POLICIES},
    "DeveloperToolsAvailabilityBlocklist": _of_developer_tools,
    "URLBlocklist": _of_addresses,
    "ExtensionSettings": _of_settings,
    "ExtensionInstallBlocklist": _of_blocked,
    "ExtensionInstallForcelist": _of_forced,
    "NativeMessagingBlocklist": _of_native_messaging,
    "NativeMessagingUserLevelHosts": _of_user_hosts,
    "HttpsOnlyMode": _of_https,
    "RelaunchNotification": _of_relaunch,
    "UserDataDir": _of_user_data_dir,
}
"""Those whose values mean something by themselves."""
