"""The fitted weights of the rules judge: one logistic regression for conflicts, one for restatements.

Fitted by `benchmarks/pairs_fit.py`, which lists the data. Weights of what speaks against a conflict are kept at or
below 0, and of what speaks for one at or above 0, so that a hedge never raises a score. "open" is set, not fitted:
forecasts and conditions contradict nothing.
"""

from __future__ import annotations

# Features: `rules.surroundings` and `rules.conflict_features`.
CONTRADICTS = {
    "bias": -2.6, "apart": -2.5, "fit": 1.1, "local": 0.91, "shared": 2.35, "mutual": 0.72, "names": 1.01,
    "rivals": -1.52, "amounts": 0.8, "version": -6.0, "open": -6.0, "planned": -1.0, "period": -4.01, "days": -3.02,
    "number": -0.02, "far": -3.0, "rank": 0.5, "date": -0.59, "negation": 0.0, "antonym": 0.03, "pending": 1.01,
    "rejected": 1.51, "cause": 0.5, "place": 0.53, "agent": -0.01, "exclusive": 0.5, "unsaid": -0.56,
    "foregone": -0.01, "elsewhen": -1.48, "firm": 0.92, "narrow": -1.21, "elsewhere": -1.21,
}  # fmt: skip

# Features: `rules.surroundings` and `rules.restatement_features`.
RESTATES = {
    "bias": -4.2, "shared": 3.32, "mutual": 0.86, "names": 0.4, "rivals": -1.49, "amounts": 2.23, "version": -7.9,
    "open": -1.29, "planned": -1.4, "period": -1.83, "days": -1.68, "dates": -2.41, "loose": -2.58, "kind": -0.73,
    "conflict": -3.39, "negation": -0.66, "alone": 0.0, "elsewhen": -0.91, "elsewhere": -0.5,
    "whole": 1.5, "opposed": -1.52, "counts": -1.44,
}  # fmt: skip
