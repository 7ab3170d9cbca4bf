"""
`chatplugin check`: look at settings and desktop before they go live.
"""

from pathlib import Path

from chatplugin.adapters.chrome_path import find_chrome
from chatplugin.adapters.sources import local_layers
from chatplugin.config.problems import Problem, Severity
from chatplugin.config.settings import read_settings
from chatplugin.errors import ChromeError


def check(settings_file: Path | None) -> int:
    """Print what is wrong and what to do; 1 if something cannot work as it is."""
    reading = read_settings(local_layers(settings_file))
    problems = [*reading.problems, *_chrome_problems(reading.settings.chrome.path)]
    for problem in problems:
        print(f"{problem.severity.upper()}  {problem}")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        print("All settings can be used, and Chrome is there.")
    return 1 if errors else 0


def _chrome_problems(configured: str) -> list[Problem]:
    try:
        find_chrome(configured)
    except ChromeError as error:
        return [Problem("Chrome.Path", configured, error.what, error.remedy, "this desktop")]
    return []
