"""Which hubs were asked to push what a source lists, and how that stands."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.sources.websub import Place
from monitor.store.database import Database

_SOONEST = timedelta(minutes=1)  # between two polls, however often a hub pushes
_PENDING = ("asked", "renewing")
_PLACES = """SELECT name AS source, json_extract(hints, '$.hub') AS hub, json_extract(hints, '$.topic') AS topic
    FROM sources WHERE active = 1 AND state IS NOT 'gone' AND json_extract(hints, '$.topic') IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A request to a hub. `pending`: it waits for the hub's question; `failures` counts requests without one."""

    place: Place
    pending: bool
    failures: int


class Subscriptions:
    """The hubs' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, now: datetime) -> list[Place]:
        """Sources whose hub is to be asked: for the first time, again, or for another term."""
        rows = self._db.rows(
            f"""SELECT p.* FROM ({_PLACES}) p LEFT JOIN subscriptions s USING (source, hub, topic)
            WHERE s.next_request IS NULL OR s.next_request <= ? ORDER BY s.next_request, p.source""",
            (iso(now),),
        )
        return [_place(row) for row in rows]

    def all(self) -> list[Subscription]:
        """Every subscription of a source that is followed, as its feed names its hub now."""
        rows = self._db.rows(f"SELECT s.* FROM subscriptions s JOIN ({_PLACES}) p USING (source, hub, topic)")
        return [Subscription(_place(row), row["state"] in _PENDING, row["failures"]) for row in rows]

    def ask(self, place: Place, at: datetime, again: datetime) -> None:
        """Note a request before it is sent: a hub may put its question before it answers. It is repeated at `again`."""
        with self._db.writing():
            self._db.execute(
                """INSERT INTO subscriptions(source, hub, topic, state, asked, next_request, failures)
                VALUES (:source, :hub, :topic, 'asked', :at, :again, 1) ON CONFLICT(source) DO UPDATE SET
                  state = CASE WHEN hub = excluded.hub AND topic = excluded.topic AND active_until > :at
                    THEN 'renewing' ELSE 'asked' END,
                  failures = CASE WHEN hub = excluded.hub AND topic = excluded.topic THEN failures + 1 ELSE 1 END,
                  active_until = CASE WHEN hub = excluded.hub AND topic = excluded.topic THEN active_until END,
                  hub = excluded.hub, topic = excluded.topic, asked = :at, next_request = :again, reason = NULL""",
                {**_named(place), "at": iso(at), "again": iso(again)},
            )

    def confirm(self, place: Place, until: datetime, renew: datetime) -> None:
        """Store that the hub's question was answered."""
        self._change(
            place,
            "state = 'active', active_until = :until, next_request = :renew, failures = 0, reason = NULL",
            {"until": iso(until), "renew": iso(renew)},
        )

    def explain(self, place: Place, reason: str) -> None:
        """Store why the last request brought nothing; when it is repeated stands already."""
        self._change(place, "reason = :reason", {"reason": reason})

    def refuse(self, place: Place, reason: str, again: datetime) -> None:
        """Store that the hub will not push, or no longer."""
        changes = "state = 'refused', active_until = NULL, next_request = :again, reason = :reason"
        self._change(place, changes, {"again": iso(again), "reason": reason})

    def _change(self, place: Place, changes: str, values: dict[str, str]) -> None:
        with self._db.writing():
            self._db.execute(
                f"UPDATE subscriptions SET {changes} WHERE source = :source AND hub = :hub AND topic = :topic",
                {**_named(place), **values},
            )

    def push(self, place: Place, at: datetime) -> bool:
        """Make the source due, a minute after its last poll at the soonest; gives whether that is sooner than it was.

        A source that fails, or whose host wants to be left alone, keeps its time.
        """
        with self._db.writing():
            self._change(place, "pushed = :at", {"at": iso(at)})
            last = self._db.value("SELECT last_poll FROM sources WHERE name = ?", (place.source,))
            soon = iso(at if last is None else max(at, parse_iso(last) + _SOONEST))
            cursor = self._db.execute(
                """UPDATE sources SET next_poll = ?, why_next = 'its hub announced something new'
                WHERE name = ? AND active = 1 AND failures = 0 AND next_poll > ?""",
                (soon, place.source, soon),
            )
            return cursor.rowcount > 0


def _place(row: sqlite3.Row) -> Place:
    return Place(row["source"], row["hub"], row["topic"])


def _named(place: Place) -> dict[str, str]:
    return {"source": place.source, "hub": place.hub, "topic": place.topic}
