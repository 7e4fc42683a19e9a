"""Whether somebody who usually publishes has stopped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

LOOKS_BACK = timedelta(weeks=8)
LEAST = 12  # publications that make a beat
LONG_ENOUGH = timedelta(days=14)  # over which they must be spread
SHORTEST = timedelta(days=1)
_TIMES_LONGEST = 2
_CHANCE = 1e-4
_SHORTEST_OF_OUTLET = timedelta(days=7)
_CHANCE_OF_OUTLET = 1e-3


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing since then, and how often such a silence comes about by chance (0 to 1)."""

    since: datetime
    chance: float
    longest: timedelta


def source_silence(times: Sequence[datetime], now: datetime) -> Silence | None:
    """Whether a source that listed something new at these times (in order) has stopped.

    It takes a steady beat (twelve times over two weeks), a silence of at least a day and twice the longest
    earlier gap, so that weekends and holidays of its own pass, and one that would come about less than once
    in ten thousand times if it listed at random at its usual rate.

    Source: the waiting time of a Poisson process.
    """
    longest = _longest_gap(times, LEAST)
    if longest is None:
        return None
    silence = now - times[-1]
    chance = math.exp(-(len(times) - 1) * (silence / (times[-1] - times[0])))
    if silence < max(SHORTEST, _TIMES_LONGEST * longest) or chance > _CHANCE:
        return None
    return Silence(times[-1], chance, longest)


def outlet_silence(own: Sequence[datetime], others: Sequence[datetime], now: datetime) -> Silence | None:
    """Whether an outlet has stopped writing of a story on which the others go on.

    `own` and `others` are the times (in order) of its articles and of everybody else's. It takes the same beat,
    a week and twice its longest gap, and so many articles by others that with its usual share it would have
    written none of them less than once in a thousand times.
    """
    longest = _longest_gap(own, LEAST)
    if longest is None:
        return None
    before = sum(own[0] <= time <= own[-1] for time in others)
    since = sum(time > own[-1] for time in others)
    chance = (1 - len(own) / (len(own) + before)) ** since if before else 1.0
    if now - own[-1] < max(_SHORTEST_OF_OUTLET, _TIMES_LONGEST * longest) or chance > _CHANCE_OF_OUTLET:
        return None
    return Silence(own[-1], chance, longest)


def _longest_gap(times: Sequence[datetime], least: int) -> timedelta | None:
    """The longest gap of a steady beat; None where there is none."""
    if len(times) < least or times[-1] - times[0] < LONG_ENOUGH:
        return None
    return max(later - earlier for earlier, later in pairwise(times))
