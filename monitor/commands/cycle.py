"""`monitor poll` and `monitor run`: the walk, once or for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.commands.output import clean
from monitor.commands.run import Run, near
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.pipeline import Wanted


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
    """The daemon: follow every source until SIGTERM or Ctrl-C."""
    import asyncio

    asyncio.run(_work(run, run.config(), None))


async def _work(run: Run, config: Config, wanted: Wanted | None) -> None:
    """One cycle over what is wanted, or the daemon. Holds the state folder meanwhile."""
    from monitor.comparison import check_judge
    from monitor.config_rooms import judge_setup
    from monitor.daemon import run_daemon
    from monitor.pipeline import open_pipeline
    from monitor.store import StateLock, open_store

    def progress(line: str) -> None:
        if run.verbosity >= 0:
            click.echo(clean(line), err=True)

    check_judge(judge_setup(config.judge, run.state))
    with StateLock(run.state):
        store = open_store(run.state)
        try:
            async with open_pipeline(config, store, run.state, run.clock, progress) as pipeline:
                await (run_daemon(pipeline) if wanted is None else pipeline.cycle(wanted))
        finally:
            store.close()
