"""The process that workers fork off from: it holds what they preload, and ends when nobody needs it any more.

Source: `multiprocessing.forkserver`, of which there is one in a process, and which would else live as long.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
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


def kill(user: object, *, shared: bool) -> None:
    """Kill the server and what forked off from it, also where it stands still.

    Where others use it too that is done only if `shared`; they find it `lost` at their next task.
    """
    with _LOCK:
        if shared or not _users.keys() - {user}:
            _kill(_server()._forkserver_pid)


def leave(user: object) -> None:
    """Say that somebody's processes have ended; with the last ones the server ends, also one that hangs or is dead."""
    with _LOCK:
        _users.pop(user, None)
        server = _server()
        if _users or server._forkserver_pid is None:
            return
        # Asked by itself it would wait for every process that ever forked off, also for one that cannot end.
        _kill(server._forkserver_pid)
        with suppress(FileNotFoundError):  # at the end of this process its temporary files go first
            server._stop()


def _kill(server: int | None) -> None:
    for process in () if server is None else (*_forked(server), server):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _forked(server: int) -> list[int]:
    """The processes that forked off from a server; once it is gone nobody knows them any more."""
    try:
        return [int(process) for process in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
    except OSError:  # it is dead, or this system keeps no such list
        return []


def _server() -> Any:
    from multiprocessing import forkserver

    return forkserver._forkserver  # there is no public way to end it
