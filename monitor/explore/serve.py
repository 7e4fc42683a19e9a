"""Serves the pages until Ctrl-C or SIGTERM."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from monitor.errors import MonitorError
from monitor.explore.site import Site, site_app


def serve(site: Site, host: str, port: int, say: Callable[[str], None]) -> None:
    """Listen and answer; `say` is told the address once it is listened on. Raises MonitorError when it cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who opens the address as soon as it is printed waits, and is not refused
    except OSError as error:
        raise MonitorError(f"cannot listen on {host}:{port}: {error.strerror or error}; try another --port") from error
    app, sign_in = site_app(site)
    shown = f"[{host}]" if ":" in host else host
    say(f"http://{shown}:{listening.getsockname()[1]}{sign_in or '/'}")
    uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on")).run(sockets=[listening])
