"""
The Chrome that is installed: where it is, what policies forbid, how the operator's own starts.
"""

from chatplugin.adapters import platform
from chatplugin.browser.devtools.own_chrome import POLICY
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import said


def find_chrome(configured: str) -> str:
    """Return the executable to start. Raises ChromeError if there is none."""
    if configured:
        return _checked(configured)
    found = platform.installed_chrome()
    if not found:
        raise ChromeError(said("chrome.not_there"))
    return found


def _checked(configured: str) -> str:
    # It loads three compressions, and few name a Chrome of their own.
    import shutil  # noqa: PLC0415

    found = shutil.which(configured)
    if not found:
        raise ChromeError(said("chrome.no_program", path=configured))
    return found


def where_the_pipe_is_forbidden(executable: str) -> str:
    """Return the file or registry key that forbids the pipe to *executable*; empty if none does."""
    return platform.policy_that_forbids(POLICY, executable)


_FLAGS = ("--no-first-run", "--no-default-browser-check")


def start_everyday_chrome(settings: ChromeSettings, *addresses: str) -> None:
    """Open *addresses* in Chrome. Raises ChromeError if it cannot be started."""
    executable = find_chrome(settings.path)
    profile = [f"--user-data-dir={settings.profile}"] if settings.profile else []
    command = [executable, *_FLAGS, *profile, *settings.arguments, *addresses]
    try:
        platform.start_detached(command)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ChromeError(f"Chrome cannot be started from {executable}: {reason}") from error
