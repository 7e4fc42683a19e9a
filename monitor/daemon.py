"""The daemon: APScheduler drives the cadence, the history holds the due times.

Two jobs run beside each other, so that a slow page never holds up what is ready: one starts polls and
reads whose time has come, the other walks what was read on to events and deliveries. A third looks at
feeds.yaml, the disk and the retention.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.clock import Clock
from monitor.cluster import executor_for
from monitor.config import Config
from monitor.config_values import host_and_port
from monitor.errors import ConfigError, MonitorError
from monitor.operating.callback import Hearer, callback_server
from monitor.operating.disk import shortage
from monitor.operating.health import HealthServer
from monitor.operating.logs import SecretMask
from monitor.operating.reload import ConfigurationFile
from monitor.operating.systemd import notify
from monitor.pipeline import Pipeline, open_pipeline
from monitor.stages import websub
from monitor.stages.context import Context
from monitor.stages.release import release
from monitor.stages.upkeep import prune_when_due
from monitor.store import Store, open_store
from monitor.store.figures import figures
from monitor.store.listings import standstill

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = timedelta(seconds=1)
_PATIENCE = 8.0  # seconds that work under way may take when the daemon is asked to stop or to reload
_LOG = logging.getLogger("monitor")


@dataclass(slots=True)
class Daemon:
    """Follows the sources until it is asked to stop, under whichever configuration is in force."""

    file: ConfigurationFile
    store: Store
    state: Path
    clock: Clock
    mask: SecretMask
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _next: Config | None = None

    async def run(self, config: Config) -> None:
        """Work until SIGTERM or SIGINT; work under way gets eight seconds to end."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        self.store.facts.clear("config_problem")
        workers = executor_for(config.engine.dask, release())
        try:
            while not self._stopping.is_set():
                before, config = config, await self._follow(config, workers)
                if config.engine != before.engine:
                    workers.shutdown()
                    workers = executor_for(config.engine.dask, release())
        finally:
            notify("STOPPING=1")
            workers.shutdown()
            self.store.facts.clear("running_since")

    async def _follow(self, config: Config, workers: Executor) -> Config:
        """Work under one configuration; gives the one that replaces it, or the same when it is time to stop."""
        self.mask.follow(config)
        self._next = None
        changed = asyncio.Event()
        async with open_pipeline(config, self.store, self.state, self.clock, _LOG.info, workers) as pipeline:
            pipeline.prepare()
            self.store.facts.set_time("running_since", self.clock.now())
            async with self._hubs(pipeline.context):
                with self._health(config):
                    await self._work(pipeline, changed)
        return self._next or config

    async def _work(self, pipeline: Pipeline, changed: asyncio.Event) -> None:
        """Let the jobs run until it is time to stop or to follow another configuration."""
        scheduler = self._scheduler(pipeline, changed)
        scheduler.start()
        notify("READY=1")
        try:
            await _first(self._stopping, changed)
            _LOG.info("stopping" if self._next is None else "feeds.yaml changed: following the new one")
        finally:
            scheduler.pause()
            await pipeline.settle(_PATIENCE)
            scheduler.shutdown(wait=False)

    def _scheduler(self, pipeline: Pipeline, changed: asyncio.Event) -> AsyncIOScheduler:
        from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        async def start() -> None:
            if self._room(pipeline.context.config):
                await pipeline.start_due()

        async def advance() -> None:
            await pipeline.advance()
            if standstill(self.store, self.clock.now(), TICK) is None:
                notify("WATCHDOG=1")  # fed by finished work alone: a loop that only spins is restarted

        async def look_around() -> None:
            prune_when_due(self.store, self.state, pipeline.context.config.retention, self.clock.now())
            if self._reload(pipeline.context.config):
                changed.set()

        # Never a misfire grace: by default APScheduler drops a run that is a second late.
        scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
        for job in (start, advance, look_around):
            scheduler.add_job(job, "interval", seconds=TICK.total_seconds(), id=job.__name__)
        scheduler.add_listener(_Report(), EVENT_JOB_ERROR | EVENT_JOB_EXECUTED)
        return scheduler

    def _reload(self, config: Config) -> bool:
        """Whether feeds.yaml changed to something that can be followed; what cannot is said, and the old one stays."""
        if not self.file.changed():
            return False
        found = self.file.read()
        if isinstance(found, ConfigError):
            self.store.facts.set_text("config_problem", config.redact(str(found)))
            _LOG.error("the changed configuration cannot be used, the earlier one stays in force:\n%s", found)
            return False
        self.store.facts.clear("config_problem")
        self._next = found
        return True

    def _room(self, config: Config) -> bool:
        """Whether the disk has room; the first time that it has not, and again when it has, is logged."""
        problem = shortage(self.state, config.service.min_free)
        told = self.store.facts.text("disk_problem")
        if problem is None and told is not None:
            self.store.facts.clear("disk_problem")
            _LOG.warning("there is room on the disk again: fetching goes on")
        elif problem is not None and told is None:
            _LOG.error("%s", problem)
            self.store.facts.set_text("disk_problem", problem)
        return problem is None

    @contextmanager
    def _health(self, config: Config) -> Iterator[None]:
        listen = config.service.listen
        with self._server(*host_and_port(listen)) if listen else nullcontext():
            yield

    @asynccontextmanager
    async def _hubs(self, context: Context) -> AsyncIterator[None]:
        """Listen for hubs, where that is configured."""
        settings = context.config.websub
        if settings is None:
            yield
            return
        hearer = Hearer(
            partial(websub.verify, context), partial(websub.push, context), context.config.network.max_bytes
        )
        async with AsyncExitStack() as listening:
            try:
                port = await listening.enter_async_context(callback_server(*host_and_port(settings.listen), hearer))
            except OSError as error:
                raise MonitorError(f"websub.listen: cannot listen on {settings.listen}: {error.strerror}") from error
            _LOG.info("listening for hubs on port %d", port)
            yield

    def _server(self, host: str, port: int) -> HealthServer:
        def current() -> dict[str, object]:
            store = open_store(self.state, read_only=True)
            try:
                return figures(store, self.clock.now(), TICK)
            finally:
                store.close()

        try:
            server = HealthServer(host, port, current)
        except OSError as error:
            raise MonitorError(f"service.listen: cannot listen on {host}:{port}: {error.strerror or error}") from error
        _LOG.info("health and metrics on http://%s:%d", host, server.port)
        return server


async def _first(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


@dataclass(slots=True)
class _Report:
    """Logs how jobs fail: what fails every second in the same way, such as a full disk, is said once."""

    _said: dict[str, str] = field(default_factory=dict)

    def __call__(self, event: JobExecutionEvent) -> None:
        problem = str(event.exception or "")
        if problem and self._said.get(event.job_id) != problem:
            _LOG.error("job %s: %s", event.job_id, problem)
        elif not problem and self._said.get(event.job_id):
            _LOG.warning("job %s works again", event.job_id)
        self._said[event.job_id] = problem
