"""How the quality benchmark counts: calibration, floors, and what came of a scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.quality_pairs import Judged, calibration_error, pair_figures
from benchmarks.quality_play import Ended, Played
from benchmarks.quality_scenarios import scenario_figures, score
from benchmarks.quality_sets import VARIABLE, other_sets, own_sets
from benchmarks.quality_table import below_floors, table
from monitor.model import Basis, Judgement, Mention, Pair, Relation, Side

SIDE = Side(Mention("A text.", 0, 7))


def judged(*answers: tuple[str, Relation, float]) -> Judged:
    """Labelled pairs with the relation and the score that a judge gave them."""
    made = tuple(
        Judgement(relation, score, 0.0, 1 - score, Basis.NUMERIC if relation is Relation.CONTRADICTS else None, "", "x")
        for _, relation, score in answers
    )
    labels = tuple(label for label, _, _ in answers)
    return Judged(labels, (Pair(SIDE, SIDE),) * len(answers), made, 0.5)


def test_a_score_that_is_the_true_share_has_no_calibration_error() -> None:
    # One pair in fifty is a contradiction, and every score says so.
    assert calibration_error([0.02] * 10, [True] * 5 + [False] * 5, 0.02) == pytest.approx(0)


def test_rare_contradictions_make_a_confident_score_wrong() -> None:
    # Half of what scores 0.95 is compatible here, which is 98 in 100 where contradictions are rare.
    assert calibration_error([0.95] * 10, [True] * 5 + [False] * 5, 0.02) == pytest.approx(0.93)


def test_gaps_in_two_bins_do_not_make_up_for_each_other() -> None:
    assert calibration_error([0.05, 0.95], [True, False], 0.5) == pytest.approx(0.95)


def test_the_figures_of_pairs() -> None:
    answers = judged(
        ("contradicts", Relation.CONTRADICTS, 0.9),
        ("contradicts", Relation.NEUTRAL, 0.3),
        ("supports", Relation.SAME, 0.0),
        ("neutral", Relation.SAME, 0.1),
        ("neutral", Relation.CONTRADICTS, 0.8),
    )
    figures = pair_figures(answers)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)
    assert figures["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["flagged"] == pytest.approx(1 / 3)
    assert (figures["join_precision"], figures["join_recall"]) == (0.5, 1)
    assert figures["pair_ms"] == pytest.approx(100)


def test_what_cannot_be_counted_is_left_out() -> None:
    figures = pair_figures(judged(("neutral", Relation.NEUTRAL, 0.1)))
    assert set(figures) == {"rows", "flagged", "pair_ms"}
    assert "–" in table({"pairs": {"few": figures}})


@pytest.mark.parametrize(
    ("key", "value", "limit", "worse"),
    [
        ("recall", 0.49, 0.5, "below its floor"),
        ("recall", 0.5, 0.5, None),
        ("flagged", 0.06, 0.05, "above its ceiling"),
        ("flagged", 0.05, 0.05, None),
    ],
)
def test_a_figure_is_compared_with_its_floor_or_ceiling(
    key: str, value: float, limit: float, worse: str | None
) -> None:
    told = below_floors({"pairs": {"one": {key: value}}}, {"pairs": {"one": {key: limit}}})
    assert [line for line in told if worse and worse in line] == told
    assert len(told) == (worse is not None)


def test_a_pinned_figure_that_is_missing_is_told_only_where_its_kind_was_measured() -> None:
    floors = {"pairs": {"one": {"f1": 0.5}}}
    assert below_floors({"claims": {}}, floors) == []
    assert "was not measured" in below_floors({"pairs": {}}, floors)[0]


def conflict(number: int, a: str, b: str) -> dict[str, Any]:
    """A contradiction between claims `number` and `number + 1` that say `a` and `b`."""
    claims = [{"id": number, "text": a}, {"id": number + 1, "text": b}]
    return {"kind": "contradiction", "basis": "numeric", "score": 0.9, "claims": claims}


def played(*events: dict[str, Any]) -> Played:
    """One tick with these events over a hundred articles, two of which were edited."""
    stored = [{"id": 1, "text": "Two sank.", "origins": 1, "mentions": [{"text": "A pair of ferries sank."}]}]
    return Played(((), events), tuple(stored), 100, frozenset({"edited"}), 2.0)


def test_a_conflict_counts_once_and_another_side_of_it_as_further() -> None:
    content = {
        "expect": [
            {"kind": "contradiction", "a": "two sank", "b": "three sank"},
            {"kind": "contradiction", "a": "port is open", "b": "port is shut"},
        ],
        "allow": [{"a": "two sank", "b": "a third ferry"}],
    }
    told = score(
        content,
        played(
            conflict(1, "Two sank.", "Three sank."),
            conflict(2, "Three sank.", "Two sank."),
            conflict(3, "Two sank.", "A third ferry is lost."),
            conflict(4, "Two sank.", "The tea was cold."),
        ),
    )
    assert (told.right, told.repeated, told.further, len(told.wrong), len(told.missed)) == (1, 1, 1, 1, 1)
    figures = scenario_figures([told])
    assert (figures["precision"], figures["recall"], figures["false_per_100"]) == (0.5, 0.5, 1)
    assert figures["article_ms"] == 20


def test_a_side_is_known_by_any_of_its_mentions() -> None:
    content = {"expect": [{"kind": "contradiction", "a": "a pair of ferries", "b": "three sank"}]}
    assert score(content, played(conflict(1, "Two sank.", "Three sank."))).right == 1


def test_what_is_expected_besides_conflicts_is_met_or_not() -> None:
    revision = {"kind": "revision", "claims": [], "article": {"url": "http://x/news/edited"}, "changes": {"d": ["Oh."]}}
    content = {
        "expect": [
            {"kind": "revision", "tick": 1, "text": "oh."},
            {"kind": "revision", "tick": 0},
            {"kind": "revision", "tick": 0, "never": True},
            {"kind": "claim", "text": "pair of ferries"},
            {"kind": "no_claim", "text": "pair of ferries"},
            {"kind": "origins", "claim": "two sank", "count": 1},
            {"kind": "origins", "claim": "two sank", "count": 2},
        ]
    }
    told = score(content, played(revision))
    assert told.met == 4
    assert [line.split(",")[0] for line in told.unmet] == ["kind revision", "kind no_claim", "kind origins"]
    assert told.unfounded == 0


def test_how_claims_and_outlets_stand_in_the_end_is_met_or_not() -> None:
    ended = Ended({1: "denied"}, ((1, "The Daily"),), {"The Daily": {"removals": 2}})
    wanted = [
        {"kind": "standing", "claim": "a pair of ferries", "is": "denied"},
        {"kind": "omission", "claim": "two sank", "outlet": "The Daily"},
        {"kind": "omission", "claim": "two sank", "outlet": "Example Wire", "never": True},
        {"kind": "record", "outlet": "The Daily", "of": "removals", "is": 2},
    ]
    unmet = [
        {"kind": "standing", "claim": "a pair of ferries", "is": "confirmed"},
        {"kind": "omission", "claim": "three sank", "outlet": "The Daily"},
        {"kind": "omission", "claim": "two sank", "outlet": "The Daily", "never": True},
        {"kind": "record", "outlet": "Example Wire", "of": "removals", "is": 2},
    ]
    told = score({"expect": [*wanted, *unmet]}, replace(played(), ended=ended))
    assert (told.met, len(told.unmet)) == (4, 4)


def test_a_revision_of_an_article_that_nobody_edited_is_unfounded() -> None:
    revision = {"kind": "revision", "claims": [], "article": {"url": "http://x/news/other"}}
    assert score({}, played(revision)).unfounded == 1


def test_absent_sets_are_said(tmp_path: Any) -> None:
    assert other_sets({}).absent == (f"{VARIABLE} is not set: only the repo's own sets are measured.",)
    absent = other_sets({VARIABLE: str(tmp_path)}).absent
    assert [line.partition(" ")[0] for line in absent] == [
        "pairs/*.jsonl",
        "pairs/*.jsonl",
        "newsroom/scenarios/*.yaml:",
        "seeds/*.txt",
    ]


def test_sets_elsewhere_are_found(tmp_path: Any) -> None:
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "some.jsonl").write_text('{"id": 1, "a": "x", "b": "y", "label": "neutral"}\n')
    (tmp_path / "pairs" / "texts.jsonl").write_text('{"id": 1, "text": "x", "claim": false}\n')
    found = other_sets({VARIABLE: str(tmp_path)})
    assert [one.name for one in found.pairs] == ["../some"]
    assert [one.name for one in found.claims] == ["../texts"]


def test_no_text_of_the_own_sets_stands_in_both_halves() -> None:
    halves: dict[str, set[str]] = {}
    for one in (*own_sets().pairs, *own_sets().claims):
        if one.name.startswith(("pairs_news", "claims")):
            half = halves.setdefault(one.name.rpartition(" ")[2], set())
            half |= {row[key] for row in one.rows for key in ("a", "b", "text") if key in row}
    assert set(halves) == {"dev", "held"}
    assert not halves["dev"] & halves["held"]
