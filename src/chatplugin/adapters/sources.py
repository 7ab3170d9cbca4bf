"""
The local layer of settings: a file in the form of `ASGUIHost.ini`, of JSON, or our own T-SQL.

EMC's own section comes from the plug-in, not from here.
"""

from pathlib import Path

from chatplugin.adapters.folders import default_folders
from chatplugin.config.formats import SECTION, read_layer
from chatplugin.config.layers import Layer
from chatplugin.errors import ConfigurationError


def local_layers(path: Path | None, section: str = SECTION) -> list[Layer]:
    """Return the layer of the file at *path*, or of the default one where that exists."""
    if path is not None:
        return [file_layer(path, section)]
    usual = default_folders().settings_file
    return [file_layer(usual, section)] if usual.exists() else []


def file_layer(path: Path, section: str = SECTION) -> Layer:
    """Read the file at *path*. Raises ConfigurationError if that cannot be done."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"The settings in {path} cannot be read: {reason}",
            remedy="Name a file that exists, in the form of ASGUIHost.ini",
        ) from error
    return read_layer(data, section, source=str(path))
