"""Mentions, claims, and the relations between claims."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.clock import iso
from monitor.model import Basis, Judgement, Mention, Origin, Relation
from monitor.store.codec import STORED_MENTION, analysis_json, frame_blob, stored_mention, words_of
from monitor.store.database import Database
from monitor.store.nearest import Nearest, words
from monitor.store.origins import follow_on, keep_origin, keep_sourcing
from monitor.store.rebasing import find_again, retire
from monitor.store.rows import Sourcing, StoredMention, StoredRelation, StoredVersion


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison decided about one new mention.

    `join` is the claim that it restates; `restates` is a mention of the same version whose claim it takes.
    With neither it makes a new claim.
    """

    mention: int
    join: int | None
    restates: int | None
    origin: Origin
    relations: tuple[tuple[int, int, Judgement], ...]  # (claim, its mention, judgement)
    judged: tuple[tuple[int, Judgement], ...]  # (earlier mention, judgement) worth keeping


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What became of a mention's pairs that had no answer; `relations` and `judged` are as in Compared."""

    mention: int
    relations: tuple[tuple[int, int, Judgement], ...]
    judged: tuple[tuple[int, Judgement], ...]


class Claims:
    """The claims' part of the history."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._nearest = Nearest(database)

    def record_mentions(
        self,
        version: StoredVersion,
        found: Mapping[str, Sequence[Mention]],
        terms: Mapping[str, Sequence[str]],
        release: str,
    ) -> None:
        """Store a version's mentions by story, and mark it as claimed.

        A sentence that the article has or had keeps its mention; one that it no longer has is dropped. Where
        the version is only read again by another release, a mention that this one does not find is retired:
        the outlet has dropped nothing. `terms` holds the search terms of each mention's text.
        """
        with self._db.writing():
            for story, mentions in found.items():
                standing, dropped = self._known(version.article, story)
                for key, mention in _each_once(mentions).items():
                    known = standing.pop(key, None)
                    if known is not None and version.rebasing:
                        find_again(self._db, known, mention, release)
                    elif known is None and key in dropped:
                        self._restore(dropped[key])
                    elif known is None:
                        self._insert(version, story, mention, terms[mention.text], release)
                if version.rebasing:
                    retire(self._db, standing.values(), version, release)
                else:
                    self._drop(standing.values(), version)
            self._db.execute("UPDATE versions SET stage = 'claimed' WHERE id = ?", (version.id,))

    def _known(self, article: int, story: str) -> tuple[dict[str, int], dict[str, int]]:
        """An article's mentions by their text: those that stand, and those that were dropped."""
        rows = self._db.rows(
            "SELECT id, text, dropped_at FROM mentions WHERE article = ? AND story = ?", (article, story)
        )
        standing = {words_of(row["text"]): row["id"] for row in rows if row["dropped_at"] is None}
        return standing, {words_of(row["text"]): row["id"] for row in rows if row["dropped_at"] is not None}

    def _restore(self, mention: int) -> None:
        self._db.execute(
            "UPDATE mentions SET dropped_at = NULL, dropped_version = NULL, retired_by = NULL WHERE id = ?", (mention,)
        )

    def _insert(self, version: StoredVersion, story: str, mention: Mention, terms: Iterable[str], release: str) -> None:
        rowid = self._db.insert(
            """INSERT INTO mentions(version, article, story, text, span_start, span_end, in_title, modality,
              attribution, polarity, analysis, release) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
            (
                *(
                    version.id,
                    version.article,
                    story,
                    mention.text,
                    mention.start,
                    mention.end,
                    mention.in_title,
                ),
                *(mention.modality, mention.attribution, mention.polarity),
                *(analysis_json(mention), release),
            ),
        )
        self._db.execute("INSERT INTO frames(mention, frame) VALUES (?, ?)", (rowid, frame_blob(mention)))
        self._db.execute(
            "INSERT INTO mention_terms(mention, story, terms) VALUES (?, ?, ?)", (rowid, story, " ".join(words(terms)))
        )

    def _drop(self, mentions: Iterable[int], version: StoredVersion) -> None:
        for mention in mentions:
            self._db.execute(
                "UPDATE mentions SET dropped_at = ?, dropped_version = ? WHERE id = ?",
                (iso(version.at), version.id, mention),
            )

    def drop_article(self, article: int, at: datetime) -> None:
        """Mark all that an article said as no longer standing, and that it was noticed to be withdrawn."""
        with self._db.writing():
            self._db.execute("UPDATE articles SET gone_noticed = ? WHERE id = ?", (iso(at), article))
            self._db.execute(
                "UPDATE mentions SET dropped_at = ? WHERE article = ? AND dropped_at IS NULL",
                (iso(at), article),
            )

    def retract(self, version: StoredVersion) -> None:
        """Mark what an article said before a version that retracts it as no longer standing, though its text stays."""
        with self._db.writing():
            self._db.execute(
                "UPDATE mentions SET dropped_at = ? WHERE article = ? AND version < ? AND dropped_at IS NULL",
                (iso(version.at), version.article, version.id),
            )

    def uncompared(self, version: int) -> list[StoredMention]:
        """The mentions of a version that no claim has yet, in the order of the text, its title last."""
        return [mention for mention in self.added_by(version) if mention.claim is None]

    def added_by(self, version: int) -> list[StoredMention]:
        """The mentions that a version brought, in the order of the text, its title last."""
        sql = f"{STORED_MENTION} WHERE m.version = ? ORDER BY m.in_title, m.span_start"
        return [stored_mention(row) for row in self._db.rows(sql, (version,))]

    def dropped_by(self, version: int) -> list[StoredMention]:
        """The mentions that a version no longer has."""
        sql = f"{STORED_MENTION} WHERE m.dropped_version = ? ORDER BY m.in_title, m.span_start"
        return [stored_mention(row) for row in self._db.rows(sql, (version,))]

    def standing(self, article: int) -> list[StoredMention]:
        """What an article says now."""
        sql = f"{STORED_MENTION} WHERE m.article = ? AND m.dropped_at IS NULL ORDER BY m.in_title, m.span_start"
        return [stored_mention(row) for row in self._db.rows(sql, (article,))]

    def of_claim(self, claim: int) -> list[StoredMention]:
        """All mentions of a claim, the oldest first."""
        sql = f"{STORED_MENTION} WHERE m.claim = ? ORDER BY coalesce(a.published, a.first_seen), m.id"
        return [stored_mention(row) for row in self._db.rows(sql, (claim,))]

    def mention(self, mention: int) -> StoredMention:
        """One mention."""
        row = self._db.row(f"{STORED_MENTION} WHERE m.id = ?", (mention,))
        assert row is not None
        return stored_mention(row)

    def nearest(self, story: str, terms: Sequence[str], limit: int) -> list[StoredMention]:
        """Mentions of the story's claims that share the rarest of these terms, best match first."""
        return self._nearest.find(story, terms, limit)

    def record_comparison(
        self,
        version: StoredVersion,
        compared: Sequence[Compared],
        baseline: frozenset[str],
        sourcing: Sourcing | None = None,
    ) -> None:
        """Store joins, new claims, origins, relations and judgements of a version, and mark it as compared."""
        with self._db.writing():
            if sourcing is not None:
                keep_sourcing(self._db, version, sourcing)
            for item in compared:
                self._record_one(version, item, baseline)
            self._db.execute("UPDATE versions SET stage = 'compared' WHERE id = ?", (version.id,))

    def _record_one(self, version: StoredVersion, item: Compared, baseline: frozenset[str]) -> None:
        claim = self._join(version, item, baseline)
        for compared_with, mention, judgement in item.relations:
            # A person may have joined or split claims since they were compared.
            earlier = self._db.value("SELECT claim FROM mentions WHERE id = ?", (mention,)) or compared_with
            if earlier != claim:
                self._relate(version, (claim, earlier), (item.mention, mention), judgement)
        for mention, judgement in item.judged:
            self._keep(item.mention, mention, judgement, version.at)

    def _keep(self, new: int, earlier: int, judgement: Judgement, at: datetime) -> None:
        self._db.execute(
            """INSERT OR REPLACE INTO judgements(new_mention, earlier_mention, judge, relation, contradicts,
              supports, neutral, basis, reason, at) VALUES (?,?,?,?,?,?,?,?,?,?)""",
            (
                *(new, earlier, judgement.judge, judgement.relation, judgement.contradicts),
                *(judgement.supports, judgement.neutral, judgement.basis, judgement.reason, iso(at)),
            ),
        )

    def _join(self, version: StoredVersion, item: Compared, baseline: frozenset[str]) -> int:
        claim = self._joined(item)
        if claim is None:
            claim = self._db.insert(
                """INSERT INTO claims(story, text, first_seen, last_seen, baseline)
                SELECT story, text, ?, ?, ? FROM mentions WHERE id = ?""",
                (iso(version.at), iso(version.at), 0, item.mention),
            )
            if baseline:
                marks = ", ".join("?" * len(baseline))
                self._db.execute(
                    f"UPDATE claims SET baseline = 1 WHERE id = ? AND story IN ({marks})",
                    (claim, *sorted(baseline)),
                )
        self._db.execute("UPDATE mentions SET claim = ? WHERE id = ?", (claim, item.mention))
        self._place(item.mention)
        self._db.execute("UPDATE claims SET last_seen = max(last_seen, ?) WHERE id = ?", (iso(version.at), claim))
        keep_origin(self._db, version.id, item.mention, item.origin)
        follow_on(self._db, item.mention, claim, item.origin.unnamed)
        return claim

    def _place(self, mention: int) -> None:
        """From now on a mention is found by its terms."""
        self._db.execute(
            """UPDATE mention_terms SET place = 1 +
              (SELECT coalesce(max(t.place), 0) FROM mention_terms t WHERE t.story = mention_terms.story)
            WHERE mention = ? AND place IS NULL""",
            (mention,),
        )

    def _joined(self, item: Compared) -> int | None:
        """The claim that a mention becomes part of: where a person put it, else what the comparison decided."""
        claim: int | None = self._db.value("SELECT by_hand FROM mentions WHERE id = ?", (item.mention,)) or item.join
        if claim is None and item.restates is not None:
            claim = self._db.value("SELECT claim FROM mentions WHERE id = ?", (item.restates,))
        whole: int | None = self._db.value("SELECT coalesce(part_of, id) FROM claims WHERE id = ?", (claim,))
        return whole

    def _relate(
        self, version: StoredVersion, claims: tuple[int, int], mentions: tuple[int, int], judgement: Judgement
    ) -> None:
        known = self._db.value(
            """SELECT 1 FROM relations WHERE relation = :relation AND
            (new_claim = :new AND earlier_claim = :earlier OR new_claim = :earlier AND earlier_claim = :new)""",
            {"new": claims[0], "earlier": claims[1], "relation": judgement.relation},
        )
        if known:
            return
        self._db.execute(
            """INSERT INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention, relation, score,
              basis, reason, judge, version, at)
            SELECT story, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM claims WHERE id = ?""",
            (
                *(
                    *claims,
                    *mentions,
                    judgement.relation,
                    _score(judgement),
                    judgement.basis,
                    judgement.reason,
                ),
                *(judgement.judge, version.id, iso(version.at), claims[0]),
            ),
        )
        if judgement.relation is Relation.CONTRADICTS:
            self._db.execute("UPDATE claims SET contested = 1 WHERE id IN (?, ?)", claims)

    def relations_of(self, version: int) -> list[StoredRelation]:
        """The relations that were found while this version was compared."""
        rows = self._db.rows("SELECT * FROM relations WHERE version = ? ORDER BY score DESC, id", (version,))
        return [_relation(row) for row in rows]

    def related(self, claim: int, relation: Relation) -> set[int]:
        """Claims in this relation with a claim, whichever of the two is newer."""
        rows = self._db.rows(
            """SELECT earlier_claim AS other FROM relations WHERE new_claim = :claim AND relation = :relation
            UNION SELECT new_claim FROM relations WHERE earlier_claim = :claim AND relation = :relation""",
            {"claim": claim, "relation": relation},
        )
        return {row["other"] for row in rows}

    def text(self, claim: int) -> str:
        """The claim in the words in which it was first found."""
        return str(self._db.value("SELECT text FROM claims WHERE id = ?", (claim,)))

    def origins(self, claim: int) -> int:
        """How many independent origins stand behind a claim."""
        return int(self._db.value("SELECT count(DISTINCT origin) FROM mentions WHERE claim = ?", (claim,)))

    def unjudged(self, before: datetime, limit: int) -> list[tuple[StoredMention, StoredMention]]:
        """Pairs (new, earlier) of what still stands that no judge had an answer for, last asked before a time."""
        rows = self._db.rows(
            """SELECT DISTINCT j.new_mention, j.earlier_mention FROM judgements j
            JOIN mentions n ON n.id = j.new_mention AND n.dropped_at IS NULL AND n.claim IS NOT NULL
            JOIN mentions e ON e.id = j.earlier_mention AND e.dropped_at IS NULL AND e.claim IS NOT NULL
            JOIN versions v ON v.id = n.version AND v.stage = 'done'
            WHERE j.relation = 'unjudged' AND j.at <= ? ORDER BY j.at, j.id LIMIT ?""",
            (iso(before), limit),
        )
        return [(self.mention(row["new_mention"]), self.mention(row["earlier_mention"])) for row in rows]

    def record_rejudged(self, version: StoredVersion, rejudged: Sequence[Rejudged], at: datetime) -> None:
        """Store what came of asking again; where a relation was found the version is to be noticed once more."""
        with self._db.writing():
            found = False
            for item in rejudged:
                claim = self._db.value("SELECT claim FROM mentions WHERE id = ?", (item.mention,))
                for mention, judgement in item.judged:
                    both = (item.mention, mention)
                    self._db.execute("DELETE FROM judgements WHERE new_mention = ? AND earlier_mention = ?", both)
                    self._keep(*both, judgement, at)
                for compared_with, mention, judgement in item.relations:
                    earlier = self._db.value("SELECT claim FROM mentions WHERE id = ?", (mention,)) or compared_with
                    if earlier != claim:
                        self._relate(version, (claim, earlier), (item.mention, mention), judgement)
                        found = True
            if found:
                self._db.execute(
                    "UPDATE versions SET stage = 'rejudged' WHERE id = ? AND stage = 'done'", (version.id,)
                )


def _each_once(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """Mentions by their text: one that stands twice (a title that the lead repeats) would be added at every reading."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(words_of(mention.text), mention)
    return found


def _score(judgement: Judgement) -> float:
    if judgement.relation is Relation.CONTRADICTS:
        return judgement.contradicts
    return judgement.supports if judgement.relation in (Relation.SAME, Relation.SUPPORTS) else judgement.neutral


def _relation(row: sqlite3.Row) -> StoredRelation:
    score = row["score"]
    relation = Relation(row["relation"])
    contradicts = score if relation is Relation.CONTRADICTS else 0.0
    supports = score if relation in (Relation.SAME, Relation.SUPPORTS) else 0.0
    judgement = Judgement(
        relation=relation,
        contradicts=contradicts,
        supports=supports,
        neutral=1.0 - contradicts - supports,
        basis=None if row["basis"] is None else Basis(row["basis"]),
        reason=row["reason"],
        judge=row["judge"],
    )
    return StoredRelation(
        id=row["id"],
        new_claim=row["new_claim"],
        earlier_claim=row["earlier_claim"],
        new_mention=row["new_mention"],
        earlier_mention=row["earlier_mention"],
        judgement=judgement,
    )
