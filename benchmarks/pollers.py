"""Three ways to poll the same feeds, each in a process of its own: this monitor, `reader`, and bare aiohttp.

Each is asked for rounds over all feeds and gives the processor seconds that a round took, with what its workers spent.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp

from benchmarks.cores import core_seconds, megabytes

AT_ONCE = 64
Round = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Spent:
    """What one round took, and what the process holds after it."""

    core_seconds: float
    megabytes: float


@contextmanager
def poller(name: str, feeds: Sequence[str]) -> Iterator[Callable[[], Spent]]:
    """Starts one of POLLERS over these feeds; each call of what it gives is a round. Ends the process afterwards."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(name, list(feeds), there))
    process.start()
    there.close()  # so that the end of that process ends the wait for it

    def once() -> Spent:
        here.send("round")
        spent: Spent = here.recv()
        return spent

    try:
        yield once
        here.send(None)
    finally:
        here.close()
        process.join()


def _serve(name: str, feeds: Sequence[str], pipe: Connection) -> None:
    asyncio.run(_rounds(name, feeds, pipe))


async def _rounds(name: str, feeds: Sequence[str], pipe: Connection) -> None:
    async with POLLERS[name](feeds) as once:
        while await asyncio.to_thread(pipe.recv):
            begun = core_seconds()
            await once()
            pipe.send(Spent(core_seconds() - begun, megabytes()))


@asynccontextmanager
async def _monitor(feeds: Sequence[str]) -> AsyncIterator[Round]:
    from benchmarks.history import history
    from monitor.sources.feed import parse_feed
    from monitor.workers import run

    async with history(feeds) as (pipeline, clock):
        # The workers import their libraries before they are measured, as the other two did.
        await run(pipeline.context.workers, parse_feed, b"<rss><channel/></rss>", "application/rss+xml", feeds[0], None)

        async def once() -> None:
            clock.wait(2)
            await pipeline.cycle()

        yield once


@asynccontextmanager
async def _reader(feeds: Sequence[str]) -> AsyncIterator[Round]:
    if importlib.util.find_spec("sgmllib") is None:  # its copy of feedparser asks for it by the name it had in Python 2
        sys.modules["sgmllib"] = importlib.import_module("feedparser_sgmllib")
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "reader.db"))
        for feed in feeds:
            reader.add_feed(feed)

        async def once() -> None:
            reader.update_feeds(scheduled=False, workers=AT_ONCE)

        yield once
        reader.close()


@asynccontextmanager
async def _bare(feeds: Sequence[str]) -> AsyncIterator[Round]:
    """Sends each feed's ETag and reads the answer, and nothing else: what no poller on aiohttp can be faster than."""
    tags: dict[str, str] = {}
    room = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def ask(url: str) -> None:
            headers = {"If-None-Match": tags[url]} if url in tags else {}
            async with room, session.get(url, headers=headers) as answer:
                await answer.read()
                tags[url] = answer.headers["ETag"]

        async def once() -> None:
            await asyncio.gather(*map(ask, feeds))

        yield once


POLLERS = {"monitor": _monitor, "reader": _reader, "aiohttp": _bare}
