"""Claims that a person has joined or split, and what follows from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from monitor.clock import iso
from monitor.errors import UsageError
from monitor.store.codec import words_of
from monitor.store.database import Database
from monitor.store.rows import Apart


class Decisions:
    """What people decided about claims. Each mention of a claim that was touched is kept where they put it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def join(self, claim: int, other: int, at: datetime) -> int:
        """Make `other` a part of `claim`, whose number from then on means both; gives the claim that stays.

        Raises UsageError when either is unknown, they are one already, or belong to different stories.
        """
        with self._db.writing():
            one, two = self._whole(claim), self._whole(other)
            if one["id"] == two["id"]:
                raise UsageError(f"c{claim} and c{other} are one claim already: c{one['id']}")
            if one["story"] != two["story"]:
                raise UsageError(
                    f"c{claim} belongs to the story {one['story']} and c{other} to {two['story']}; only claims of one "
                    "story can be joined"
                )
            self._move_all(one["id"], two["id"])
            self._decide("join", one["id"], two["id"], at)
            return int(one["id"])

    def _whole(self, claim: int) -> sqlite3.Row:
        """The claim that this number means now."""
        row = self._db.row(
            "SELECT * FROM claims WHERE id = (SELECT coalesce(part_of, id) FROM claims WHERE id = ?)", (claim,)
        )
        if row is None:
            raise UsageError(f"there is no claim c{claim}; `monitor claims` lists them")
        return row

    def _move_all(self, one: int, two: int) -> None:
        around = self._related(one) | self._related(two)
        for relation in self._relations(two):
            self._move_relation(relation, one, two)
        for table in ("mentions", "event_claims"):
            self._db.execute(f"UPDATE {table} SET claim = ? WHERE claim = ?", (one, two))
        self._db.execute("UPDATE mentions SET by_hand = ? WHERE claim = ?", (one, one))
        self._db.execute("UPDATE claims SET part_of = ? WHERE id = ? OR part_of = ?", (one, two, two))
        self._refresh(one)
        self._contest({one, two, *around})

    def _move_relation(self, relation: sqlite3.Row, one: int, two: int) -> None:
        """Give a relation of `two` to `one`, unless `one` has it already or is its other side."""
        other = relation["earlier_claim"] if relation["new_claim"] == two else relation["new_claim"]
        known = other == one or self._db.value(
            """SELECT 1 FROM relations WHERE relation = :relation AND
            (new_claim = :one AND earlier_claim = :other OR new_claim = :other AND earlier_claim = :one)""",
            {"relation": relation["relation"], "one": one, "other": other},
        )
        if known:
            self._db.execute("DELETE FROM relations WHERE id = ?", (relation["id"],))
            return
        side = "new_claim" if relation["new_claim"] == two else "earlier_claim"
        self._db.execute(f"UPDATE relations SET {side} = ? WHERE id = ?", (one, relation["id"]))

    def split(self, claim: int, mention: int, at: datetime) -> int:
        """Take a mention out of a claim, with those in the same words; gives the new claim that they make.

        Where all mentions have the same words, this one goes alone. Raises UsageError when the claim is
        unknown, the mention is not one of it, or is its only one.
        """
        with self._db.writing():
            whole = self._whole(claim)
            stays = int(whole["id"])
            moved = self._alike(claim, stays, mention)
            made = self._db.insert(
                """INSERT INTO claims(story, text, first_seen, last_seen, baseline)
                SELECT story, text, :seen, :seen, :baseline FROM mentions WHERE id = :mention""",
                {"mention": mention, "seen": whole["first_seen"], "baseline": whole["baseline"]},
            )
            self._move(stays, made, moved)
            self._decide("split", stays, made, at)
            return made

    def _alike(self, claim: int, stays: int, mention: int) -> list[int]:
        rows = self._db.rows("SELECT id, text FROM mentions WHERE claim = ?", (stays,))
        words = {row["id"]: words_of(row["text"]) for row in rows}
        if mention not in words:
            raise UsageError(f"m{mention} is no mention of c{claim}; `monitor show c{claim}` lists them")
        if len(words) == 1:
            raise UsageError(f"c{claim} has no other mention that m{mention} could be split from")
        alike = [each for each, said in words.items() if said == words[mention]]
        return alike if len(alike) < len(words) else [mention]

    def _move(self, stays: int, made: int, moved: Sequence[int]) -> None:
        marks = ", ".join("?" * len(moved))
        around = self._related(stays)
        self._db.execute("UPDATE mentions SET by_hand = ? WHERE claim = ?", (stays, stays))
        self._db.execute(f"UPDATE mentions SET claim = ?, by_hand = ? WHERE id IN ({marks})", (made, made, *moved))
        for table, claim, mention in (
            ("relations", "new_claim", "new_mention"),
            ("relations", "earlier_claim", "earlier_mention"),
            ("event_claims", "claim", "mention"),
        ):
            self._db.execute(
                f"UPDATE {table} SET {claim} = ? WHERE {claim} = ? AND {mention} IN ({marks})", (made, stays, *moved)
            )
        self._refresh(stays)
        self._refresh(made)
        self._contest({stays, made, *around})

    def _relations(self, claim: int) -> list[sqlite3.Row]:
        return self._db.rows(
            """SELECT id, new_claim, earlier_claim, relation FROM relations WHERE new_claim = :claim
            UNION SELECT id, new_claim, earlier_claim, relation FROM relations WHERE earlier_claim = :claim""",
            {"claim": claim},
        )

    def _related(self, claim: int) -> set[int]:
        rows = self._relations(claim)
        return {row["new_claim"] for row in rows} | {row["earlier_claim"] for row in rows}

    def _refresh(self, claim: int) -> None:
        """Set when a claim was seen, and its words if no mention of it has them any more."""
        self._db.execute(
            """UPDATE claims SET
              first_seen = (SELECT min(v.at) FROM mentions m JOIN versions v ON v.id = m.version
                WHERE m.claim = :claim),
              last_seen = (SELECT max(v.at) FROM mentions m JOIN versions v ON v.id = m.version WHERE m.claim = :claim)
            WHERE id = :claim""",
            {"claim": claim},
        )
        self._db.execute(
            """UPDATE claims SET text = (SELECT text FROM mentions WHERE claim = :claim ORDER BY id LIMIT 1)
            WHERE id = :claim AND text NOT IN (SELECT text FROM mentions WHERE claim = :claim)""",
            {"claim": claim},
        )

    def _contest(self, claims: Collection[int]) -> None:
        for claim in claims:
            self._db.execute(
                """UPDATE claims SET contested =
                  EXISTS (SELECT 1 FROM relations WHERE new_claim = :claim AND relation = 'contradicts')
                  OR EXISTS (SELECT 1 FROM relations WHERE earlier_claim = :claim AND relation = 'contradicts')
                WHERE id = :claim""",
                {"claim": claim},
            )

    def _decide(self, kind: str, claim: int, other: int, at: datetime) -> None:
        self._db.execute(
            "INSERT INTO decisions(at, kind, claim, other) VALUES (?, ?, ?, ?)", (iso(at), kind, claim, other)
        )

    def apart(self, story: str) -> tuple[Apart, ...]:
        """The claims of a story that were split and not joined again, each pair from both of its sides."""
        rows = self._db.rows(
            """SELECT DISTINCT coalesce(c.part_of, c.id) AS claim, coalesce(o.part_of, o.id) AS other FROM decisions d
            JOIN claims c ON c.id = d.claim JOIN claims o ON o.id = d.other
            WHERE d.kind = 'split' AND c.story = ? AND coalesce(c.part_of, c.id) != coalesce(o.part_of, o.id)""",
            (story,),
        )
        sides = [(row["claim"], row["other"]) for row in rows]
        return tuple(
            Apart(one, two, self._words(one) - self._words(two))
            for pair in sides
            for one, two in (pair, tuple(reversed(pair)))
        )

    def _words(self, claim: int) -> frozenset[str]:
        # By hand too: a mention that is being judged again has no claim meanwhile.
        rows = self._db.rows(
            "SELECT text FROM mentions WHERE claim = :claim UNION SELECT text FROM mentions WHERE by_hand = :claim",
            {"claim": claim},
        )
        return frozenset(words_of(row["text"]) for row in rows)
