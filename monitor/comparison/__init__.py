"""Room 4: what new mentions say against, or with, what is stored.

A judge gives the relation of two mentions, `decide` what follows for their claims, `search_terms` the words
by which the index finds the candidates. Pure: the store, the network and the clock are elsewhere.
"""

from __future__ import annotations

from monitor.comparison.decide import Candidate, ClaimRelation, Outcome, decide, outweighed
from monitor.comparison.judge import (
    Judge,
    JudgeSetup,
    NliSetup,
    SafeJudge,
    check_judge,
    judge_pairs,
    judge_within,
    load_judge,
    unjudged,
)
from monitor.comparison.terms import search_terms

__all__ = [
    "Candidate", "ClaimRelation", "Judge", "JudgeSetup", "NliSetup", "Outcome", "SafeJudge", "check_judge", "decide",
    "judge_pairs", "judge_within", "load_judge", "outweighed", "search_terms", "unjudged",
]  # fmt: skip
