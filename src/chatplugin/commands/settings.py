"""
`chatplugin settings`: show every setting that holds, and where it comes from.
"""

from pathlib import Path

from chatplugin.adapters.sources import local_layers
from chatplugin.config.settings import read_settings


def show_settings(settings_file: Path | None) -> int:
    """Print a line for each setting: key, value, source."""
    sources = read_settings(local_layers(settings_file)).sources
    longest = max(map(len, sources))
    for key, sourced in sources.items():
        print(f"{key:<{longest}}  {sourced.value or '–'}   ({sourced.layer})")
    return 0
