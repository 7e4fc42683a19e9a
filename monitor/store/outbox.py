"""Alerts and their deliveries."""

from __future__ import annotations

from datetime import datetime

from monitor.clock import iso, parse_iso
from monitor.errors import UsageError
from monitor.store.codec import moment
from monitor.store.database import Database
from monitor.store.rows import DueDelivery


class Outbox:
    """The outbox: a row an alert and channel, from 'due' to 'sent' or 'dead'."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, now: datetime, limit: int = 1000) -> list[DueDelivery]:
        """Deliveries whose time has come, oldest first."""
        rows = self._db.rows(
            """SELECT d.*, a.event FROM deliveries d JOIN alerts a ON a.id = d.alert
            WHERE d.state = 'due' AND d.next_attempt <= ? ORDER BY d.next_attempt, d.id LIMIT ?""",
            (iso(now), limit),
        )
        return [
            DueDelivery(
                id=row["id"],
                alert=row["alert"],
                event=row["event"],
                channel=row["channel"],
                attempts=row["attempts"],
                created_at=parse_iso(row["created_at"]),
                digest=bool(row["digest"]),
            )
            for row in rows
        ]

    def record_sent(self, delivery: int, at: datetime) -> None:
        """The service took it."""
        with self._db.writing():
            self._db.execute(
                """UPDATE deliveries SET state = 'sent', sent_at = ?, attempts = attempts + 1, next_attempt = NULL,
                reason = NULL WHERE id = ?""",
                (iso(at), delivery),
            )

    def record_failed(self, delivery: int, reason: str, next_attempt: datetime | None) -> None:
        """The attempt failed; without a next attempt the delivery is a dead letter."""
        with self._db.writing():
            self._db.execute(
                """UPDATE deliveries SET state = CASE WHEN ? IS NULL THEN 'dead' ELSE 'due' END,
                attempts = attempts + 1, next_attempt = ?, reason = ? WHERE id = ?""",
                (moment(next_attempt), moment(next_attempt), reason, delivery),
            )

    def retry(self, now: datetime, delivery: int | None = None) -> int:
        """Make dead letters due again (one, or all); gives how many."""
        with self._db.writing():
            cursor = self._db.execute(
                """UPDATE deliveries SET state = 'due', attempts = 0, next_attempt = ?
                WHERE state = 'dead' AND (? IS NULL OR id = ?)""",
                (iso(now), delivery, delivery),
            )
            return cursor.rowcount

    def acknowledge(self, alert: int, now: datetime) -> None:
        """A person has seen this alert. Raises UsageError when there is none of this id."""
        with self._db.writing():
            cursor = self._db.execute(
                "UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ?",
                (iso(now), alert),
            )
            if not cursor.rowcount:
                raise UsageError(f"there is no alert n{alert}; `monitor alerts list` shows them")
