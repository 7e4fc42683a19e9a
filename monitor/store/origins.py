"""Where statements come from: origins, the citations that lead to them, and the signatures of texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import islice

from monitor.model import Link, Origin, Tier, Witness
from monitor.store.database import Database
from monitor.store.rows import Sourcing, StoredLink, StoredVersion

_NEWEST = 32  # articles of one band; a template that thousands share must not cost a thousand look-ups
_LOOKED_AT = 16
_COMPARED = 8
_RESTATED = 60


class Origins:
    """The origins' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def links(self, version: int) -> list[StoredLink]:
        """The links of a version, with the stored article that each leads to."""
        rows = self._db.rows(
            """SELECT c.id, c.url, c.words, c.line, coalesce(a.duplicate_of, a.id) AS article
            FROM citations c LEFT JOIN articles a ON a.url = c.url
            WHERE c.version = ? AND c.mention IS NULL AND c.kind = 'link' ORDER BY c.step""",
            (version,),
        )
        return [StoredLink(row["id"], Link(row["url"], row["words"], row["line"]), row["article"]) for row in rows]

    def author(self, article: int) -> str | None:
        """Who an article says has written it."""
        found: str | None = self._db.value("SELECT author FROM articles WHERE id = ?", (article,))
        return found

    def stories(self, article: int) -> list[str]:
        """The stories that an article belongs to."""
        rows = self._db.rows("SELECT story FROM article_stories WHERE article = ?", (article,))
        return [row["story"] for row in rows]

    def alike(self, bands: Sequence[int], outlet: str) -> list[tuple[int, str]]:
        """Articles of other outlets that share most bands of a signature, with their newest text, best first."""
        shared: Counter[int] = Counter()
        for band in bands:
            sql = "SELECT article FROM text_bands WHERE band = ? ORDER BY article DESC LIMIT ?"
            shared.update(row["article"] for row in self._db.rows(sql, (band, _NEWEST)))
        best = nsmallest(_LOOKED_AT, shared, key=lambda article: (-shared[article], article))
        texts = ((article, self._text(article, outlet)) for article in best)
        return list(islice(((article, text) for article, text in texts if text is not None), _COMPARED))

    def _text(self, article: int, outlet: str) -> str | None:
        text: str | None = self._db.value(
            """SELECT v.text FROM articles a JOIN versions v ON v.article = a.id AND v.status != 'suspect'
            WHERE a.id = ? AND a.outlet != ? ORDER BY v.number DESC LIMIT 1""",
            (article, outlet),
        )
        return text

    def restated(self, claim: int) -> list[tuple[str, int, str, str | None]]:
        """Mentions of a claim, oldest first, as text, article, outlet and origin; of a long list the first ones."""
        rows = self._db.rows(
            """SELECT m.text, m.article, a.outlet, n.name FROM mentions m JOIN articles a ON a.id = m.article
            LEFT JOIN origins n ON n.id = m.origin WHERE m.claim = ? ORDER BY m.id LIMIT ?""",
            (claim, _RESTATED),
        )
        return [(row["text"], row["article"], row["outlet"], row["name"]) for row in rows]

    def witness(self, mention: int) -> Witness:
        """Where a compared mention comes from, and who carries it."""
        row = self._db.row(f"{_WITNESS} WHERE m.id = ?", (mention,))
        assert row is not None
        return _witness(row)

    def witnesses(self, claim: int) -> list[Witness]:
        """Who stands behind a claim."""
        return [_witness(row) for row in self._db.rows(f"{_WITNESS} WHERE m.claim = ?", (claim,))]

    def witnesses_before(self, mention: int) -> list[Witness]:
        """Who stood behind a mention's claim before its version: of several sentences of one text none is a witness."""
        rows = self._db.rows(
            f"""{_WITNESS} JOIN mentions new ON new.id = ? AND new.claim = m.claim
            WHERE m.version != new.version""",
            (mention,),
        )
        return [_witness(row) for row in rows]


_WITNESS = """
    SELECT n.name, n.kind, a.outlet, o.tier FROM mentions m JOIN origins n ON n.id = m.origin
    JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet"""


def _witness(row: sqlite3.Row) -> Witness:
    return Witness(row["name"], row["kind"], row["outlet"], Tier(row["tier"]))


def keep_links(db: Database, version: int, links: Iterable[Link]) -> None:
    """Store the links of a version, inside the caller's transaction."""
    for step, link in enumerate(links):
        db.execute(
            "INSERT INTO citations(version, step, kind, words, line, url) VALUES (?, ?, 'link', ?, ?, ?)",
            (version, step, link.words, link.line, link.url),
        )


def replace_links(db: Database, version: int, links: Iterable[Link]) -> None:
    """Store other links of a version in place of those before, inside the caller's transaction."""
    db.execute("DELETE FROM citations WHERE version = ? AND mention IS NULL AND kind = 'link'", (version,))
    keep_links(db, version, links)


def keep_sourcing(db: Database, version: StoredVersion, found: Sourcing) -> None:
    """Store what was found of a version's sources as a whole, inside the caller's transaction."""
    keep_bands(db, version.article, found.bands)
    db.execute("DELETE FROM citations WHERE version = ? AND mention IS NULL AND kind = 'copied'", (version.id,))
    for article, share in found.copied:
        db.execute(
            "INSERT INTO citations(version, step, kind, words, article) VALUES (?, 0, 'copied', ?, ?)",
            (version.id, f"{share:.0%} of the shorter text's word pairs stand in both", article),
        )
    for link, leads_to, relevant in found.links:
        db.execute("UPDATE citations SET article = ?, relevant = ? WHERE id = ?", (leads_to, relevant, link))


