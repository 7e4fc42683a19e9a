"""`monitor outlets`: the record of each outlet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from monitor.commands.output import json_lines, table
from monitor.commands.run import Run

_BUSIEST = 20
# What is counted, out of what, and the heading of both.
_COUNTS = (
    ("first", "shared", "first"),
    ("repeated", "shared", "repeated"),
    ("contradicted", "claims", "contradicted"),
    ("confirmed", "claims", "confirmed"),
    ("corroborated", "claims", "corroborated"),
    ("silent_edits", "reread", "silent edits"),
    ("corrections", "articles", "corrections"),
    ("removals", "articles", "withdrawn"),
)


@click.command("outlets")
@click.option("--limit", type=click.IntRange(0), help=f"So many of the busiest; 0: all [a table: {_BUSIEST}].")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def outlets_command(run: Run, limit: int | None, as_json: bool) -> None:
    """What became of what each outlet published: counts with their base, no score."""
    from monitor.store.overview import outlet_records

    database = run.history().database
    if as_json:
        json_lines(outlet_records(database, limit or None))
        return
    most = _BUSIEST if limit is None else limit
    rows = list(outlet_records(database, most or None))
    table(
        ("outlet", "tier", "articles", *(heading for _, _, heading in _COUNTS)),
        ((row["outlet"], row["tier"], row["articles"], *_cells(row)) for row in rows),
        "no outlet is stored yet",
    )
    if len(rows) == most:
        click.echo(f"the {most} busiest; `--limit 0` shows all", err=True)


def _cells(row: Mapping[str, Any]) -> list[str]:
    """Each count out of its base; nothing where the base is nothing."""
    return [f"{row[count]}/{row[base]}" if row[base] else "" for count, base, _ in _COUNTS]
