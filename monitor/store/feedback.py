"""What people said of events, and of contradictions that were not told."""

from __future__ import annotations

from datetime import datetime

from monitor.clock import iso
from monitor.errors import UsageError
from monitor.model import Relation, Verdict
from monitor.store.codec import stored_judgement
from monitor.store.database import Database
from monitor.store.rows import BY_HAND, Missed

# A later verdict on the same event or the same two claims replaces the earlier one.
_UNDONE = "undone"
_LAST = """SELECT max(id) FROM feedback WHERE story = :story
  GROUP BY event, CASE WHEN event IS NULL THEN claim_a END, CASE WHEN event IS NULL THEN claim_b END"""


class Feedback:
    """Verdicts, all of which are kept; the last one on a matter counts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set_threshold(self, threshold: float) -> None:
        """Keep the configured threshold of every story, for commands that read no configuration."""
        if self._db.value("SELECT 1 FROM stories WHERE threshold != ?", (threshold,)):
            with self._db.writing():
                self._db.execute("UPDATE stories SET threshold = ?", (threshold,))

    def record(self, event: int, verdict: Verdict, note: str | None, at: datetime) -> str | None:
        """Store a verdict on an event; gives the event's story. The same one again changes nothing.

        Raises UsageError when there is no such event.
        """
        with self._db.writing():
            row = self._db.row("SELECT story, kind, score FROM events WHERE id = ?", (event,))
            if row is None:
                raise UsageError(f"there is no event e{event}; `monitor events` lists them")
            last = self._db.row("SELECT verdict, note FROM feedback WHERE event = ? ORDER BY id DESC LIMIT 1", (event,))
            if last is None or last["verdict"] != verdict or note not in (None, last["note"]):
                score = row["score"] if row["kind"] == "contradiction" else None
                self._db.execute(
                    "INSERT INTO feedback(at, story, event, verdict, score, note) VALUES (?, ?, ?, ?, ?, ?)",
                    (iso(at), row["story"], event, verdict, score, note),
                )
            story: str | None = row["story"]
            return story

    def undo(self, event: int, at: datetime) -> str | None:
        """Take back the verdict on an event; gives the event's story. Raises UsageError when none stands."""
        with self._db.writing():
            last = self._db.row(
                "SELECT story, verdict FROM feedback WHERE event = ? ORDER BY id DESC LIMIT 1", (event,)
            )
            if last is None or last["verdict"] == _UNDONE:
                raise UsageError(f"there is no verdict on e{event} to take back")
            story: str | None = last["story"]
            self._db.execute(
                "INSERT INTO feedback(at, story, event, verdict) VALUES (?, ?, ?, ?)", (iso(at), story, event, _UNDONE)
            )
            return story

    def record_missed(self, missed: Missed, note: str | None, at: datetime) -> str:
        """Store that two claims contradict each other, and their relation by hand; gives their story.

        From then on the conflict counts as known. The same one again changes nothing.
        Raises UsageError when it was told already.
        """
        with self._db.writing():
            story = str(self._db.value("SELECT story FROM claims WHERE id = ?", (missed.new_claim,)))
            self._refuse_told(missed)
            pair = sorted((missed.new_claim, missed.earlier_claim))
            known = self._db.row(
                "SELECT verdict, note FROM feedback WHERE claim_a = ? AND claim_b = ? ORDER BY id DESC LIMIT 1", pair
            )
            if known is None or known["verdict"] == _UNDONE or note not in (None, known["note"]):
                self._db.execute(
                    """INSERT INTO feedback(at, story, verdict, score, note, claim_a, claim_b)
                    VALUES (?, ?, 'missed', ?, ?, ?, ?)""",
                    (iso(at), story, missed.judgement.contradicts, note, *pair),
                )
                self._relate(missed, note, at)
            return story

    def undo_missed(self, one: int, other: int, at: datetime) -> str:
        """Take back that two claims contradict each other: the judge's word stands again; gives their story.

        Raises UsageError when nobody said so.
        """
        pair = sorted((one, other))
        with self._db.writing():
            last = self._db.row(
                "SELECT story, verdict FROM feedback WHERE claim_a = ? AND claim_b = ? ORDER BY id DESC LIMIT 1", pair
            )
            if last is None or last["verdict"] == _UNDONE:
                raise UsageError(f"there is no verdict on c{one} and c{other} to take back")
            self._db.execute(
                "INSERT INTO feedback(at, story, verdict, claim_a, claim_b) VALUES (?, ?, ?, ?, ?)",
                (iso(at), last["story"], _UNDONE, *pair),
            )
            self._unrelate(one, other)
            return str(last["story"])

    def _unrelate(self, one: int, other: int) -> None:
        names = {"one": one, "other": other, "person": BY_HAND}
        mine = "judge = :person AND new_claim IN (:one, :other) AND earlier_claim IN (:one, :other)"
        conflict = (word for word in self.judged(one, other) if word.judgement.relation is Relation.CONTRADICTS)
        found = next(conflict, None)
        if found is None:
            self._db.execute(f"DELETE FROM relations WHERE {mine}", names)
        else:
            names |= {"judge": found.judgement.judge, "reason": found.judgement.reason}
            self._db.execute(f"UPDATE relations SET judge = :judge, reason = :reason WHERE {mine}", names)
        self._db.execute(
            """UPDATE claims SET contested = EXISTS (SELECT 1 FROM relations r WHERE r.relation = 'contradicts'
              AND claims.id IN (r.new_claim, r.earlier_claim)) WHERE id IN (:one, :other)""",
            names,
        )

    def _refuse_told(self, missed: Missed) -> None:
        event = self._db.value(
            """SELECT e.id FROM event_claims a JOIN event_claims b ON b.event = a.event AND b.role != a.role
            JOIN events e ON e.id = a.event AND e.kind = 'contradiction' WHERE a.claim = ? AND b.claim = ?""",
            (missed.new_claim, missed.earlier_claim),
        )
        if event is not None:
            raise UsageError(
                f"e{event} is this contradiction; say `monitor feedback e{event} right` if you agree with it"
            )

    def _relate(self, missed: Missed, note: str | None, at: datetime) -> None:
        reason = "a person says that the two contradict each other" + (f": {note}" if note else "")
        changed = self._db.execute(
            """UPDATE relations SET judge = :judge, reason = :reason WHERE relation = 'contradicts'
            AND (new_claim = :new AND earlier_claim = :earlier OR new_claim = :earlier AND earlier_claim = :new)""",
            {"judge": BY_HAND, "reason": reason, "new": missed.new_claim, "earlier": missed.earlier_claim},
        )
        if not changed.rowcount:
            self._db.execute(
                """INSERT INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention, relation, score,
                  basis, reason, judge, version, at)
                SELECT story, claim, ?, id, ?, 'contradicts', 1.0, ?, ?, ?, version, ? FROM mentions WHERE id = ?""",
                (
                    *(missed.earlier_claim, missed.earlier_mention, missed.judgement.basis, reason, BY_HAND),
                    *(iso(at), missed.new_mention),
                ),
            )
        pair = (missed.new_claim, missed.earlier_claim)
        self._db.execute("UPDATE claims SET contested = 1 WHERE id IN (?, ?)", pair)

    def judged(self, one: int, other: int) -> list[Missed]:
        """The stored words of judges on the mentions of two claims, the clearest conflict first."""
        rows = self._db.rows(
            """SELECT j.*, n.claim AS new_claim, e.claim AS earlier_claim FROM judgements j
            JOIN mentions n ON n.id = j.new_mention JOIN mentions e ON e.id = j.earlier_mention
            WHERE n.claim IN (:one, :other) AND e.claim IN (:one, :other) AND n.claim != e.claim
            AND j.relation != 'unjudged' ORDER BY j.contradicts DESC, j.id""",
            {"one": one, "other": other},
        )
        return [
            Missed(
                new_claim=row["new_claim"],
                earlier_claim=row["earlier_claim"],
                new_mention=row["new_mention"],
                earlier_mention=row["earlier_mention"],
                judgement=stored_judgement(row),
            )
            for row in rows
        ]

    def threshold(self, story: str) -> float:
        """The threshold that the configuration gave the story."""
        return float(self._db.value("SELECT threshold FROM stories WHERE id = ?", (story,)))

    def stories(self) -> list[str]:
        """The stories on which there can be verdicts."""
        return [row["id"] for row in self._db.rows("SELECT id FROM stories ORDER BY id")]

    def counts(self, story: str) -> dict[str, int]:
        """How many verdicts of each kind stand."""
        rows = self._db.rows(
            f"SELECT verdict, count(*) AS n FROM feedback WHERE id IN ({_LAST}) GROUP BY verdict", {"story": story}
        )
        found = {row["verdict"]: row["n"] for row in rows}
        return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}

    def scored(self, story: str) -> list[tuple[Verdict, float]]:
        """The verdicts that stand on contradictions, each with the judge's probability at the time."""
        rows = self._db.rows(
            f"SELECT verdict, score FROM feedback WHERE id IN ({_LAST}) AND score IS NOT NULL ORDER BY id",
            {"story": story},
        )
        return [(Verdict(row["verdict"]), row["score"]) for row in rows]