def keep_bands(db: Database, article: int, bands: Iterable[int]) -> None:
    """Store the signature of an article's text, inside the caller's transaction."""
    for band in bands:
        db.execute("INSERT OR IGNORE INTO text_bands(band, article) VALUES (?, ?)", (band, article))


def keep_origin(db: Database, version: int, mention: int, origin: Origin) -> int:
    """Store a mention's origin with the steps to it, inside the caller's transaction; gives the origin's id."""
    for place, step in enumerate(origin.steps):
        db.execute(
            """INSERT INTO citations(version, mention, step, kind, origin, words, article)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (version, mention, place, step.kind, _origin(db, step.name, step.kind), step.words, step.article),
        )
    root = _origin(db, origin.name, origin.kind)
    db.execute("UPDATE mentions SET origin = ? WHERE id = ?", (root, mention))
    return root


def _origin(db: Database, name: str, kind: str) -> int:
    # By name alone: an outlet's own report and 'according to' that outlet are one origin.
    db.execute("INSERT INTO origins(name, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, kind))
    return int(db.value("SELECT id FROM origins WHERE name = ?", (name,)))


def follow_on(db: Database, mention: int, claim: int, unnamed: Sequence[int]) -> None:
    """Lead earlier mentions of a claim on to the origin of a new one, inside the caller's transaction.

    Those that went as far as the new mention's outlet go on to where that has it from, unless it reports the claim
    itself elsewhere; those of an outlet that links to the new mention's article have it from there, and so have the
    `unnamed` articles, which print the same quotation without its speaker. What an outlet was told by people whom it
    does not name stays its own, but a copy of an agency's report that was read before the report itself has all of it
    from the agency.
    """
    new = db.row(
        """SELECT m.id, m.article, m.origin, m.text, a.outlet, a.url FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.id = ?""",
        (mention,),
    )
    assert new is not None
    values = {"mention": mention, "claim": claim, **dict(new)}
    through = db.rows(f"{_THROUGH_OUTLET}{_NOT_TOLD}", values)
    linking = db.rows(f"{_THROUGH_LINK}{_NOT_TOLD}", values)
    quoting = [row for article in unnamed for row in db.rows(_WITHOUT_NAME, {**values, "unnamed": article})]
    copied = db.rows(_THROUGH_COPY, values)
    for row in {row["id"]: row for row in (*through, *linking, *quoting, *copied)}.values():
        db.execute("UPDATE mentions SET origin = ? WHERE id = ?", (new["origin"], row["id"]))
        db.execute(
            """INSERT INTO citations(version, mention, step, kind, origin, words, article)
            SELECT ?, ?, coalesce(max(step), -1) + 1, 'followed', ?, ?, ? FROM citations WHERE mention = ?""",
            (row["version"], row["id"], new["origin"], new["text"], new["article"], row["id"]),
        )


_NOT_TOLD = """
    AND NOT (m.origin = (SELECT id FROM origins WHERE name = a.outlet) AND EXISTS (
      SELECT 1 FROM citations c WHERE c.mention = m.id AND c.kind = 'anonymous'))"""
_THROUGH_OUTLET = """
    SELECT m.id, m.version FROM mentions m JOIN articles a ON a.id = m.article
    WHERE m.claim = :claim AND m.id != :mention AND m.origin != :origin
    AND m.origin = (SELECT id FROM origins WHERE name = :outlet)
    AND (m.article = :article OR a.outlet != :outlet AND NOT EXISTS (
      SELECT 1 FROM mentions o JOIN articles b ON b.id = o.article
      WHERE o.claim = :claim AND b.outlet = :outlet AND o.origin = m.origin AND o.article != :article))"""
_WITHOUT_NAME = """
    SELECT m.id, m.version FROM mentions m JOIN articles a ON a.id = m.article JOIN origins n ON n.id = m.origin
    WHERE m.claim = :claim AND m.article = :unnamed AND m.id != :mention AND m.origin != :origin
    AND n.name = a.outlet"""
_THROUGH_COPY = """
    SELECT m.id, m.version FROM mentions m JOIN articles a ON a.id = m.article JOIN origins n ON n.id = m.origin
    WHERE m.claim = :claim AND m.article != :article AND m.origin != :origin AND n.name = a.outlet
    AND EXISTS (SELECT 1 FROM citations w WHERE w.mention = :mention AND w.kind = 'wire')
    AND EXISTS (SELECT 1 FROM citations c JOIN mentions new ON new.id = :mention AND new.version = c.version
      WHERE c.mention IS NULL AND c.kind = 'copied' AND c.article = m.article)"""
_THROUGH_LINK = """
    SELECT m.id, m.version FROM mentions m JOIN articles a ON a.id = m.article
    JOIN outlets o ON o.name = a.outlet AND o.tier != 'primary' JOIN origins n ON n.id = m.origin
    WHERE m.claim = :claim AND m.article != :article AND m.origin != :origin AND a.outlet != :outlet
    AND n.name = a.outlet AND EXISTS (SELECT 1 FROM citations c
      WHERE c.url = :url AND c.version = m.version AND c.kind = 'link')"""
