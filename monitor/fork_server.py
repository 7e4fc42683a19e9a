"""The process that workers fork off from: it holds what they preload, and ends when nobody needs it any more.

Source: `multiprocessing.forkserver`, of which there is one in a process, and which would else live as long.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_LOCK = threading.Lock()
_users: dict[object, int] = {}  # with the id of the process that theirs fork off from


def use(user: object, preload: Sequence[str]) -> None:
    """Start the server for somebody, with these modules imported if nobody came before."""
    import multiprocessing

    with _LOCK:
        multiprocessing.set_forkserver_preload(list(preload))
        server = _server()
        server.ensure_running()
        _users[user] = server._forkserver_pid


def lost(user: object) -> bool:
    """Whether the server was killed and another one took its place: nobody watches the processes of the first."""
    with _LOCK:
        return user in _users and _users[user] != _server()._forkserver_pid


def leave(user: object) -> None:
    """Say that somebody's processes have ended; with the last ones the server ends, also one that hangs or is dead."""
    with _LOCK:
        _users.pop(user, None)
        server = _server()
        if _users or server._forkserver_pid is None:
            return
        # Asked by itself it would wait for every process that ever forked off, also for one that cannot end.
        os.kill(server._forkserver_pid, signal.SIGKILL)
        with suppress(FileNotFoundError):  # at the end of this process its temporary files go first
            server._stop()


def _server() -> Any:
    from multiprocessing import forkserver

    return forkserver._forkserver  # there is no public way to end it
