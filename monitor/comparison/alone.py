"""A model as the only judge: for measuring one, and for those who trust theirs."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.clock import Clock
from monitor.comparison.calibration import calibration, chance, reading_features
from monitor.comparison.judge import unjudged
from monitor.comparison.llm import Answer, Asker, Budget
from monitor.comparison.nli import NliModel, Read, read_both
from monitor.model import Basis, Judgement, Pair, Relation

_ENTAILED = 0.8
# What a language model's word is worth where it has the only one.
_SURE = 0.9


class NliJudge:
    """Reads every pair in both directions; supports are known only to a model with an output for them."""

    def __init__(self, model: NliModel, threshold: float, patience: float) -> None:
        self.name = f"nli:{model.name}"
        self._model, self._threshold, self._patience = model, threshold, patience

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The relation of each pair, in order; unjudged where the time did not last."""
        found = read_both(self._model, [_texts(pair) for pair in pairs], self._patience)
        return [
            unjudged(self.name, "there was no time left to read it") if both is None else self._word(*both)
            for both in found
        ]

    def _word(self, there: Read, back: Read) -> Judgement:
        against = chance(calibration().nli, reading_features(there, back))
        one_way, both_ways = max(there.supports, back.supports), min(there.supports, back.supports)
        supports = one_way * (1 - against)
        scores = (against, supports, 1 - against - supports)
        seen = f"read as a contradiction with {there.contradicts:.0%} one way and {back.contradicts:.0%} the other"
        if against >= self._threshold:
            return Judgement(Relation.CONTRADICTS, *scores, Basis.SEMANTIC, seen, self.name)
        if one_way >= _ENTAILED:
            same = both_ways >= _ENTAILED
            reason = "each follows from the other" if same else "one follows from the other"
            return Judgement(Relation.SAME if same else Relation.SUPPORTS, *scores, None, reason, self.name)
        return Judgement(Relation.NEUTRAL, *scores, None, seen, self.name)


class LlmJudge:
    """Asks a language model about every pair, as far as its budget and its time go."""

    name = "llm"

    def __init__(self, asker: Asker, budget: Budget, patience: float) -> None:
        self._asker, self._budget, self._patience = asker, budget, patience

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The relation of each pair, in order; unjudged where there is no usable answer."""
        until = Clock().monotonic() + self._patience
        return [self._word(self._asker.ask(pair, self._budget, until)) for pair in pairs]

    def _word(self, answer: Answer | str) -> Judgement:
        if isinstance(answer, str):
            return unjudged(self.name, answer)
        rest = (1 - _SURE) / 2
        against, supports = answer.relation is Relation.CONTRADICTS, answer.relation is Relation.SUPPORTS
        scores = (_SURE if against else rest, _SURE if supports else rest, rest if against or supports else _SURE)
        return Judgement(answer.relation, *scores, answer.basis, answer.reason, self.name)


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.a.mention.text, pair.b.mention.text
