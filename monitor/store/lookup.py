"""Everything known of one claim, article, alert or address, as plain JSON rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from monitor.as_json import event_row
from monitor.model import EventKind, Judgement
from monitor.store import Store
from monitor.store.codec import STORED_MENTION, stored_judgement, stored_mention, stored_version
from monitor.store.database import Database, Parameters
from monitor.store.evidence import references_of, standing_of, steps_of, timeline_of
from monitor.store.listings import mention_rows
from monitor.store.repeated import still_said
from monitor.store.rows import StoredMention, StoredVersion
from monitor.store.volume import Volume

Row = dict[str, Any]
_SURGE = timedelta(days=1)  # in which the outlets of a surge joined


def claim_detail(database: Database, claim: int) -> Row | None:
    """A claim with its mentions, its relations to other claims, and the events that it is part of.

    The number of a claim that was joined to another one means that one.
    """
    found = database.row(
        """SELECT c.*, (SELECT count(DISTINCT m.origin) FROM mentions m WHERE m.claim = c.id) AS origins
        FROM claims c WHERE c.id = (SELECT coalesce(part_of, id) FROM claims WHERE id = ?)""",
        (claim,),
    )
    if found is None:
        return None
    row, claim = dict(found), found["id"]
    del row["part_of"], row["title"]
    parts = database.rows("SELECT id FROM claims WHERE part_of = ? ORDER BY id", (claim,))
    row["aliases"] = [part["id"] for part in parts]
    row["decisions"] = _rows(
        database,
        """SELECT at, kind, claim, other FROM decisions WHERE kind = 'split' AND :claim IN (claim, other)
        UNION SELECT at, kind, claim, other FROM decisions WHERE kind = 'join' AND :claim = claim ORDER BY at""",
        {"claim": claim},
    )
    row["contested"], row["baseline"] = bool(row["contested"]), bool(row["baseline"])
    standing = standing_of(database, claim)
    row["standing"], row["by_claim"] = standing["standing"], standing["by_claim"]
    row["mentions"] = [{**each, "steps": steps_of(database, each["id"])} for each in mention_rows(database, claim)]
    row["timeline"] = timeline_of(database, claim)
    row["relations"] = _rows(
        database,
        """SELECT r.relation, other.id AS claim, other.text, r.score, r.basis, r.reason, r.judge, r.at
        FROM relations r JOIN claims other
          ON other.id = CASE WHEN r.new_claim = :claim THEN r.earlier_claim ELSE r.new_claim END
        WHERE (r.new_claim = :claim OR r.earlier_claim = :claim) ORDER BY r.id""",
        {"claim": claim},
    )
    row["events"] = _rows(
        database,
        """SELECT e.id, e.at, e.kind, e.summary FROM events e
        WHERE e.id IN (SELECT event FROM event_claims WHERE claim = :claim
          UNION SELECT x.id FROM events x, json_each(x.changes, '$.corrects') c
          WHERE x.kind = 'correction' AND json_extract(c.value, '$.claim') = :claim) ORDER BY e.id""",
        {"claim": claim},
    )
    return row


def whole_claim(database: Database, claim: int) -> int | None:
    """The claim that a number means now: another one, if it was joined to that. None if there is no such number."""
    found: int | None = database.value("SELECT coalesce(part_of, id) FROM claims WHERE id = ?", (claim,))
    return found


def event_detail(store: Store, event: int) -> Row | None:
    """An event with who was told of it, or why nobody was, and what people said of it."""
    found = store.events.get(event)
    if found is None:
        return None
    row = event_row(found)
    for shown, claim in zip(row["claims"], found.claims, strict=True):
        shown["standing"] = standing_of(store.database, claim.claim)["standing"]
        shown["steps"] = [] if claim.mention is None else steps_of(store.database, claim.mention)
    row["told"] = _rows(
        store.database,
        """SELECT d.alert, d.id AS delivery, t.channel, d.state, coalesce(d.sent_at, d.next_attempt) AS at,
          a.kind = 'digest' AS digest, a.kind, t.withdrawn, a.acknowledged_at
        FROM tellings t JOIN deliveries d ON d.id = t.delivery JOIN alerts a ON a.id = d.alert
        WHERE t.event = ? AND t.withdrawn IS NULL ORDER BY d.id, t.channel""",
        (event,),
    )
    for delivery in row["told"]:
        delivery["digest"] = bool(delivery["digest"])
    corrects = (row.get("changes") or {}).get("corrects", ())
    if corrects:
        still = still_said(store.database, [each["claim"] for each in corrects], row["article"]["id"])
        row["still_said"] = [asdict(each) for each in still]
    if found.kind is EventKind.SURGE and found.story is not None:
        row["joined"] = Volume(store.database).joined(found.story, found.at - _SURGE, found.at)
    stored = store.database.row("SELECT severity, alert, untold, version FROM events WHERE id = ?", (event,))
    assert stored is not None
    row |= dict(stored)
    row["trail"] = event_trail(store.database, event)
    row["feedback"] = _rows(
        store.database, "SELECT at, verdict, note FROM feedback WHERE event = ? ORDER BY id", (event,)
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
    row["references"] = references_of(database, article)
    row["events"] = _rows(
        database,
        """SELECT e.id, e.at, e.kind, e.summary, e.reason, e.baseline FROM events e WHERE e.article = :article
        OR e.id IN (SELECT c.event FROM event_claims c JOIN mentions m ON m.id = c.mention
                    WHERE m.article = :article AND c.role = 'new') ORDER BY e.id""",
        {"article": article},
    )
    return row


def event_trail(database: Database, event: int) -> list[Row]:
    """Every step that decided who was told of an event, also what became of its messages, in order."""
    return _rows(
        database,
        """SELECT at, channel, step, reason FROM trail WHERE event = :event OR delivery IN (
          SELECT delivery FROM tellings WHERE event = :event) ORDER BY id""",
        {"event": event},
    )


def alert_detail(store: Store, alert: int) -> Row | None:
    """An alert with its events, its deliveries, and every step that led to them."""
    database = store.database
    found = database.row("SELECT * FROM alerts WHERE id = ?", (alert,))
    if found is None:
        return None
    row = dict(found)
    del row["title"]
    row["events"] = _rows(
        database,
        """SELECT e.id, e.at, e.kind, e.severity, e.summary FROM events e WHERE e.alert = :alert OR e.id IN (
          SELECT t.event FROM deliveries d JOIN tellings t ON t.delivery = d.id WHERE d.alert = :alert)
        ORDER BY e.id""",
        {"alert": alert},
    )
    row["deliveries"] = _rows(
        database,
        """SELECT id, channel, state, attempts, next_attempt, created_at, sent_at, reason FROM deliveries
        WHERE alert = ? ORDER BY id""",
        (alert,),
    )
    row["trail"] = _rows(
        database,
        """SELECT at, event, delivery, channel, step, reason FROM trail
        WHERE event IN (SELECT id FROM events WHERE alert = :alert)
        OR delivery IN (SELECT id FROM deliveries WHERE alert = :alert) ORDER BY id""",
        {"alert": alert},
    )
    return row


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


def judged_word(database: Database, one: int, other: int) -> Judgement | None:
    """What a judge said of two mentions, whichever is newer, if it was kept."""
    row = database.row(
        """SELECT * FROM judgements WHERE new_mention = :one AND earlier_mention = :other
        UNION ALL SELECT * FROM judgements WHERE new_mention = :other AND earlier_mention = :one
        ORDER BY id DESC LIMIT 1""",
        {"one": one, "other": other},
    )
    return None if row is None else stored_judgement(row)


def _rows(database: Database, sql: str, parameters: Parameters) -> list[Row]:
    return [dict(row) for row in database.rows(sql, parameters)]
