"""`python -m benchmarks.cluster [WORKERS...]`: pages read on this machine, and on a cluster of so many Dask workers.

Pages a second by the clock on the wall, which on a busy machine or beyond its cores says little, and the processor time
that a page costs everything together: the daemon, the scheduler, the workers and their processes.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from concurrent.futures import Executor
from pathlib import Path
from time import perf_counter

from benchmarks.cores import core_seconds
from benchmarks.dask_cluster import loopback_cluster
from benchmarks.site import page
from benchmarks.table import report
from monitor.articles import extract
from monitor.cluster import Cluster
from monitor.model import Entry
from monitor.stages.release import release
from monitor.workers import Workers, run

_SENTENCES, _PAGES, _AT_ONCE = 40, 400, 64
_ADDRESS = "https://generated.example/a"


def main() -> None:
    """This machine's processes first, then each cluster."""
    for count in (1, 2):
        asyncio.run(_measure(f"{count} processes of this machine", Workers(count, preload=("monitor.stages.preload",))))
    for count in [int(word) for word in sys.argv[1:]] or [1, 2, 4]:
        with tempfile.TemporaryDirectory() as folder, loopback_cluster(Path(folder), count) as cluster:
            asyncio.run(_measure(f"{count} Dask workers", Cluster(cluster.address, release()), warm=8 * count))


async def _measure(name: str, engine: Executor, warm: int = 4) -> None:
    pages = [page(f"{number}-0", _SENTENCES).encode() for number in range(_PAGES)]
    entry = Entry(_ADDRESS, _ADDRESS, "As the feed names it")
    room = asyncio.Semaphore(_AT_ONCE)

    async def read(html: bytes) -> None:
        async with room:
            await run(engine, extract, html, _ADDRESS, entry)

    try:
        await asyncio.gather(*(read(each) for each in pages[:warm]))
        begun, spent = perf_counter(), core_seconds()
        await asyncio.gather(*map(read, pages))
        report(f"{name}: pages", _PAGES / (perf_counter() - begun), "a second")
        report(f"{name}: a page", 1000 * (core_seconds() - spent) / _PAGES, "core-ms")
    finally:
        engine.shutdown()


if __name__ == "__main__":
    main()
