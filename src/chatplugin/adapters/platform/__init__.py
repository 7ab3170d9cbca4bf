"""
What Windows and other systems do differently: each has a module with the same functions.

This is the only place that chooses. Each function loads what only it needs, because a service loads
this module at every start.
"""

import sys

if sys.platform == "win32":
    from chatplugin.adapters.platform.windows import (
        installed_chrome,
        is_host_registered,
        listen_for_relays,
        policy_that_forbids,
        register_host,
        start_detached,
        start_with_pipes,
        state_folder,
        system_language,
        write_launcher,
    )
else:
    from chatplugin.adapters.platform.posix import (
        installed_chrome,
        is_host_registered,
        listen_for_relays,
        policy_that_forbids,
        register_host,
        start_detached,
        start_with_pipes,
        state_folder,
        system_language,
        write_launcher,
    )

__all__ = [
    "installed_chrome",
    "is_host_registered",
    "listen_for_relays",
    "policy_that_forbids",
    "register_host",
    "start_detached",
    "start_with_pipes",
    "state_folder",
    "system_language",
    "write_launcher",
]
