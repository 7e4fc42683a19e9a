"""What an earlier release of ours has read, to be read again by this one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.clock import iso
from monitor.model import Link, Mention, ReadStatus
from monitor.store.codec import analysis_json, frame_blob
from monitor.store.database import Database
from monitor.store.origins import replace_links
from monitor.store.rows import StoredVersion


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A version that another release has read, with what its page was kept under (None: the feed's own text)."""

    version: int
    title: str
    text: str
    status: ReadStatus
    page: str | None
    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What this release reads in a version's page."""

    version: int
    text: str
    text_hash: str
    links: tuple[Link, ...]


class Rebasing:
    """Reading again after an upgrade. What comes of it is never told."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def outdated(self, release: str, limit: int, *, awaited: bool) -> list[int]:
        """Articles with versions of another release, those that are read next first.

        With `awaited` only those that are ever to be read again. An article that is on its way through
        the stages is left alone until it has arrived.
        """
        rows = self._db.rows(
            """SELECT a.id FROM (SELECT DISTINCT article FROM versions WHERE release < :release OR release > :release) v
            JOIN articles a ON a.id = v.article
            WHERE (a.next_read IS NOT NULL OR NOT :awaited)
            AND NOT EXISTS (SELECT 1 FROM versions w WHERE w.article = a.id AND w.stage != 'done')
            ORDER BY a.next_read IS NULL, a.next_read, a.id LIMIT :limit""",
            {"release": release, "limit": limit, "awaited": awaited},
        )
        return [row["id"] for row in rows]

    def readings(self, article: int) -> list[KeptReading]:
        """An article's versions with their pages, the oldest first."""
        rows = self._db.rows(
            """SELECT v.id, v.title, v.text, v.status, v.page, coalesce(c.url, a.url) AS url, c.headers
            FROM versions v JOIN articles a ON a.id = v.article LEFT JOIN captures c ON c.version = v.id
            WHERE v.article = ? ORDER BY v.number""",
            (article,),
        )
        return [
            KeptReading(
                version=row["id"],
                title=row["title"],
                text=row["text"],
                status=ReadStatus(row["status"]),
                page=row["page"],
                url=row["url"],
                content_type=json.loads(row["headers"] or "{}").get("content-type", ""),
            )
            for row in rows
        ]

    def record(self, article: int, reread: Sequence[Reread], release: str) -> None:
        """Put what this release reads in place of what the other one read, and send the current text on to claims.

        The links of the current text are replaced; those of texts before it are looked at no more.
        """
        with self._db.writing():
            current = self._db.value(
                """SELECT id FROM versions WHERE article = ? AND status IN ('ok', 'partial')
                ORDER BY number DESC LIMIT 1""",
                (article,),
            )
            for each in reread:
                self._db.execute(
                    "UPDATE versions SET text = ?, text_hash = ? WHERE id = ? AND text != ?",
                    (each.text, each.text_hash, each.version, each.text),
                )
                if each.version == current:
                    replace_links(self._db, current, each.links)
            self._db.execute("UPDATE versions SET release = ? WHERE article = ?", (release, article))
            self._db.execute("UPDATE versions SET stage = 'read', rebasing = 1 WHERE id = ?", (current,))


def find_again(database: Database, known: int, mention: Mention, release: str) -> None:
    """Keep what this release makes of a sentence that an earlier one found."""
    database.execute(
        """UPDATE mentions SET span_start = ?, span_end = ?, modality = ?, attribution = ?, polarity = ?,
        analysis = ?, release = ? WHERE id = ?""",
        (
            *(mention.start, mention.end, mention.modality, mention.attribution, mention.polarity),
            *(analysis_json(mention), release, known),
        ),
    )
    database.execute("UPDATE frames SET frame = ? WHERE mention = ?", (frame_blob(mention), known))


def retire(database: Database, mentions: Iterable[int], version: StoredVersion, release: str) -> None:
    """Mark what this release takes for no claim; the outlet has dropped nothing."""
    for mention in mentions:
        database.execute(
            "UPDATE mentions SET dropped_at = ?, retired_by = ? WHERE id = ?", (iso(version.at), release, mention)
        )
