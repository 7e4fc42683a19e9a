"""`monitor explore`: the history in a browser."""

from __future__ import annotations

import json

import click

from monitor.commands.run import Run
from monitor.errors import MonitorError


@click.command("explore")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; there is no password.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--allow-changes", is_flag=True, help="Verdicts, mutes and acknowledgements from the pages.")
@click.option("--metadata", is_flag=True, help="Print Datasette's metadata for these tables, and end.")
@click.pass_obj
def explore_command(run: Run, host: str, port: int, allow_changes: bool, metadata: bool) -> None:
    """Look at the history in a browser, also while the daemon runs.

    Stories, claims, articles, outlets and a search, with every table beneath. Reads only, unless changes are allowed.
    """
    run.history()  # one sentence instead of a traceback where there is none
    try:
        from monitor.explore.metadata import METADATA
        from monitor.explore.serve import serve
        from monitor.explore.site import Site
    except ImportError as error:
        raise MonitorError(f"explore needs {error.name}: install story-monitor[explore]") from error
    if metadata:
        click.echo(json.dumps(METADATA, indent=2))
        return
    serve(Site(run.state, run.clock, allow_changes), host, port, lambda line: click.echo(line, err=True))
