"""A story's own threshold, learnt from what people said of its alerts."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from monitor.model import Verdict

_LOWEST = 0.15  # how far below the configured threshold feedback may lead
_HIGHEST = 0.99
_SPREAD = 0.25  # variance of the prior: a first wrong verdict at 0.9 moves 0.80 to 0.83
_FARTHEST = 20.0  # log-odds, beyond every bound


def calibrate(threshold: float, verdicts: Sequence[tuple[Verdict, float]]) -> float:
    """The threshold that keeps the promise of the configured one on a story, given verdicts with their scores.

    `threshold` promises that an event at this score is right with this probability. The judge may be too sure of
    one story, or not sure enough, by a number of log-odds; that shift is estimated from the verdicts with a
    normal prior around none, and the threshold is moved by it. A wrong verdict raises it, a right one
    lowers it the more the less sure the judge was, and so does a missed one. The result lies between
    0.15 below the configured threshold and 0.99. A conflict that was missed at a score below that is counted as if
    it had been at the bound: no threshold in these bounds would have told it, and a lower one buys nothing.

    Source: Platt (1999), scores mapped to probabilities by a logistic function; here with its slope fixed and its
    intercept the mode under a Gaussian prior, as in MacKay (1992) for logistic models.
    """
    if not verdicts:
        return threshold
    lowest, highest = max(threshold - _LOWEST, 0.01), max(threshold, _HIGHEST)
    told = [(_log_odds(max(score, lowest)), verdict is not Verdict.WRONG) for verdict, score in verdicts]
    moved = _probability(_log_odds(threshold) + _shift(told))
    return round(min(max(moved, lowest), highest), 3)


def _shift(told: Sequence[tuple[float, bool]]) -> float:
    """How many log-odds the judge was too sure by: the zero of a function that only falls."""
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(60):
        middle = (low + high) / 2
        too_sure = sum(_probability(odds - middle) - right for odds, right in told)
        if too_sure > middle / _SPREAD:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _log_odds(probability: float) -> float:
    within = min(max(probability, 1e-6), 1 - 1e-6)
    return log(within / (1 - within))


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-odds))
