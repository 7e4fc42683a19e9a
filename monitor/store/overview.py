"""What the pages of a story, an outlet and a search show, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from monitor.clock import iso
from monitor.store.database import Database
from monitor.store.search import Search

Row = dict[str, Any]
# The place from which on the matches of a search are weighed: a word that everybody uses has a million.
_RANKED = """coalesce(
  (SELECT rowid FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC LIMIT 1 OFFSET 20000), 0)"""
_DAYWISE = 92  # days up to which a chart has a bar for each


def story_rows(database: Database) -> list[Row]:
    """Every story with how much is known of it."""
    return _rows(
        database,
        """SELECT s.id, s.title, c.claims, c.contested,
          (SELECT coalesce(sum(d.count), 0) FROM story_months d
            WHERE d.story = s.id AND d.what = 'article') AS articles,
          (SELECT coalesce(sum(d.count), 0) FROM story_months d WHERE d.story = s.id AND d.what = 'event') AS events,
          (SELECT e.at FROM events e WHERE e.story = s.id ORDER BY e.at DESC LIMIT 1) AS last_event
        FROM stories s JOIN story_counts c ON c.story = s.id ORDER BY s.title""",
    )


def contested_pairs(database: Database, story: str, limit: int) -> list[Row]:
    """The pairs of claims that stand against each other, the latest first, with who says which."""
    pairs = _rows(
        database,
        """SELECT r.id, r.new_claim, r.earlier_claim, nm.text AS new_text, em.text AS earlier_text,
          r.basis, r.reason, r.score, r.at
        FROM relations r JOIN claims n ON n.id = r.new_claim JOIN claims e ON e.id = r.earlier_claim
        JOIN mentions nm ON nm.id = r.new_mention JOIN mentions em ON em.id = r.earlier_mention
        WHERE r.story = ? AND r.relation = 'contradicts' AND n.contested = 1 AND e.contested = 1
        ORDER BY r.id DESC LIMIT ?""",
        (story, limit),
    )
    for pair in pairs:
        pair["new_outlets"] = claim_outlets(database, pair["new_claim"])
        pair["earlier_outlets"] = claim_outlets(database, pair["earlier_claim"])
        pair["event"] = database.value(
            """SELECT e.id FROM event_claims n JOIN event_claims p ON p.event = n.event JOIN events e ON e.id = n.event
            WHERE n.claim = ? AND n.role = 'new' AND p.claim = ? AND p.role = 'earlier' AND e.kind = 'contradiction'""",
            (pair["new_claim"], pair["earlier_claim"]),
        )
    return pairs


def claim_outlets(database: Database, claim: int) -> list[str]:
    """The outlets that say a claim, by name; the first 20."""
    sql = """SELECT DISTINCT a.outlet FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.claim = ? AND m.dropped_at IS NULL ORDER BY a.outlet LIMIT 20"""
    return [row["outlet"] for row in database.rows(sql, (claim,))]


def event_rows(
    database: Database, story: str, kinds: Sequence[str], limit: int, before: int | None = None
) -> list[Row]:
    """The events of a story of these kinds, the latest first; `before` is an event's id, for the next page."""
    # One look-up a kind: each walks the index from its end, so that a rare kind costs what a frequent one does.
    found: list[Row] = []
    for kind in kinds:
        found += _rows(
            database,
            f"""SELECT e.id, e.at, e.kind, e.basis, e.score, e.summary, e.reason, e.article, a.outlet
            FROM events e LEFT JOIN articles a ON a.id = e.article
            WHERE e.story = :story AND e.kind = :kind AND e.baseline = 0
            {"" if before is None else "AND (e.at, e.id) < (SELECT at, id FROM events WHERE id = :before)"}
            ORDER BY e.at DESC, e.id DESC LIMIT :limit""",
            {"story": story, "kind": kind, "limit": limit, "before": before},
        )
    return sorted(found, key=lambda row: (row["at"], row["id"]), reverse=True)[:limit]


def event_days(database: Database, story: str) -> list[Row]:
    """How many events of each kind a day brought; a month, where the story is older than three."""
    return _days(database, story, "event", "kind")


def article_days(database: Database, story: str) -> list[Row]:
    """How many articles each outlet published a day; a month, where the story is older than three."""
    return _days(database, story, "article", "outlet")


