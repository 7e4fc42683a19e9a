"""The fitted weights of the rules judge: one logistic regression for conflicts, one for restatements.

Fitted by `benchmarks/pairs_fit.py`, which lists the data. Weights of what speaks against a conflict are kept at or
below 0, and of what speaks for one at or above 0, so that a hedge never raises a score. "open" is set, not fitted:
forecasts and conditions contradict nothing.
"""

from __future__ import annotations

# Features: `rules.surroundings` and `rules.conflict_features`.
CONTRADICTS = {
    "bias": -2.07, "apart": -2.48, "fit": 1.02, "local": 0.99, "shared": 2.22, "mutual": 0.51, "names": 1.15,
    "rivals": -1.51, "amounts": 0.89, "version": -5.96, "open": -6.0, "planned": -1.06, "period": -4.09,
    "days": -3.05, "number": -0.11, "far": -3.13, "rank": 0.66, "date": -0.68, "negation": 0.0, "antonym": 0.31,
    "pending": 1.02, "rejected": 1.62, "cause": 0.49, "place": 0.65, "agent": -0.2, "exclusive": 0.5,
    "unsaid": -0.14, "foregone": -0.08, "elsewhen": -1.32, "firm": 0.62, "narrow": -1.0, "elsewhere": -1.29,
    "rival_agent": -0.55, "rival_object": -1.1, "rival_act": -0.35, "contrast": -1.59, "rival_detail": -0.98,
    "owns": -1.95, "stranger": -1.71, "able": -0.97, "another": -0.87, "ways": -0.48,
}  # fmt: skip

# Features: `rules.surroundings` and `rules.restatement_features`.
RESTATES = {
    "bias": -2.51, "shared": 2.48, "mutual": 0.0, "names": 0.0, "rivals": -1.26, "amounts": 2.34, "version": -7.89,
    "open": -1.36, "planned": -1.44, "period": -0.99, "days": -2.32, "dates": -1.5, "loose": -1.83, "kind": -0.21,
    "conflict": -3.13, "negation": -0.43, "alone": 0.0, "elsewhen": 0.0, "elsewhere": -0.47, "whole": 0.26,
    "rival_agent": -0.36, "rival_object": -0.48, "rival_act": -0.03, "rival_detail": 0.0, "contrast": -0.42,
    "odd_amounts": -1.31, "event": 0.23, "core": 0.0, "able": -0.01, "another": -0.11, "ways": -0.31,
    "opposed": -1.83, "counts": 0.0,
}  # fmt: skip
