"""When sources and outlets were last heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.store.database import Database


@dataclass(frozen=True, slots=True)
class Beat:
    """How many publications over which time make a rhythm, and for how long nothing must have come."""

    least: int
    spread: timedelta
    quiet: timedelta


class Rhythm:
    """The times that a silence is told from."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def answering(self, now: datetime) -> list[tuple[str, str]]:
        """Sources (with their outlets) that answer and are not overdue: what they don't list they do not have."""
        rows = self._db.rows(
            """SELECT name, outlet FROM sources WHERE active = 1 AND state IN ('ok', 'unchanged') AND failures = 0
            AND next_poll > ? ORDER BY name""",
            (iso(now),),
        )
        return [(row["name"], row["outlet"]) for row in rows]

    def stopped(self, now: datetime, since: datetime, beat: Beat) -> list[tuple[str, str]]:
        """Those of `answering` that had such a beat since then and have listed nothing new for its `quiet`."""
        rows = self._db.rows(
            """SELECT source, min(t) AS first, max(t) AS last FROM
              (SELECT source, CASE WHEN baseline THEN min(coalesce(published, first_seen), first_seen)
                ELSE first_seen END AS t FROM entries) WHERE t > ? AND t <= ?
            GROUP BY source HAVING count(*) >= ? AND last <= ?""",
            (iso(since), iso(now), beat.least, iso(now - beat.quiet)),
        )
        steady = {row["source"] for row in rows if parse_iso(row["last"]) - parse_iso(row["first"]) >= beat.spread}
        return [(source, outlet) for source, outlet in self.answering(now) if source in steady]

    def listed(self, source: str, since: datetime, until: datetime) -> list[datetime]:
        """When a source listed each entry, in order: what it had at first counts from its own date."""
        rows = self._db.rows(
            """SELECT CASE WHEN baseline THEN min(coalesce(published, first_seen), first_seen) ELSE first_seen END AS t
            FROM entries WHERE source = ? AND t > ? AND t <= ? ORDER BY t""",
            (source, iso(since), iso(until)),
        )
        return [parse_iso(row["t"]) for row in rows]

    def wrote(self, story: str, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
        """The outlets' articles of a story with their times, in order."""
        rows = self._db.rows(
            """SELECT a.outlet, min(coalesce(a.published, a.first_seen), a.first_seen) AS t
            FROM article_stories s JOIN articles a ON a.id = s.article
            WHERE s.story = ? AND a.duplicate_of IS NULL AND t > ? AND t <= ? ORDER BY t""",
            (story, iso(since), iso(until)),
        )
        return [(row["outlet"], parse_iso(row["t"])) for row in rows]

    def has_listed(self, outlet: str, since: datetime) -> bool:
        """Whether any source of an outlet has listed something new since then."""
        return bool(
            self._db.value(
                """SELECT 1 FROM sources s JOIN entries e ON e.source = s.name
                WHERE s.outlet = ? AND e.first_seen > ? LIMIT 1""",
                (outlet, iso(since)),
            )
        )
