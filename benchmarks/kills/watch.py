"""What must hold after every kill, read from the history as any other reader would read it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.kills.newsroom import Newsroom
from monitor.clock import Clock, iso

_KEPT = {
    "entries": "SELECT source || ' ' || identity FROM entries",
    "versions": "SELECT article || ' ' || number || ' ' || text_hash FROM versions",
    "mentions": "SELECT id || ' ' || text FROM mentions",
    "events": "SELECT once_key FROM events",
    "sent": "SELECT id FROM deliveries WHERE state = 'sent'",
}
_EVENTS = """SELECT e.id, e.kind, coalesce(e.article, 0) AS article, coalesce(e.source, '') AS source,
  coalesce(e.changes, '') AS changes,
  (SELECT group_concat(c.role || ':' || m.text, '|') FROM event_claims c JOIN mentions m ON m.id = c.mention
    WHERE c.event = e.id) AS said
FROM events e WHERE e.kind NOT IN ('surge', 'silence') ORDER BY e.id"""
_UNTOLD = """SELECT c.text FROM claims c WHERE c.baseline = 0 AND NOT EXISTS
  (SELECT 1 FROM event_claims e WHERE e.claim = c.id)
  AND EXISTS (SELECT 1 FROM mentions m JOIN versions v ON v.id = m.version
    WHERE m.claim = c.id AND v.number = 1 AND v.stage = 'done')"""
_NOT_TOLD = """SELECT id, state, coalesce(reason, 'never tried') || ', next ' || next_attempt
FROM deliveries WHERE state IN ('due', 'dead')"""
_AHEAD = timedelta(seconds=2)  # what is due so soon is as good as due
_UNFINISHED = {
    "sources not polled": """SELECT count(*) FROM sources
      WHERE active = 1 AND (last_poll IS NULL OR last_poll NOT BETWEEN :since AND :now)""",
    "articles to read": "SELECT count(*) FROM articles WHERE next_read <= :now",
    "versions on their way": "SELECT count(*) FROM versions WHERE stage != 'done'",
    "events undecided": "SELECT count(*) FROM events WHERE decided_at IS NULL",
    "deliveries due": "SELECT count(*) FROM deliveries WHERE state = 'due' AND next_attempt <= :now",
}


@dataclass
class Watch:
    """Remembers what the history held, and finds what is gone or stands there twice."""

    path: Path
    seen: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _KEPT})
    told: set[str] = field(default_factory=set)

    def ready(self) -> bool:
        """Whether the history has its tables; a kill may have come before."""
        if not self.path.exists():
            return False
        with closing(sqlite3.connect(self.path, timeout=30)) as history:
            return history.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone() is not None

    def after_kill(self) -> list[str]:
        """What is wrong with the history as the kill left it; each fault is said once."""
        if not self.ready():
            return []
        with closing(sqlite3.connect(self.path, timeout=30)) as history:
            history.row_factory = sqlite3.Row
            found = [*_broken(history), *self._lost(history), *_twice(history)]
        fresh = [fault for fault in found if fault not in self.told]
        self.told.update(fresh)
        return fresh

    def unrecorded(self, newsroom: Newsroom) -> set[tuple[str, str]]:
        """What channels took and the history does not know to be sent, by channel and delivery: it will be repeated."""
        with closing(sqlite3.connect(self.path, timeout=30)) as history:
            sent = {str(row[0]) for row in history.execute("SELECT id FROM deliveries WHERE state = 'sent'")}
        return {each for each in newsroom.received.taken() if each[1] not in sent}

    def unfinished(self, clock: Clock, since: str) -> dict[str, int]:
        """What is still to be done, or was not done since a moment: nothing once the daemon has settled."""
        with closing(sqlite3.connect(self.path, timeout=30)) as history:
            times = {"now": iso(clock.now() + _AHEAD), "since": since}
            counts = {name: history.execute(sql, times).fetchone()[0] for name, sql in _UNFINISHED.items()}
        return {name: count for name, count in counts.items() if count}

    def at_the_end(self, newsroom: Newsroom) -> list[str]:
        """What was published and is not in the history as it is shown now, and what was never told."""
        found: list[str] = []
        with closing(sqlite3.connect(self.path, timeout=30)) as history:
            texts = dict(
                history.execute("""SELECT a.url, v.text FROM versions v JOIN articles a ON a.id = v.article
                  WHERE v.id = (SELECT max(id) FROM versions WHERE article = a.id)""").fetchall()
            )
            for shown in (each for published in newsroom.published.values() for each in published):
                missing = [part for part in shown.item.paragraphs() if part not in texts.get(shown.url, "")]
                found += [f"not in the history: {shown.item.id} {part}" for part in missing]
            found += [f"never told: {row[0]}" for row in history.execute(_UNTOLD)]
            found += [f"delivery {row[0]} is {row[1]}: {row[2]}" for row in history.execute(_NOT_TOLD)]
            sent = history.execute("SELECT channel, id FROM deliveries WHERE state = 'sent'").fetchall()
        taken = newsroom.received.messages
        found += [f"recorded as sent, never taken: {row}" for row in sent if (row[0], str(row[1])) not in taken]
        return found

    def _lost(self, history: sqlite3.Connection) -> Iterator[str]:
        for name, sql in _KEPT.items():
            now = {str(row[0]) for row in history.execute(sql)}
            yield from (f"lost from {name}: {each}" for each in self.seen[name] - now)
            self.seen[name] = now


def _broken(history: sqlite3.Connection) -> Iterator[str]:
    answers = [row[0] for row in history.execute("PRAGMA integrity_check")]
    if answers != ["ok"]:
        yield f"integrity_check: {answers[0]}"
    yield from (f"foreign key: {tuple(row)}" for row in history.execute("PRAGMA foreign_key_check"))


def _twice(history: sqlite3.Connection) -> Iterator[str]:
    """Events that tell the same, and sources that are told down twice without being back in between."""
    found: Counter[tuple[object, ...]] = Counter()
    standing: dict[str, str] = {}
    for row in history.execute(_EVENTS):
        if row["source"]:
            if standing.get(row["source"]) == row["kind"]:
                yield f"{row['source']} was told {row['kind']} twice in a row (e{row['id']})"
            standing[row["source"]] = row["kind"]
        else:
            found[row["kind"], row["article"], row["said"], row["changes"]] += 1
    yield from (f"told {times} times: {event}" for event, times in found.items() if times > 1)
