"""Signs that one statement is the later state of another, and no conflict with it."""

from __future__ import annotations

from itertools import product

from monitor.comparison import gate
from monitor.comparison.amounts import comparable, disjoint, equal
from monitor.comparison.conflict import Conflict
from monitor.comparison.view import View, share
from monitor.model import Modality

# What can change from one day to the next without anybody having been wrong.
_CHANGES = frozenset("number far rank antonym negation pending".split())
# A hedge must not lose what a plain plan is granted, or it would raise the score.
_AHEAD = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.FORECAST, Modality.CONDITIONAL})
_SOON = 3
_SHARED = 0.5


def update_sign(a: View, b: View, conflict: Conflict | None) -> str | None:
    """Why the later of two statements that differ is an update, in words for a reader; None without a sign."""
    if conflict is None or conflict.kind not in _CHANGES or a.day is None or b.day is None:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    if earlier.side.published == later.side.published:
        return None
    if earlier.side.outlet and earlier.side.outlet == later.side.outlet:
        return "a later report of the same outlet"
    speaker = later.side.mention.attribution
    if speaker and speaker == earlier.side.mention.attribution and any(c.isupper() for c in speaker):
        return f"{speaker} said so later"
    if later.frame.cues and later.modality is not Modality.DENIED:
        return f"the later text says '{later.frame.cues[0]}'"
    if conflict.kind in ("number", "far") and _own_moments(earlier, later):
        return "each names its own time"
    if earlier.modality in _AHEAD and later.modality is not Modality.PLANNED and gate.days_apart(a, b) > _SOON:
        return "what was planned or expected, and what came of it" if conflict.kind in ("number", "far") else None
    return None


def growth(a: View, b: View) -> str | None:
    """How a value moved on, where the later text names the earlier one: '$11 million, up from $8 million'.

    None where the later text does not say what the value was, or is about something else.
    """
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    for before, old, new in product(earlier.slots, later.slots, later.slots):
        moved = old.role == "from" and new.role != "from" and comparable(before, old) and equal(before, old)
        if moved and comparable(old, new) and disjoint(old, new) and _about_one(earlier, later):
            return f"{before.text} → {new.text}: the later text says what it was before"
    return None


def _about_one(earlier: View, later: View) -> bool:
    said = later.concepts | later.names
    return share(earlier.concepts | earlier.names, said) >= _SHARED


def _own_moments(earlier: View, later: View) -> bool:
    """Whether each names a time that the other does not share."""
    first = [moment for moment in earlier.frame.moments if not gate.is_period(moment)]
    second = [moment for moment in later.frame.moments if not gate.is_period(moment)]
    return bool(first and second) and all(gate.apart(one, other) for one in first for other in second)
