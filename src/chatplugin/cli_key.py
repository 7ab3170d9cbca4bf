"""
How `chatplugin key` is called. Its work is in `commands.key`, imported when it is called.
"""

import argparse
from pathlib import Path

from chatplugin.options import Commands, command


def add_key(commands: Commands) -> None:
    parser = command(
        commands,
        "key",
        "make the key that signs the addresses of cards",
        "Writes a new key into FILE, for Sign.Key and for the CRM. With --store, puts the key that "
        "is in FILE into this person's store of secrets instead: Windows' Credential Manager, or "
        "the Secret Service.",
        _key,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the key's file")
    parser.add_argument(
        "--id", default="", metavar="ID", help="the new key's id (default: today's date)"
    )
    parser.add_argument(
        "--store", default="", metavar="NAME", help="put the key into the store, by this name"
    )


def _key(options: argparse.Namespace) -> int:
    from chatplugin.commands.key import make_key, store_key  # noqa: PLC0415 - see the docstring

    if options.store:
        return store_key(options.file, options.store)
    return make_key(options.file, options.id)
