"""The cascade asks the next judge only where the one before is unsure, and none of them can lose a pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.claims import analyse
from monitor.comparison import JudgeSetup, NliSetup, SafeJudge, auto, load_judge
from monitor.comparison.auto import AutoJudge
from monitor.comparison.calibration import Calibration, calibration, chance, reading_features, rules_features
from monitor.comparison.llm import Asker, Budget, LlmSetup
from monitor.comparison.nli import NliModel, Read, denial
from monitor.comparison.rules import RulesJudge
from monitor.model import Judgement, Pair, Relation, Side
from tests.fake_llm import FakeLlm, answer, fake_llm
from tests.tiny_nli import make_model

DAY = datetime(2026, 3, 2, tzinfo=UTC)
CONFLICT = ("Nordlink employs 900 people at its Holm terminal.", "Nordlink employs 1,200 people at its Holm terminal.")
UNLIKE = ("The choir sang in the town hall on Sunday.", "Nordlink employs 1,200 people at its Holm terminal.")
# All that counts here is the reading: the sum of both directions' log odds.
READING = {"low": 1.0, "high": 1.0}


def pair(a: str, b: str) -> Pair:
    return Pair(Side(analyse(a, DAY, {}), DAY, outlet="Post"), Side(analyse(b, DAY, {}), DAY, outlet="Times"))


RESTATED = ("Nordlink employs 900 people at Holm.", "At Holm, Nordlink employs 900 people.")
OTHER = "Nordlink closed its office at Holm."


class Denying(NliModel):
    """A model that sees no contradiction but with denials, there with a given probability."""

    def __init__(self, denied: float, most: int = 1000) -> None:
        self.name, self.denied, self.most = "denying", denied, most

    def read(self, pairs: Sequence[tuple[str, str]]):  # type: ignore[no-untyped-def]
        for premise, hypothesis in pairs[: self.most]:
            against = self.denied if hypothesis.startswith("It is not true that") else 0.001
            yield (premise, hypothesis), Read(against, 0.0, 1 - against)


class Counting(NliModel):
    """A model that gives every direction the same probability, and counts what it was asked."""

    def __init__(self, against: float, most: int = 1000) -> None:
        self.name, self.against, self.most = "counting", against, most
        self.asked: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]):  # type: ignore[no-untyped-def]
        for each in pairs[: self.most]:
            self.asked.append(each)
            yield each, Read(self.against, 0.0, 1 - self.against)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calibration to be worked out by hand: pairs are plausible where the rules see a conflict at all."""
    plausible = {"bias": -3.0, "shared": 3.0, "rules": 0.0}
    reading = {"bias": 0.0, **READING}
    same = {"bias": -2.0, "denied low": 1.0}
    by_hand = Calibration(plausible, reading, reading, same, read_from=0.2, same_from=0.2, llm_right=0.9)
    monkeypatch.setattr(auto, "calibration", lambda: by_hand)


def cascade(model: NliModel | None, server: FakeLlm | None = None, calls: int = 9) -> AutoJudge:
    asker = None if server is None else Asker(LlmSetup(server.base_url, "fake"))
    return AutoJudge(JudgeSetup(patience=5.0), RulesJudge(0.8), model, asker, Budget(calls))


@pytest.mark.usefixtures("weighed")
def test_a_pair_that_shares_nothing_is_not_read() -> None:
    model = Counting(0.99)
    (found,) = cascade(model).judge([pair(*UNLIKE)])
    assert model.asked == []
    assert (found.relation, found.judge) == (Relation.NEUTRAL, "rules")


@pytest.mark.usefixtures("weighed")
def test_a_plausible_pair_is_read_both_ways() -> None:
    model = Counting(0.99)
    (found,) = cascade(model).judge([pair(*CONFLICT)])
    assert model.asked == [CONFLICT, CONFLICT[::-1]]
    assert (found.relation, found.judge) == (Relation.CONTRADICTS, "rules+nli")
    assert found.basis is not None
    assert "900" in found.reason


@pytest.mark.usefixtures("weighed")
def test_a_model_that_sees_no_conflict_takes_the_rules_one_back() -> None:
    (found,) = cascade(Counting(0.01)).judge([pair(*CONFLICT)])
    assert found.relation is Relation.NEUTRAL
    assert found.contradicts < 0.01


