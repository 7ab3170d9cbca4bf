"""
The local layer of settings: a file in the form of `ASGUIHost.ini`.

EMC's own section comes from the plug-in, not from here.
"""

from pathlib import Path

from chatplugin.adapters.folders import default_folders
from chatplugin.config.formats import read_ini
from chatplugin.config.layers import Layer
from chatplugin.errors import ConfigurationError

SECTION = "ChatPlugin"


def local_layers(path: Path | None) -> list[Layer]:
    """
    Return the layer of the file at *path*, or of the default one where that exists.

    Raises ConfigurationError if the file cannot be read.
    """
    if path is None:
        path = default_folders().settings_file
        if not path.exists():
            return []
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"The settings in {path} cannot be read: {reason}",
            remedy="Name a file that exists, in the form of ASGUIHost.ini",
        ) from error
    return [read_ini(data, SECTION, source=str(path))]
