"""What people list: plain JSON rows in the shapes that DESIGN fixes, read without writing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.clock import iso, parse_iso
from monitor.store import Store
from monitor.store.codec import moment, when
from monitor.store.database import Database
from monitor.store.paging import WHOLE, Page, ids
from monitor.store.search import Search

Row = dict[str, Any]

_ARTICLE_FILTERS = {"story": "s.story", "outlet": "a.outlet"}
_STAGES = {"read": "claim", "claimed": "compare", "compared": "notice", "rejudged": "notice"}


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are listed."""

    story: str | None = None
    contested: bool = False
    search: str | None = None


def claim_rows(database: Database, chosen: ClaimFilter, page: Page = WHOLE) -> Iterator[Row]:
    """Claims with their mentions, oldest first."""
    found, key, parameters = _claims_found(chosen)
    for batch in ids(database, found, key, parameters, page):
        yield from (_claim_row(database, claim) for claim in batch)


def _claim_row(database: Database, ident: int) -> Row:
    claim = database.row(
        """SELECT c.*, (SELECT count(DISTINCT m.origin) FROM mentions m WHERE m.claim = c.id) AS origins,
          (SELECT s.standing FROM claim_standing s WHERE s.claim = c.id) AS standing
        FROM claims c WHERE c.id = ?""",
        (ident,),
    )
    assert claim is not None  # a claim is never deleted
    mentions = mention_rows(database, ident)
    return {
        "id": claim["id"],
        "story": claim["story"],
        "text": claim["text"],
        "first_seen": claim["first_seen"],
        "last_seen": claim["last_seen"],
        "outlets": list(dict.fromkeys(mention["outlet"] for mention in mentions)),
        "origins": claim["origins"],
        "contested": bool(claim["contested"]),
        "standing": claim["standing"],
        "baseline": bool(claim["baseline"]),
        "mentions": mentions,
    }


def mention_rows(database: Database, claim: int) -> list[Row]:
    """The mentions of a claim, oldest first."""
    rows = database.rows(
        """SELECT m.id, m.text, a.outlet, o.tier, a.url, a.published, m.attribution, m.modality, n.name AS origin,
          m.origin AS origin_id, m.article, m.dropped_at
        FROM mentions m JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
        LEFT JOIN origins n ON n.id = m.origin
        WHERE m.claim = ? ORDER BY coalesce(a.published, a.first_seen), m.id""",
        (claim,),
    )
    return [dict(row) for row in rows]


def _claims_found(chosen: ClaimFilter) -> tuple[str, str, dict[str, object]]:
    """Where the claims are found, as SQL with its key and parameters; those of a search by the index of their words."""
    where, tables, key = ["c.part_of IS NULL"], "claims c", "c.id"
    parameters: dict[str, object] = {"story": chosen.story}
    if chosen.story is not None:
        where.append("c.story = :story")
    if chosen.contested:
        where.append("c.contested = 1")
    if chosen.search is not None:
        words = Search.of(chosen.search)
        if words.indexed and words.words:
            # The index gives its rows in their order, either way: a word that all claims have costs no more.
            tables, key = "claims_fts f CROSS JOIN claims c ON c.id = f.rowid", "f.rowid"
            where.append("claims_fts MATCH :words")
            parameters["words"] = words.query
        else:
            held, named = words.held_by("c.text")
            where.append(held)
            parameters |= named
            if words.words:
                tables, key = "claims_cjk f CROSS JOIN claims c ON c.id = f.rowid", "f.rowid"
                where.append("claims_cjk MATCH :parts")
                parameters["parts"] = words.parts
    return f"FROM {tables} WHERE {' AND '.join(where)}", key, parameters


def article_rows(
    database: Database, story: str | None = None, outlet: str | None = None, page: Page = WHOLE
) -> Iterator[Row]:
    """Articles of the stories, oldest first; one of two stories makes two rows."""
    chosen = {"story": story, "outlet": outlet}
    where = ["1"] + [f"{column} = :{name}" for name, column in _ARTICLE_FILTERS.items() if chosen[name] is not None]
    found = f"FROM article_stories s JOIN articles a ON a.id = s.article WHERE {' AND '.join(where)}"
    for batch in ids(database, found, "a.id", chosen, page):
        rows = database.rows(
            """SELECT * FROM coverage WHERE article IN (SELECT value FROM json_each(:batch))
            AND (:story IS NULL OR story = :story) ORDER BY article, story""",
            {"batch": json.dumps(batch), "story": story},
        )
        for row in rows:
            yield {"id": row["article"], **{key: row[key] for key in row.keys() if key != "article"}}  # noqa: SIM118


def source_rows(database: Database) -> list[Row]:
    """How every source stands."""
    rows = database.rows(
        """SELECT name, kind, outlet, s.state, s.reason, last_ok, next_poll, why_next, entries, s.failures, down_since,
          CASE WHEN h.state = 'refused' OR h.failures > 1 THEN h.state || coalesce(': ' || h.reason, '')
            WHEN h.state = 'active' THEN 'active until ' || h.active_until ELSE h.state END AS hub
        FROM sources s LEFT JOIN subscriptions h ON h.source = s.name WHERE active = 1 ORDER BY name"""
    )
    return [dict(row) for row in rows]


def backlog(database: Database, now: datetime) -> dict[str, int]:
    """How much waits before each stage."""
    waiting = {"read": 0, "claim": 0, "compare": 0, "notice": 0}
    waiting["read"] = database.value(
        "SELECT count(*) FROM articles WHERE next_read <= ? AND reads = 0 AND duplicate_of IS NULL", (iso(now),)
    )
    for row in database.rows("SELECT stage, count(*) AS n FROM versions WHERE stage != 'done' GROUP BY stage"):
        waiting[_STAGES[row["stage"]]] += row["n"]
    return waiting


