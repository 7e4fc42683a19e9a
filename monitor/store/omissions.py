"""What the view of omissions reads: claims that matter, who covered the story when, and the lenses it has."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.absence import Attendance, LensCount, Matter, Voice
from monitor.clock import iso, parse_iso
from monitor.model import Tier
from monitor.store.database import Database
from monitor.store.search import cjk_parts

# Bounds, so that a story of years costs what one of months does.
_CLAIMS = 5_000
_MATTERS = 200
_PRESENT = 20_000
_LOOKED_THROUGH = 5_000

_IS_RECORD = "EXISTS (SELECT 1 FROM entries e WHERE e.article = a.id AND e.form = 'record')"


def story_ids(database: Database) -> list[str]:
    """Every story."""
    return [row["id"] for row in database.rows("SELECT id FROM stories ORDER BY id")]


def matters(database: Database, story: str) -> list[Matter]:
    """Of the last 5,000 claims of a story the last 200 that matter, the latest first.

    Those matter that two independent origins or more stand behind, that a primary source says in words of its own,
    or that another claim contradicts.
    """
    rows = database.rows(
        f"""WITH recent AS (SELECT id, text, contested FROM claims
          WHERE story = ? AND part_of IS NULL ORDER BY id DESC LIMIT {_CLAIMS})
        SELECT c.id, c.text, c.contested,
          count(DISTINCT CASE WHEN m.modality NOT IN ('denied', 'conditional') THEN m.origin END) AS origins,
          max(o.tier = 'primary' AND NOT {_IS_RECORD}) AS by_primary
        FROM recent c JOIN mentions m ON m.claim = c.id AND m.dropped_at IS NULL
        JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
        GROUP BY c.id HAVING origins > 1 OR by_primary OR c.contested ORDER BY c.id DESC LIMIT {_MATTERS}""",
        (story,),
    )
    against = _against(database, [row["id"] for row in rows])
    voices = _voices(database, sorted({row["id"] for row in rows}.union(*against.values())))
    return [
        Matter(
            claim=row["id"],
            story=story,
            text=row["text"],
            contested=bool(row["contested"]),
            origins=row["origins"],
            by_primary=bool(row["by_primary"]),
            says=tuple(voices[row["id"]]),
            disputes=tuple(voice for rival in sorted(against[row["id"]]) for voice in voices[rival]),
        )
        for row in rows
    ]


def _against(database: Database, claims: Sequence[int]) -> Mapping[int, set[int]]:
    """The claims that contradict each of these."""
    sql = """SELECT new_claim AS claim, earlier_claim AS rival FROM relations
          WHERE relation = 'contradicts' AND new_claim IN (SELECT value FROM json_each(:claims))
        UNION SELECT earlier_claim, new_claim FROM relations
          WHERE relation = 'contradicts' AND earlier_claim IN (SELECT value FROM json_each(:claims))"""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in database.rows(sql, {"claims": json.dumps(claims)}):
        found[row["claim"]].add(row["rival"])
    return found


def _voices(database: Database, claims: Sequence[int]) -> Mapping[int, list[Voice]]:
    """The first standing sentence of each outlet for each of these claims, the earliest first."""
    sql = """SELECT m.claim, a.outlet, o.tier, m.article, min(coalesce(a.published, a.first_seen)) AS at
        FROM mentions m JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
        WHERE m.claim IN (SELECT value FROM json_each(?)) AND m.dropped_at IS NULL
        GROUP BY m.claim, a.outlet ORDER BY m.claim, at"""
    found: defaultdict[int, list[Voice]] = defaultdict(list)
    for row in database.rows(sql, (json.dumps(claims),)):
        voice = Voice(row["outlet"], Tier(row["tier"]), parse_iso(row["at"]), row["article"], row["claim"])
        found[row["claim"]].append(voice)
    return found


def attendance(database: Database, story: str) -> list[Attendance]:
    """When each outlet published the last 20,000 articles of a story; what a primary source keeps as data is none."""
    rows = database.rows(
        f"""SELECT a.outlet, o.tier, coalesce(a.published, a.first_seen) AS at
        FROM (SELECT article FROM article_stories WHERE story = ? ORDER BY article DESC LIMIT {_PRESENT}) s
        JOIN articles a ON a.id = s.article JOIN outlets o ON o.name = a.outlet
        WHERE a.duplicate_of IS NULL AND NOT {_IS_RECORD} ORDER BY at""",
        (story,),
    )
    times: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for row in rows:
        times[row["outlet"], row["tier"]].append(parse_iso(row["at"]))
    return [Attendance(outlet, Tier(tier), at) for (outlet, tier), at in sorted(times.items())]


def sentences(database: Database, claims: Sequence[int], outlet: str) -> list[dict[str, Any]]:
    """What an outlet says of these claims, in its own words, the earliest first."""
    sql = """SELECT m.claim, m.text, m.modality, m.article, a.title, coalesce(a.published, a.first_seen) AS at
        FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.claim IN (SELECT value FROM json_each(?)) AND m.dropped_at IS NULL AND a.outlet = ? ORDER BY at, m.id"""
    return [dict(row) for row in database.rows(sql, (json.dumps(claims), outlet))]


def published_after(database: Database, story: str, outlet: str, known: datetime, limit: int) -> list[dict[str, Any]]:
    """The first articles of an outlet on a story after a time: those that could have said what was known then."""
    rows = database.rows(
        f"""SELECT a.id, a.title, a.url, coalesce(a.published, a.first_seen) AS at FROM articles a
        WHERE a.outlet = ? AND a.duplicate_of IS NULL AND coalesce(a.published, a.first_seen) > ?
          AND EXISTS (SELECT 1 FROM article_stories s WHERE s.article = a.id AND s.story = ?) AND NOT {_IS_RECORD}
        ORDER BY at, a.id LIMIT ?""",
        (outlet, iso(known), story, limit),
    )
    return [dict(row) for row in rows]


def lens_counts(database: Database, story: str) -> list[LensCount]:
    """How many of the last 5,000 articles of a story touch each of its lenses, by outlet."""
    definition = json.loads(database.value("SELECT definition FROM stories WHERE id = ?", (story,)) or "{}")
    lenses: dict[str, list[str]] = definition.get("lenses", {})
    window = f"SELECT article FROM article_stories WHERE story = ? ORDER BY article DESC LIMIT {_LOOKED_THROUGH}"
    first = database.value(f"SELECT min(article) FROM ({window})", (story,))
    if not lenses or first is None:
        return []
    of = {"story": story, "first": first}
    of["version"] = database.value("SELECT min(id) FROM versions WHERE article >= ?", (first,))
    looked = _by_outlet(database, "FROM articles a", "", of)
    touched = {name: _touched(database, phrases, of) for name, phrases in lenses.items()}
    return [
        LensCount(outlet, len(articles), {name: len(found.get(outlet, set())) for name, found in touched.items()})
        for outlet, articles in sorted(looked.items())
    ]


def _touched(database: Database, phrases: Sequence[str], of: Mapping[str, object]) -> dict[str, set[int]]:
    """The articles of each outlet that hold one of these phrases, as whole words; as a part of the text in Chinese."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    chinese = [phrase for phrase in phrases if cjk_parts(phrase)]
    words = ['"' + phrase.replace('"', '""') + '"' for phrase in phrases if phrase not in chinese]
    searches = [
        ("versions_cjk", "AND instr(v.text, :phrase) > 0", {"words": cjk_parts(phrase), "phrase": phrase})
        for phrase in chinese
    ]
    if words:
        searches.append(("versions_fts", "", {"words": " OR ".join(words)}))
    for index, holds, wanted in searches:
        tables = f"FROM articles a JOIN versions v ON v.article = a.id JOIN {index} ON {index}.rowid = v.id"
        where = f"AND v.status != 'suspect' AND {index} MATCH :words AND {index}.rowid >= :version {holds}"
        for outlet, articles in _by_outlet(database, tables, where, {**of, **wanted}).items():
            found[outlet] |= articles
    return found


def _by_outlet(database: Database, tables: str, where: str, of: Mapping[str, object]) -> dict[str, set[int]]:
    """The articles of a story from the first of the window on, by outlet."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    sql = f"""SELECT DISTINCT a.outlet, a.id {tables}
        WHERE a.id >= :first AND a.duplicate_of IS NULL {where}
        AND EXISTS (SELECT 1 FROM article_stories s WHERE s.article = a.id AND s.story = :story)"""
    for row in database.rows(sql, of):
        found[row["outlet"]].add(row["id"])
    return found
