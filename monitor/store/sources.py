"""Sources, their polls and what they list."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.clock import iso, parse_iso
from monitor.model import Entry, EntryForm, SourceState, Tier
from monitor.store.codec import entry_of, moment, when
from monitor.store.database import Database
from monitor.store.rows import ConfiguredSource, ListedEntry, Move, PollRecord, StoredSource

_SOURCES = "SELECT s.*, o.tier FROM sources s JOIN outlets o ON o.name = s.outlet"
_TELLING = 5  # entries, below which a list may change as a whole between two polls


class Sources:
    """The sources' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._times: dict[str, tuple[datetime, ...]] = {}
        self._synced: Sequence[ConfiguredSource] = ()

    def sync(self, configured: Sequence[ConfiguredSource]) -> None:
        """Make the stored sources those of the configuration; a changed address forgets its validators."""
        if configured is self._synced:  # by this process, and no other may change them
            return
        stored = {
            ConfiguredSource(row["name"], row["kind"], row["url"], row["outlet"], Tier(row["tier"]))
            for row in self._db.rows(f"{_SOURCES} WHERE s.active = 1")
        }
        if stored != set(configured):
            with self._db.writing():
                self._db.execute("UPDATE sources SET active = 0")
                for source in configured:
                    self._upsert(source)
        self._synced = configured

    def _upsert(self, source: ConfiguredSource) -> None:
        self._db.execute(
            "INSERT INTO outlets(name, tier) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET tier = excluded.tier",
            (source.outlet, source.tier),
        )
        self._db.execute(
            """INSERT INTO sources(name, kind, url, outlet) VALUES (?, ?, ?, ?)
            ON CONFLICT(name) DO UPDATE SET active = 1, outlet = excluded.outlet,
              etag = CASE WHEN url = excluded.url THEN etag END,
              last_modified = CASE WHEN url = excluded.url THEN last_modified END,
              body_hash = CASE WHEN url = excluded.url THEN body_hash END,
              next_poll = CASE WHEN url = excluded.url THEN next_poll END,
              state = CASE WHEN url = excluded.url THEN state END,
              baseline_at = CASE WHEN url = excluded.url THEN baseline_at END,
              memory = CASE WHEN url = excluded.url THEN memory END,
              moved_url = CASE WHEN url = excluded.url THEN moved_url END,
              moving_to = CASE WHEN url = excluded.url THEN moving_to END,
              moving_since = CASE WHEN url = excluded.url THEN moving_since END,
              kind = excluded.kind, url = excluded.url""",
            (source.name, source.kind, source.url, source.outlet),
        )

    def due(self, now: datetime) -> list[StoredSource]:
        """Sources whose time has come, the longest waiting first; a source never polled is due at once."""
        sql = f"""{_SOURCES} WHERE s.state IS NOT 'gone' AND s.name IN (
                SELECT name FROM sources WHERE active = 1 AND next_poll <= ?
                UNION ALL SELECT name FROM sources WHERE active = 1 AND next_poll IS NULL)
              ORDER BY s.next_poll, s.name"""
        return [_source(row) for row in self._db.rows(sql, (iso(now),))]

    def all(self) -> list[StoredSource]:
        """Every source of the configuration."""
        return [_source(row) for row in self._db.rows(f"{_SOURCES} WHERE s.active = 1 ORDER BY s.name")]

    def record_quiet(self, record: PollRecord) -> None:
        """Store a poll that listed nothing new: unchanged, or failed. Validators of a failure are not kept."""
        with self._db.writing():
            self._record(record)
            if record.state is not SourceState.UNCHANGED:
                self._log(record, 0, 0)

    def record_entries(self, record: PollRecord, listed: Sequence[ListedEntry], whole: bool = True) -> int:
        """Store what a source lists and its validators in one transaction; gives how many entries are new.

        A new entry of a story makes its article due. So does a changed entry, and one that left the
        list while an older one stays. Where the list was not read to its end (`whole` is false), nothing left it.
        """
        self._times.pop(record.source, None)
        with self._db.writing():
            known = self._known(record.source, [item.entry.identity for item in listed])
            baseline = self._db.value("SELECT baseline_at IS NULL FROM sources WHERE name = ?", (record.source,))
            new, again = [], []
            for item in listed:
                stored = known.get(item.entry.identity)
                if stored is None:
                    article = self._article(record, item, bool(baseline)) if item.stories else None
                    new.append((item.entry, article))
                elif _differs(stored, item.entry):
                    self._update(stored, record, item)
                elif not stored["listed"]:
                    again.append((stored["id"],))
            self._insert(record, new, bool(baseline))
            self._db.many("UPDATE entries SET listed = 1 WHERE id = ?", again)
            if whole:
                self._unlist(record, {item.entry.identity for item in listed}, known)
            self._record(record, entries=len(listed))
            self._log(record, len(listed), len(new))
            return len(new)

    def has_run_past(self, source: str, identities: Sequence[str]) -> bool:
        """Whether a list of five or more entries names none of the five or more that it named until now."""
        rows = self._db.rows("SELECT identity FROM entries WHERE source = ? AND listed = 1", (source,))
        until_now = {row["identity"] for row in rows}
        return min(len(until_now), len(identities)) >= _TELLING and until_now.isdisjoint(identities)

    def _known(self, source: str, identities: Sequence[str]) -> dict[str, sqlite3.Row]:
        """What is stored of the entries that a source lists now or listed until now, not of all that it ever did."""
        rows = self._db.rows("SELECT * FROM entries WHERE source = ? AND listed = 1", (source,))
        known = {row["identity"]: row for row in rows}
        others = [identity for identity in identities if identity not in known]
        if others:
            rows = self._db.rows(
                "SELECT * FROM entries WHERE source = ? AND identity IN (SELECT value FROM json_each(?))",
                (source, json.dumps(others)),
            )
            known.update((row["identity"], row) for row in rows)
        return known

    def _insert(self, record: PollRecord, new: Sequence[tuple[Entry, int | None]], baseline: bool) -> None:
        """Store entries, each with its article if it belongs to a story."""
        at = iso(record.at)
        self._db.many(
            """INSERT INTO entries(source, identity, url, title, author, published, updated, summary,
              content_html, form, about, first_seen, last_seen, baseline, article)
            VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
            [
                (
                    *(record.source, entry.identity, entry.url, entry.title, entry.author),
                    *(moment(entry.published), moment(entry.updated), entry.summary, entry.content_html),
                    *(entry.form, entry.about, at, at, baseline, article),
                )
                for entry, article in new
            ],
        )

    def _article(self, record: PollRecord, item: ListedEntry, baseline: bool) -> int:
        entry, now = item.entry, iso(record.at)
        self._db.execute(
            """INSERT INTO articles(url, outlet, source, title, author, published, first_seen, next_read, baseline)
            SELECT ?, outlet, name, ?, ?, ?, ?, ?, ? FROM sources WHERE name = ? ON CONFLICT(url) DO NOTHING""",
            (
                item.article_url,
                entry.title,
                entry.author,
                moment(entry.published),
                now,
                now,
                baseline,
                record.source,
            ),
        )
        row = self._db.row("SELECT id, duplicate_of FROM articles WHERE url = ?", (item.article_url,))
        assert row is not None
        article = int(row["duplicate_of"] or row["id"])
        for story in item.stories:
            cursor = self._db.execute(
                "INSERT INTO article_stories(article, story, baseline) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (article, story, baseline),
            )
            if cursor.rowcount:
                self._claim_again(article)
        return article

    def _claim_again(self, article: int) -> None:
        """Send an article that was read before through the later stages again, for a story that it has joined."""
        self._db.execute(
            """UPDATE versions SET stage = 'read' WHERE id = (SELECT id FROM versions
            WHERE article = ? AND status IN ('ok', 'partial') ORDER BY number DESC LIMIT 1)""",
            (article,),
        )

    def _update(self, stored: sqlite3.Row, record: PollRecord, item: ListedEntry) -> None:
        entry = item.entry
        article = self._article(record, item, baseline=False) if item.stories else stored["article"]
        self._db.execute(
            """UPDATE entries SET title = ?, summary = ?, content_html = ?, updated = ?, last_seen = ?, listed = 1,
            article = ? WHERE id = ?""",
            (
                *(entry.title, entry.summary, entry.content_html, moment(entry.updated), iso(record.at)),
                *(article, stored["id"]),
            ),
        )
        self._make_due([article], record.at)

    def _unlist(self, record: PollRecord, present: set[str], known: Mapping[str, sqlite3.Row]) -> None:
        stay = (row["published"] or row["first_seen"] for row in known.values() if row["identity"] in present)
        oldest = min(stay, default=None)
        left = [row for row in known.values() if row["listed"] and row["identity"] not in present]
        at = iso(record.at)
        self._db.many("UPDATE entries SET listed = 0, last_seen = ? WHERE id = ?", [(at, row["id"]) for row in left])
        if oldest is not None:
            # A list of records has no end that entries fall off.
            early = [
                row
                for row in left
                if row["form"] == EntryForm.RECORD or oldest < (row["published"] or row["first_seen"])
            ]
            self._make_due([row["article"] for row in early], record.at)

    def _make_due(self, articles: Sequence[int | None], at: datetime) -> None:
        """Have these articles read again; an entry that belongs to no story has none."""
        self._db.many(
            """UPDATE articles SET next_read = ?, prompts = prompts + 1
            WHERE id = ? AND duplicate_of IS NULL AND (gone_at IS NULL OR missing_since IS NOT NULL)""",
            [(iso(at), article) for article in articles if article is not None],
        )

    def _record(self, record: PollRecord, entries: int | None = None) -> None:
        read = entries is not None
        succeeded = read or record.state is SourceState.UNCHANGED
        self._db.execute(
            """UPDATE sources SET state = :state, reason = :reason, last_poll = :at, next_poll = :next,
              why_next = :why, failures = :failures,
              last_ok = CASE WHEN :succeeded THEN :at ELSE last_ok END,
              down_since = CASE WHEN :succeeded THEN NULL ELSE coalesce(down_since, :at) END,
              baseline_at = CASE WHEN :read THEN coalesce(baseline_at, :at) ELSE baseline_at END,
              entries = coalesce(:entries, entries),
              etag = CASE WHEN :succeeded THEN :etag ELSE etag END,
              last_modified = CASE WHEN :succeeded THEN :last_modified ELSE last_modified END,
              body_hash = CASE WHEN :read THEN :body_hash ELSE body_hash END,
              hints = CASE WHEN :read THEN :hints ELSE hints END,
              memory = CASE WHEN :read THEN :memory ELSE memory END,
              last_whole = CASE WHEN :whole THEN :at ELSE last_whole END,
              moved_url = :moved, moving_to = :moving, moving_since = :moving_since
            WHERE name = :name""",
            {
                "name": record.source,
                "state": record.state,
                "reason": record.reason,
                "at": iso(record.at),
                "next": moment(record.next_poll),
                "why": record.why_next,
                "failures": record.failures,
                "read": read,
                "succeeded": succeeded,
                "entries": entries,
                "etag": record.etag,
                "last_modified": record.last_modified,
                "body_hash": record.body_hash,
                "hints": record.hints,
                "memory": record.memory,
                "whole": record.whole,
                "moved": record.move.url,
                "moving": record.move.to,
                "moving_since": moment(record.move.since),
            },
        )

    def _log(self, record: PollRecord, entries: int, new: int) -> None:
        self._db.execute(
            "INSERT INTO polls(source, at, state, reason, entries, new_entries) VALUES (?, ?, ?, ?, ?, ?)",
            (record.source, iso(record.at), record.state, record.reason, entries, new),
        )

    def entry_times(self, source: str) -> tuple[datetime, ...]:
        """When the source's twenty newest entries were published (or first seen), oldest first.

        Kept in memory between two polls that list something: most polls bring nothing new.
        """
        if source not in self._times:
            rows = self._db.rows(
                "SELECT coalesce(published, first_seen) AS t FROM entries WHERE source = ? ORDER BY t DESC LIMIT 20",
                (source,),
            )
            self._times[source] = tuple(parse_iso(row["t"]) for row in reversed(rows))
        return self._times[source]

    def unmatched_entries(self, story: str) -> list[tuple[str, Entry]]:
        """Stored entries (with their source) that do not belong to this story."""
        rows = self._db.rows(
            """SELECT e.* FROM entries e WHERE NOT EXISTS
            (SELECT 1 FROM article_stories s WHERE s.article = e.article AND s.story = ?)""",
            (story,),
        )
        return [(row["source"], entry_of(row)) for row in rows]

    def add_to_story(self, source: str, at: datetime, item: ListedEntry) -> None:
        """Make a stored entry's article part of stories that were configured later, as their baseline."""
        record = PollRecord(source, at, SourceState.OK, None, None, "")
        with self._db.writing():
            article = self._article(record, item, baseline=True)
            self._db.execute(
                "UPDATE entries SET article = ? WHERE source = ? AND identity = ?",
                (article, source, item.entry.identity),
            )


def _differs(stored: sqlite3.Row, entry: Entry) -> bool:
    return (stored["title"], stored["summary"], stored["content_html"], stored["updated"]) != (
        entry.title,
        entry.summary,
        entry.content_html,
        moment(entry.updated),
    )


def _source(row: sqlite3.Row) -> StoredSource:
    return StoredSource(
        name=row["name"],
        kind=row["kind"],
        url=row["url"],
        outlet=row["outlet"],
        tier=Tier(row["tier"]),
        state=None if row["state"] is None else SourceState(row["state"]),
        reason=row["reason"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        hints=row["hints"],
        memory=row["memory"],
        baseline_at=when(row["baseline_at"]),
        last_ok=when(row["last_ok"]),
        next_poll=when(row["next_poll"]),
        failures=row["failures"],
        down_since=when(row["down_since"]),
        last_whole=when(row["last_whole"]),
        move=Move(row["moved_url"], row["moving_to"], when(row["moving_since"])),
    )
