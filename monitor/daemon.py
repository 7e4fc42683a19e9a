"""The daemon: APScheduler drives the cadence, the history holds the due times.

Two jobs run beside each other, so that a slow page never holds up what is ready: one starts polls and
reads whose time has come, the other walks what was read on to events and deliveries.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.pipeline import Pipeline

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = timedelta(seconds=1)
_PATIENCE = 8.0  # seconds that work under way may take when the daemon is asked to stop
_LOG = logging.getLogger("monitor")


async def run_daemon(pipeline: Pipeline) -> None:
    """Follow the sources until SIGTERM or SIGINT; work under way gets eight seconds to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    store, clock = pipeline.context.store, pipeline.context.clock
    pipeline.prepare()
    store.facts.set_time("running_since", clock.now())
    scheduler = _scheduler(pipeline)
    scheduler.start()
    try:
        await stopping.wait()
        pipeline.context.progress("stopping")
    finally:
        scheduler.pause()
        await pipeline.settle(_PATIENCE)
        scheduler.shutdown(wait=False)
        store.facts.clear("running_since")


def _scheduler(pipeline: Pipeline) -> AsyncIOScheduler:
    from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    # Never a misfire grace: by default APScheduler drops a run that is a second late.
    scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    scheduler.add_job(pipeline.start_due, "interval", seconds=TICK.total_seconds(), id="start")
    scheduler.add_job(pipeline.advance, "interval", seconds=TICK.total_seconds(), id="advance")
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return scheduler


def _report(event: JobExecutionEvent) -> None:
    problem = event.exception or "was missed"
    _LOG.error("job %s: %s", event.job_id, problem)
