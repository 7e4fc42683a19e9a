"""One delivery after another, as long as none takes long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager


class Turn:
    """Lets one message at a time be sent and recorded: a kill then repeats that one at most.

    One that takes longer than `patience` (seconds) keeps the others waiting no more.
    """

    def __init__(self, patience: float = 2.0) -> None:
        self._patience = patience
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for the turn, and hold it until the work is done or the patience is over."""
        held = ExitStack()
        await self._lock.acquire()
        held.callback(self._lock.release)  # once, whoever comes first
        timer = asyncio.get_running_loop().call_later(self._patience, held.close)
        try:
            yield
        finally:
            timer.cancel()
            held.close()
