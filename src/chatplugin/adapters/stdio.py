"""
The pipe to the plug-in: the service's standard input and output.

On Windows asyncio cannot read standard input as a pipe, so a thread does.
"""

import os
import threading

from chatplugin.adapters import threads
from chatplugin.adapters.machine import now
from chatplugin.desktop.plugin import LONGEST_LINE
from chatplugin.service.ports import FromPlugin, Inbox, PluginGone
from chatplugin.wire.messages import LINE_FEED, Splitter

_PIECE = 1024 * 1024


class PluginPipe:
    """
    Lines from the plug-in into the inbox, and bytes to the plug-in.

    Whatever else prints to standard output would corrupt the protocol, so this keeps a private copy
    of it and points descriptor 1 at standard error.
    """

    def __init__(self) -> None:
        self._output = os.dup(1)
        self._writing = threading.Lock()
        os.dup2(2, 1)

    def listen(self, inbox: Inbox) -> None:
        threads.start("plugin", lambda: _read(0, inbox))

    def write(self, data: bytes) -> None:
        """Write all of *data*. A plug-in that is gone is noticed at the end of input, not here."""
        view = memoryview(data)
        try:
            # What other threads have to say must not get between the pieces of a message.
            with self._writing:
                while view:
                    view = view[os.write(self._output, view) :]
        except OSError:
            return


def _read(descriptor: int, inbox: Inbox) -> None:
    splitter = Splitter(LINE_FEED, limit=LONGEST_LINE)
    try:
        while data := os.read(descriptor, _PIECE):
            if lines := splitter.feed(data):
                inbox.put(FromPlugin(lines, now()))
    except OSError:
        pass  # A pipe that breaks has ended, too.
    finally:
        inbox.put(PluginGone())
