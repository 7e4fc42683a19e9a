"""Two statements that give one factor of change for one thing and one time, in whatever words."""

from __future__ import annotations

from itertools import product

from monitor.comparison.amounts import equal
from monitor.comparison.view import View

_LEAST = 2.0


def same_factor(a: View, b: View) -> str | None:
    """By what both say that something has grown, as 'three times' and 'tripled'; None where they need not mean one.

    They mean one where the factor is the same and at least two, each names the same span of time, and the same
    word is said of the same noun in both.
    """
    times = {(moment.start, moment.end) for moment in a.frame.moments if moment.start and moment.end}
    if not any((moment.start, moment.end) in times for moment in b.frame.moments):
        return None
    if set(a.frame.bonds).isdisjoint(b.frame.bonds):
        return None
    for one, other in product(a.slots, b.slots):
        if (
            one.unit == other.unit == "times"
            and one.low == one.high
            and (one.low or 0.0) >= _LEAST
            and equal(one, other)
        ):
            return f"{one.text}, {other.text}: one factor for one thing and time"
    return None
