"""The judge that needs nothing: typed conflicts, decided once everything around them is aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from monitor.comparison import gate
from monitor.comparison.conflicts import Conflict, find_conflicts, same_amounts
from monitor.comparison.view import View, view
from monitor.model import Basis, Judgement, Pair, Relation, Side


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two whole sentences are."""

    shared: float  # weight of what both have, against the side with less
    mutual: float  # the same against the side with more
    names: int
    rivals: int


class RulesJudge:
    """Compares frames slot by slot; needs no model beyond the parser that made them."""

    name = "rules"

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The relation of each pair, in order."""
        views: dict[int, View] = {}

        def seen(side: Side) -> View:
            return views.setdefault(id(side), view(side))

        return [self._one(seen(pair.a), seen(pair.b)) for pair in pairs]

    def _one(self, a: View, b: View) -> Judgement:
        alike = _likeness(a, b)
        conflict, against = _worst(a, b, alike)
        restated = _restated(a, b, alike) * (1 - against)
        neutral = 1 - against - restated
        if conflict is not None and against >= self._threshold:
            return Judgement(
                Relation.CONTRADICTS, against, restated, neutral, conflict.basis, conflict.reason, self.name
            )
        if restated >= 0.5:
            relation = Relation.SAME
            return Judgement(relation, against, restated, neutral, None, "the two say the same", self.name)
        return Judgement(Relation.NEUTRAL, against, restated, neutral, None, "no conflict was found", self.name)


def _likeness(a: View, b: View) -> Likeness:
    shared = sum(weight for word, weight in a.weights.items() if word in b.weights)
    first, second = sum(a.weights.values()) or 1.0, sum(b.weights.values()) or 1.0
    mine, yours = gate.rival_names(a, b)
    return Likeness(
        shared / min(first, second), shared / max(first, second), len(a.names & b.names), min(len(mine), len(yours))
    )


def _worst(a: View, b: View, alike: Likeness) -> tuple[Conflict | None, float]:
    best: Conflict | None = None
    score = 0.0
    for conflict in find_conflicts(a, b):
        here = _score(a, b, alike, conflict)
        if here > score:
            best, score = conflict, here
    return best, score


def _score(a: View, b: View, alike: Likeness, conflict: Conflict) -> float:
    logit = (
        -4.0 + 3.0 * conflict.fit + 4.0 * alike.shared + 0.3 * min(alike.names, 4) + 0.5 * min(same_amounts(a, b), 2)
    )
    logit -= 5.0 * gate.mood_gap(a, b)
    logit -= 0.5 * min(alike.rivals, 3)
    if gate.other_version(a, b):
        logit -= 4
    if conflict.basis is Basis.NUMERIC and (gate.other_period(a, b) or gate.part_of_period(a, b)):
        logit -= 4
    if gate.days_apart(a, b) > 2 and conflict.basis in (Basis.NUMERIC, Basis.ANTONYM):
        logit -= 3
    return 1 / (1 + exp(-logit))


def _restated(a: View, b: View, alike: Likeness) -> float:
    logit = -6.0 + 8.0 * alike.shared + 0.5 * min(same_amounts(a, b), 2) - 1.0 * alike.rivals
    if gate.other_version(a, b) or gate.other_period(a, b):
        logit -= 4
    return 1 / (1 + exp(-logit))
