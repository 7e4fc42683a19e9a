"""Whether a story is suddenly everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

WINDOW = timedelta(hours=24)
_LEAST_OUTLETS = 4
_TIMES_BUSIEST = 3
_SHORT_HISTORY = timedelta(days=14)
_DEVIATIONS = 5
_TO_SIGMA = 1.4826  # the median absolute deviation of a normal distribution, as a standard deviation


def is_surge(joined: int, earlier_days: Sequence[int], history: timedelta) -> bool:
    """Whether `joined` outlets within 24 hours are a surge beside the outlets of each earlier day.

    A story that was first seen less than a day before the window has no past to be compared with. Below 14
    days it takes four outlets and three times the busiest earlier day. After that it takes four outlets and
    five robust standard deviations above the median of its own days.

    Source: median absolute deviation as in Leys et al. 2013, never below the spread of a Poisson count.
    """
    if joined < _LEAST_OUTLETS or history < 2 * WINDOW or not earlier_days:
        return False
    if history < _SHORT_HISTORY:
        return joined >= _TIMES_BUSIEST * max(earlier_days)
    silent = [0] * max(0, history.days - 1 - len(earlier_days))
    days = [*earlier_days, *silent]
    usual = median(days)
    spread = median(abs(day - usual) for day in days) * _TO_SIGMA
    return joined >= usual + _DEVIATIONS * max(spread, math.sqrt(max(usual, 1.0)))
