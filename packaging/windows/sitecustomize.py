"""
Start ChatPlugin in the place of Python.

`chatplugin.exe` and `chatplugin-relay.exe` are Python's own program under other names, so that they
stay signed by its makers: application control asks for that, and virus scanners know it. Python
imports this module before it looks at its arguments. Only options before the first word are its
own: `chatplugin.exe --help` is answered by Python, `chatplugin.exe help` by ChatPlugin.
"""

import atexit
import os
import sys
import traceback
from contextlib import suppress
from typing import NoReturn

SERVICE, RELAY = "chatplugin", "chatplugin-relay"


def words(program: str, arguments: list[str]) -> list[str]:
    """Return the command for ChatPlugin. Chrome gives its relay an address, which says nothing."""
    if name_of(program) == RELAY:
        return ["relay"]
    return ["--help"] if arguments in ([], ["help"]) else arguments


def run(command: list[str]) -> int:
    """Run it; return the exit code."""
    try:
        from chatplugin.__main__ import main  # noqa: PLC0415 - what fails here is caught here

        return main(command)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the outermost edge of the process
        traceback.print_exc()
        return 1


def end(code: int) -> NoReturn:
    """End the process: Python would go on with the arguments, as if they named a script."""
    atexit._run_exitfuncs()  # noqa: SLF001 - os._exit leaves them out
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


def name_of(program: str) -> str:
    return os.path.splitext(os.path.basename(program))[0].lower()  # noqa: PTH119, PTH122


if name_of(sys.executable) in (SERVICE, RELAY):
    try:
        end(run(words(sys.executable, sys.orig_argv[1:])))
    finally:
        os._exit(1)
