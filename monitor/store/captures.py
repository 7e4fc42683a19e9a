"""The answers that versions were read from."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from monitor.store.codec import stored_version
from monitor.store.database import Database
from monitor.store.rows import Capture, StoredVersion


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version with the name of its page, and the answer that brought it; both None for the feed's own text."""

    version: StoredVersion
    page: str | None
    capture: Capture | None


def kept_versions(database: Database, article: int) -> list[KeptVersion]:
    """An article's versions, the oldest first."""
    rows = database.rows(
        """SELECT v.*, c.asked_url, c.url AS answered_url, c.status AS http_status, c.headers
        FROM versions v LEFT JOIN captures c ON c.version = v.id WHERE v.article = ? ORDER BY v.number""",
        (article,),
    )
    return [KeptVersion(stored_version(row), row["page"], _capture(row)) for row in rows]


def _capture(row: sqlite3.Row) -> Capture | None:
    if row["asked_url"] is None:
        return None
    return Capture(row["asked_url"], row["answered_url"], row["http_status"], json.loads(row["headers"]))
