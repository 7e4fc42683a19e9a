"""`monitor events`: what changed."""

from __future__ import annotations

import click

from monitor.commands.output import short
from monitor.commands.paging import Asked, Cells, Columns, Row, listing
from monitor.commands.run import Run, known_story, since
from monitor.model import EventKind


@click.command("events")
@click.option("--since", "since_text", metavar="TIME", help="Only from this time on: ISO-8601, or an age such as 2d.")
@click.option("--kind", type=click.Choice([kind.value for kind in EventKind]), help="Only this kind.")
@click.option("--story", help="Only this story.")
@click.option("--baseline", is_flag=True, help="Show also what a source's first answer already held.")
@listing
@click.pass_obj
def events_command(
    run: Run, since_text: str | None, kind: str | None, story: str | None, baseline: bool, asked: Asked
) -> None:
    """What changed in the coverage, oldest first."""
    from monitor.as_json import event_row
    from monitor.store.events import EventFilter

    store = run.history()
    events, wanted = store.events, known_story(store, story)
    chosen = EventFilter(since(since_text, run.clock.now()), kind, wanted, baseline or asked.as_json)
    hidden = "" if baseline else " (`--baseline` shows what was there at the first look)"
    columns = Columns(
        "e", "event", ("event", "at (UTC)", "kind", "outlet", "summary"), _cells, f"no event yet{hidden}"
    )  # fmt: skip
    asked.show(columns, lambda page: map(event_row, events.listed(chosen, page)))


def _cells(row: Row) -> Cells:
    return f"e{row['id']}", short(row["at"]), row["kind"], _who(row), row["summary"]


def _who(row: Row) -> str:
    """Whose words or whose change it is."""
    if row["article"] is not None:
        return str(row["article"]["outlet"])
    new = [claim["outlet"] for claim in row["claims"] if claim["role"] == "new"]
    return str(new[0] if new else row.get("source", ""))
