"""A denial of one thing is no contradiction of another that shares its words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.claims import analyse
from monitor.comparison import JudgeSetup, load_judge
from monitor.model import Pair, Relation, Side

AT = datetime(2026, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("denied", "stated"),
    [
        (
            "The notice did not mention the drivers who were sent to the Holm depot.",
            "Nordlink has sent 120 drivers from its bus garage to the Holm depot, two people told the Harbour Post.",
        ),
        (
            "Nordlink denies turning away from night buses",
            "Nordlink has moved 200 drivers from its night bus team to the Holm depot, a manager said.",
        ),
        (
            "The delay is not unique to Nordlink.",
            "The delay at the Holm depot probably involves Nordlink's plan to build new garages for its own buses.",
        ),
    ],
)
def test_a_denial_of_something_else_is_no_contradiction(denied: str, stated: str) -> None:
    one, other = (Side(analyse(text, AT, {"Nordlink": []}), AT, text[:3]) for text in (denied, stated))
    judge = load_judge(JudgeSetup("rules", 0.8))
    assert judge.judge([Pair(one, other)])[0].relation is not Relation.CONTRADICTS
    assert judge.judge([Pair(other, one)])[0].relation is not Relation.CONTRADICTS
