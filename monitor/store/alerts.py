"""Who is told of an event: what bears on that, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.model import Event, EventKind
from monitor.model_alerts import AlertKind, Severity
from monitor.store.database import Database
from monitor.telling import Decision, Placement, Standing, Thread

_SAME_CLAIM = """SELECT e.alert FROM event_claims mine JOIN event_claims c ON c.claim = mine.claim
  JOIN events e ON e.id = c.event WHERE mine.event = :event"""
# What a changed text takes back, or says no more.
_TAKEN_BACK = """SELECT e.alert FROM events now JOIN mentions m ON m.article = now.article
    AND m.dropped_version = now.version JOIN event_claims c ON c.mention = m.id JOIN events e ON e.id = c.event
    WHERE now.id = :event
  UNION ALL SELECT e.alert FROM events now, json_each(now.changes, '$.corrects') each
    JOIN event_claims c ON c.claim = json_extract(each.value, '$.claim') JOIN events e ON e.id = c.event
    WHERE now.id = :event"""
_SAME_PLACE = """SELECT e.alert FROM events e WHERE e.article IN (:article, :page)
  UNION ALL SELECT e.alert FROM mentions m JOIN event_claims c ON c.mention = m.id
    JOIN events e ON e.id = c.event WHERE m.article IN (:article, :page)
  UNION ALL SELECT e.alert FROM events e WHERE e.source = :source"""
# A denial comes in other words from each outlet that quotes it: what a party denies within two days is one matter.
_PARTY = """({0}.modality = 'denied' OR EXISTS (SELECT 1 FROM articles a JOIN outlets t ON t.name = a.outlet
  WHERE a.id = {0}.article AND t.tier = 'primary'))"""
_SAME_DENIAL = f"""SELECT e.alert FROM events now JOIN event_claims mine ON mine.event = now.id AND mine.role = 'new'
  JOIN mentions m ON m.id = mine.mention JOIN events e ON e.kind = 'contradiction' AND e.story = now.story
    AND e.basis IN ('negation', 'denial') AND e.id < now.id AND e.at >= :since
  JOIN event_claims c ON c.event = e.id AND c.role = 'new' JOIN mentions o ON o.id = c.mention AND o.origin = m.origin
  WHERE now.id = :event AND now.kind = 'contradiction' AND now.basis IN ('negation', 'denial')
    AND {_PARTY.format("m")} AND {_PARTY.format("o")}"""
_ECHOES = timedelta(days=2)


class Alerts:
    """Decisions on events, and the alerts that they open or add to."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def undecided(self, limit: int = 1000) -> list[int]:
        """Events on which nothing was decided yet, oldest first."""
        rows = self._db.rows("SELECT id FROM events WHERE decided_at IS NULL ORDER BY id LIMIT ?", (limit,))
        return [row["id"] for row in rows]

    def standing(self, event: Event) -> Standing:
        """What the history knows that bears on the event; mutes are not among it."""
        return Standing(
            inhibited=self._inhibited(event),
            outlets=max((self._outlets(side.claim) for side in event.claims), default=0),
            thread=self._thread(event),
            known=self._known(event),
        )

    def _inhibited(self, event: Event) -> str | None:
        if event.kind is EventKind.SILENCE:
            return self._unheard(event)
        if event.kind is not EventKind.CONTRADICTION:
            return None
        found = self._db.value(
            """SELECT e.id FROM event_claims c JOIN mentions m ON m.id = c.mention
            JOIN events e ON e.version = m.dropped_version AND e.kind = 'correction'
            WHERE c.event = ? AND EXISTS (SELECT 1 FROM tellings t WHERE t.event = e.id) ORDER BY e.id DESC""",
            (event.id,),
        )
        return None if found is None else f"the correction e{found} resolves it"

    def _unheard(self, event: Event) -> str | None:
        """Which sources are down that make a silence say nothing: its own, or half of all."""
        rows = self._db.rows("SELECT name, outlet, down_since FROM sources WHERE active = 1 ORDER BY name")
        about = {event.source, *(side.outlet for side in event.claims)}
        down = [row for row in rows if row["down_since"] is not None]
        own = [row["name"] for row in down if {row["name"], row["outlet"]} & about]
        if own or (down and len(down) * 2 >= len(rows)):
            names = own or [row["name"] for row in down]
            return f"source {names[0]} is down" if len(names) == 1 else f"the sources {', '.join(names)} are down"
        return None

    def _outlets(self, claim: int) -> int:
        sql = """SELECT count(DISTINCT a.outlet) FROM mentions m JOIN articles a ON a.id = m.article
            WHERE m.claim = ? AND m.dropped_at IS NULL"""
        return int(self._db.value(sql, (claim,)))

    def _thread(self, event: Event) -> Thread | None:
        page = next((side.mention for side in event.claims if side.role == "new"), None)
        near = {
            "event": event.id,
            "article": None if event.article is None else event.article.id,
            "page": self._db.value("SELECT article FROM mentions WHERE id = ?", (page,)),
            "source": event.source,
            "since": iso(event.at - _ECHOES),
        }
        for same in (_SAME_CLAIM, _SAME_DENIAL, _TAKEN_BACK, _SAME_PLACE):
            sql = f"SELECT id, last_at FROM alerts WHERE id IN ({same}) ORDER BY last_at DESC, id DESC LIMIT 1"
            row = self._db.row(sql, near)
            if row is not None:
                return self._told_thread(row["id"], parse_iso(row["last_at"]))
        return None

    def _told_thread(self, alert: int, last: datetime) -> Thread:
        rows = self._db.rows(
            """SELECT d.channel, max(d.sent_at) AS sent, max(e.kind = 'contradiction') AS conflict
            FROM events e JOIN tellings t ON t.event = e.id AND t.withdrawn IS NULL
            JOIN deliveries d ON d.id = t.delivery WHERE e.alert = ? GROUP BY d.channel""",
            (alert,),
        )
        told = {row["channel"]: parse_iso(row["sent"]) for row in rows if row["sent"] is not None}
        return Thread(alert, last, told, frozenset(row["channel"] for row in rows if row["conflict"]))

    def _known(self, event: Event) -> frozenset[str]:
        rows = self._db.rows(
            """SELECT DISTINCT t.channel FROM event_claims mine JOIN event_claims c ON c.claim = mine.claim
            JOIN tellings t ON t.event = c.event AND t.withdrawn IS NULL
            WHERE mine.event = :event AND mine.role = 'new' AND c.event != :event""",
            {"event": event.id},
        )
        return frozenset(row["channel"] for row in rows)

    def record(self, event: Event, decision: Decision, now: datetime) -> None:
        """Store what was decided on an event, with its place in the outbox and every step."""
        with self._db.writing():
            direct = [placement for placement in decision.placements if not placement.digest]
            alert = self._alert(event, decision, now) if direct else None
            self._db.execute(
                "UPDATE events SET decided_at = ?, severity = ?, alert = ?, untold = ? WHERE id = ?",
                (iso(now), decision.severity, alert, decision.untold, event.id),
            )
            at = {}
            for placement in decision.placements:
                delivery = self._digest(placement, now) if placement.digest else self._delivery(alert, placement, now)
                at[placement.channel] = delivery
                self._db.execute(
                    "INSERT INTO tellings(channel, event, delivery) VALUES (?, ?, ?)",
                    (placement.channel, event.id, delivery),
                )
            for step in decision.steps:
                self._db.execute(
                    "INSERT INTO trail(at, event, channel, step, reason) VALUES (?, ?, ?, ?, ?)",
                    (iso(now), event.id, step.channel, step.name, step.reason),
                )
            if event.kind is EventKind.CORRECTION:
                self._resolve(event, [placement.channel for placement in decision.placements], now)

    def _alert(self, event: Event, decision: Decision, now: datetime) -> int:
        """The alert that the event opens or adds to; that is as severe as the worst of its events."""
        if decision.joins is None:
            return self._db.insert(
                """INSERT INTO alerts(at, kind, event, severity, why, follows, last_at)
                VALUES (:now, :kind, :event, :severity, :why, :follows, :now)""",
                {
                    "now": iso(now),
                    "kind": AlertKind.MATTER,
                    "event": event.id,
                    "severity": decision.severity,
                    "why": decision.why,
                    "follows": decision.follows,
                },
            )
        self._db.execute("UPDATE alerts SET last_at = max(last_at, ?) WHERE id = ?", (iso(now), decision.joins))
        worst = Severity(self._db.value("SELECT severity FROM alerts WHERE id = ?", (decision.joins,)))
        if decision.severity.rank < worst.rank:
            self._db.execute(
                "UPDATE alerts SET severity = ?, why = ? WHERE id = ?",
                (decision.severity, decision.why, decision.joins),
            )
        return decision.joins

    def _delivery(self, alert: int | None, placement: Placement, now: datetime) -> int:
        """The alert's message to a channel that was not tried yet, due no later than this, or a new one."""
        found: int | None = self._db.value(
            "SELECT id FROM deliveries WHERE alert = ? AND channel = ? AND state = 'due' AND attempts = 0",
            (alert, placement.channel),
        )
        if found is None:
            return self._insert(alert, placement.channel, placement.due, now)
        self._db.execute(
            "UPDATE deliveries SET next_attempt = min(next_attempt, ?) WHERE id = ?", (iso(placement.due), found)
        )
        return found

    def _digest(self, placement: Placement, now: datetime) -> int:
        found = self.open_digest(placement.channel, placement.due)
        return self.add_digest(placement.channel, placement.due, now) if found is None else found

    def open_digest(self, channel: str, due: datetime) -> int | None:
        """The digest that a channel gets at that time, if it was begun."""
        found: int | None = self._db.value(
            """SELECT d.id FROM deliveries d JOIN alerts a ON a.id = d.alert AND a.kind = 'digest'
            WHERE d.state = 'due' AND d.next_attempt = ? AND d.channel = ? AND d.attempts = 0""",
            (iso(due), channel),
        )
        return found

    def add_digest(self, channel: str, due: datetime, now: datetime) -> int:
        """Begin a digest for a channel."""
        with self._db.writing():
            alert = self.open_alert(AlertKind.DIGEST, Severity.NORMAL, now)
            return self._insert(alert, channel, due, now)

    def open_alert(self, kind: AlertKind, severity: Severity, now: datetime, note: str | None = None) -> int:
        """An alert that no single event opens."""
        return self._db.insert(
            "INSERT INTO alerts(at, kind, severity, why, last_at, note) VALUES (?, ?, ?, '', ?, ?)",
            (iso(now), kind, severity, iso(now), note),
        )

    def _insert(self, alert: int | None, channel: str, due: datetime, now: datetime) -> int:
        return self._db.insert(
            "INSERT INTO deliveries(alert, channel, state, next_attempt, created_at) VALUES (?, ?, 'due', ?, ?)",
            (alert, channel, iso(due), iso(now)),
        )

    def _resolve(self, event: Event, channels: Sequence[str], now: datetime) -> None:
        """Withdraw contradictions that still wait where the correction that resolves them is told."""
        rows = self._db.rows(
            """SELECT t.event, t.channel FROM tellings t
            JOIN deliveries d ON d.id = t.delivery AND d.state = 'due' AND d.attempts = 0
            JOIN events e ON e.id = t.event AND e.kind = 'contradiction'
            JOIN event_claims c ON c.event = e.id JOIN mentions m ON m.id = c.mention
            JOIN events mine ON mine.id = ? AND m.article = mine.article
            WHERE t.withdrawn IS NULL AND (m.dropped_version = mine.version OR c.claim IN (
              SELECT json_extract(each.value, '$.claim') FROM json_each(mine.changes, '$.corrects') each))""",
            (event.id,),
        )
        for row in rows:
            if row["channel"] in channels:
                self.withdraw(row["channel"], row["event"], f"inhibited: the correction e{event.id} resolves it", now)

    def withdraw(self, channel: str, event: int, reason: str, now: datetime) -> None:
        """An event that waits for a channel is not told there after all; a delivery that is left empty is dropped."""
        with self._db.writing():
            delivery = self._db.value("SELECT delivery FROM tellings WHERE channel = ? AND event = ?", (channel, event))
            self._db.execute(
                "UPDATE tellings SET withdrawn = ? WHERE channel = ? AND event = ?", (reason, channel, event)
            )
            self._db.execute(
                "INSERT INTO trail(at, event, channel, step, reason) VALUES (?, ?, ?, ?, ?)",
                (iso(now), event, channel, reason.partition(":")[0], reason),
            )
            self._db.execute(
                """UPDATE deliveries SET state = 'dropped', next_attempt = NULL, reason = ? WHERE id = ?
                AND NOT EXISTS (SELECT 1 FROM tellings WHERE delivery = deliveries.id AND withdrawn IS NULL)""",
                (reason, delivery),
            )
            self._db.execute(
                """UPDATE events SET untold = ? WHERE id = ?
                AND NOT EXISTS (SELECT 1 FROM tellings WHERE event = events.id AND withdrawn IS NULL)""",
                (reason, event),
            )
