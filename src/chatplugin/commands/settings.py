"""
`chatplugin settings`: show every setting that holds, and where it comes from.
"""

import sys
from pathlib import Path

from chatplugin.adapters.layers_here import layers_here, what_was_read
from chatplugin.config.settings import read_settings


def show_settings(settings_file: Path | None) -> int:
    """Print a line for each setting: key, value, source; and what a source is not used for."""
    layers = layers_here(settings_file)
    if settings_file is None:
        print(what_was_read(layers, settings_file), file=sys.stderr)
    for problem in (problem for layer in layers for problem in layer.problems):
        print(problem, file=sys.stderr)
    sources = read_settings(layers).sources
    longest = max(map(len, sources))
    for key, sourced in sources.items():
        print(f"{key:<{longest}}  {sourced.value or '–'}   ({sourced.layer})")
    return 0
