"""
What Chrome is to be told by its policies, once, and in each form that an administrator has.

`WITH_THE_EXTENSION` is for desktops whose cards come up in the everyday Chrome, `OVER_THE_PIPE` for
those where a Chrome of ChatPlugin's own shows them. Names and kinds are those of Chrome's policies
(https://chromeenterprise.google/policies/); the categories those of its ADMX template.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

HOST = "com.chatplugin.relay"

_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Google\Chrome"
_INTUNE = "./Device/Vendor/MSFT/Policy/Config/Chrome~Policy~googlechrome"
_ENTRY = 9001
"""High, so that it replaces no entry of a list that is there already."""

_INTUNES_SEPARATOR = "&#xF000;"


class Category(StrEnum):
    """Of the ADMX template."""

    NONE = ""
    EXTENSIONS = "Extensions"
    NATIVE_MESSAGING = "NativeMessaging"


class Policy(NamedTuple):
    """
    A switch that is on, or a list with one *entry* of ours.

    *windows_only* are not known to Chrome elsewhere.
    """

    name: str
    category: Category
    entry: str = ""
    windows_only: bool = False


OVER_THE_PIPE = (Policy("RemoteDebuggingAllowed", Category.NONE),)


def with_the_extension(forced: str) -> Sequence[Policy]:
    """Return what installs the extension; *forced* is its id and where it comes from."""
    return (
        Policy("ExtensionInstallForcelist", Category.EXTENSIONS, forced),
        Policy("NativeMessagingAllowlist", Category.NATIVE_MESSAGING, HOST),
        Policy(
            "NativeHostsExecutablesLaunchDirectly", Category.NATIVE_MESSAGING, windows_only=True
        ),
    )


def as_registry(policies: Sequence[Policy]) -> bytes:
    """Return the file for `reg import`: what Group Policy would write."""
    lines = ["Windows Registry Editor Version 5.00", ""]
    for policy in policies:
        if policy.entry:
            lines += [rf"[{_KEY}\{policy.name}]", f'"{_ENTRY}"="{policy.entry}"', ""]
        else:
            lines += [f"[{_KEY}]", f'"{policy.name}"=dword:00000001', ""]
    return "\r\n".join(lines).encode("utf-16")


def as_linux_json(policies: Sequence[Policy]) -> bytes:
    """Return the file for Chrome's folder of managed policies."""
    return _json(
        {
            policy.name: [policy.entry] if policy.entry else True
            for policy in policies
            if not policy.windows_only
        }
    )


def as_intune_json(policies: Sequence[Policy]) -> bytes:
    """Return the rows of a custom profile of Intune, with the values of the ADMX template."""
    return _json([_intune_row(policy) for policy in policies])


def _intune_row(policy: Policy) -> Mapping[str, str]:
    category = f"~{policy.category}" if policy.category else ""
    value = "<enabled/>"
    if policy.entry:
        data = f"{_ENTRY}{_INTUNES_SEPARATOR}{policy.entry}"
        value += f'<data id="{policy.name}Desc" value="{data}"/>'
    return {
        "name": policy.name,
        "omaUri": f"{_INTUNE}{category}/{policy.name}",
        "dataType": "String",
        "value": value,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
