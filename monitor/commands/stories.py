"""`monitor stories`: how every story goes."""

from __future__ import annotations

from datetime import timedelta

import click

from monitor.commands.output import json_lines, short, sparkline, table
from monitor.commands.run import Run

_DAYS = 30


@click.command("stories")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def stories_command(run: Run, as_json: bool) -> None:
    """Every story: articles, claims, what is contested, and how the last thirty days went."""
    from monitor.store.overview import days_counted, story_rows

    store = run.history()
    today = run.clock.now().date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(_DAYS))]
    rows = [
        {**row, "article_days": days_counted(store.database, row["id"], "article", days),
         "event_days": days_counted(store.database, row["id"], "event", days)}
        for row in story_rows(store.database)
    ]  # fmt: skip
    if as_json:
        json_lines(rows)
        return
    table(
        ("story", "articles", "claims", "contested", "last event (UTC)", f"articles, {_DAYS} days", "events"),
        (
            (
                row["id"],
                row["articles"],
                row["claims"],
                row["contested"],
                short(row["last_event"]),
                sparkline(row["article_days"]),
                sparkline(row["event_days"]),
            )
            for row in rows
        ),
        "no story is known yet; `monitor poll` reads the configuration",
    )