def outbox_counts(database: Database, now: datetime) -> dict[str, int]:
    """Deliveries that are due, that wait for a later attempt, and dead letters that nobody acknowledged."""
    sql = """SELECT
        coalesce(sum(d.state = 'due' AND d.next_attempt <= :now), 0) AS due,
        coalesce(sum(d.state = 'due' AND d.next_attempt > :now), 0) AS waiting,
        coalesce(sum(d.state = 'dead' AND a.acknowledged_at IS NULL), 0) AS dead
      FROM deliveries d JOIN alerts a ON a.id = d.alert"""
    row = database.row(sql, {"now": iso(now)})
    return {"due": 0, "waiting": 0, "dead": 0} if row is None else dict(row)


def status_row(store: Store, now: datetime, tick: timedelta) -> Row:
    """The state of the whole, with the reasons when it is not healthy."""
    database = store.database
    sources = source_rows(database)
    row: Row = {
        "sources": sources,
        "backlog": backlog(database, now),
        "outbox": outbox_counts(database, now),
        "channels": store.channels.rows(),
        "last_cycle": moment(store.facts.time("last_cycle")),
        "config_problem": store.facts.text("config_problem"),
    }
    reasons = _reasons(store, sources, row["outbox"], now, tick)
    return {"healthy": not reasons, "reasons": reasons, **row}


def standstill(store: Store, now: datetime, tick: timedelta) -> str | None:
    """That the daemon runs but polls nothing of what is due, in words; None while polls end, or none is due.

    A poll ends in any case, with an answer or without one; a full disk holds them all up and is told by itself.
    """
    running = store.facts.time("running_since")
    if running is None or store.facts.text("disk_problem") is not None:
        return None
    due = store.database.rows(
        "SELECT next_poll FROM sources WHERE active = 1 AND (next_poll IS NULL OR next_poll <= ?)", (iso(now),)
    )
    waited = [parse_iso(row["next_poll"]) if row["next_poll"] else running for row in due]
    last = when(store.database.value("SELECT max(last_poll) FROM sources"))
    if not waited or now - max(filter(None, (running, last, min(waited)))) <= _patience(tick):
        return None
    return f"no source has been polled since {moment(last) or 'the start'}, though {len(waited)} are due"


def _patience(tick: timedelta) -> timedelta:
    return 2 * tick + timedelta(minutes=5)


def _reasons(store: Store, sources: Sequence[Row], outbox: dict[str, int], now: datetime, tick: timedelta) -> list[str]:
    reasons = []
    running, last = store.facts.time("running_since"), store.facts.time("last_cycle")
    if running is not None and now - max(filter(None, (running, last))) > _patience(tick):
        reasons.append(f"no cycle has finished since {moment(last) or 'the start'}, though the daemon should run")
    elif (stands := standstill(store, now, tick)) is not None:
        reasons.append(stands)
    problems = (store.facts.text("disk_problem"), store.facts.text("feeds_problem"))
    reasons += [problem for problem in problems if problem is not None]
    hour_ago = iso(now - timedelta(hours=1))
    stuck = store.database.value(
        """SELECT count(*) FROM deliveries WHERE state = 'due' AND created_at < :t
        AND (next_attempt < :t OR attempts > 0)""",
        {"t": hour_ago},
    )
    if stuck:
        waited = "1 delivery has" if stuck == 1 else f"{stuck} deliveries have"
        reasons.append(f"{waited} waited for over an hour; `monitor alerts list` shows what")
    if outbox["dead"]:
        letters = "1 dead letter" if outbox["dead"] == 1 else f"{outbox['dead']} dead letters"
        reasons.append(f"{letters}: `monitor alerts retry` sends again, `alerts ack --dead` accepts")
    failing = [source["name"] for source in sources if source["state"] in ("failing", "blocked", "gone")]
    if len(failing) * 2 > len(sources):
        reasons.append(f"{len(failing)} of {len(sources)} sources fail: {', '.join(failing[:5])}")
    return reasons


def delivery_rows(database: Database, page: Page = WHOLE) -> Iterator[Row]:
    """The outbox: every message to a channel, oldest first."""
    for batch in ids(database, "FROM deliveries d WHERE 1", "d.id", {}, page):
        rows = database.rows(
            """SELECT a.id AS alert, d.id AS delivery, a.event, coalesce(e.kind, a.kind) AS kind, a.severity,
              coalesce(e.summary, a.note, a.kind || ' of ' || (SELECT count(*) FROM tellings t
                WHERE t.delivery = d.id AND t.withdrawn IS NULL) || ' events') AS summary,
              d.channel, d.state, d.attempts, d.next_attempt, d.created_at, d.sent_at, d.reason, a.acknowledged_at,
              (SELECT json_group_array(t.event) FROM (SELECT event FROM tellings WHERE delivery = d.id
                AND withdrawn IS NULL ORDER BY event) t) AS events
            FROM json_each(?) b JOIN deliveries d ON d.id = b.value JOIN alerts a ON a.id = d.alert
            LEFT JOIN events e ON a.event IS NOT NULL
              AND e.id = coalesce((SELECT min(t.event) FROM tellings t WHERE t.delivery = d.id), a.event)
            ORDER BY d.id""",
            (json.dumps(batch),),
        )
        yield from ({**dict(row), "events": json.loads(row["events"])} for row in rows)
