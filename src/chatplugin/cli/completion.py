"""
`chatplugin completion`: what lets a shell complete commands and options.

The work is argcomplete's, an extra. `cli.main` answers the shell when it asks what may follow.
"""

import argparse

from chatplugin.cli.options import Commands, add_options
from chatplugin.domain.errors import ChatPluginError
from chatplugin.sentences import Words, said

_SHELLS = ("bash", "zsh", "powershell")


def add(commands: Commands) -> None:
    parser = commands.add(
        "completion",
        Words(
            "print what lets bash, zsh or PowerShell complete commands",
            "вывести то, с чем bash, zsh или PowerShell дополняют команды",
        ),
        Words(
            "Put it where the shell reads it at its start: `chatplugin completion bash` into "
            "~/.bashrc, zsh into ~/.zshrc, powershell into $PROFILE.",
            "Добавьте вывод туда, что оболочка читает при запуске: `chatplugin completion bash` в "
            "~/.bashrc, zsh в ~/.zshrc, powershell в $PROFILE.",
        ),
        _completion,
    )
    told = parser.words("bash, zsh or powershell", "bash, zsh или powershell")
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=told)
    add_options(parser, "--language")


def _completion(options: argparse.Namespace) -> int:
    try:
        from argcomplete.shell_integration import shellcode  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ChatPluginError(said("completion.missing")) from error
    print(shellcode(["chatplugin"], shell=options.shell))
    return 0
