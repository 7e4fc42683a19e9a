"""What the history forgets on purpose, in short transactions beside the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitor.clock import iso
from monitor.store.database import Database

_BATCH = 2_000  # rows a transaction, so that the writer never waits long

# The latest read version stays whole: the next read is compared with it.
_PRESENT = "SELECT max(id) FROM versions WHERE status != 'suspect' GROUP BY article"


class Upkeep:
    """Retention, and the tidying that SQLite asks for."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def forget_polls(self, before: datetime) -> int:
        """Delete poll records from before a moment. Returns how many."""
        return self._in_batches(
            "DELETE FROM polls WHERE id IN (SELECT id FROM polls WHERE at < ? LIMIT ?)", iso(before)
        )

    def forget_entries(self, before: datetime) -> int:
        """Delete entries that their source has not listed since a moment. Returns how many."""
        return self._in_batches(
            """DELETE FROM entries WHERE id IN
              (SELECT id FROM entries WHERE last_seen < ? AND listed = 0 LIMIT ?)""",
            iso(before),
        )

    def forget_texts(self, before: datetime) -> int:
        """Empty the texts of versions that were replaced before a moment; the rows stay. Returns how many."""
        return self._in_batches(
            f"""UPDATE versions SET text = '' WHERE id IN
              (SELECT id FROM versions WHERE at < ? AND text != '' AND id NOT IN ({_PRESENT}) LIMIT ?)""",
            iso(before),
        )

    def pages_to_keep(self, since: datetime | None) -> set[str]:
        """The names of the pages that are still wanted: of versions since a moment (None: ever) and of present ones."""
        rows = self._db.rows(
            f"""SELECT DISTINCT page FROM versions
            WHERE page IS NOT NULL AND (:since IS NULL OR at >= :since OR id IN ({_PRESENT}))""",
            {"since": None if since is None else iso(since)},
        )
        return {row["page"] for row in rows}

    def tidy(self) -> None:
        """Refresh the planner's statistics and shorten the write-ahead log.

        Source: sqlite.org/pragma.html#pragma_optimize, #pragma_wal_checkpoint.
        """
        self._db.execute("PRAGMA optimize")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _in_batches(self, sql: str, before: str) -> int:
        return sum(self._batches(sql, before))

    def _batches(self, sql: str, before: str) -> Iterator[int]:
        while True:
            with self._db.writing():
                changed = self._db.execute(sql, (before, _BATCH)).rowcount
            yield changed
            if changed < _BATCH:
                return
