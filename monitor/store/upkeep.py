"""What the history forgets on purpose, in short transactions beside the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitor.clock import iso
from monitor.store.database import Database

_BATCH = 2_000  # rows a transaction, so that the writer never waits long
_SLICE = 1 << 56  # a 256th of all bands a transaction, for the same reason

# The latest read version stays whole: the next read is compared with it.
_PRESENT = "SELECT max(id) FROM versions WHERE status != 'suspect' GROUP BY article"

# A message that was never tried or held waits for its digest, which is a time that people chose.
_PUT_OFF = (
    "UPDATE sources SET next_poll = :now WHERE next_poll > :last",
    "UPDATE articles SET next_read = :now WHERE next_read > :last",
    "UPDATE judgements SET at = :now WHERE relation = 'unjudged' AND at > :now",
    "UPDATE deliveries SET next_attempt = :now WHERE state = 'due' AND next_attempt > :last AND reason IS NOT NULL",
    "UPDATE channels SET rests_until = NULL WHERE rests_until > :now",
)


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

    def forget_signatures(self, before: datetime) -> None:
        """Delete the signatures of articles that were first seen before a moment: no copies of them are looked for."""
        # Articles are numbered as they are seen. Bands are hashes: equal parts of their range hold equally many.
        last = self._db.value("SELECT id FROM articles WHERE first_seen < ? ORDER BY id DESC LIMIT 1", (iso(before),))
        for low in range(-(1 << 63), 1 << 63, _SLICE) if last is not None else ():
            with self._db.writing():
                self._db.execute(
                    "DELETE FROM text_bands WHERE band BETWEEN ? AND ? AND article <= ?", (low, low + _SLICE - 1, last)
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

    def set_back(self, last: datetime, now: datetime) -> None:
        """Make due what was put off while the clock was ahead: it stood at `last` when it was set back to `now`.

        What is due later than that may be due too early now, and is only asked once more.
        """
        with self._db.writing():
            for sql in _PUT_OFF:
                self._db.execute(sql, {"last": iso(last), "now": iso(now)})

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
