"""
The Chrome that is installed: where it is, how the operator's own starts, and preferences of ours.

Chrome reads `Default/Preferences` of a profile when it starts, adds what is missing and writes it
anew when it ends (Chromium, chrome/browser/prefs/chrome_pref_service_factory.cc).
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from chatplugin.adapters.machine import replace_file
from chatplugin.adapters.platform import SYSTEM
from chatplugin.browser.policies import PIPE_POLICIES, Policy
from chatplugin.config.settings import ChromeSettings
from chatplugin.domain.errors import ChromeError
from chatplugin.sentences import Said, said


def find_chrome(configured: str) -> str:
    """Return the executable to start. Raises ChromeError if there is none."""
    if configured:
        return _checked(configured)
    found = SYSTEM.installed_chrome()
    if not found:
        raise ChromeError(said("chrome.not_there"))
    return found


def what_forbids_the_pipe(executable: str) -> Policy | None:
    """Return the policy that keeps us from the pipe of *executable*, if there is one."""
    found = [Policy(*written) for written in SYSTEM.policies(PIPE_POLICIES, executable)]
    return next((policy for policy in found if policy.forbids_pipe), None)


def _checked(configured: str) -> str:
    # It loads three compressions, and few name a Chrome of their own.
    import shutil  # noqa: PLC0415

    found = shutil.which(configured)
    if not found:
        raise ChromeError(said("chrome.no_program", path=configured))
    return found


_FLAGS = ("--no-first-run", "--no-default-browser-check")


def start_everyday_chrome(settings: ChromeSettings, *addresses: str) -> None:
    """Open *addresses* in Chrome. Raises ChromeError if it cannot be started."""
    executable = find_chrome(settings.path)
    profile = [f"--user-data-dir={settings.profile}"] if settings.profile else []
    command = [executable, *_FLAGS, *profile, *settings.arguments, *addresses]
    try:
        SYSTEM.start_detached(command)
    except OSError as error:
        reason = Said.of(error)
        what = said("chrome.cannot_start", path=executable, reason=reason)
        raise ChromeError(what) from error


_TYPING = {
    "search.suggest_enabled": False,  # The address bar would send each letter to a search engine.
    "net.network_prediction_options": 2,  # Never load beforehand what the address bar guesses.
    "spellcheck.use_spelling_service": False,  # Fields of the CRM would be sent to Google.
    "alternate_error_pages.enabled": False,  # A mistyped address would be.
    "credentials_enable_service": False,  # Passwords would be kept on a desk that others use.
    "performance_tuning.high_efficiency_mode.state": 0,  # Cards behind would be thrown away.
}


def prepare_profile(profile: Path, days: int, now: float) -> None:
    """
    Make the *profile* of our own Chrome ready for its next start.

    Nothing that an operator types is sent anywhere, and what Chrome keeps of its pages is deleted
    *days* after the last time. *now* is in seconds since 1970-01-01 UTC. What cannot be written or
    deleted stays as it is: cards come up all the same.
    """
    _keep_typing_safe(profile)
    _forget_visits(profile, days, now)


def _keep_typing_safe(profile: Path) -> None:
    """Let the Chrome of *profile* neither send anywhere nor throw away what an operator types."""
    file = profile / "Default" / "Preferences"
    try:
        text = file.read_text("utf-8") if file.exists() else "{}"
        preferences = json.loads(text)
        if _put(preferences, _TYPING):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_file(file, json.dumps(preferences, separators=(",", ":")).encode())
    except (OSError, ValueError, RecursionError, AttributeError):
        return


DUMPS = "Crashpad"
"""The folder of a profile for what Chrome writes of a page that has crashed."""

_VISITS = (
    "Default/History*",
    "Default/Favicons*",
    "Default/Top Sites*",
    "Default/Shortcuts*",
    "Default/Visited Links",
    "Default/Network Action Predictor*",
    "Default/Sessions",
    "Default/Cache",
    "ukm_db*",
    DUMPS,
)
"""What Chrome keeps of the pages that were shown, for 90 days. Logins are elsewhere."""


def _forget_visits(profile: Path, days: int, now: float) -> None:
    """Delete what the Chrome of *profile* keeps of its pages. It must not run."""
    import shutil  # noqa: PLC0415 - three compressions, for one start in some days

    mark = profile / "visits"
    with suppress(OSError):
        if not mark.exists():
            mark.touch()
        if now - mark.stat().st_mtime < days * _SECONDS_OF_A_DAY:
            return
        for path in [path for pattern in _VISITS for path in profile.glob(pattern)]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        mark.touch()


_SECONDS_OF_A_DAY = 24 * 60 * 60


def _put(preferences: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Set the *wanted* values by their paths; return whether one has changed."""
    has_changed = False
    for path, value in wanted.items():
        *folders, name = path.split(".")
        place = preferences
        for folder in folders:
            place = place.setdefault(folder, {})
        has_changed |= place.get(name) != value
        place[name] = value
    return has_changed
