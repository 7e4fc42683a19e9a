"""Events with their causes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.as_json import changes_json
from monitor.clock import iso, parse_iso
from monitor.model import Basis, Changes, Corrected, Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.store.codec import STORED_MENTION, when
from monitor.store.database import Database
from monitor.store.paging import WHOLE, Page, ids
from monitor.store.rows import BY_HAND


@dataclass(frozen=True, slots=True)
class Noticed:
    """An event to be stored, with the key under which it can happen only once."""

    event: Event
    once_key: str


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are listed."""

    since: datetime | None = None
    kind: str | None = None
    story: str | None = None
    baseline: bool = True


class Events:
    """The events' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(self, noticed: Sequence[Noticed], version: int | None = None) -> list[int]:
        """Store events, still to be decided on, and mark their version as done; gives the new ids.

        An event whose key is known already is left as it is and told to nobody again.
        """
        ids = []
        with self._db.writing():
            for item in noticed:
                event = self._insert(item, version)
                if event is not None:
                    ids.append(event)
            if version is not None:
                self._db.execute("UPDATE versions SET stage = 'done', rebasing = 0 WHERE id = ?", (version,))
        return ids

    def _insert(self, item: Noticed, version: int | None) -> int | None:
        event = item.event
        if self._db.value("SELECT 1 FROM events WHERE once_key = ?", (item.once_key,)):
            return None
        article = None if event.article is None else event.article.id
        changes = None if event.changes is None else json.dumps(changes_json(event.changes), ensure_ascii=False)
        rowid = self._db.insert(
            """INSERT INTO events(at, story, kind, basis, score, summary, reason, article, source, version, origins,
              changes, baseline, once_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
            (
                *(
                    iso(event.at),
                    event.story,
                    event.kind,
                    event.basis,
                    event.score,
                    event.summary,
                    event.reason,
                ),
                *(article, event.source, version, json.dumps(dict(event.origins)), changes, event.baseline),
                item.once_key,
            ),
        )
        for claim in event.claims:
            self._db.execute(
                "INSERT INTO event_claims(event, role, claim, mention) VALUES (?, ?, ?, ?)",
                (rowid, claim.role, claim.claim, claim.mention),
            )
        return rowid

    def told_pairs(self, claim: int) -> list[tuple[int, Basis | None]]:
        """The claims that a claim is known to contradict, with the basis of each: by an event, or by hand."""
        rows = self._db.rows(
            """SELECT other.claim, e.basis FROM event_claims mine
            JOIN events e ON e.id = mine.event AND e.kind = 'contradiction'
            JOIN event_claims other ON other.event = e.id AND other.role != mine.role
            WHERE mine.claim = :claim AND other.claim != mine.claim
            UNION SELECT earlier_claim, basis FROM relations
            WHERE new_claim = :claim AND relation = 'contradicts' AND judge = :person
            UNION SELECT new_claim, basis FROM relations
            WHERE earlier_claim = :claim AND relation = 'contradicts' AND judge = :person""",
            {"claim": claim, "person": BY_HAND},
        )
        return [(row["claim"], None if row["basis"] is None else Basis(row["basis"])) for row in rows]

    def is_moved(self, claim: int) -> bool:
        """Whether a claim was told as the later state of another one."""
        sql = """SELECT 1 FROM event_claims c JOIN events e ON e.id = c.event AND e.kind = 'update'
            WHERE c.claim = ? AND c.role = 'new'"""
        return self._db.row(sql, (claim,)) is not None

    def get(self, event: int) -> Event | None:
        """One event with its claims, or None."""
        row = self._db.row("SELECT * FROM events WHERE id = ?", (event,))
        return None if row is None else self._event(row)

    def since(self, at: datetime | None = None, after: int = 0) -> list[Event]:
        """Events from a time on, or after an id, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM events WHERE at >= ? AND id > ? ORDER BY id",
            ("" if at is None else iso(at), after),
        )
        return [self._event(row) for row in rows]

    def listed(self, chosen: EventFilter, page: Page = WHOLE) -> Iterator[Event]:
        """Events that pass a filter, oldest first."""
        where = ["1"]
        parameters: dict[str, object] = {"kind": chosen.kind, "story": chosen.story}
        where += [f"e.{name} = :{name}" for name, value in parameters.items() if value is not None]
        where += [] if chosen.baseline else ["e.baseline = 0"]
        if chosen.since is not None:
            parameters["since"] = iso(chosen.since)
            # Their times nearly follow their ids, so the search begins near the first one.
            first = self._db.value("SELECT min(+id) FROM events WHERE at >= :since", parameters)
            page = replace(page, after=max(page.after, self.last() if first is None else first - 1))
            where.append("e.at >= :since")
        for batch in ids(self._db, f"FROM events e WHERE {' AND '.join(where)}", "e.id", parameters, page):
            yield from self.of(batch)

    def published(self, kinds: Collection[EventKind], limit: int, story: str | None = None) -> list[Event]:
        """The latest events for a feed, oldest first: decided on, no baseline, and neither muted nor inhibited."""
        marks = ", ".join("?" * len(kinds))
        # Each order is that of an index, so that the walk ends with the last event that is wanted.
        which, order = ("", "id DESC") if story is None else ("AND story = ?", "at DESC, id DESC")
        rows = self._db.rows(
            f"""SELECT * FROM events WHERE kind IN ({marks}) AND baseline = 0 AND decided_at IS NOT NULL
            AND (untold IS NULL OR untold NOT GLOB 'muted:*' AND untold NOT GLOB 'inhibited:*') {which}
            ORDER BY {order} LIMIT ?""",
            (*kinds, *((story,) if story is not None else ()), limit),
        )
        return [self._event(row) for row in reversed(rows)]

    def last(self) -> int:
        """The id of the newest event, 0 where there is none."""
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM events"))

    def decided(self) -> int:
        """The id of the newest event that was decided on, 0 where there is none."""
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM events WHERE decided_at IS NOT NULL"))

    def of(self, ids: Sequence[int]) -> tuple[Event, ...]:
        """The events of these ids, in this order."""
        return tuple(event for event in map(self.get, ids) if event is not None)

    def _event(self, row: sqlite3.Row) -> Event:
        return Event(
            id=row["id"],
            kind=EventKind(row["kind"]),
            at=parse_iso(row["at"]),
            story=row["story"],
            basis=None if row["basis"] is None else Basis(row["basis"]),
            score=row["score"],
            summary=row["summary"],
            reason=row["reason"],
            claims=self._claims(row["id"]),
            article=self._article(row["article"]),
            changes=None if row["changes"] is None else _changes(row["changes"]),
            source=row["source"],
            origins=json.loads(row["origins"]),
            baseline=bool(row["baseline"]),
        )

    def _claims(self, event: int) -> tuple[EventClaim, ...]:
        sql = f"""SELECT c.role AS event_role, q.* FROM event_claims c JOIN ({STORED_MENTION}) q ON q.id = c.mention
              WHERE c.event = ? ORDER BY c.role DESC"""
        return tuple(_event_claim(row) for row in self._db.rows(sql, (event,)))

    def _article(self, article: int | None) -> EventArticle | None:
        row = self._db.row("SELECT id, url, outlet, title FROM articles WHERE id = ?", (article,))
        return None if row is None else EventArticle(row["id"], row["url"], row["outlet"], row["title"])


def _event_claim(row: sqlite3.Row) -> EventClaim:
    # The analysis of the mention is not read: unpacking it would load pydantic for every listing.
    return EventClaim(
        claim=row["claim"] or 0,
        text=row["text"],
        role=row["event_role"],
        outlet=row["outlet"],
        tier=Tier(row["tier"]),
        url=row["url"],
        published=when(row["published"]),
        attribution=row["attribution"],
        modality=Modality(row["modality"]),
        mention=row["id"],
    )


def _changes(text: str) -> Changes:
    stored = json.loads(text)
    return Changes(
        added=tuple(stored["added"]),
        dropped=tuple(stored["dropped"]),
        altered=tuple((pair["from"], pair["to"]) for pair in stored["altered"]),
        notice=stored.get("notice"),
        corrects=tuple(
            Corrected(each["claim"], each["text"], tuple(each["still_said_by"])) for each in stored.get("corrects", ())
        ),
    )
