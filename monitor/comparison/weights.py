"""The fitted weights of the rules judge: one logistic regression for conflicts, one for restatements.

Fitted by `benchmarks/pairs_fit.py`, which lists the data. Weights of what speaks against a conflict are kept at or
below 0, and of what speaks for one at or above 0, so that a hedge never raises a score. "open" is set, not fitted:
forecasts and conditions contradict nothing.
"""

from __future__ import annotations

# Features: `rules.surroundings` and `rules.conflict_features`.
CONTRADICTS = {
    "bias": -2.43, "apart": -2.48, "fit": 1.04, "local": 1.04, "shared": 3.43, "mutual": 0.0, "names": 1.22,
    "rivals": -0.75, "amounts": 1.69, "version": -8.01, "open": -6.0, "planned": -0.98, "period": -4.17,
    "days": -5.89, "number": -0.11, "far": -2.77, "rank": 0.85, "date": -0.76, "negation": 0.04,
    "antonym": 0.72, "pending": 1.27, "rejected": 2.14, "cause": 0.84, "place": 0.65, "agent": 1.01,
    "exclusive": 0.5,
}  # fmt: skip

# Features: `rules.surroundings` and `rules.restatement_features`.
RESTATES = {
    "bias": -3.44, "shared": 3.33, "mutual": 0.89, "names": 0.42, "rivals": -1.51, "amounts": 2.27,
    "version": -7.9, "open": -1.26, "planned": -1.41, "period": -1.86, "days": -1.67, "dates": -2.5, "loose": -2.58,
    "kind": -0.75, "conflict": -3.43, "negation": -0.71, "alone": -0.01,
}  # fmt: skip
