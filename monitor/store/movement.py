"""How much happens in a story, and when its articles are read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.clock import iso, parse_iso
from monitor.store.database import Database


class Movement:
    """What the pace of reading again is set by."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, story: str, since: datetime) -> tuple[int, int]:
        """Since then: articles that joined a story, and events that changed or contradicted what was reported."""
        joined = self._db.value(
            """SELECT count(*) FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND s.baseline = 0 AND a.first_seen > ? AND a.duplicate_of IS NULL""",
            (story, iso(since)),
        )
        changed = self._db.value(
            """SELECT count(*) FROM events WHERE story = ? AND at > ? AND baseline = 0
            AND kind IN ('contradiction', 'correction', 'removal', 'revision', 'update')""",
            (story, iso(since)),
        )
        return int(joined), int(changed)

    def stories(self, article: int) -> list[str]:
        """The stories that an article belongs to."""
        rows = self._db.rows("SELECT story FROM article_stories WHERE article = ? ORDER BY story", (article,))
        return [row["story"] for row in rows]

    def waiting(self, story: str, now: datetime, younger_than: datetime) -> list[tuple[int, datetime, datetime]]:
        """Articles that wait for their next read though nothing is wrong with them: id, first seen, next read."""
        rows = self._db.rows(
            """SELECT a.id, a.first_seen, a.next_read FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND a.next_read > ? AND a.first_seen > ? AND a.failures = 0
            AND a.gone_at IS NULL AND a.duplicate_of IS NULL ORDER BY a.id""",
            (story, iso(now), iso(younger_than)),
        )
        return [(row["id"], parse_iso(row["first_seen"]), parse_iso(row["next_read"])) for row in rows]

    def bring_forward(self, sooner: Sequence[tuple[int, datetime]]) -> None:
        """Read these articles at these times, where that is sooner than planned."""
        with self._db.writing():
            for article, at in sooner:
                self._db.execute(
                    "UPDATE articles SET next_read = ? WHERE id = ? AND next_read > ?", (iso(at), article, iso(at))
                )
