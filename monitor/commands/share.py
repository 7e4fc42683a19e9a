"""`monitor report` and `monitor export`: the history for somebody else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from monitor.commands.run import Run, near, since
from monitor.errors import MonitorError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.store import Store
    from monitor.store.listings import Row


@click.command("report")
@click.argument("target", metavar="OUT.html", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--story", metavar="ID", help="Which story, where there are several.")
@click.pass_obj
def report_command(run: Run, target: Path, story: str | None) -> None:
    """One story as one HTML file to send to somebody.

    It opens from disk, prints well and fetches nothing. A file that is there already is left as it is.
    """
    from monitor.explore.report import report

    store = run.history()
    text = report(store, _story(store, story), run.clock.now())
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text or "")
    except FileExistsError:
        raise MonitorError(f"{target} exists already and was left as it is; name a new file") from None
    except OSError as error:
        raise MonitorError(f"{target}: {error.strerror}") from error
    click.echo(f"wrote {target} ({target.stat().st_size / 1e3:.0f} kB)", err=True)


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "atom", "jsonfeed", "sqlite"]),
    default="jsonl",
    show_default=True,
)
@click.option(
    "--what",
    type=click.Choice(["events", "claims", "articles"]),
    default="events",
    show_default=True,
    help="What is listed; a feed is of events, a copy is of everything.",
)
@click.option("--story", metavar="ID", help="Of this story only.")
@click.option("--since", "when", metavar="TIME", help="Events since then: 2d, 6h, a date.")
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="A new file.")
@click.pass_obj
def export_command(run: Run, form: str, what: str, story: str | None, when: str | None, target: Path | None) -> None:
    """The history for other programs, to stdout or to a new file.

    `sqlite` copies the database, reduced to one story where one is named; it needs --to.
    """
    store = run.history()
    chosen = None if story is None else _story(store, story)
    if form == "sqlite":
        if target is None:
            raise UsageError("a copy of the database needs --to FILE")
        from monitor.store.reduce import copy_story

        copy_story(store.database, target, chosen)
        click.echo(f"copied to {target} ({target.stat().st_size / 1e6:.1f} MB)", err=True)
        return
    if form in ("atom", "jsonfeed") and what != "events":
        raise UsageError("a feed is of events; take --format jsonl or csv for the others")
    rows = _rows(run, store, what, chosen, when)
    if form == "csv" and what == "events":
        # What only some events have: a table takes its columns from the first row.
        rows = ({**row, **{name: row.get(name) for name in ("source", "baseline", "changes")}} for row in rows)
    if target is None:
        _write(run, form, rows, chosen, sys.stdout)
        return
    try:
        with target.open("x", encoding="utf-8", newline="") as file:
            _write(run, form, rows, chosen, file)
    except FileExistsError:
        raise MonitorError(f"{target} exists already and was left as it is; name a new file") from None
    except OSError as error:
        raise MonitorError(f"{target}: {error.strerror}") from error


def _rows(run: Run, store: Store, what: str, story: str | None, when: str | None) -> Iterable[Row]:
    from monitor.as_json import event_row
    from monitor.store.events import EventFilter
    from monitor.store.listings import ClaimFilter, article_rows, claim_rows

    if what == "claims":
        return claim_rows(store.database, ClaimFilter(story=story))
    if what == "articles":
        return article_rows(store.database, story)
    return map(event_row, store.events.listed(EventFilter(since(when, run.clock.now()), story=story)))


def _write(run: Run, form: str, rows: Iterable[Row], story: str | None, out: TextIO) -> None:
    from monitor.explore.export import write_csv, write_jsonl
    from monitor.explore.feeds import write_atom, write_json_feed

    if form == "atom":
        write_atom(rows, story or "monitor", run.clock.now(), out)
    elif form == "jsonfeed":
        write_json_feed(rows, story or "monitor", out)
    elif form == "csv":
        write_csv(rows, out)
    else:
        write_jsonl(rows, out)


def _story(store: Store, wanted: str | None) -> str:
    """The id of a story of the history. Raises UsageError."""
    from monitor.store.overview import story_rows

    known = [row["id"] for row in story_rows(store.database)]
    if wanted is None and len(known) == 1:
        return str(known[0])
    if wanted not in known:
        what = "name one of the stories with --story" if wanted is None else f"there is no story {wanted}"
        raise UsageError(f"{what}{near(wanted or '', known)}")
    return str(wanted)
