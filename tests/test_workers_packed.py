"""What is sent to a worker process arrives as it was, and is not taken apart field by field."""

from __future__ import annotations

import pickle
import pickletools
from datetime import UTC, datetime

import pytest

from monitor.claims import Text, find_mentions
from monitor.comparison.rules import RulesJudge
from monitor.model import Judgement, Mention, Pair, Side

_AT = datetime(2026, 3, 2, tzinfo=UTC)
_SAID = (
    "The ferry carried 412 people on Monday because the bridge was closed, and not by choice, the mayor of Holm said."
)


@pytest.fixture(scope="module")
def mention() -> Mention:
    (found,) = find_mentions(Text("", _SAID, _AT), {})
    return found


def test_a_pair_arrives_as_it_was_sent(mention: Mention) -> None:
    pair = Pair(Side(mention, _AT, "Holm Courier"), Side(mention))
    assert pickle.loads(pickle.dumps(pair)) == pair


def test_nothing_in_a_pair_is_packed_field_by_field(mention: Mention) -> None:
    frame = mention.frame
    assert frame.clauses and frame.slots and frame.moments and mention.quantities and mention.dates
    packed = pickle.dumps(Pair(Side(mention, _AT, "Holm Courier"), Side(mention)))
    assert "BUILD" not in {opcode.name for opcode, _, _ in pickletools.genops(packed)}


def test_a_mention_of_two_pairs_is_one_on_the_other_side(mention: Mention) -> None:
    side = Side(mention, _AT)
    first, second = pickle.loads(pickle.dumps([Pair(side, side), Pair(side, Side(mention))]))
    assert first.a is first.b is second.a
    assert second.b.mention is first.a.mention


def test_an_answer_arrives_as_it_was_given(mention: Mention) -> None:
    (answer,) = RulesJudge(0.8).judge([Pair(Side(mention), Side(mention))])
    arrived = pickle.loads(pickle.dumps(answer))
    assert isinstance(arrived, Judgement)
    assert arrived == answer
