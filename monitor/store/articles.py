"""Articles and their versions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.clock import iso, parse_iso
from monitor.model import EntryForm, ReadStatus, Tier
from monitor.store.codec import entry_of, moment, stored_version, when
from monitor.store.database import Database
from monitor.store.origins import keep_links
from monitor.store.rows import Capture, DueArticle, NewVersion, ReadRecord, StoredVersion, VersionContext

_ARTICLES = "SELECT a.*, o.tier FROM articles a JOIN outlets o ON o.name = a.outlet"
_CURRENT = """SELECT * FROM versions WHERE article = ? AND status != 'suspect' ORDER BY number DESC LIMIT 1"""


class Articles:
    """The articles' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, now: datetime, limit: int = 1000) -> list[DueArticle]:
        """Articles that are to be read now, new ones first."""
        sql = f"{_ARTICLES} WHERE a.next_read <= ? ORDER BY a.reads > 0, a.next_read, a.id LIMIT ?"
        return [self._due(row) for row in self._db.rows(sql, (iso(now), limit))]

    def make_due(self, now: datetime, younger_than: timedelta) -> None:
        """Make every article due that was first seen within this time, unless it answered 410."""
        with self._db.writing():
            self._db.execute(
                """UPDATE articles SET next_read = ? WHERE duplicate_of IS NULL AND first_seen > ?
                AND (gone_at IS NULL OR missing_since IS NOT NULL)""",
                (iso(now), iso(now - younger_than)),
            )

    def _due(self, row: sqlite3.Row) -> DueArticle:
        entry = self._db.row(
            "SELECT * FROM entries WHERE article = ? ORDER BY form = 'link', last_seen DESC, id LIMIT 1", (row["id"],)
        )
        current = self._db.row(_CURRENT, (row["id"],))
        hashes = self._db.rows("SELECT text_hash FROM versions WHERE article = ?", (row["id"],))
        return DueArticle(
            id=row["id"],
            url=row["url"],
            source=row["source"],
            outlet=row["outlet"],
            tier=Tier(row["tier"]),
            title=row["title"],
            first_seen=parse_iso(row["first_seen"]),
            etag=row["etag"],
            last_modified=row["last_modified"],
            reads=row["reads"],
            failures=row["failures"],
            missing_since=when(row["missing_since"]),
            gone_at=when(row["gone_at"]),
            language=row["language"],
            entry=None if entry is None else entry_of(entry),
            version=None if current is None else stored_version(current),
            earlier_hashes=frozenset(hash_["text_hash"] for hash_ in hashes),
            prompts=row["prompts"],
            listed=entry is None or bool(entry["listed"]) or self._lists_nothing(entry["source"]),
        )

    def _lists_nothing(self, source: str) -> bool:
        """Whether a source lists nothing at all; that tells nothing of what it listed before."""
        return not self._db.value("SELECT EXISTS (SELECT 1 FROM entries WHERE source = ? AND listed = 1)", (source,))

    def record_read(self, record: ReadRecord) -> None:
        """Store a read that gave no new version: unchanged, blocked, missing, suspect again."""
        with self._db.writing():
            self._record(record)
            if record.same:
                self._db.execute(
                    f"UPDATE versions SET last_seen = ? WHERE id = ({_CURRENT.replace('*', 'id', 1)})",
                    (iso(record.at), record.article),
                )

    def record_version(self, record: ReadRecord, new: NewVersion) -> int | None:
        """Store a read and the version that it gave; None when the page turned out to be another article's.

        A page that names an address at which another article is known belongs to that one: the article
        is marked as its duplicate, and its stories and entries go over.
        """
        with self._db.writing():
            if new.canonical_url and self._moved_to_other(record.article, new.canonical_url):
                return None
            self._record(record)
            number = self._db.value(
                "SELECT coalesce(max(number), 0) + 1 FROM versions WHERE article = ?", (record.article,)
            )
            believed = new.status in (ReadStatus.OK, ReadStatus.PARTIAL)
            version = self._db.insert(
                """INSERT INTO versions(article, number, at, title, text, status, reason, text_hash, page, release,
                  notice, notice_kind, silent, last_seen, stage) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
                (
                    *(record.article, number, iso(record.at), new.title, new.text, new.status, new.reason),
                    *(new.text_hash, new.page, new.release, new.notice, new.notice_kind, new.silent, iso(record.at)),
                    "read" if believed else "done",
                ),
            )
            if new.capture is not None:
                self._keep_capture(version, new.capture)
            keep_links(self._db, version, new.links)
            if new.status is not ReadStatus.SUSPECT:
                self._db.execute(
                    """UPDATE articles SET title = ?, published = coalesce(published, ?),
                      author = coalesce(author, ?), language = coalesce(?, language) WHERE id = ?""",
                    (new.title, moment(new.published), new.author, new.language, record.article),
                )
            return version

    def _keep_capture(self, version: int, capture: Capture) -> None:
        self._db.execute(
            "INSERT INTO captures(version, asked_url, url, status, headers) VALUES (?, ?, ?, ?, ?)",
            (version, capture.asked_url, capture.url, capture.status, json.dumps(dict(capture.headers))),
        )

    def _moved_to_other(self, article: int, canonical: str) -> bool:
        other = self._db.value("SELECT coalesce(duplicate_of, id) FROM articles WHERE url = ?", (canonical,))
        if other is None:
            self._db.execute("UPDATE articles SET url = ? WHERE id = ?", (canonical, article))
            return False
        # Two pages that name each other's address would otherwise each be the other's duplicate, and never read.
        if other == article or self._db.value("SELECT 1 FROM versions WHERE article = ?", (article,)):
            return False
        self._db.execute("UPDATE entries SET article = ? WHERE article = ?", (other, article))
        self._db.execute(
            """INSERT INTO article_stories SELECT ?, story, baseline FROM article_stories WHERE article = ?
            ON CONFLICT DO NOTHING""",
            (other, article),
        )
        self._db.execute("DELETE FROM article_stories WHERE article = ?", (article,))
        self._db.execute("UPDATE articles SET duplicate_of = ?, next_read = NULL WHERE id = ?", (other, article))
        self._db.execute("UPDATE articles SET duplicate_of = ? WHERE duplicate_of = ?", (other, article))
        return True

    def _record(self, record: ReadRecord) -> None:
        if record.gone_at is None:
            self._stand_again(record.article)
        self._db.execute(
            """UPDATE articles SET status = coalesce(:status, status),
              reason = CASE WHEN :status IS NULL AND :reason IS NULL AND failures = 0 THEN reason ELSE :reason END,
              next_read = CASE WHEN prompts = coalesce(:prompts, prompts) THEN :next_read ELSE next_read END,
              reads = reads + 1, failures = :failures, etag = :etag, last_modified = :last_modified,
              missing_since = :missing_since, gone_at = :gone_at WHERE id = :article""",
            {
                "status": record.status,
                "reason": record.reason,
                "prompts": record.prompts,
                "next_read": moment(record.next_read),
                "failures": record.failures,
                "etag": record.etag,
                "last_modified": record.last_modified,
                "missing_since": moment(record.missing_since),
                "gone_at": moment(record.gone_at),
                "article": record.article,
            },
        )

    def _stand_again(self, article: int) -> None:
        """What an article said before it was withdrawn stands again where its page is back."""
        self._db.execute(
            """UPDATE mentions SET dropped_at = NULL WHERE article = ?1 AND dropped_version IS NULL
            AND dropped_at = (SELECT gone_noticed FROM articles WHERE id = ?1 AND gone_at IS NOT NULL)""",
            (article,),
        )

    def leave_stories(self, article: int, stories: Sequence[str]) -> None:
        """Take an article out of stories that its text does not belong to."""
        with self._db.writing():
            marks = ", ".join("?" * len(stories))
            self._db.execute(
                f"DELETE FROM article_stories WHERE article = ? AND story IN ({marks})", (article, *stories)
            )

    def unfinished(self, stage: str, limit: int = 1000) -> list[VersionContext]:
        """Versions that wait after this stage ('read', 'claimed', 'compared'), in the order of publication."""
        # The index of unfinished versions is only used when the query names its condition.
        # Of what was published at one time, those who speak for themselves come before those who repeat them.
        sql = """SELECT v.id FROM versions v JOIN articles a ON a.id = v.article JOIN outlets o ON o.name = a.outlet
              WHERE v.stage = ? AND v.stage != 'done'
              ORDER BY v.number > 1, coalesce(a.published, a.first_seen),
                CASE o.tier WHEN 'primary' THEN 0 WHEN 'press' THEN 1 WHEN 'forum' THEN 2 ELSE 3 END,
                a.source, a.url, v.id LIMIT ?"""
        return [self.context(row["id"]) for row in self._db.rows(sql, (stage, limit))]

    def context(self, version: int) -> VersionContext:
        """A version with its article."""
        row = self._db.row(
            """SELECT v.*, a.url, a.outlet, o.tier, a.published, a.first_seen, a.language, a.gone_at,
              a.missing_since,
              (SELECT e.form FROM entries e WHERE e.article = a.id ORDER BY e.form = 'link' LIMIT 1) AS form
            FROM versions v JOIN articles a ON a.id = v.article JOIN outlets o ON o.name = a.outlet WHERE v.id = ?""",
            (version,),
        )
        assert row is not None
        stories = self._db.rows("SELECT * FROM article_stories WHERE article = ? ORDER BY story", (row["article"],))
        return VersionContext(
            version=stored_version(row),
            url=row["url"],
            outlet=row["outlet"],
            tier=Tier(row["tier"]),
            published=when(row["published"]),
            first_seen=parse_iso(row["first_seen"]),
            language=row["language"],
            stories=tuple(s["story"] for s in stories),
            baseline_stories=frozenset(s["story"] for s in stories if s["baseline"]),
            gone_at=when(row["gone_at"]),
            missing_since=when(row["missing_since"]),
            form=EntryForm(row["form"] or EntryForm.LINK),
        )

    def record_trouble(self, version: int, reason: str) -> None:
        """Keep why a version could not be taken further; it stays in its stage."""
        with self._db.writing():
            self._db.execute("UPDATE versions SET reason = ? WHERE id = ?", (reason, version))

    def previous(self, version: StoredVersion) -> StoredVersion | None:
        """The version before this one that was not suspect."""
        row = self._db.row(
            """SELECT * FROM versions WHERE article = ? AND number < ? AND status != 'suspect'
            ORDER BY number DESC LIMIT 1""",
            (version.article, version.number),
        )
        return None if row is None else stored_version(row)

    def untold_removals(self) -> list[VersionContext]:
        """Last versions of articles that are gone and whose removal was not noticed yet."""
        sql = """SELECT (SELECT max(id) FROM versions v WHERE v.article = a.id AND v.status != 'suspect') AS last
              FROM articles a WHERE a.gone_at > '' AND last IS NOT NULL
              AND EXISTS (SELECT 1 FROM article_stories s WHERE s.article = a.id)
              AND a.gone_noticed IS NOT a.gone_at
              ORDER BY a.gone_at, a.id"""
        return [self.context(row["last"]) for row in self._db.rows(sql)]

    def add_stories(self, stories: Sequence[tuple[str, str, object]], at: datetime) -> list[str]:
        """Keep the configured stories (id, title, definition); gives those that are new or changed."""
        changed = []
        with self._db.writing():
            for story, title, definition in stories:
                text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
                if self._db.value("SELECT definition FROM stories WHERE id = ?", (story,)) == text:
                    continue
                changed.append(story)
                self._db.execute(
                    """INSERT INTO stories(id, title, definition, added_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT(id) DO UPDATE SET title = excluded.title, definition = excluded.definition""",
                    (story, title, text, iso(at)),
                )
        return changed
