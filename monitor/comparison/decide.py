"""What a new mention does among the stored claims, once its candidates are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Judgement, Mention, Relation, Side

_JOINING = (Relation.SAME, Relation.SUPPORTS)
_JOIN_AT = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored mention that the new one was compared with, and the claim it belongs to."""

    claim: int
    mention_id: int
    article: int
    side: Side


@dataclass(frozen=True, slots=True)
class ClaimRelation:
    """The new mention's relation to another claim, with the mention and the judgement that show it best."""

    claim: int
    mention_id: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Outcome:
    """The claim that a mention joins, if any, and its relations to other claims."""

    join: int | None
    join_score: float
    relations: tuple[ClaimRelation, ...]


_Judged = Sequence[tuple[Candidate, Judgement]]


def decide(mention: Mention, judged: _Judged, threshold: float) -> Outcome:
    """Joins the claim that is restated most clearly, and relates the mention to the others.

    Evidence is pooled over the mentions of one claim: where others of them are restated, a single pair that
    looks like a conflict is a misreading, and no contradiction. `threshold` is the least pooled probability
    of a contradiction.
    """
    by_claim: dict[int, list[tuple[Candidate, Judgement]]] = defaultdict(list)
    for candidate, judgement in judged:
        if judgement.relation is not Relation.UNJUDGED:
            by_claim[candidate.claim].append((candidate, judgement))
    joins = {claim: _join_score(pairs) for claim, pairs in by_claim.items()}
    join = max(joins, key=lambda claim: (joins[claim], -abs(claim)), default=None)
    score = joins[join] if join is not None else 0.0
    if score < _JOIN_AT:
        join = None
    relations = [_relation(pairs, threshold) for claim, pairs in by_claim.items() if claim != join]
    return Outcome(join, score, tuple(sorted((one for one in relations if one), key=_clearest_first)))


def _join_score(pairs: _Judged) -> float:
    """How sure it is that a claim is restated: its best restatement, unless a conflict is as clear."""
    same = max((j.supports for _, j in pairs if j.relation is Relation.SAME), default=0.0)
    against = max((j.contradicts for _, j in pairs if j.relation is Relation.CONTRADICTS), default=0.0)
    return same if same > against else 0.0


def _relation(pairs: _Judged, threshold: float) -> ClaimRelation | None:
    conflicts = [pair for pair in pairs if pair[1].relation is Relation.CONTRADICTS]
    if conflicts:
        candidate, best = max(conflicts, key=lambda pair: pair[1].contradicts)
        if best.contradicts >= threshold and not outweighed([judgement for _, judgement in pairs]):
            return ClaimRelation(candidate.claim, candidate.mention_id, best)
    for wanted in (Relation.UPDATES, Relation.SAME, Relation.SUPPORTS):
        found = [pair for pair in pairs if pair[1].relation is wanted]
        if found:
            candidate, judgement = found[0]
            return ClaimRelation(candidate.claim, candidate.mention_id, judgement)
    return None


def outweighed(judgements: Sequence[Judgement]) -> bool:
    """Whether the mentions of two claims contradict each other less than twice as much as they restate each other.

    Where some restate and about as many seem to contradict, the claim holds two wordings of which one is misread.
    """
    restated = sum(one.supports for one in judgements if one.relation in _JOINING)
    against = sum(one.contradicts for one in judgements if one.relation is Relation.CONTRADICTS)
    return 2 * restated > against


def _clearest_first(relation: ClaimRelation) -> tuple[float, int]:
    return -relation.judgement.contradicts, relation.claim
