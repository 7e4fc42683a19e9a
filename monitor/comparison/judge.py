"""What a judge is, how one is chosen, and how none of them can turn a failure into an answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from monitor.errors import JudgeError
from monitor.model import Judgement, Pair, Relation

_log = logging.getLogger(__name__)


class Judge(Protocol):
    """Decides the relation of each pair, in order. `name` is written with every judgement."""

    @property
    def name(self) -> str: ...

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]: ...


class JudgeChoice(Protocol):
    """What the configuration says of the judge."""

    @property
    def kind(self) -> str: ...

    @property
    def threshold(self) -> float: ...


class SafeJudge:
    """Another judge whose failures and nonsense become `unjudged`, to be asked again later."""

    def __init__(self, inner: Judge) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        return self._inner.name

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, whatever the inner judge does."""
        try:
            answers = self._inner.judge(pairs)
        except Exception as error:  # noqa: BLE001  the one place where a judge's own faults are recorded
            _log.warning("the judge %s failed on %d pairs", self.name, len(pairs), exc_info=True)
            return [unjudged(self.name, f"the judge failed: {type(error).__name__}") for _ in pairs]
        if not isinstance(answers, list) or len(answers) != len(pairs):
            return [unjudged(self.name, "the judge did not answer every pair") for _ in pairs]
        return [
            answer if _makes_sense(answer) else unjudged(self.name, "the answer makes no sense") for answer in answers
        ]


def unjudged(judge: str, reason: str) -> Judgement:
    """The judgement of a pair that no judge has answered."""
    return Judgement(Relation.UNJUDGED, 0.0, 0.0, 0.0, None, reason, judge)


def _makes_sense(answer: object) -> bool:
    """Whether an answer has a relation and three probabilities that add up, with a basis where one is due."""
    if not isinstance(answer, Judgement) or not isinstance(answer.relation, Relation):
        return False
    if answer.relation is Relation.UNJUDGED:
        return True
    scores = (answer.contradicts, answer.supports, answer.neutral)
    if not all(isinstance(score, (int, float)) and math.isfinite(score) and 0 <= score <= 1 for score in scores):
        return False
    known = answer.relation is not Relation.CONTRADICTS or answer.basis is not None
    return known and abs(sum(scores) - 1) < 0.01


def _rules(choice: JudgeChoice) -> Judge:
    from monitor.comparison.rules import RulesJudge

    return RulesJudge(choice.threshold)


# `auto` is the best judge that is set up.
_JUDGES: Mapping[str, Callable[[JudgeChoice], Judge]] = {"rules": _rules, "auto": _rules}


def load_judge(choice: JudgeChoice) -> Judge:
    """The configured judge, made safe.

    Raises JudgeError if no judge of that kind is known.
    """
    make = _JUDGES.get(choice.kind)
    if make is None:
        raise JudgeError(f"judge.kind: {choice.kind} is not available; use one of {', '.join(_JUDGES)}")
    return SafeJudge(make(choice))


def judge_pairs(choice: JudgeChoice, pairs: Sequence[Pair]) -> list[Judgement]:
    """The configured judge's word on each pair; a plain function, so that a worker process can run it."""
    return load_judge(choice).judge(pairs)
