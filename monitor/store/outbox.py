"""The outbox: deliveries on their way to their channels."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.errors import UsageError
from monitor.model_alerts import Alert, AlertKind, Severity
from monitor.store.alerts import Alerts
from monitor.store.codec import moment
from monitor.store.database import Database
from monitor.store.events import Events
from monitor.store.rows import DueDelivery

# What has come due, also what was written while the clock was ahead of now.
_DUE = """SELECT id FROM deliveries WHERE state = 'due' AND next_attempt <= :now
  UNION SELECT id FROM deliveries WHERE state = 'due' AND created_at > :now"""
_RANK = "CASE {}.severity WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END"
# How much a message matters: as its worst event, or as its alert where it tells none.
_WORST = f"""coalesce((SELECT min({_RANK.format("e")}) FROM tellings t JOIN events e ON e.id = t.event
  WHERE t.delivery = d.id AND t.withdrawn IS NULL), {_RANK.format("a")})"""
# What is over by the time that it is told: the source is back.
_OVER = """(e.kind = 'source_down' AND EXISTS (SELECT 1 FROM tellings o JOIN events b ON b.id = o.event
  WHERE o.delivery = t.delivery AND b.kind = 'source_recovered' AND b.source = e.source AND b.id > e.id))"""


class Outbox:
    """A row for each message to a channel: `due`, then `sent`, `dead`, `merged` into a summary, or `dropped`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, now: datetime, channel: str | None = None) -> list[DueDelivery]:
        """Deliveries whose time has come (for one channel), what matters most first, then the oldest."""
        rows = self._db.rows(
            f"""SELECT d.*, a.kind, {_WORST} AS worst FROM deliveries d JOIN alerts a ON a.id = d.alert
            WHERE d.id IN ({_DUE}) AND (:channel IS NULL OR d.channel = :channel)
            ORDER BY worst, d.created_at, d.id""",
            {"now": iso(now), "channel": channel},
        )
        return [
            DueDelivery(
                id=row["id"],
                alert=row["alert"],
                kind=AlertKind(row["kind"]),
                severity=list(Severity)[row["worst"]],
                channel=row["channel"],
                attempts=row["attempts"],
                created_at=parse_iso(row["created_at"]),
            )
            for row in rows
        ]

    def due_channels(self, now: datetime) -> list[str]:
        """Channels for which something is due, but for those that rest after a failure."""
        rows = self._db.rows(
            f"""SELECT DISTINCT d.channel FROM deliveries d LEFT JOIN channels c ON c.name = d.channel
            WHERE d.id IN ({_DUE}) AND (c.rests_until IS NULL OR c.rests_until <= :now OR c.failing_since > :now)
            ORDER BY d.channel""",
            {"now": iso(now)},
        )
        return [row["channel"] for row in rows]

    def alert(self, delivery: int) -> Alert:
        """What a delivery tells."""
        row = self._db.row(
            "SELECT a.*, d.channel FROM deliveries d JOIN alerts a ON a.id = d.alert WHERE d.id = ?", (delivery,)
        )
        assert row is not None
        told = self.told_by(delivery)
        severity, why = (row["severity"], row["why"]) if not told else self._weight(told[0])
        return Alert(
            kind=AlertKind(row["kind"]),
            events=Events(self._db).of(told),
            id=row["id"],
            severity=Severity(severity),
            why=why,
            earlier=Events(self._db).of(self._earlier(row["id"], row["channel"])),
            follows=row["follows"],
            note=row["note"] or "",
        )

    def _weight(self, event: int) -> tuple[str, str]:
        """The severity of an event, and the reason for it as its trail has it."""
        reason = self._db.value("SELECT reason FROM trail WHERE event = ? AND step = 'severity'", (event,))
        severity = self._db.value("SELECT severity FROM events WHERE id = ?", (event,))
        return severity, (reason or "").partition(": ")[2]

    def told_by(self, delivery: int) -> list[int]:
        """The events that a delivery tells, what matters most first; that a source was down after that it is back."""
        rows = self._db.rows(
            f"""SELECT t.event FROM tellings t JOIN events e ON e.id = t.event
            WHERE t.delivery = ? AND t.withdrawn IS NULL ORDER BY {_RANK.format("e")}, {_OVER}, t.event""",
            (delivery,),
        )
        return [row["event"] for row in rows]

    def _earlier(self, alert: int, channel: str) -> list[int]:
        rows = self._db.rows(
            """SELECT t.event FROM events e JOIN tellings t ON t.event = e.id AND t.channel = ? AND t.withdrawn IS NULL
            JOIN deliveries d ON d.id = t.delivery AND d.state = 'sent' WHERE e.alert = ? ORDER BY t.event""",
            (channel, alert),
        )
        return [row["event"] for row in rows]

    def names(self, delivery: int) -> tuple[str, str]:
        """What a delivery is called in mail, and what the first message on its matter that the channel got is called.

        The second is empty where there is none: alerts that follow one another are one matter.
        """
        own = self._db.row("SELECT id, created_at FROM deliveries WHERE id = ?", (delivery,))
        first = self._db.row(
            """WITH RECURSIVE line(alert) AS (
                SELECT alert FROM deliveries WHERE id = :delivery
                UNION SELECT a.follows FROM line JOIN alerts a ON a.id = line.alert WHERE a.follows IS NOT NULL)
            SELECT d.id, d.created_at FROM deliveries d JOIN line ON line.alert = d.alert
            WHERE d.state = 'sent' AND d.channel = (SELECT channel FROM deliveries WHERE id = :delivery)
            ORDER BY d.sent_at, d.id LIMIT 1""",
            {"delivery": delivery},
        )
        return _name(own), _name(first)

    def sent_times(self, channel: str, since: datetime) -> list[datetime]:
        """When the channel got its messages since then."""
        rows = self._db.rows(
            "SELECT sent_at FROM deliveries WHERE state = 'sent' AND channel = ? AND sent_at >= ? ORDER BY sent_at",
            (channel, iso(since)),
        )
        return [parse_iso(row["sent_at"]) for row in rows]

    def hold(self, deliveries: Sequence[int], until: datetime, reason: str, now: datetime) -> None:
        """Let deliveries wait until then; the reason is put on their trail where it is a new one."""
        later = iso(until + timedelta(microseconds=999_999))  # whole seconds are stored: never a moment too early
        with self._db.writing():
            for delivery in deliveries:
                known = self._db.value("SELECT reason FROM deliveries WHERE id = ?", (delivery,))
                self._db.execute(
                    "UPDATE deliveries SET next_attempt = ?, reason = ? WHERE id = ?", (later, reason, delivery)
                )
                if known is None or known.partition(":")[0] != reason.partition(":")[0]:
                    self._step(delivery, reason.partition(":")[0], reason, now)

    def merge(self, deliveries: Sequence[DueDelivery], now: datetime) -> int:
        """Make one summary of deliveries to one channel that were not tried yet; gives the new delivery."""
        with self._db.writing():
            worst = min((one.severity for one in deliveries), key=lambda severity: severity.rank)
            alert = Alerts(self._db).open_alert(AlertKind.SUMMARY, worst, now)
            into = self._db.insert(
                "INSERT INTO deliveries(alert, channel, state, next_attempt, created_at) VALUES (?, ?, 'due', ?, ?)",
                (alert, deliveries[0].channel, iso(now), iso(now)),
            )
            reason = f"storm: told in the summary n{alert}, as more waited than the limits let through"
            for one in deliveries:
                self._db.execute("UPDATE tellings SET delivery = ? WHERE delivery = ?", (into, one.id))
                self._db.execute(
                    "UPDATE deliveries SET state = 'merged', next_attempt = NULL, reason = ? WHERE id = ?",
                    (reason, one.id),
                )
            self._step(into, "storm", f"storm: a summary of {len(deliveries)} alerts at once", now)
            return into

    def begin(self, delivery: int) -> bool:
        """Count an attempt before it is made: from now on the delivery may have arrived, and grows no more.

        Gives whether there is still something to tell.
        """
        with self._db.writing():
            sql = "UPDATE deliveries SET attempts = attempts + 1 WHERE id = ? AND state = 'due'"
            return self._db.execute(sql, (delivery,)).rowcount > 0

    def record_sent(self, delivery: int, at: datetime) -> None:
        """The service took it."""
        with self._db.writing():
            self._db.execute(
                "UPDATE deliveries SET state = 'sent', sent_at = ?, next_attempt = NULL, reason = NULL WHERE id = ?",
                (iso(at), delivery),
            )
            self._works(delivery, at)
            self._step(delivery, "sent", "sent: the service took it", at)

    def _works(self, delivery: int, at: datetime) -> None:
        """The delivery's channel takes messages; where another one was told that it does not, this is told as well."""
        channel = self._db.value("SELECT channel FROM deliveries WHERE id = ?", (delivery,))
        self._db.execute("DELETE FROM channels WHERE name = ? AND told_at IS NULL", (channel,))
        self._db.execute("UPDATE channels SET recovered_at = ?, rests_until = NULL WHERE name = ?", (iso(at), channel))

    def record_failed(self, delivery: int, reason: str, next_attempt: datetime | None, at: datetime) -> None:
        """The attempt failed; without a next attempt the delivery is a dead letter. Its channel rests until then."""
        with self._db.writing():
            self._db.execute(
                """UPDATE deliveries SET state = CASE WHEN :next IS NULL THEN 'dead' ELSE 'due' END,
                next_attempt = :next, reason = :reason WHERE id = :delivery""",
                {"next": moment(next_attempt), "reason": reason, "delivery": delivery},
            )
            self._db.execute(
                """INSERT INTO channels(name, failing_since, rests_until, reason)
                SELECT channel, :at, :next, :reason FROM deliveries WHERE id = :delivery
                ON CONFLICT(name) DO UPDATE SET rests_until = excluded.rests_until, reason = excluded.reason,
                  recovered_at = NULL, failing_since = min(failing_since, excluded.failing_since)""",
                {"at": iso(at), "next": moment(next_attempt), "reason": reason, "delivery": delivery},
            )
            ended = "will be tried again" if next_attempt is not None else "given up, a dead letter"
            self._step(delivery, "failed", f"failed: {reason}; {ended}", at)

    def strand(self, configured: Sequence[str], at: datetime) -> None:
        """What has come due for a channel that is not among these is a dead letter: it may be sent once it is back."""
        rows = self._db.rows(
            f"""SELECT id, channel FROM deliveries WHERE id IN ({_DUE})
            AND channel NOT IN (SELECT value FROM json_each(:configured))""",
            {"now": iso(at), "configured": json.dumps(list(configured))},
        )
        with self._db.writing() if rows else nullcontext():
            for row in rows:
                reason = f"channel {row['channel']} is no longer configured"
                self._db.execute(
                    "UPDATE deliveries SET state = 'dead', next_attempt = NULL, reason = ? WHERE id = ?",
                    (reason, row["id"]),
                )
                self._step(row["id"], "failed", f"failed: {reason}; given up, a dead letter", at)

    def remark(self, delivery: int, step: str, reason: str, at: datetime) -> None:
        """Put something that happened to a delivery on its trail."""
        with self._db.writing():
            self._step(delivery, step, reason, at)

    def _step(self, delivery: int, step: str, reason: str, at: datetime) -> None:
        self._db.execute(
            """INSERT INTO trail(at, delivery, channel, step, reason)
            SELECT ?, id, channel, ?, ? FROM deliveries WHERE id = ?""",
            (iso(at), step, reason, delivery),
        )

    def retry(self, now: datetime, delivery: int | None = None) -> int:
        """Make dead letters due again (one, or all); gives how many. What was tried may have arrived."""
        with self._db.writing():
            cursor = self._db.execute(
                """UPDATE deliveries SET state = 'due', attempts = min(attempts, 1), next_attempt = ?
                WHERE state = 'dead' AND (? IS NULL OR id = ?)""",
                (iso(now), delivery, delivery),
            )
            if cursor.rowcount:
                self._db.execute("UPDATE channels SET rests_until = NULL")
            return cursor.rowcount

    def with_dead_letters(self) -> list[int]:
        """Alerts with a dead letter that nobody has acknowledged."""
        sql = """SELECT DISTINCT a.id FROM alerts a JOIN deliveries d ON d.alert = a.id AND d.state = 'dead'
          WHERE a.acknowledged_at IS NULL ORDER BY a.id"""
        return [row["id"] for row in self._db.rows(sql)]

    def acknowledge(self, alert: int, now: datetime) -> None:
        """A person has seen this alert. Raises UsageError when there is none of this id."""
        with self._db.writing():
            cursor = self._db.execute(
                "UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ?",
                (iso(now), alert),
            )
            if not cursor.rowcount:
                raise UsageError(f"there is no alert n{alert}; `monitor alerts list` shows them")


def _name(row: sqlite3.Row | None) -> str:
    """An id that no other history's delivery has but by chance."""
    return "" if row is None else f"monitor.{row['id']}.{re.sub('[^0-9]', '', row['created_at'][:19])}"
