"""The fitted weights of the rules judge: one logistic regression for conflicts, one for restatements.

Fitted by `benchmarks/pairs_fit.py`, which lists the data. Weights of what speaks against a conflict are kept at or
below 0, and of what speaks for one at or above 0, so that a hedge never raises a score. "open" is set, not fitted:
forecasts and conditions contradict nothing.
"""

from __future__ import annotations

# Features: `rules.surroundings` and `rules.conflict_features`.
CONTRADICTS = {
    "bias": -1.97, "apart": -2.47, "fit": 1.09, "local": 1.0, "shared": 2.27, "mutual": 0.62, "names": 1.12,
    "rivals": -1.5, "amounts": 1.02, "version": -5.87, "open": -6.0, "planned": -1.07, "period": -4.08,
    "days": -3.05, "number": -0.4, "far": -3.14, "rank": 0.64, "date": -0.77, "negation": -0.13, "antonym": -0.25,
    "pending": 1.02, "rejected": 1.58, "cause": 0.47, "place": 0.63, "agent": -0.84, "exclusive": 0.5,
    "unsaid": -0.22, "foregone": -0.07, "elsewhen": -1.33, "firm": 0.61, "narrow": -1.02, "elsewhere": -1.28,
    "rival_agent": -0.64, "rival_object": -1.1, "rival_act": -0.35, "contrast": -1.52, "rival_detail": -0.98,
    "owns": -1.95, "stranger": -1.69, "able": -0.97, "another": -0.86, "ways": -0.47,
}  # fmt: skip

# Features: `rules.surroundings` and `rules.restatement_features`.
RESTATES = {
    "bias": -2.5, "shared": 2.46, "mutual": 0.0, "names": 0.0, "rivals": -1.25, "amounts": 2.33, "version": -7.89,
    "open": -1.39, "planned": -1.43, "period": -0.98, "days": -2.31, "dates": -1.49, "loose": -1.84, "kind": -0.21,
    "conflict": -3.06, "negation": -0.42, "alone": 0.0, "elsewhen": 0.0, "elsewhere": -0.46, "whole": 0.24,
    "rival_agent": -0.52, "rival_object": -0.46, "rival_act": -0.02, "rival_detail": 0.0, "contrast": -0.41,
    "odd_amounts": -1.27, "event": 0.16, "core": 0.0, "able": -0.01, "another": -0.11, "ways": -0.31,
    "opposed": -1.83, "counts": 0.0,
}  # fmt: skip
