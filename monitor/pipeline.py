"""The whole walk: poll, read, claim, compare, notice, tell.

    sources ──poll──▶ entries ──read──▶ versions ──claim──▶ mentions ──compare──▶ relations ──notice──▶ events ──tell──▶

Between two stages stands the history: a stage takes what is due there, and writes its output with its
mark in one transaction. Whatever a kill leaves unfinished is found there again.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from monitor.clock import Clock
from monitor.cluster import executor_for
from monitor.config import Config
from monitor.config_rooms import network_settings
from monitor.errors import StoreError, StoreFault
from monitor.network.client import Client, Known
from monitor.stages import (
    announce,
    claim,
    compare,
    configure,
    feeds,
    hasten,
    notice,
    poll,
    read,
    rebase,
    rejudge,
    setback,
    silence,
    tell,
    trouble,
    volume,
    websub,
)
from monitor.stages.context import Context, Tell
from monitor.stages.release import release
from monitor.stages.turns import in_turns
from monitor.store import Store
from monitor.store.rows import StoredSource, VersionContext

_LOG = logging.getLogger("monitor")
_AT_ONCE = 64
_NEW_OBJECTS = 10_000  # between two looks for those that hold each other alive
_REST = 300.0  # seconds before a unit that failed unexpectedly is tried again

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `poll` is asked for: the sources that are due, one by name, or everything."""

    everything: bool = False
    source: str | None = None