@pytest.mark.usefixtures("weighed")
def test_of_one_new_sentence_only_the_likeliest_pairs_are_read() -> None:
    model = Counting(0.5)
    new = CONFLICT[0]
    earlier = [f"Nordlink employs {number} people at its Holm terminal." for number in range(901, 911)]
    cascade(model).judge([pair(new, other) for other in earlier])
    assert len(model.asked) == 2 * 2


@pytest.mark.usefixtures("weighed")
def test_a_pair_that_the_time_did_not_last_for_is_unjudged() -> None:
    (found,) = cascade(Counting(0.99, most=1)).judge([pair(*CONFLICT)])
    assert found.relation is Relation.UNJUDGED


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize("against", [0.01, 0.99])
def test_a_language_model_is_not_asked_where_the_others_are_sure(against: float) -> None:
    with fake_llm(answer("neutral")) as server:
        cascade(Counting(against), server).judge([pair(*CONFLICT)])
        assert server.asked == []


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(("word", "relation"), [("contradicts", Relation.CONTRADICTS), ("neutral", Relation.NEUTRAL)])
def test_a_language_model_has_the_last_word_where_the_others_are_unsure(word: str, relation: Relation) -> None:
    with fake_llm(answer(word)) as server:
        (found,) = cascade(Counting(0.55), server).judge([pair(*CONFLICT)])
        assert len(server.asked) == 1
    assert (found.relation, found.judge) == (relation, "rules+nli+llm")


@pytest.mark.usefixtures("weighed")
def test_without_a_usable_word_the_unsure_pair_is_unjudged_and_never_neutral() -> None:
    with fake_llm(lambda _: "No conflict here.") as server:
        (found,) = cascade(Counting(0.55), server).judge([pair(*CONFLICT)])
    assert found.relation is Relation.UNJUDGED


@pytest.mark.usefixtures("weighed")
def test_a_spent_budget_leaves_the_unsure_pair_unjudged() -> None:
    with fake_llm(answer()) as server:
        (found,) = cascade(Counting(0.55), server, calls=0).judge([pair(*CONFLICT)])
        assert server.asked == []
    assert found.relation is Relation.UNJUDGED


def test_a_model_that_raises_leaves_every_pair_unjudged() -> None:
    class Failing(Counting):
        def read(self, pairs: Sequence[tuple[str, str]]):  # type: ignore[no-untyped-def]
            raise RuntimeError("gone")

    found = SafeJudge(cascade(Failing(0.5))).judge([pair(*CONFLICT)])
    assert [one.relation for one in found] == [Relation.UNJUDGED]


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(("denied", "relation"), [(0.99, Relation.SAME), (0.01, Relation.NEUTRAL)])
def test_a_restatement_is_one_where_each_contradicts_the_denial_of_the_other(denied: float, relation: Relation) -> None:
    (found,) = cascade(Denying(denied)).judge([pair(*RESTATED)])
    assert found.relation is relation
    assert found.supports == pytest.approx(1 / (1 + math.exp(2 - max(0, math.log(denied / (1 - denied))))), abs=0.01)
    assert found.judge == "rules+nli"


class OneWay(Denying):
    """The first sentence entails the second, and not the other way round."""

    def read(self, pairs: Sequence[tuple[str, str]]):  # type: ignore[no-untyped-def]
        for (premise, hypothesis), read in super().read(pairs):
            yield (premise, hypothesis), read if premise == RESTATED[0] else Read(0.4, 0.0, 0.6)


def test_what_follows_one_way_only_supports_and_is_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand = Calibration({}, {}, {"bias": -5.0}, {"denied high": 1.0}, read_from=0.2, same_from=0.2, llm_right=0.9)
    monkeypatch.setattr(auto, "calibration", lambda: by_hand)
    (found,) = cascade(OneWay(0.99)).judge([pair(*RESTATED)])
    assert (found.relation, found.reason) == (Relation.SUPPORTS, "one follows from the other")