def _days(database: Database, story: str, what: str, series: str) -> list[Row]:
    of = {"story": story, "what": what}
    first, last = database.rows(
        """SELECT min(day) AS day FROM story_days WHERE story = :story AND what = :what
        UNION ALL SELECT max(day) FROM story_days WHERE story = :story AND what = :what""",
        of,
    )
    if first["day"] is None:
        return []
    if (date.fromisoformat(last["day"]) - date.fromisoformat(first["day"])).days > _DAYWISE:
        table, day = "story_months", "month || '-01'"
    else:
        table, day = "story_days", "day"
    return _rows(
        database,
        f"""SELECT {day} AS day, name AS {series}, count FROM {table}
        WHERE story = :story AND what = :what AND count > 0 ORDER BY 1, 2""",
        of,
    )


def origin_days(database: Database, story: str) -> list[Row]:
    """How many sentences that make a claim came from each origin a day; a month, where the story is older."""
    return _days(database, story, "origin", "origin")


def days_since(database: Database, since: datetime) -> list[Row]:
    """How many events of each kind a day brought since then, without the baseline."""
    return _rows(
        database,
        """SELECT substr(at, 1, 10) AS day, kind, count(*) AS count FROM events
        WHERE at >= ? AND baseline = 0 GROUP BY 1, 2 ORDER BY 1, 2""",
        (iso(since),),
    )


def said_when(database: Database, claims: Sequence[int]) -> list[Row]:
    """When each outlet first said one of these claims, in the order of time; at most 60 times."""
    marks = ", ".join("?" * len(claims))
    return _rows(
        database,
        f"""SELECT min(coalesce(a.published, a.first_seen)) AS at, a.outlet, m.claim
        FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.claim IN ({marks}) GROUP BY a.outlet, m.claim ORDER BY 1, 2 LIMIT 60""",
        tuple(claims),
    )


def days_counted(database: Database, story: str, what: str, days: Sequence[str]) -> list[int]:
    """How many articles or events (`what`) each of these days brought, in their order."""
    rows = database.rows(
        """SELECT day, sum(count) AS count FROM story_days
        WHERE story = ? AND what = ? AND day >= ? AND day <= ? GROUP BY day""",
        (story, what, days[0], days[-1]),
    )
    counted = {row["day"]: row["count"] for row in rows}
    return [counted.get(day, 0) for day in days]


def latest_standing(database: Database, story: str, limit: int) -> list[Row]:
    """How the claims of a story that were said last stand, the latest first."""
    return _rows(
        database,
        """SELECT s.claim, s.text, s.standing, s.origins, s.by_claim, c.last_seen FROM (
          SELECT id, last_seen FROM claims WHERE story = ? AND part_of IS NULL
          ORDER BY last_seen DESC, id DESC LIMIT ?) c
        JOIN claim_standing s ON s.claim = c.id ORDER BY c.last_seen DESC, c.id DESC""",
        (story, limit),
    )


def story_outlets(database: Database, story: str) -> list[Row]:
    """The outlets that cover a story, the busiest first, and the month in which each began."""
    return _rows(
        database,
        """SELECT d.name AS outlet, o.tier, sum(d.count) AS articles, min(d.month) AS since
        FROM story_months d JOIN outlets o ON o.name = d.name
        WHERE d.story = ? AND d.what = 'article' AND d.count > 0 GROUP BY 1, 2 ORDER BY 3 DESC, 1""",
        (story,),
    )


def outlet_row(database: Database, outlet: str) -> Row | None:
    """An outlet's record, or None."""
    found = database.row("SELECT * FROM outlet_record WHERE outlet = ?", (outlet,))
    return None if found is None else dict(found)


def outlet_records(database: Database, limit: int | None = None) -> list[Row]:
    """The record of every outlet that published anything, or of so many, the busiest first."""
    return _rows(
        database,
        "SELECT * FROM outlet_record WHERE articles > 0 ORDER BY articles DESC, outlet LIMIT ?",
        (-1 if limit is None else limit,),
    )


