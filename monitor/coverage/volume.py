"""Whether a story is suddenly everywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

WINDOW = timedelta(hours=24)
_LEAST_OUTLETS = 4
_TIMES_BUSIEST = 3
_SHORT_HISTORY = timedelta(days=14)
_WEEKDAYS_FROM = timedelta(weeks=6)
_LOOKS_BACK = timedelta(weeks=26)
_DEVIATIONS = 5
_TO_SIGMA = 1.4826  # the median absolute deviation of a normal distribution, as a standard deviation


def is_surge(joined: int, days: Mapping[date, int], today: date, history: timedelta) -> bool:
    """Whether `joined` outlets within 24 hours are a surge beside the outlets of each earlier day.

    `days` holds the days that had any, `history` is how long the story has been followed. A story that was
    first seen less than a day before the window has no past to be compared with. Below 14 days it takes four
    outlets and three times the busiest earlier day. After that it takes four outlets and five robust
    standard deviations above the median of its own days, from six weeks on of its days with today's weekday.

    Source: median absolute deviation as in Leys et al. 2013, never below the spread of a Poisson count.
    """
    if joined < _LEAST_OUTLETS or history < 2 * WINDOW or not days:
        return False
    if history < _SHORT_HISTORY:
        return joined >= _TIMES_BUSIEST * max(days.values())
    counts = _series(days, today, min(history, _LOOKS_BACK), by_weekday=history >= _WEEKDAYS_FROM)
    usual = median(counts)
    spread = median(abs(count - usual) for count in counts) * _TO_SIGMA
    return joined >= usual + _DEVIATIONS * max(spread, math.sqrt(max(usual, 1.0)))


def _series(days: Mapping[date, int], today: date, history: timedelta, *, by_weekday: bool) -> list[int]:
    """The count of every whole day that the story was followed, or of those with today's weekday."""
    step = 7 if by_weekday else 1
    return [days.get(today - timedelta(days=ago), 0) for ago in range(step, history.days + 1, step)]
