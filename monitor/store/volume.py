"""How much is published of a story, and by how many."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from monitor.clock import iso
from monitor.store.codec import when
from monitor.store.database import Database

_SEEN = "coalesce(a.published, a.first_seen)"


class Volume:
    """The counts that a surge is told from."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def outlets(self, story: str, start: datetime, end: datetime) -> list[str]:
        """The outlets with an article that was first seen in this span and was no baseline."""
        rows = self._db.rows(
            """SELECT DISTINCT a.outlet FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND s.baseline = 0 AND a.first_seen > ? AND a.first_seen <= ? AND a.duplicate_of IS NULL
            ORDER BY a.outlet""",
            (story, iso(start), iso(end)),
        )
        return [row["outlet"] for row in rows]

    def days(self, story: str, until: datetime) -> dict[date, int]:
        """How many outlets published on each day before `until` that had any, by the articles' own dates."""
        rows = self._db.rows(
            f"""SELECT substr({_SEEN}, 1, 10) AS day, count(DISTINCT a.outlet) AS n
            FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND {_SEEN} <= ? GROUP BY day""",
            (story, iso(until)),
        )
        return {date.fromisoformat(row["day"]): row["n"] for row in rows}

    def begun(self, story: str) -> datetime | None:
        """When the story's first article was seen, baseline included."""
        return when(
            self._db.value(
                """SELECT min(a.first_seen) FROM article_stories s JOIN articles a ON a.id = s.article
                WHERE s.story = ?""",
                (story,),
            )
        )

    def origins(self, story: str, start: datetime, end: datetime) -> int:
        """How many independent origins stand behind the articles that were first seen in this span.

        An article counts for whom it has its lead from, the first claim of its text: the rest is background.
        """
        found = self._db.value(
            """SELECT count(DISTINCT (SELECT m.origin FROM mentions m WHERE m.article = s.article AND m.story = s.story
              AND m.origin IS NOT NULL ORDER BY m.version, m.in_title, m.span_start LIMIT 1))
            FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND s.baseline = 0 AND a.first_seen > ? AND a.first_seen <= ?
              AND a.duplicate_of IS NULL""",
            (story, iso(start), iso(end)),
        )
        return int(found)

    def joined(self, story: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """The articles that joined in this span, each with the origin of its lead."""
        rows = self._db.rows(
            """SELECT j.id, j.outlet, j.title, j.url, j.origin AS origin_id, n.name AS origin FROM (
              SELECT a.id, a.outlet, a.title, a.url, (SELECT m.origin FROM mentions m
                WHERE m.article = s.article AND m.story = s.story AND m.origin IS NOT NULL
                ORDER BY m.version, m.in_title, m.span_start LIMIT 1) AS origin
              FROM article_stories s JOIN articles a ON a.id = s.article
              WHERE s.story = ? AND s.baseline = 0 AND a.first_seen > ? AND a.first_seen <= ?
                AND a.duplicate_of IS NULL) j
            LEFT JOIN origins n ON n.id = j.origin ORDER BY j.outlet, j.id""",
            (story, iso(start), iso(end)),
        )
        return [dict(row) for row in rows]

    def last_surge(self, story: str) -> datetime | None:
        """When a surge of the story was last raised."""
        return when(self._db.value("SELECT max(at) FROM events WHERE story = ? AND kind = 'surge'", (story,)))
