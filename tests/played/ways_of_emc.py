"""
The ways that EMC may have, as `plugin/emulator/Ways.cs` plays them where the CLR has no remoting.

A way that takes something from EMC costs a contact nothing that the cards of `CARDS` need.
"""

from collections.abc import Mapping

WAYS: Mapping[str, Mapping[str, object]] = {
    "events of the interface": {"Events": "interface"},
    "events of a property": {"Events": "property"},
    "events from the log-in on": {"Events": "late"},
    "events of another shape": {"EventShape": "odd"},
    "events on a thread of the pool": {"EventThread": "pool"},
    "events on a thread of their own": {"EventThread": "other"},
    "settings that cannot be enumerated": {"EnumerateConfiguration": 0},
    "settings without any item": {"EnumerateConfiguration": "empty"},
    "settings that throw": {"EnumerateConfiguration": 0, "Throw": "ConfigurationItem"},
    "no constants": {"Constants": 0},
    "members that throw": {"Throw": "Skill,Identifier"},
    "a slow log": {"LogDelay": 50},
}
