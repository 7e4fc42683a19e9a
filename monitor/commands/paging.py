"""What every listing takes: --limit, --before, --follow and --json."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.output import clean, json_lines, table
from monitor.commands.run import numbered

if TYPE_CHECKING:
    from monitor.store.paging import Page

Row = dict[str, Any]
Cells = Sequence[object]

_LATEST = 100
_LOOK_AGAIN = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Columns:
    """How the rows of a listing look in a table: the letter of their ids, headings, cells, and what no row means."""

    letter: str
    what: str
    names: tuple[str, ...]
    cells: Callable[[Row], Cells]
    nothing: str
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a listing is wanted, and how."""

    limit: int | None
    before: str | None
    follow: bool
    as_json: bool

    def show(self, columns: Columns, rows: Callable[[Page], Iterable[Row]]) -> None:
        """Print a listing, of which `rows` gives any part."""
        from monitor.store.paging import Page

        before = None if self.before is None else numbered(self.before, columns.letter, columns.what)
        if self.follow:
            with suppress(KeyboardInterrupt):
                for row in _stream(rows, Page(self.limit or None), columns.key):
                    click.echo(json.dumps(row, ensure_ascii=False) if self.as_json else _line(columns.cells(row)))
        elif self.as_json:
            json_lines(rows(Page(self.limit or None, before)))
        else:
            self._table(columns, rows, before)

    def _table(self, columns: Columns, rows: Callable[[Page], Iterable[Row]], before: int | None) -> None:
        from monitor.store.paging import Page

        limit = _LATEST if self.limit is None else self.limit
        found = list(rows(Page(limit + 1 if limit else None, before)))
        shown = found[-limit:] if limit else found
        table(columns.names, map(columns.cells, shown), columns.nothing)
        if len(shown) < len(found):
            first = f"{columns.letter}{shown[0][columns.key]}"
            click.echo(
                f"{len(shown)} of more: `--before {first}` shows earlier ones, `--limit 0` all of them", err=True
            )


def listing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every listing, as its argument `asked`."""

    @click.option("--limit", type=click.IntRange(0), help=f"So many of the latest; 0: all [a table: {_LATEST}].")
    @click.option("--before", metavar="ID", help="Those before this one: the next page.")
    @click.option("--follow", is_flag=True, help="Go on with new ones as they come, until interrupted.")
    @click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
    @functools.wraps(command)
    def with_options(
        *words: object, limit: int | None, before: str | None, follow: bool, as_json: bool, **options: object
    ) -> None:
        command(*words, asked=Asked(limit, before, follow, as_json), **options)

    return with_options


def _stream(rows: Callable[[Page], Iterable[Row]], page: Page, key: str) -> Iterator[Row]:
    """What is stored, then what comes, without end."""
    from monitor.store.paging import Page

    last = 0
    while True:
        for row in rows(page):
            yield row
            last = row[key]
        page = Page(after=last)
        time.sleep(_LOOK_AGAIN)


def _line(cells: Cells) -> str:
    return "  ".join(clean(str(cell)) for cell in cells if cell not in (None, ""))
