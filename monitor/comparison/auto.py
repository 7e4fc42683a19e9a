"""The cascade that spends little: rules first, a model on what remains plausible, a language model where they disagree.

Source: cascades of classifiers (Viola & Jones 2001); the sources of evidence are combined by a fitted logistic
regression (`calibration`), so that a score is a probability.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.clock import Clock
from monitor.comparison.calibration import calibration, chance, reading_features, rules_features, same_features
from monitor.comparison.conflicts import find_conflicts
from monitor.comparison.judge import Judge, JudgeSetup, unjudged
from monitor.comparison.llm import Answer, Asker, Budget
from monitor.comparison.nli import NliModel, Read, read_both, read_denied
from monitor.comparison.view import view
from monitor.model import Basis, Judgement, Pair, Relation

# Of the earlier sentences that one new sentence is compared with, so many are read: the likeliest to conflict, and the
# likeliest to say the same.
_READ_EACH, _READ_SAME = 2, 1
# From this probability of a contradiction on, a pair is not read again for a restatement.
_NOT_SAME = 0.3
_SAME = 0.5
# Between these probabilities a language model, where there is one, has the last word.
_BAND = (0.3, 0.9)
# Below this combined probability a conflict that the rules are sure of is taken back.
_DOUBTED = 0.3
# From which fit on a typed conflict explains a contradiction, how much two sentences must share to contradict each
# other without one, and what part of the threshold such a pair reaches at most.
_EXPLAINED, _ALIKE, _BELOW = 0.25, 0.6, 0.95
_NO_TIME = "there was no time left to read it"


class AutoJudge:
    """Rules, then a model, then a language model, each only where the one before is unsure."""

    name = "auto"

    def __init__(
        self, setup: JudgeSetup, rules: Judge, model: NliModel | None, asker: Asker | None, budget: Budget
    ) -> None:
        self._threshold, self._patience = setup.threshold, setup.patience
        self._rules, self._model, self._asker, self._budget = rules, model, asker, budget

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The relation of each pair, in order."""
        words = self._rules.judge(pairs)
        features = [rules_features(pair, word) for pair, word in zip(pairs, words, strict=True)]
        likely = [chance(calibration().plausible, one) for one in features]
        open_ones = _worth_reading(pairs, words, likely)
        until = Clock().monotonic() + self._patience
        readings = self._readings(pairs, open_ones, until)
        answers = list(words)
        for index in open_ones:
            reading = readings.get(index)
            if self._model is not None and reading is None:
                answers[index] = unjudged(self.name, _NO_TIME)
                continue
            against = likely[index] if reading is None else _combined(features[index], reading, self._threshold)
            answers[index] = self._word(pairs[index], words[index], against, reading, until)
        self._restate(pairs, words, answers, until)
        return answers

    def _readings(self, pairs: Sequence[Pair], indexes: Sequence[int], until: float) -> dict[int, tuple[Read, Read]]:
        if self._model is None:
            return {}
        found = read_both(self._model, [_texts(pairs[index]) for index in indexes], until - Clock().monotonic())
        return {index: both for index, both in zip(indexes, found, strict=True) if both is not None}

    def _restate(
        self, pairs: Sequence[Pair], words: Sequence[Judgement], answers: list[Judgement], until: float
    ) -> None:
        """Read for a restatement what may be one, and put the word on it in the answers' place."""
        chosen = _worth_restating(pairs, words, answers) if self._model is not None else []
        plain = self._readings(pairs, chosen, until)
        if self._model is None or not chosen:
            return
        texts = [_texts(pairs[index]) for index in chosen]
        denied = read_denied(self._model, texts, until - Clock().monotonic())
        for index, if_denied in zip(chosen, denied, strict=True):
            if if_denied is None or index not in plain:
                answers[index] = unjudged(self.name, _NO_TIME)
                continue
            features = same_features(pairs[index], words[index], plain[index], if_denied)
            answers[index] = _restated(answers[index], chance(calibration().same, features), if_denied)

    def _word(
        self, pair: Pair, rules: Judgement, against: float, reading: tuple[Read, Read] | None, until: float
    ) -> Judgement:
        by = "rules" if reading is None else "rules+nli"
        answer: Answer | None = None
        if self._asker is not None and _BAND[0] <= against < _BAND[1]:
            asked = self._asker.ask(pair, self._budget, until)
            if isinstance(asked, str):
                return unjudged(self.name, asked)
            answer, by = asked, f"{by}+llm"
            against = _moved(against, calibration().llm_right, answer.relation is Relation.CONTRADICTS)
        if answer is None and rules.relation is Relation.CONTRADICTS and against >= _DOUBTED:
            against = max(against, rules.contradicts)
        supports = min(rules.supports, 1 - against)
        scores = (against, supports, 1 - against - supports)
        if against >= self._threshold:
            return Judgement(Relation.CONTRADICTS, *scores, *_why(pair, rules, answer, reading), by)
        if rules.relation is Relation.CONTRADICTS:
            return Judgement(Relation.NEUTRAL, *scores, None, f"too unsure for a conflict ({rules.reason})", by)
        return Judgement(rules.relation, *scores, rules.basis, rules.reason, by)