def outlet_articles(database: Database, outlet: str, limit: int) -> list[Row]:
    """An outlet's latest articles of any story."""
    return _rows(
        database,
        """SELECT a.id, a.title, a.url, a.published, a.first_seen, a.status, a.gone_at,
          (SELECT count(*) FROM versions v WHERE v.article = a.id AND v.status != 'suspect') AS versions
        FROM articles a WHERE a.outlet = ? AND a.duplicate_of IS NULL ORDER BY a.id DESC LIMIT ?""",
        (outlet, limit),
    )


def outlet_events(database: Database, outlet: str, limit: int) -> list[Row]:
    """What was noticed about an outlet's articles and what its latest 100 say, the latest first, but new claims."""
    return _rows(
        database,
        """SELECT id, at, kind, summary FROM events WHERE id IN (
          SELECT e.id FROM articles a JOIN events e ON e.article = a.id
          WHERE a.outlet = :outlet AND e.baseline = 0 AND e.kind != 'new_claim'
          UNION SELECT e.id FROM (SELECT id FROM articles WHERE outlet = :outlet ORDER BY id DESC LIMIT 100) a
          JOIN mentions m ON m.article = a.id JOIN event_claims c ON c.mention = m.id JOIN events e ON e.id = c.event
          WHERE e.baseline = 0 AND e.kind != 'new_claim')
        ORDER BY id DESC LIMIT :limit""",
        {"outlet": outlet, "limit": limit},
    )


def found_claims(database: Database, words: str, limit: int) -> list[Row]:
    """Of the latest claims that hold all of these words the best matches first. Any text is a valid search."""
    columns = "c.id, c.story, c.text, c.first_seen, c.contested"
    return _found(
        database,
        words,
        limit,
        (
            "c.text",
            f"""SELECT {columns} FROM claims_cjk f CROSS JOIN claims c ON c.id = f.rowid
            WHERE claims_cjk MATCH :parts AND {{held}} AND c.part_of IS NULL ORDER BY f.rowid DESC LIMIT :limit""",
        ),
        f"""SELECT {columns} FROM claims_fts f JOIN claims c ON c.id = f.rowid
        WHERE claims_fts MATCH :words AND f.rowid > {_RANKED.format(index="claims_fts")}
          AND c.part_of IS NULL ORDER BY f.rank LIMIT :limit""",
    )


def found_articles(database: Database, words: str, limit: int) -> list[Row]:
    """Articles a version of which holds all of these words, the latest first. Any text is a valid search."""
    columns = "v.article AS id, a.outlet, a.title, a.published"
    return _found(
        database,
        words,
        limit,
        (
            "v.text",
            f"""SELECT {columns} FROM versions_cjk f
            JOIN versions v ON v.id = f.rowid JOIN articles a ON a.id = v.article
            WHERE versions_cjk MATCH :parts AND {{held}} GROUP BY v.article ORDER BY v.article DESC LIMIT :limit""",
        ),
        f"""SELECT {columns} FROM versions_fts f JOIN versions v ON v.id = f.rowid JOIN articles a ON a.id = v.article
        WHERE versions_fts MATCH :words AND f.rowid > {_RANKED.format(index="versions_fts")}
        GROUP BY v.article ORDER BY v.article DESC LIMIT :limit""",
    )


def _found(database: Database, words: str, limit: int, by_parts: tuple[str, str], by_words: str) -> list[Row]:
    wanted = Search.of(words)
    if not wanted.words:
        return []
    if wanted.indexed:
        return _rows(database, by_words, {"words": wanted.query, "limit": limit})
    column, sql = by_parts
    held, named = wanted.held_by(column)
    return _rows(database, sql.format(held=held), {**named, "parts": wanted.parts, "limit": limit})


def quantity_rows(database: Database, claims: Sequence[int]) -> list[Row]:
    """The first quantity that each standing mention of these claims gives, in the order of time."""
    marks = ", ".join("?" * len(claims))
    return _rows(
        database,
        f"""SELECT coalesce(a.published, a.first_seen) AS at, a.outlet, m.claim,
          json_extract(m.analysis, '$.quantities[0].low') AS value,
          coalesce(json_extract(m.analysis, '$.quantities[0].unit'), '') AS unit
        FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.claim IN ({marks}) AND m.dropped_at IS NULL AND value IS NOT NULL ORDER BY 1""",
        tuple(claims),
    )


def _rows(database: Database, sql: str, parameters: Any = ()) -> list[Row]:
    return [dict(row) for row in database.rows(sql, parameters)]
