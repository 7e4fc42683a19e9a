"""Everything known of one claim, article, alert or address, as plain JSON rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.store.codec import STORED_MENTION, stored_mention, stored_version
from monitor.store.database import Database, Parameters
from monitor.store.listings import mention_rows
from monitor.store.rows import StoredMention, StoredVersion

Row = dict[str, Any]


def claim_detail(database: Database, claim: int) -> Row | None:
    """A claim with its mentions, its relations to other claims, and the events that it is part of."""
    found = database.row(
        """SELECT c.*, (SELECT count(DISTINCT m.origin) FROM mentions m WHERE m.claim = c.id) AS origins
        FROM claims c WHERE c.id = ?""",
        (claim,),
    )
    if found is None:
        return None
    row = dict(found)
    row["contested"], row["baseline"] = bool(row["contested"]), bool(row["baseline"])
    row["mentions"] = mention_rows(database, claim)
    row["relations"] = _rows(
        database,
        """SELECT r.relation, other.id AS claim, other.text, r.score, r.basis, r.reason, r.judge, r.at
        FROM relations r JOIN claims other
          ON other.id = CASE WHEN r.new_claim = :claim THEN r.earlier_claim ELSE r.new_claim END
        WHERE :claim IN (r.new_claim, r.earlier_claim) ORDER BY r.id""",
        {"claim": claim},
    )
    row["events"] = _rows(
        database,
        """SELECT e.id, e.at, e.kind, e.summary FROM events e
        WHERE e.id IN (SELECT event FROM event_claims WHERE claim = ?) ORDER BY e.id""",
        (claim,),
    )
    return row


def article_detail(database: Database, article: int) -> Row | None:
    """An article with its stories, versions, standing mentions and events."""
    found = database.row(
        """SELECT a.id, a.url, a.outlet, o.tier, a.source, a.title, a.author, a.published, a.language, a.first_seen,
          a.status, a.reason, a.reads, a.next_read, a.gone_at, a.duplicate_of
        FROM articles a JOIN outlets o ON o.name = a.outlet WHERE a.id = ?""",
        (article,),
    )
    if found is None:
        return None
    row = dict(found)
    stories = database.rows("SELECT story FROM article_stories WHERE article = ? ORDER BY story", (article,))
    row["stories"] = [each["story"] for each in stories]
    row["versions"] = _rows(
        database,
        """SELECT number, at, title, status, reason, notice, stage, length(text) AS characters FROM versions
        WHERE article = ? ORDER BY number""",
        (article,),
    )
    row["mentions"] = _rows(
        database,
        """SELECT id, story, claim, text, modality, attribution, dropped_at FROM mentions
        WHERE article = ? ORDER BY version, id""",
        (article,),
    )
    row["events"] = _rows(
        database,
        """SELECT e.id, e.at, e.kind, e.summary, e.reason, e.baseline FROM events e WHERE e.article = :article
        OR e.id IN (SELECT c.event FROM event_claims c JOIN mentions m ON m.id = c.mention
                    WHERE m.article = :article AND c.role = 'new') ORDER BY e.id""",
        {"article": article},
    )
    return row


def alert_detail(database: Database, alert: int) -> Row | None:
    """An alert with its event's id and its deliveries."""
    found = database.row("SELECT id, at, event, acknowledged_at FROM alerts WHERE id = ?", (alert,))
    if found is None:
        return None
    deliveries = _rows(
        database,
        """SELECT id, channel, state, attempts, next_attempt, created_at, sent_at, reason FROM deliveries
        WHERE alert = ? ORDER BY id""",
        (alert,),
    )
    return {**dict(found), "deliveries": deliveries}


def article_at(database: Database, urls: Sequence[str]) -> int | None:
    """The article at one of these addresses, or the one that an entry there became."""
    for url in urls:
        found: int | None = database.value(
            """SELECT coalesce(duplicate_of, id) FROM articles WHERE url = :url
            UNION ALL SELECT article FROM entries WHERE url = :url AND article IS NOT NULL LIMIT 1""",
            {"url": url},
        )
        if found is not None:
            return found
    return None


def entries_at(database: Database, urls: Sequence[str], article: int | None) -> list[Row]:
    """The entries that list these addresses or became this article."""
    marks = ", ".join("?" * len(urls))
    return _rows(
        database,
        f"""SELECT source, url, title, published, first_seen, last_seen, listed FROM entries
        WHERE url IN ({marks}) OR article = ? ORDER BY id""",
        (*urls, article),
    )


def article_mentions(database: Database, article: int) -> list[StoredMention]:
    """What an article says now, in the order of its text."""
    sql = f"{STORED_MENTION} WHERE m.article = ? AND m.dropped_at IS NULL ORDER BY m.id"
    return [stored_mention(row) for row in database.rows(sql, (article,))]


def article_versions(database: Database, article: int) -> list[StoredVersion]:
    """An article's versions, oldest first."""
    rows = database.rows("SELECT * FROM versions WHERE article = ? ORDER BY number", (article,))
    return [stored_version(row) for row in rows]


def _rows(database: Database, sql: str, parameters: Parameters) -> list[Row]:
    return [dict(row) for row in database.rows(sql, parameters)]
