"""What the walk costs on this machine, over generated outlets on loopback."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import perf_counter

import yaml

from benchmarks.site import START, STORY, serving
from monitor.clock import Clock
from monitor.config import load_config
from monitor.model import Origin
from monitor.pipeline import Pipeline, Wanted, open_pipeline
from monitor.stages import claim, compare, poll
from monitor.store import StateLock, Store, open_store
from monitor.store.claims import Compared
from monitor.store.rows import VersionContext

Report = Callable[[str, float, str], None]

_HOSTS = 40
_FEEDS = 400
_SENTENCES = 40
_ROUNDS = 7


class Ticking(Clock):
    """A clock that stands still until it is moved, so that a benchmark waits for nothing."""

    __slots__ = ("_ahead",)
    _ahead: list[timedelta]

    def __init__(self) -> None:
        # The base class is frozen: this is how its own __init__ sets a value, too.
        object.__setattr__(self, "_ahead", [])

    def now(self) -> datetime:
        """The start, and all that was waited since."""
        return START + sum(self._ahead, timedelta(days=1))

    def wait(self, hours: float) -> None:
        """Let time pass."""
        self._ahead.append(timedelta(hours=hours))


@asynccontextmanager
async def _history(feeds: Sequence[str], channel: str | None = None) -> AsyncIterator[tuple[Pipeline, Store, Ticking]]:
    """A pipeline over an empty history that follows these feeds."""
    config = {
        "stories": [{"id": "generated", "title": "Generated", "match": {"any": [STORY]}}],
        "sources": [
            {"name": f"s{n}", "kind": "feed", "url": url, "outlet": f"Outlet {n}"} for n, url in enumerate(feeds)
        ],
        "network": {"allow_private_addresses": True, "min_delay": 0},
    }
    if channel is not None:
        config |= {"channels": {"desk": channel}, "alerts": [{"on": ["new_claim"], "to": ["desk"]}]}
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        path = state / "feeds.yaml"
        path.write_text(yaml.safe_dump(config))
        clock = Ticking()
        with StateLock(state):
            store = open_store(state)
            try:
                async with open_pipeline(
                    load_config(path, os.environ), store, state, clock, lambda _line: None
                ) as walk:
                    yield walk, store, clock
            finally:
                store.close()


async def polling(report: Report) -> None:
    """Feeds polled per second: unchanged ones answer 304, changed ones add an entry that is not the story's."""
    with serving(_HOSTS, "Other") as site:
        feeds = [f"{site.bases[n % _HOSTS]}/feed/{n}" for n in range(_FEEDS)]
        async with _history(feeds) as (pipeline, _store, clock):
            await pipeline.cycle(Wanted(everything=True))
            for name, generation in (("unchanged", 0), ("changed", 1)):
                clock.wait(30)
                site.show(generation)
                begun = perf_counter()
                await pipeline.cycle()
                report(f"feeds polled, {name}", _FEEDS / (perf_counter() - begun), "a second")


async def reading(report: Report) -> None:
    """Articles read and claimed per second, then sentences compared per second with 1,000 and 10,000 stored claims."""
    with serving(_HOSTS, STORY, _SENTENCES) as site:
        feeds = [f"{site.bases[n % _HOSTS]}/feed/{n}" for n in range(14)]
        async with _history(feeds) as (pipeline, store, _clock):
            pipeline.prepare()
            await asyncio.gather(*(poll.poll_source(pipeline.context, source) for source in store.sources.all()))
            articles = len(store.articles.due(pipeline.context.clock.now()))
            begun = perf_counter()
            await pipeline.read_due()
            report("articles read", articles / (perf_counter() - begun), "a second")
            read = store.articles.unfinished("read")
            begun = perf_counter()
            await asyncio.gather(*(claim.claim_version(pipeline.context, item) for item in read))
            found = store.articles.unfinished("claimed")
            count = sum(len(store.claims.added_by(item.version.id)) for item in found)
            report("sentences claimed", count / (perf_counter() - begun), "a second")
            await _comparing(report, pipeline, store, found)


async def _comparing(report: Report, pipeline: Pipeline, store: Store, found: Sequence[VersionContext]) -> None:
    waiting = iter(found)
    stored = 0
    for size in (1_000, 10_000):
        while stored < size:
            stored += _accept(store, next(waiting))
        measured = [next(waiting) for _ in range(4)]
        count = sum(len(store.claims.added_by(item.version.id)) for item in measured)
        begun = perf_counter()
        for item in measured:
            await compare.compare_version(pipeline.context, item)
        report(f"claims compared, {size:,} stored", count / (perf_counter() - begun), "a second")
        stored += count


def _accept(store: Store, item: VersionContext) -> int:
    """Store a version's mentions as claims without judging them, to fill the history fast."""
    mentions = store.claims.added_by(item.version.id)
    origin = Origin(item.outlet, "own")
    compared = [Compared(mention.id, None, None, origin, (), ()) for mention in mentions]
    store.claims.record_comparison(item.version, compared, item.baseline_stories)
    return len(mentions)


async def delivering(report: Report) -> None:
    """Seconds from a due poll of a feed with one new article until its alert stands at the webhook."""
    arrived: list[float] = []
    with serving(1, STORY, 12) as site, _webhook(arrived) as channel:
        async with _history([f"{site.bases[0]}/feed/0"], channel) as (pipeline, _store, clock):
            await pipeline.cycle(Wanted(everything=True))
            spent = []
            for generation in range(1, _ROUNDS + 1):
                clock.wait(30)
                site.show(generation)
                arrived.clear()
                begun = perf_counter()
                await pipeline.cycle()
                spent.append(arrived[0] - begun)
            report("due poll to delivery, median", statistics.median(spent), "s")
            report("due poll to delivery, worst", max(spent), "s")


@contextmanager
def _webhook(arrived: list[float]) -> Iterator[str]:
    """A channel that notes when an alert arrives."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(perf_counter())
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
