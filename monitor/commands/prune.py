"""`monitor prune`: apply the retention now."""

from __future__ import annotations

import click

from monitor.commands.run import Run


@click.command("prune")
@click.pass_obj
def prune_command(run: Run) -> None:
    """Let go of what the retention in feeds.yaml no longer keeps.

    The daemon does it once a day by itself; this works beside it.
    """
    from monitor.stages.upkeep import prune

    config, store = run.config(), run.open_history()
    click.echo(f"pruned: {prune(store, run.state, config.retention, run.clock.now())}", err=True)
