"""The fitted weights of the rules judge: one logistic regression for conflicts, one for restatements.

Fitted by `benchmarks/pairs_fit.py`, which lists the data. Weights of what speaks against a conflict are kept at or
below 0, and of what speaks for one at or above 0, so that a hedge never raises a score. Set, not fitted, are "open"
(forecasts and conditions contradict nothing), "strewn" (what two long sentences of papers have in common by chance),
"quoted" (prices while they are traded), and "agent" and "way", which alone found nothing that was right.
"""

from __future__ import annotations

# Features: `rules.surroundings` and `rules.conflict_features`.
CONTRADICTS = {
    "bias": -1.97, "apart": -2.47, "fit": 1.1, "local": 1.01, "shared": 2.26, "mutual": 0.64, "names": 1.1,
    "rivals": -1.51, "amounts": 1.02, "version": -5.87, "open": -6.0, "planned": -1.07, "period": -4.09,
    "days": -3.08, "number": -0.34, "far": -3.14, "rank": 0.64, "date": -0.78, "negation": -0.26, "antonym": -0.22,
    "pending": 1.02, "rejected": 1.58, "cause": 0.47, "place": 0.63, "exclusive": 0.5,
    "unsaid": -0.18, "foregone": -0.07, "elsewhen": -1.33, "firm": 0.61, "narrow": -1.04, "elsewhere": -1.29,
    "rival_agent": -0.65, "rival_object": -1.1, "rival_act": -0.36, "contrast": -1.52, "rival_detail": -0.99,
    "owns": -1.95, "stranger": -1.75, "able": -0.97, "another": -0.86, "ways": -0.47, "hinted": -1.2,
    "part": -3.0, "doer": -3.0, "dated": -2.5, "then": -3.5, "holder": 0.6, "vague": -2.0,
    "strewn": -8.0, "quoted": -8.0, "agent": -5.0, "way": -5.0,
}  # fmt: skip

# Features: `rules.surroundings` and `rules.restatement_features`.
RESTATES = {
    "bias": -3.51, "shared": 3.14, "mutual": 0.55, "names": 0.19, "rivals": -1.38, "amounts": 2.29, "version": -7.9,
    "open": -1.37, "planned": -1.42, "period": -1.6, "days": -1.88, "dates": -2.1, "loose": -2.31, "kind": -0.48,
    "conflict": -3.34, "negation": -0.5, "alone": 0.0, "elsewhen": -0.57, "elsewhere": -0.48, "whole": 0.99,
    "strewn": 0.0, "quoted": 0.0,
    "rival_agent": -0.56, "rival_object": -0.54, "rival_act": -0.43, "rival_detail": -0.26, "contrast": -0.74,
    "odd_amounts": -1.9, "able": -0.33, "another": -0.33, "ways": -0.15, "opposed": -1.67, "counts": -0.74,
}  # fmt: skip
