"""What is missing of an outlet at one time."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.store.database import Database


class Removals:
    """Pages of one outlet that are missing together, or are not."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def missing(self, outlet: str, since: datetime, within: timedelta) -> int:
        """How many pages of an outlet went missing within some time of `since`, and have not come back."""
        found: int = self._db.value(
            "SELECT count(*) FROM articles WHERE outlet = ? AND missing_since BETWEEN ? AND ?",
            (outlet, iso(since - within), iso(since + within)),
        )
        return found

    def answered(self, outlet: str, since: datetime) -> int:
        """How many pages of an outlet were read after `since`."""
        found: int = self._db.value(
            """SELECT count(*) FROM articles a WHERE a.outlet = ? AND a.missing_since IS NULL AND EXISTS (
              SELECT 1 FROM versions v WHERE v.article = a.id AND v.page IS NOT NULL AND v.last_seen > ?)""",
            (outlet, iso(since)),
        )
        return found

    def was_noticed(self, article: int) -> bool:
        """Whether an article was gone before, and that was noticed."""
        return self._db.value("SELECT gone_noticed FROM articles WHERE id = ?", (article,)) is not None

    def together(self, outlet: str, since: datetime, within: timedelta) -> tuple[int, datetime]:
        """How many articles of an outlet are gone that went missing within some time of `since`, and since when."""
        row = self._db.row(
            """SELECT count(*) AS gone, min(coalesce(missing_since, gone_at)) AS first FROM articles
            WHERE outlet = ? AND gone_at IS NOT NULL AND coalesce(missing_since, gone_at) BETWEEN ? AND ?""",
            (outlet, iso(since - within), iso(since + within)),
        )
        assert row is not None
        return row["gone"], since if row["first"] is None else parse_iso(row["first"])
