"""How the channels themselves fare: which ones fail, who was told of it, and which ones came back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.clock import iso, parse_iso
from monitor.model_alerts import AlertKind, Severity
from monitor.store.alerts import Alerts
from monitor.store.database import Database

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failing:
    """A channel that fails, or did: since when and why, who was told, and its dead letters that nobody acknowledged."""

    name: str
    since: datetime
    reason: str
    told: str | None = None
    dead: int = 0


class Channels:
    """Channels whose last attempt failed, or that work again without it being told yet."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def failing(self, since: datetime) -> list[Failing]:
        """Channels that fail at least since then and of which nobody was told."""
        sql = "failing_since <= ? AND told_at IS NULL AND recovered_at IS NULL"
        return self._where(sql, (iso(since),))

    def recovered(self) -> list[Failing]:
        """Channels that work again, after another one was told that they do not."""
        return self._where("recovered_at IS NOT NULL", ())

    def _where(self, condition: str, parameters: tuple[str, ...]) -> list[Failing]:
        rows = self._db.rows(
            f"""SELECT c.*, (SELECT count(*) FROM deliveries d JOIN alerts a ON a.id = d.alert
              WHERE d.channel = c.name AND d.state = 'dead' AND a.acknowledged_at IS NULL) AS dead
            FROM channels c WHERE {condition} ORDER BY name""",
            parameters,
        )
        return [
            Failing(row["name"], parse_iso(row["failing_since"]), row["reason"], row["told_to"], row["dead"])
            for row in rows
        ]

    def down(self) -> frozenset[str]:
        """Channels whose last attempt failed."""
        return frozenset(
            str(row["name"]) for row in self._db.rows("SELECT name FROM channels WHERE recovered_at IS NULL")
        )

    def keep(self, configured: Sequence[str]) -> None:
        """Forget the channels that are not among these; what only such a one was told of another is not told yet."""
        names = {"configured": json.dumps(list(configured))}
        gone = "{} NOT IN (SELECT value FROM json_each(:configured))"
        if self._db.value(f"SELECT 1 FROM channels WHERE {gone.format('name')} OR {gone.format('told_to')}", names):
            with self._db.writing():
                self._db.execute(f"DELETE FROM channels WHERE {gone.format('name')}", names)
                self._db.execute(
                    f"UPDATE channels SET told_at = NULL, told_to = NULL WHERE {gone.format('told_to')}", names
                )

    def tell_failing(self, failing: str, channel: str, note: str, now: datetime) -> None:
        """Tell one channel that another one fails; once until that one works again."""
        with self._db.writing():
            self._tell(channel, note, Severity.HIGH, now)
            self._db.execute(
                "UPDATE channels SET told_at = ?, told_to = ? WHERE name = ?", (iso(now), channel, failing)
            )

    def tell_recovered(self, name: str, channel: str, note: str, now: datetime) -> None:
        """Tell the channel that was told of a failure that it is over."""
        with self._db.writing():
            self._tell(channel, note, Severity.NORMAL, now)
            self._db.execute("DELETE FROM channels WHERE name = ?", (name,))

    def _tell(self, channel: str, note: str, severity: Severity, now: datetime) -> None:
        alert = Alerts(self._db).open_alert(AlertKind.TROUBLE, severity, now, note)
        self._db.execute(
            "INSERT INTO deliveries(alert, channel, state, next_attempt, created_at) VALUES (?, ?, 'due', ?, ?)",
            (alert, channel, iso(now), iso(now)),
        )

    def rows(self) -> list[Row]:
        """The channels that fail, as `status --json` lists them."""
        rows = self._db.rows(
            """SELECT name, failing_since, rests_until, reason, told_to FROM channels
            WHERE recovered_at IS NULL ORDER BY name"""
        )
        return [dict(row) for row in rows]
