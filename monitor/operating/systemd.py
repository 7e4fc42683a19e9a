"""Tells the service manager how the daemon stands.

Source: sd_notify(3): datagrams of `KEY=value` lines to the socket that NOTIFY_SOCKET names.
"""

from __future__ import annotations

import os
import socket

_PATIENCE = 0.1  # seconds; a socket holds ten datagrams, and without a limit the eleventh waits for ever


def notify(state: str) -> bool:
    """Send a state such as `READY=1` or `WATCHDOG=1`. Returns whether a service manager listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    if address.startswith("@"):  # a name in Linux's abstract namespace
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
            manager.settimeout(_PATIENCE)
            manager.connect(address)
            manager.sendall(state.encode())
    except OSError:  # a manager that went away, or that does not listen any more, must not stop the work
        return False
    return True
