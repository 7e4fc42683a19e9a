"""Small writes of many units of work in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from monitor.store.database import Database

_GATHERS = 0.01  # seconds: a transaction of its own costs more than all else that a quiet poll stores

Write = Callable[[], None]


class Together:
    """Stores what comes within a hundredth of a second in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Write, asyncio.Future[None]]] = []

    async def store(self, write: Write) -> None:
        """Run `write` in the next transaction; returns when it is stored. Raises what `write` raises."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((write, done))
        if len(self._waiting) == 1:
            loop.call_later(_GATHERS, self._flush)
        await done

    def _flush(self) -> None:
        taken, self._waiting = self._waiting, []
        try:
            with self._database.writing():
                for write, _ in taken:
                    write()
        except Exception:  # noqa: BLE001  # one of them: each alone then shows which, and the others are stored
            for write, done in taken:
                self._alone(write, done)
            return
        for _, done in taken:
            _end(done, None)

    def _alone(self, write: Write, done: asyncio.Future[None]) -> None:
        try:
            with self._database.writing():
                write()
        except Exception as error:  # noqa: BLE001  # it is handed to whoever waits for it
            _end(done, error)
        else:
            _end(done, None)


def _end(done: asyncio.Future[None], error: Exception | None) -> None:
    """Let the waiting unit go on, unless it was cancelled meanwhile."""
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
