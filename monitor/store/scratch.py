"""A copy of the history in which everything about alerts can be decided anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.clock import iso, parse_iso
from monitor.store import Store, open_store
from monitor.store.database import HISTORY, Database


@contextmanager
def undecided_copy(store: Store) -> Iterator[Store]:
    """The history as it would be if nobody had been told of anything; it is gone afterwards."""
    with TemporaryDirectory(prefix="monitor-") as folder:
        store.database.backup(Path(folder) / HISTORY)
        with closing(open_store(Path(folder))) as copy:
            _forget(copy.database)
            yield copy


def _forget(database: Database) -> None:
    database.execute("PRAGMA synchronous = OFF")
    with database.writing():
        for table in ("trail", "tellings", "deliveries", "channels"):
            database.execute(f"DELETE FROM {table}")
        database.execute("UPDATE events SET decided_at = at, alert = NULL, severity = NULL, untold = NULL")
        database.execute("UPDATE alerts SET follows = NULL")
        database.execute("DELETE FROM alerts")


def events_in_time(store: Store, since: datetime | None) -> list[tuple[datetime, int]]:
    """Every event from a time on, in the order in which they happened."""
    rows = store.database.rows(
        "SELECT at, id FROM events WHERE at >= ? ORDER BY at, id", ("" if since is None else iso(since),)
    )
    return [(parse_iso(row["at"]), row["id"]) for row in rows]


def next_due(store: Store) -> datetime | None:
    """When the next delivery is due, if any waits."""
    found = store.database.value("SELECT min(next_attempt) FROM deliveries WHERE state = 'due'")
    return None if found is None else parse_iso(found)


def told_to_somebody(store: Store) -> set[int]:
    """The events that were told, or wait to be."""
    return {row["event"] for row in store.database.rows("SELECT DISTINCT event FROM tellings WHERE withdrawn IS NULL")}


def untold(store: Store, since: datetime | None) -> list[tuple[int, str, str]]:
    """Events that nobody was told of: id, severity and reason."""
    rows = store.database.rows(
        "SELECT id, severity, untold FROM events WHERE untold IS NOT NULL AND at >= ? ORDER BY id",
        ("" if since is None else iso(since),),
    )
    return [(row["id"], row["severity"] or "", row["untold"]) for row in rows]
