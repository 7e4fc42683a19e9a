"""What a judge is, how one is chosen, and how none of them can turn a failure into an answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from monitor.errors import JudgeError
from monitor.model import Judgement, Pair, Relation

if TYPE_CHECKING:
    from monitor.comparison.llm import Asker, Budget, LlmSetup
    from monitor.comparison.nli import NliModel

_NO_MODEL = "judge.kind nli needs a model; set judge.nli.model (`monitor models list` names some)"
_log = logging.getLogger(__name__)


class Judge(Protocol):
    """Decides the relation of each pair, in order. `name` is written with every judgement."""

    @property
    def name(self) -> str: ...

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]: ...


@dataclass(frozen=True, slots=True)
class NliSetup:
    """The folder of an exported model, and the order of its outputs where the folder does not say it."""

    folder: Path
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeSetup:
    """Which judge, from which probability on it calls a contradiction, and what it may use.

    `patience` is how many seconds a model may read, and a language model answer, in one batch of pairs; what is left
    then is unjudged.
    """

    kind: str = "auto"
    threshold: float = 0.8
    nli: NliSetup | None = None
    llm: LlmSetup | None = None
    patience: float = 9.0


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


def _rules(setup: JudgeSetup, _budget: Budget) -> Judge:
    from monitor.comparison.rules import RulesJudge

    return RulesJudge(setup.threshold)


def _nli(setup: JudgeSetup, _budget: Budget) -> Judge:
    from monitor.comparison.alone import NliJudge

    if setup.nli is None:
        raise JudgeError(_NO_MODEL)
    return NliJudge(_model(setup.nli), setup.threshold, setup.patience)


def _llm(setup: JudgeSetup, budget: Budget) -> Judge:
    from monitor.comparison.alone import LlmJudge

    if setup.llm is None:
        raise JudgeError("judge.kind llm needs an endpoint; set judge.llm.base_url and judge.llm.model")
    return LlmJudge(_asker(setup.llm), budget, setup.patience)


def _auto(setup: JudgeSetup, budget: Budget) -> Judge:
    """The best judge that is set up: the rules alone, or with whatever models there are."""
    from monitor.comparison.auto import AutoJudge

    rules = _rules(setup, budget)
    if setup.nli is None and setup.llm is None:
        return rules
    model = None if setup.nli is None else _model(setup.nli)
    asker = None if setup.llm is None else _asker(setup.llm)
    return AutoJudge(setup, rules, model, asker, budget)


# A process keeps what it has loaded, with what that has read.
@lru_cache(maxsize=2)
def _model(setup: NliSetup) -> NliModel:
    from monitor.comparison.nli import NliModel

    return NliModel(setup.folder, setup.labels)


@lru_cache(maxsize=2)
def _asker(setup: LlmSetup) -> Asker:
    from monitor.comparison.llm import Asker

    return Asker(setup)


_JUDGES: Mapping[str, Callable[[JudgeSetup, Budget], Judge]] = {
    "auto": _auto,
    "rules": _rules,
    "nli": _nli,
    "llm": _llm,
}


def load_judge(setup: JudgeSetup, budget: Budget | None = None) -> Judge:
    """The judge that is set up, made safe; without a budget a language model may be asked about every pair.

    Raises JudgeError if no judge of that kind is known, or what it needs is not there.
    """
    from monitor.comparison.llm import Budget

    make = _JUDGES.get(setup.kind)
    if make is not None:
        return SafeJudge(make(setup, budget or Budget()))
    added = added_judges()
    if setup.kind not in added:
        raise JudgeError(f"judge.kind: {setup.kind} is not available; use one of {', '.join([*_JUDGES, *added])}")
    return SafeJudge(added[setup.kind](setup))


def added_judges() -> Mapping[str, Callable[[JudgeSetup], Judge]]:
    """The judges of plugins by name."""
    from monitor.plugins import plugins

    found: dict[str, Callable[[JudgeSetup], Judge]] = {}
    for judges in plugins().hook.register_judges():
        found |= judges
    return found


def check_judge(setup: JudgeSetup) -> None:
    """Raise JudgeError where the judge could not be set up, as far as files and packages show it."""
    from monitor.comparison.nli import check_folder

    if setup.kind == "nli" or (setup.kind == "auto" and setup.nli is not None):
        if setup.nli is None:
            raise JudgeError(_NO_MODEL)
        check_folder(setup.nli.folder, setup.nli.labels)
    else:
        load_judge(setup)


def judge_pairs(setup: JudgeSetup, pairs: Sequence[Pair]) -> list[Judgement]:
    """The judge's word on each pair."""
    return load_judge(setup).judge(pairs)


def judge_within(setup: JudgeSetup, pairs: Sequence[Pair], calls: int) -> tuple[list[Judgement], int]:
    """The judge's word on each pair, and how many of `calls` to a language model it took.

    A plain function of plain values, so that a worker process can run it.
    """
    from monitor.comparison.llm import Budget

    budget = Budget(calls)
    return load_judge(setup, budget).judge(pairs), budget.spent
