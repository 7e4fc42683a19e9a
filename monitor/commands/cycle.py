"""`monitor poll` and `monitor run`: the walk, once or for good."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from monitor.commands.output import clean
from monitor.commands.run import Run, near
from monitor.errors import MonitorError, UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.pipeline import Wanted
    from monitor.store import Store

_LEVELS = {-1: logging.ERROR, 0: logging.INFO}


@click.command("poll")
@click.option("--all", "everything", is_flag=True, help="Every source and recent article, due or not.")
@click.option("--source", metavar="NAME", help="This source only, due or not.")
@click.pass_obj
def poll_command(run: Run, everything: bool, source: str | None) -> None:
    """One cycle: poll what is due, read, compare, tell, and end."""
    config = run.config()
    names = [each.name for each in config.sources]
    if source is not None and source not in names:
        raise UsageError(f"there is no source {source} in {run.config_path}{near(source, names)}")
    import asyncio

    from monitor.pipeline import Wanted

    asyncio.run(_work(run, config, Wanted(everything, source)))


@click.command("run")
@click.pass_obj
def run_command(run: Run) -> None:
    """The daemon: follow every source until SIGTERM or Ctrl-C.

    A changed feeds.yaml is taken up at once; one that cannot be used is refused, and the earlier one stays.
    """
    import asyncio

    asyncio.run(_follow(run))


async def _work(run: Run, config: Config, wanted: Wanted) -> None:
    """One cycle over what is wanted. Holds the state folder meanwhile."""
    from monitor.operating.disk import shortage
    from monitor.pipeline import open_pipeline

    def progress(line: str) -> None:
        if run.verbosity >= 0:
            click.echo(clean(line), err=True)

    problem = shortage(run.state, config.service.min_free)
    if problem is not None:
        raise MonitorError(problem)
    with _held(run, config) as store:
        async with open_pipeline(config, store, run.state, run.clock, progress) as pipeline:
            await pipeline.cycle(wanted)


async def _follow(run: Run) -> None:
    """The daemon, with its logs. Holds the state folder meanwhile."""
    from monitor.daemon import Daemon
    from monitor.operating.logs import SecretMask, log_lines
    from monitor.operating.reload import ConfigurationFile

    mask = SecretMask()
    log_lines(_LEVELS.get(run.verbosity, logging.DEBUG), mask)
    file = ConfigurationFile(run.config_path, os.environ)
    config = run.config()
    with _held(run, config) as store:
        await Daemon(file, store, run.state, run.clock, mask).run(config)


@contextmanager
def _held(run: Run, config: Config) -> Iterator[Store]:
    from monitor.comparison import check_judge
    from monitor.config_rooms import judge_setup
    from monitor.explore.metadata import write_metadata
    from monitor.store import StateLock, open_store

    check_judge(judge_setup(config.judge, run.state))
    with StateLock(run.state):
        store = open_store(run.state)
        try:
            write_metadata(run.state)
            yield store
        finally:
            store.close()