@pytest.mark.usefixtures("weighed")
def test_a_contradiction_that_no_rule_explains_needs_sentences_that_share_much() -> None:
    reading = (Read(0.999, 0.0, 0.001), Read(0.999, 0.0, 0.001))
    apart, alike = ({"bias": 1.0, "shared": shared, "conflict date": 0.1} for shared in (0.3, 0.9))
    assert auto._combined(apart, reading, 0.8) < 0.8 < auto._combined(alike, reading, 0.8)
    assert auto._combined({**apart, "conflict date": 0.9}, reading, 0.8) > 0.8


@pytest.mark.usefixtures("weighed")
def test_a_conflict_that_the_rules_are_sure_of_stands_unless_the_model_doubts_it() -> None:
    found = [cascade(Counting(share)).judge([pair(*CONFLICT)])[0] for share in (0.45, 0.3)]
    assert [one.relation for one in found] == [Relation.CONTRADICTS, Relation.NEUTRAL]


@pytest.mark.usefixtures("weighed")
def test_of_one_new_sentence_only_the_likeliest_restatement_is_read_for_one() -> None:
    found = cascade(Denying(0.99)).judge([pair(*RESTATED), pair(RESTATED[0], OTHER)])
    assert [one.relation for one in found] == [Relation.SAME, Relation.NEUTRAL]


@pytest.mark.usefixtures("weighed")
def test_a_restatement_that_the_time_did_not_last_for_is_unjudged() -> None:
    (found,) = cascade(Denying(0.99, most=1)).judge([pair(*RESTATED)])
    assert found.relation is Relation.UNJUDGED


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The port is shut.", "It is not true that the port is shut."),
        ("Nordlink closed.", "It is not true that Nordlink closed."),
        ("", "It is not true that "),
    ],
)
def test_a_denial_keeps_a_name_as_it_is_written(text: str, denied: str) -> None:
    assert denial(text) == denied


def test_a_day_between_two_reports_changes_nothing_and_three_weeks_do() -> None:
    def later(days: int) -> float:
        a, b = (analyse(text, DAY, {}) for text in CONFLICT)
        each = Pair(Side(a, DAY + timedelta(days=days)), Side(b, DAY))
        return rules_features(each, RulesJudge(0.8).judge([each])[0])["days"]

    assert [later(days) for days in (0, 1, 3, 20, 90)] == [0, 0, 0, 1, 1]
    assert 0 < later(10) < 1


def test_an_installed_model_joins_the_cascade(tmp_path: Path) -> None:
    setup = JudgeSetup("auto", nli=NliSetup(make_model(tmp_path)))
    (found,) = load_judge(setup).judge([pair(*CONFLICT)])
    assert found.judge.startswith("rules")
    assert found.contradicts + found.supports + found.neutral == pytest.approx(1.0)


def test_the_shipped_calibration_is_the_same_for_both_orders() -> None:
    a, b = CONFLICT
    words = RulesJudge(0.8).judge([pair(a, b), pair(b, a)])
    there, back = (
        {**rules_features(each, word), **reading_features(*reads)}
        for each, word, reads in zip(
            (pair(a, b), pair(b, a)), words, _both_orders(Read(0.9, 0.0, 0.1), Read(0.4, 0.0, 0.6)), strict=True
        )
    )
    assert chance(calibration().auto, there) == pytest.approx(chance(calibration().auto, back))


def _both_orders(one: Read, other: Read) -> tuple[tuple[Read, Read], tuple[Read, Read]]:
    return (one, other), (other, one)


def test_the_shipped_calibration_trusts_a_model_the_more_the_surer_it_is() -> None:
    (word,) = RulesJudge(0.8).judge([pair(*CONFLICT)])
    known = rules_features(pair(*CONFLICT), word)
    shares = (0.001, 0.1, 0.5, 0.9, 0.999)
    scores = [
        chance(
            calibration().auto, {**known, **reading_features(Read(share, 0.0, 1 - share), Read(share, 0.0, 1 - share))}
        )
        for share in shares
    ]
    assert scores == sorted(scores)
    assert scores[-1] > scores[0]


def test_a_judgement_of_the_cascade_makes_sense_for_every_share() -> None:
    for share in (0.0, 1e-9, 0.3, 0.7, 1.0):
        found = SafeJudge(cascade(Counting(share))).judge([pair(*CONFLICT), pair(*UNLIKE)])
        assert all(isinstance(one, Judgement) and one.relation is not Relation.UNJUDGED for one in found)
