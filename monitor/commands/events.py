"""`monitor events`: what changed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.commands.output import clean, json_lines, short, table
from monitor.commands.run import Run, since
from monitor.model import Event, EventKind

if TYPE_CHECKING:
    from monitor.store import Store

_LOOK_AGAIN = 1.0  # seconds


@click.command("events")
@click.option("--since", "since_text", metavar="TIME", help="Only from this time on: ISO-8601, or an age such as 2d.")
@click.option("--kind", type=click.Choice([kind.value for kind in EventKind]), help="Only this kind.")
@click.option("--story", help="Only this story.")
@click.option("--baseline", is_flag=True, help="Show also what a source's first answer already held.")
@click.option("--follow", is_flag=True, help="Go on with new events as they come, until interrupted.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def events_command(
    run: Run, since_text: str | None, kind: str | None, story: str | None, baseline: bool, follow: bool, as_json: bool
) -> None:
    """What changed in the coverage, oldest first."""
    from monitor.as_json import event_row

    store = run.history()
    start = since(since_text, run.clock.now())

    def wanted(event: Event) -> bool:
        return (
            (kind is None or event.kind == kind)
            and (story is None or event.story == story)
            and (as_json or baseline or not event.baseline)
        )

    if follow:
        show = _json if as_json else _line
        with suppress(KeyboardInterrupt):
            for event in filter(wanted, _stream(store, start)):
                click.echo(show(event))
        return
    found = filter(wanted, store.events.since(start))
    if as_json:
        json_lines(event_row(event) for event in found)
    else:
        rows = [(f"e{e.id}", short(e.at.isoformat()), e.kind, _who(e), e.summary) for e in found]
        hidden = "" if baseline else " (`--baseline` shows what was there at the first look)"
        table(("event", "at (UTC)", "kind", "outlet", "summary"), rows, f"no event yet{hidden}")


def _stream(store: Store, start: datetime | None) -> Iterator[Event]:
    """Stored events, then new ones as they are stored, without end."""
    last = 0
    while True:
        for event in store.events.since(start, last):
            yield event
            last = event.id or last
        time.sleep(_LOOK_AGAIN)


def _who(event: Event) -> str:
    """Whose words or whose change it is."""
    if event.article is not None:
        return event.article.outlet
    new = [claim.outlet for claim in event.claims if claim.role == "new"]
    return new[0] if new else event.source or ""


def _json(event: Event) -> str:
    from monitor.as_json import event_row

    return json.dumps(event_row(event), ensure_ascii=False)


def _line(event: Event) -> str:
    parts = (f"e{event.id}", short(event.at.isoformat()), event.kind, _who(event), event.summary)
    return "  ".join(clean(part) for part in parts)