def _restated(answer: Judgement, same: float, if_denied: tuple[Read, Read]) -> Judgement:
    """An answer that is no contradiction, with the probability of a restatement that a model's readings give.

    Only what follows both ways is the same statement; what follows one way supports the other.
    """
    supports = min(same, 1 - answer.contradicts)
    scores = (answer.contradicts, supports, 1 - answer.contradicts - supports)
    by = answer.judge if "nli" in answer.judge else f"{answer.judge}+nli"
    if supports >= _SAME:
        if min(read.contradicts for read in if_denied) >= _SAME:
            return Judgement(Relation.SAME, *scores, None, "each follows from the other", by)
        return Judgement(Relation.SUPPORTS, *scores, None, "one follows from the other", by)
    if answer.relation in (Relation.SAME, Relation.SUPPORTS):
        return Judgement(Relation.NEUTRAL, *scores, None, "neither follows from the other", by)
    return replace(answer, supports=scores[1], neutral=scores[2], judge=by)


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.a.mention.text, pair.b.mention.text


def _worth_restating(pairs: Sequence[Pair], words: Sequence[Judgement], answers: Sequence[Judgement]) -> list[int]:
    """Of each new sentence the pair that is likeliest to be a restatement, where one is plausible."""
    best: dict[str, list[int]] = defaultdict(list)
    for index, (word, answer) in enumerate(zip(words, answers, strict=True)):
        closed = answer.relation in (Relation.CONTRADICTS, Relation.UPDATES, Relation.UNJUDGED)
        if not closed and answer.contradicts < _NOT_SAME and word.supports >= calibration().same_from:
            best[pairs[index].a.mention.text].append(index)
    chosen = (sorted(found, key=lambda index: -words[index].supports)[:_READ_SAME] for found in best.values())
    return sorted(index for found in chosen for index in found)


def _worth_reading(pairs: Sequence[Pair], words: Sequence[Judgement], likely: Sequence[float]) -> list[int]:
    """The pairs that a contradiction is plausible for: of each new sentence the few likeliest."""
    of_each: dict[str, list[int]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        settled = words[index].relation in (Relation.UPDATES, Relation.UNJUDGED)
        if not settled and likely[index] >= calibration().read_from:
            of_each[pair.a.mention.text].append(index)
    chosen = (sorted(found, key=lambda index: -likely[index])[:_READ_EACH] for found in of_each.values())
    return sorted(index for found in chosen for index in found)


def _combined(features: Mapping[str, float], reading: tuple[Read, Read], threshold: float) -> float:
    """The probability of a contradiction. One that no rule explains, between sentences that share little, stays below
    the threshold: a model takes much of one story for contradictions."""
    against = chance(calibration().auto, {**features, **reading_features(*reading)})
    explained = max((value for name, value in features.items() if name.startswith("conflict ")), default=0.0)
    if explained < _EXPLAINED and features["shared"] < _ALIKE:
        return min(against, _BELOW * threshold)
    return against


def _moved(against: float, right: float, called: bool) -> float:
    """A probability after the word of a witness who is right with probability `right`."""
    step = math.log(right / (1 - right))
    odds = math.log(against / (1 - against)) + (step if called else -step)
    return 1 / (1 + math.exp(-odds))


def _why(pair: Pair, rules: Judgement, answer: Answer | None, reading: tuple[Read, Read] | None) -> tuple[Basis, str]:
    """What a contradiction rests on, in words for a reader: the rules' conflict, else what the models say."""
    if rules.basis is not None:
        return rules.basis, rules.reason
    conflict = max(find_conflicts(view(pair.a), view(pair.b)), key=lambda one: one.fit * one.local, default=None)
    if conflict is not None and conflict.fit * conflict.local >= _EXPLAINED:
        return conflict.basis, conflict.reason
    if answer is not None and answer.relation is Relation.CONTRADICTS:
        return answer.basis or Basis.SEMANTIC, answer.reason
    assert reading is not None
    return (
        Basis.SEMANTIC,
        f"read as a contradiction: {reading[0].contradicts:.0%} one way, {reading[1].contradicts:.0%} the other",
    )
