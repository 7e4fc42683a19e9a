"""A story's threshold follows what people say of its alerts, both ways and within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coverage import calibrate
from monitor.model import Verdict

RIGHT, WRONG, MISSED = Verdict.RIGHT, Verdict.WRONG, Verdict.MISSED
VERDICTS = st.lists(st.tuples(st.sampled_from(list(Verdict)), st.floats(0, 1)), max_size=60)
THRESHOLDS = st.floats(0.2, 0.98)


def test_without_a_verdict_the_threshold_is_the_configured_one() -> None:
    assert calibrate(0.8, []) == 0.8


@pytest.mark.parametrize(
    ("verdicts", "low", "high"),
    [
        ([(WRONG, 0.9)], 0.81, 0.85),
        ([(MISSED, 0.3)], 0.77, 0.795),
        ([(RIGHT, 0.95)] * 3 + [(WRONG, 0.9)], 0.81, 0.84),
        ([(WRONG, 0.9)] * 20, 0.95, 0.99),
        ([(MISSED, 0.7)] * 20, 0.65, 0.68),
        ([(RIGHT, 0.9)] * 90 + [(WRONG, 0.9)] * 10, 0.79, 0.81),
        ([(RIGHT, 0.9)] * 50 + [(WRONG, 0.9)] * 50, 0.95, 0.99),
        ([(WRONG, 0.99)] * 500, 0.99, 0.99),
        ([(MISSED, 0.0)] * 500, 0.65, 0.65),
    ],
)
def test_one_verdict_moves_it_little_and_many_to_where_precision_holds(
    verdicts: list[tuple[Verdict, float]], low: float, high: float
) -> None:
    assert low <= calibrate(0.8, verdicts) <= high


def test_a_conflict_far_below_the_bounds_pulls_no_more_than_one_at_the_bound() -> None:
    assert calibrate(0.8, [(MISSED, 0.01)]) == calibrate(0.8, [(MISSED, 0.65)])


@given(THRESHOLDS, VERDICTS)
def test_it_never_leaves_its_bounds(threshold: float, verdicts: list[tuple[Verdict, float]]) -> None:
    assert threshold - 0.151 <= calibrate(threshold, verdicts) <= 0.99


@given(THRESHOLDS, VERDICTS, st.floats(0, 1))
def test_a_wrong_one_never_lowers_it_and_a_missed_or_right_one_never_raises_it(
    threshold: float, verdicts: list[tuple[Verdict, float]], score: float
) -> None:
    before = calibrate(threshold, verdicts)
    slack = 0.0011  # the result is rounded
    assert calibrate(threshold, [*verdicts, (WRONG, score)]) >= before - slack
    assert calibrate(threshold, [*verdicts, (MISSED, score)]) <= before + slack
    assert calibrate(threshold, [*verdicts, (RIGHT, score)]) <= before + slack


@given(THRESHOLDS, VERDICTS)
def test_the_order_of_the_verdicts_does_not_matter(threshold: float, verdicts: list[tuple[Verdict, float]]) -> None:
    assert calibrate(threshold, verdicts[::-1]) == pytest.approx(calibrate(threshold, verdicts), abs=0.0011)
