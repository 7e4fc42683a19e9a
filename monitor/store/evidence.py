"""The chain of evidence behind a claim, an origin or an event, as plain JSON rows with links."""

from __future__ import annotations

from typing import Any

from monitor.store.database import Database

Row = dict[str, Any]

_STEPS = """
    SELECT c.mention, c.step, c.kind, n.name, c.words, c.article, coalesce(c.url, a.url) AS url
    FROM citations c LEFT JOIN origins n ON n.id = c.origin LEFT JOIN articles a ON a.id = c.article"""


def standing_of(database: Database, claim: int) -> Row:
    """How a claim stands, how many independent origins are behind it, and the claim that makes it so, if one does."""
    row = database.row("SELECT standing, origins, by_claim FROM claim_standing WHERE claim = ?", (claim,))
    assert row is not None
    return dict(row)


def steps_of(database: Database, mention: int) -> list[Row]:
    """The steps from a mention to its origin, with the words that gave each away and the article there, if stored."""
    rows = database.rows(f"{_STEPS} WHERE c.mention = ? ORDER BY c.step", (mention,))
    return [{key: row[key] for key in ("kind", "name", "words", "article", "url")} for row in rows]


def references_of(database: Database, article: int) -> list[Row]:
    """What an article links to and copies as a whole, and whether that has to do with its text."""
    rows = database.rows(
        f"""{_STEPS.replace("c.mention", "c.relevant")} JOIN versions v ON v.id = c.version
        WHERE v.article = ? AND c.mention IS NULL ORDER BY v.number, c.step, c.id""",
        (article,),
    )
    return [
        {**{key: row[key] for key in ("kind", "words", "article", "url")}, "relevant": bool(row["relevant"])}
        for row in rows
    ]


def origin_detail(database: Database, origin: int) -> Row | None:
    """An origin with every mention that comes from it, each with the steps that lead there."""
    found = database.row("SELECT id, name, kind FROM origins WHERE id = ?", (origin,))
    if found is None:
        return None
    rows = database.rows(
        """SELECT m.id, m.claim, m.text, a.outlet, o.tier, a.url, coalesce(a.published, a.first_seen) AS published,
          m.dropped_at
        FROM mentions m JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
        WHERE m.origin = ? ORDER BY m.claim, published, m.id""",
        (origin,),
    )
    return {**dict(found), "mentions": [{**dict(row), "steps": steps_of(database, row["id"])} for row in rows]}


def timeline_of(database: Database, claim: int) -> list[Row]:
    """What became of a claim, oldest first, with the values that it had before and later.

    `what` is `said` for the first word of each origin, `dropped` where an outlet no longer says it, `disputed` where
    another claim contradicts it.
    """
    # The plus keeps SQLite from indexing all contradictions on the fly instead of looking up those of the few claims.
    rows = database.rows(
        """WITH RECURSIVE linked(claim) AS (
          SELECT :claim UNION
          SELECT CASE linked.claim WHEN r.new_claim THEN r.earlier_claim ELSE r.new_claim END
          FROM linked JOIN relations r ON (r.new_claim = linked.claim OR r.earlier_claim = linked.claim)
          WHERE r.relation = 'updates'),
        first(mention) AS (
          SELECT min(m.id) FROM mentions m JOIN linked ON linked.claim = m.claim GROUP BY m.claim, m.origin),
        steps(at, what, mention) AS (
          SELECT coalesce(a.published, a.first_seen), 'said', first.mention
          FROM first JOIN mentions m ON m.id = first.mention JOIN articles a ON a.id = m.article
          UNION SELECT m.dropped_at, 'dropped', m.id
          FROM mentions m JOIN linked ON linked.claim = m.claim WHERE m.dropped_at IS NOT NULL
          UNION SELECT coalesce(a.published, a.first_seen), 'disputed', m.id
          FROM relations r JOIN linked ON (r.new_claim = linked.claim OR r.earlier_claim = linked.claim)
          JOIN mentions m ON m.id =
            CASE WHEN linked.claim = r.new_claim THEN r.earlier_mention ELSE r.new_mention END
          JOIN articles a ON a.id = m.article WHERE +r.relation = 'contradicts')
        SELECT s.at, s.what, m.claim, a.outlet, o.tier, n.name AS origin, m.modality, m.text, a.url
        FROM steps s JOIN mentions m ON m.id = s.mention JOIN articles a ON a.id = m.article
        JOIN outlets o ON o.name = a.outlet LEFT JOIN origins n ON n.id = m.origin ORDER BY s.at, m.id, s.what DESC""",
        {"claim": claim},
    )
    return [dict(row) for row in rows]
