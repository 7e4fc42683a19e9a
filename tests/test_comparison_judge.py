"""No judge can turn a failure into an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from monitor.comparison import JudgeSetup, SafeJudge, judge_pairs, load_judge
from monitor.errors import JudgeError
from monitor.model import Judgement, Mention, Pair, Relation, Side

PAIR = Pair(Side(Mention("a", 0, 1)), Side(Mention("b", 0, 1)))
GOOD = Judgement(Relation.NEUTRAL, 0.1, 0.1, 0.8, None, "because", "fixed")


class Fixed:
    name = "fixed"

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "answer",
    [
        RuntimeError("model gone"),
        [],
        [GOOD, GOOD],
        None,
        ["contradicts"],
        [replace(GOOD, contradicts=float("nan"))],
        [replace(GOOD, contradicts=1.7)],
        [replace(GOOD, neutral=0.1)],
        [replace(GOOD, relation=Relation.CONTRADICTS)],
    ],
    ids=["raises", "too few", "too many", "nothing", "no judgement", "nan", "over one", "sum", "no basis"],
)
def test_a_judge_that_fails_or_answers_nonsense_leaves_the_pair_unjudged(answer: Any) -> None:
    answers = SafeJudge(Fixed(answer)).judge([PAIR])
    assert [one.relation for one in answers] == [Relation.UNJUDGED]
    assert answers[0].reason


def test_a_usable_answer_passes_unchanged() -> None:
    assert SafeJudge(Fixed([GOOD])).judge([PAIR]) == [GOOD]


def test_one_bad_answer_leaves_the_others_as_they_are() -> None:
    answers = SafeJudge(Fixed([GOOD, replace(GOOD, supports=-1.0)])).judge([PAIR, PAIR])
    assert [one.relation for one in answers] == [Relation.NEUTRAL, Relation.UNJUDGED]


def test_a_judge_that_is_not_there_is_named() -> None:
    with pytest.raises(JudgeError, match="oracle"):
        load_judge(JudgeSetup("oracle"))


@pytest.mark.parametrize("kind", ["rules", "auto"])
def test_the_default_judge_needs_no_setting(kind: str) -> None:
    answers = judge_pairs(JudgeSetup(kind), [PAIR])
    assert [one.judge for one in answers] == ["rules"]
