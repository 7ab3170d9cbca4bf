"""
`chatplugin studio`, running: a port of this machine, a link, and an end.
"""

import asyncio
import socket
import threading
import time
import webbrowser
from contextlib import suppress

import uvicorn

from chatplugin.studio.web.app import studio_app
from chatplugin.studio.web.guard import HOST, Guard, Presence
from chatplugin.studio.workbench import Workbench

_LOOK = 0.5
_SECONDS_TO_FINISH = 3


def run(bench: Workbench, *, open_browser: bool) -> None:
    """Serve the studio until its page is closed, or Ctrl+C."""
    with socket.create_server((HOST, 0)) as listening, suppress(KeyboardInterrupt):
        why = asyncio.run(_serve(bench, listening, open_browser=open_browser))
        print(f"The studio has ended: {why}.")


async def _serve(bench: Workbench, listening: socket.socket, *, open_browser: bool) -> str:
    presence = Presence(time.monotonic)
    app = studio_app(bench, presence, lambda: server.should_exit)
    guard = Guard(app, listening.getsockname()[1])
    # It logs nothing: a question holds settings and customers' letters.
    config = uvicorn.Config(
        guard,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    server = uvicorn.Server(config)
    print(f"The studio is open at {guard.link}")
    print("The link works once. Ctrl+C, or closing the page, ends the studio.", flush=True)
    if open_browser:
        # A browser of the terminal would hold the server up.
        threading.Thread(target=webbrowser.open, args=[guard.link], daemon=True).start()
    watch = asyncio.create_task(_watch(presence, server))
    await server.serve(sockets=[listening])
    watch.cancel()
    return presence.why_to_end() or "Ctrl+C"


async def _watch(presence: Presence, server: uvicorn.Server) -> None:
    while not presence.why_to_end():
        await asyncio.sleep(_LOOK)
    server.should_exit = True
