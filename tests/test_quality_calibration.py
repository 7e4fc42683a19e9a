"""Fitting the calibration: the threshold flags what it may, and rare features get no great weight."""

from __future__ import annotations

import random

import pytest

from benchmarks.calibration_rows import THRESHOLD, Row
from benchmarks.fit_calibration import FLAGGED, fit, fit_same
from monitor.comparison.calibration import chance


def rows(fitted: bool = True) -> list[Row]:
    """Pairs of forty stories of which one number tells most, and another is set for one contradiction only."""
    chosen = random.Random(5)
    made = []
    for index in range(600):
        label = ("contradicts", "supports", "neutral")[index % 3]
        read = chosen.gauss(1.5 if label == "contradicts" else -1.5, 1.0)
        same = chosen.gauss(1.5 if label == "supports" else -1.5, 0.5)
        features = {"bias": 1.0, "low": read, "rare": float(index == 0)}
        made.append(Row("set", str(index % 40), label, fitted, True, features, {"bias": 1.0, "denied low": same}))
    return made


def test_the_threshold_flags_the_share_of_compatible_pairs_that_it_may() -> None:
    weights = fit(rows(), ["bias", "low", "rare"])
    compatible = [row for row in rows() if not row.against]
    flagged = sum(chance(weights, row.features) >= THRESHOLD for row in compatible) / len(compatible)
    assert flagged == pytest.approx(FLAGGED, abs=0.015)


def test_a_feature_of_one_pair_moves_no_score_past_the_threshold() -> None:
    weights = fit(rows(), ["bias", "low", "rare"])
    assert abs(weights["rare"]) < weights["low"]


def test_restatements_above_one_half_are_precise() -> None:
    weights = fit_same(rows())
    called = [row.label == "supports" for row in rows() if row.same and chance(weights, row.same) >= 0.5]
    assert sum(called) / len(called) >= 0.9
    assert sum(called) > 150