@dataclass(slots=True)
class Pipeline:
    """Drives the stages over one context. Each unit of work fails alone."""

    context: Context
    _in_flight: set[tuple[str, object]] = field(default_factory=set)
    _walking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _resting: dict[tuple[str, str], float] = field(default_factory=dict)

    async def cycle(self, wanted: Wanted = Wanted()) -> None:
        """One cycle over what is due now; returns when everything that can be done now is done."""
        self.prepare()
        await self.rebase()
        await self._each("poll", self._sources(wanted), poll.poll_source, lambda source: source.name)
        if wanted.everything:
            read.revisit_everything(self.context)
        await self.read_due()
        await self.walk()
        self.finish()
        await self.beat()

    def prepare(self) -> None:
        """Make the history follow the configuration."""
        setback.mend(self.context)
        announce.begin(self.context)
        configure.apply_configuration(self.context)

    async def rebase(self) -> None:
        """After an upgrade, read stored pages again before anything new is compared with them."""
        before: list[int] = []
        while (articles := rebase.due(self.context, awaited=True)) and articles != before:
            before = articles
            self.context.progress(f"{len(articles)} articles were read by another release and are read again")
            await self._each("rebase", articles, rebase.rebase_article, lambda article: article)
            await self._walk_on()
            self.finish()
        await self._each("rebase", rebase.due(self.context, awaited=False), rebase.rebase_article, lambda each: each)

    def finish(self) -> None:
        """Mark a cycle as finished, with what must outlive the process."""
        setback.mend(self.context)
        store, client, now = self.context.store, self.context.client, self.context.clock.now()
        store.hosts.keep(client.pauses, client.asked, now)
        store.hosts.keep_robots(client.robots)
        store.facts.set_time("last_cycle", now)
        announce.announce(self.context)

    async def start_due(self) -> None:
        """Start every poll and read whose time has come, without waiting for them."""
        self._spawn(self._each("poll", self._sources(Wanted()), poll.poll_source, lambda source: source.name))
        self._spawn(self.read_due())
        self._spawn(self._each("subscribe", websub.due(self.context), websub.subscribe, lambda place: place.source))

    async def advance(self) -> None:
        """Take what is ready on to events, and start deliveries without waiting for them."""
        await self.rebase()
        await self._walk_on()
        self._spawn(self.tell_due())
        self.finish()
        self._spawn(self.beat())

    async def settle(self, patience: float) -> None:
        """Wait for what is under way, at most `patience` seconds; what is cancelled is found again at the start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self.finish()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("%s", task.exception())

    async def read_due(self) -> None:
        """Read every article whose time has come."""
        due = filter(rebase.is_current, self.context.store.articles.due(self.context.clock.now()))
        turns = in_turns(due, lambda article: article.url)
        await self._each("read", turns, read.read_article, lambda article: article.id)

    async def walk(self) -> None:
        """Take what was read through claims and comparison to events, and deliver what is due."""
        await self._walk_on()
        await self.tell_due()

    async def _walk_on(self) -> None:
        async with self._walking:
            articles = self.context.store.articles
            await self._each("claim", articles.unfinished("read"), claim.claim_version, _version)
            for item in articles.unfinished("compared"):
                await self._one("notice", item, notice.notice_version)
            ready = articles.unfinished("claimed")
            for item in ready:
                if await self._one("compare", item, compare.compare_version):
                    await self._one("notice", item, notice.notice_version)
            for unanswered in list(rejudge.due(self.context)):
                await self._one("rejudge", unanswered, rejudge.rejudge_version)
            for item in articles.unfinished("rejudged"):
                await self._one("notice", item, notice.notice_late)
            notice.notice_removals(self.context)
            if ready:
                volume.notice_surges(self.context)
                hasten.hasten_moving(self.context)
            silence.notice_silences(self.context)

    async def tell_due(self) -> None:
        """Decide on new events and deliver what is due; no channel waits for another."""
        store = self.context.store
        for event in store.alerts.undecided():
            await self._one("decide", event, tell.decide_one)
        channels = tell.prepare(self.context)
        feeds.keep_feeds(self.context)
        await self._each("tell", channels, tell.tell_channel, lambda channel: channel)

    async def beat(self) -> None:
        """Say that work was finished, where somebody waits for that."""
        beats = self.context.config.heartbeat
        urls = () if beats is None else (beats.url.get_secret_value(),)
        await self._each("heartbeat", urls, tell.beat, lambda _: "heartbeat")

    def _sources(self, wanted: Wanted) -> list[StoredSource]:
        sources = self.context.store.sources
        if wanted.source is not None:
            return [source for source in sources.all() if source.name == wanted.source]
        due = sources.all() if wanted.everything else sources.due(self.context.clock.now())
        return in_turns(due, lambda source: source.url)

    async def _each(
        self,
        stage: str,
        items: Iterable[Item],
        work: Callable[[Context, Item], Coroutine[Any, Any, None]],
        name: Callable[[Item], object],
    ) -> None:
        """Work on all items, so many at once, but never twice on one."""
        taken: dict[tuple[str, object], Item] = {}
        for item in items:
            taken.setdefault((stage, name(item)), item)
        for key in self._in_flight.intersection(taken):
            del taken[key]
        self._in_flight.update(taken)
        waiting = iter(taken.items())

        async def turns() -> None:
            for key, item in waiting:
                try:
                    await self._one(stage, item, work)
                finally:
                    self._in_flight.discard(key)

        try:
            await asyncio.gather(*(turns() for _ in range(min(_AT_ONCE, len(taken)))))
        finally:  # where it is cut off, those whose turn had not come are free again
            self._in_flight.difference_update(key for key, _ in waiting)

    async def _one(self, stage: str, item: Item, work: Callable[[Context, Item], Coroutine[Any, Any, None]]) -> bool:
        """One unit of work. An unexpected exception ends this unit alone: it is recorded, and tried again later."""
        if self._resting and self._resting.get((stage, repr(item)), 0.0) > self.context.clock.monotonic():
            return False
        try:
            await work(self.context, item)
        except Exception as error:  # the one place where a unit's surprise is caught and recorded
            if isinstance(error, StoreError) and not isinstance(error, StoreFault):
                raise
            self._resting[stage, repr(item)] = self.context.clock.monotonic() + _REST
            trouble.record(self.context, stage, item, error)
            return False
        return True


def _version(item: VersionContext) -> int:
    return item.version.id


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for garbage less often: polls make many objects and hardly a cycle, and each 700th cost a tenth of it."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@asynccontextmanager
async def open_pipeline(
    config: Config, store: Store, state: Path, clock: Clock, progress: Tell, workers: Executor | None = None
) -> AsyncIterator[Pipeline]:
    """A pipeline with its network client. Workers that are handed in outlive it; its own end with it."""
    executor = workers or executor_for(config.engine.dask, release())
    try:
        hosts = store.hosts
        known = Known(hosts.pauses(), hosts.asked(), hosts.robots())
        async with Client(network_settings(config), clock, known) as client:
            with _seldom_collecting():
                yield Pipeline(Context(config, store, client, executor, clock, state, progress))
    finally:
        if workers is None:
            executor.shutdown()
