"""Signs that one statement is the later state of another, and no conflict with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product

from monitor.comparison import gate
from monitor.comparison.amounts import comparable, counted, disjoint, equal
from monitor.comparison.chinese import later_state
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept
from monitor.comparison.plans import AHEAD, FACTS, about_one, other_in_row, was_before
from monitor.comparison.progress import came_due, settled
from monitor.comparison.view import LIGHT, View, clause_of, share
from monitor.frame import Moment, Slot
from monitor.model import Modality

# Signs of an update that are none of a change.
SAME_OUTLET = "a later report of the same outlet"
SAID_LATER = "said so later"
# What can change from one day to the next without anybody having been wrong.
_CHANGES = frozenset("number far rank antonym negation pending unsaid hinted".split())
# What is counted while it mounts: who is harmed, moved or seized, and what burns.
_MOUNTING = frozenset(
    map(
        concept,
        "dead death die kill injure injury casualty victim fatality wound toll evacuate evacuee displace rescue "
        "survivor arrest detain infect infection case hospitalise acre hectare aftershock".split(),
    )
)
# Verbs of a value itself, whatever it is of.
_MEASURING = LIGHT | frozenset(
    map(
        concept,
        "rise fall grow climb drop increase decrease decline shrink double triple pass exceed top total stand amount "
        "number count put estimate cost need require return remain stay lower raise cut".split(),
    )
)
_SOON = 3
_FASTER = 5
# Without any of these words a text names no earlier value, unless the parser has found one.
_NAMING_BEFORE = frozenset("from instead than".split())
# How much of an earlier sentence the later one must share where its numbers already meet.
_TOUCHED = 0.2


def update_sign(a: View, b: View, conflict: Conflict | None) -> str | None:
    """Why the later of two statements that differ is an update, in words for a reader; None without a sign."""
    if conflict is None or a.day is None or b.day is None:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    if earlier.side.published == later.side.published or not _can_change(conflict, earlier, later):
        return None
    if conflict.kind == "date" and other_in_row(a, b):
        return None
    if conflict.kind == "date" and later.frame.cues:
        return f"the later text says '{later.frame.cues[0]}'"
    if conflict.kind == "pending" and _done_since(earlier, later):
        return "what was awaited has been done"
    if earlier.side.outlet and earlier.side.outlet == later.side.outlet:
        return SAME_OUTLET
    speaker = later.side.mention.attribution
    if speaker and speaker == earlier.side.mention.attribution and any(c.isupper() for c in speaker):
        return f"{speaker} {SAID_LATER}"
    cues = [cue for cue in later.frame.cues if cue not in earlier.frame.cues]
    if cues and later.modality is not Modality.DENIED:
        return f"the later text says '{cues[0]}'"
    if (ended := settled(earlier, later, conflict) or came_due(earlier, later, conflict)) is not None:
        return ended
    if "still" in earlier.words and "still" not in later.words and later.modality in FACTS:
        return "what was still so has changed"
    if conflict.kind in ("number", "far") and _toll(earlier, later):
        return "a toll that rises"
    if conflict.kind in ("number", "far") and _own_moments(earlier, later):
        return "each names its own time"
    if conflict.kind in ("number", "far") and _run_on(earlier, later):
        return "a count that goes on"
    told = conflict.apart_by.get("open") == 0.0  # both clauses tell what was, whatever their sentences go on to expect
    ahead = earlier.modality in AHEAD and not told
    if ahead and later.modality is not Modality.PLANNED and gate.days_apart(a, b) > _SOON:
        return "what was planned or expected, and what came of it" if conflict.kind in ("number", "far") else None
    return None


def _done_since(earlier: View, later: View) -> bool:
    """Whether the earlier text awaits what the later one tells of and dates to no day before the earlier text."""
    if "still" not in earlier.words and "yet" not in earlier.words:
        return False
    return not was_before(later, earlier)


def _can_change(conflict: Conflict, earlier: View, later: View) -> bool:
    """Whether this can change without anybody having been wrong; a date can while it lies ahead, or if so said."""
    moved = conflict.kind == "date" and (later.frame.cues or {earlier.modality, later.modality} <= AHEAD)
    return bool(moved) or conflict.kind in _CHANGES


def moved_on(a: View, b: View) -> str | None:
    """How a sentence of another grammar than English goes on from an earlier one; None where it does not."""
    if a.frame.clauses or b.frame.clauses or a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    return later_state(earlier.side, later.side)


def growth(a: View, b: View) -> str | None:
    """How a value moved on, where the later text names the earlier one: '$11 million, up from $8 million'.

    None where the later text does not say what the value was, or is about something else.
    """
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    if later.words.isdisjoint(_NAMING_BEFORE) and all(slot.role != "from" for slot in later.slots):
        return None
    for before, old, new in product(earlier.slots, later.slots, later.slots):
        told = (old.role == "from" and new.role != "from") or _from_to(old, new, later)
        moved = told and (comparable(before, old) or _bare(before)) and equal(replace(before, unit=old.unit), old)
        moved = moved or (_replaced(old, later) and comparable(before, old) and equal(before, old))
        if moved and comparable(old, new) and disjoint(old, new) and about_one(earlier, later):
            return f"{before.text} → {new.text}: the later text says what it was before"
        touching = share(earlier.concepts | earlier.names, later.concepts) >= _TOUCHED or _told_then(earlier, later)
        if touching and _reckoned(before, old, new, later):
            return f"{before.text} → {new.text}: the later text says by how much it changed"
    return None


def _from_to(old: Slot, new: Slot, later: View) -> bool:
    """Whether a text says 'from 62,000 to 95,000 bottles', whatever the parser ties these to."""
    if not later.words.issuperset(("from", "to")):  # a pattern of its own for each value costs more than all the rest
        return False
    values = rf"(?<!\w){re.escape(old.text)}(?: \w+)? to (?:about |some |around |nearly )?{re.escape(new.text)}"
    return bool(re.search(rf"\bfrom (?:about |some |around |nearly )?{values}", later.text))


def _bare(slot: Slot) -> bool:
    """Whether a number leaves its unit to the one before it: 'wants 8 per cent; has been offered 3'."""
    return slot.unit is None and slot.text.isdigit()


def _replaced(old: Slot, later: View) -> bool:
    """Whether a value is named only as the one that another took the place of: '19 million instead of 14 million'."""
    if later.words.isdisjoint(("instead", "rather")):
        return False
    return bool(re.search(rf"\b(?:instead of|rather than)(?: the| some| about)? {re.escape(old.text)}", later.text))


def _told_then(earlier: View, later: View) -> bool:
    """Whether the later text compares with the day on which the earlier one was published."""
    day = "" if earlier.day is None else earlier.day.isoformat()
    return any(moment.start == moment.end == day for moment in later.frame.moments)


def _reckoned(before: Slot, step: Slot, new: Slot, later: View) -> bool:
    """Whether the earlier value follows from the later one and its step: 36, 'two more than' the 34 of before."""
    if "than" not in later.words:
        return False
    said = re.search(rf"(?<!\w){re.escape(step.text)} (more|fewer|less|higher|lower) than\b", later.text)
    values = (before.low, before.high, step.low, step.high, new.low, new.high)
    if said is None or step == new or any(value is None for value in values):
        return False
    if before.head and not comparable(before, new):
        return False
    was, moved, now = before.low or 0.0, step.low or 0.0, new.low or 0.0
    exact = before.low == before.high and step.low == step.high and new.low == new.high
    return exact and was == (now - moved if said.group(1) in ("more", "higher") else now + moved)


def one_measure(earlier: View, later: View) -> bool:
    """Whether two texts measure one thing: who is employed is not counted on by who has fallen ill."""
    for before, now in product(earlier.slots, later.slots):
        if not comparable(before, now) or not disjoint(before, now):
            continue
        first, second = clause_of(earlier.frame, before), clause_of(later.frame, now)
        if first is None or second is None:
            return True
        alike = counted(before) == counted(now) or (before.unit is not None and before.unit == now.unit)
        verbs = {concept(first.verb), concept(second.verb)}
        if len(verbs) == 1 or verbs & earlier.concepts & later.concepts or (alike and verbs & _MEASURING):
            return True
    return False


def _run_on(earlier: View, later: View) -> bool:
    """Whether the later text counts further what has been done so far: 'had carried 61,000', 'have carried 143,000'.

    Two figures that people are quoted with are two answers to one question; a text that counts by itself goes on.
    """
    if Modality.REPORTED in (earlier.modality, later.modality):
        return False
    for before, now in product(earlier.slots, later.slots):
        if not (comparable(before, now) and before.high is not None and now.low is not None and now.low > before.high):
            continue
        first, second = clause_of(earlier.frame, before), clause_of(later.frame, now)
        if first and second and second.tense == "perfect" and concept(first.verb) == concept(second.verb):
            return not _too_fast(before.high, now.low, earlier, later)
    return False


def _toll(earlier: View, later: View) -> bool:
    """Whether the later text counts more of what mounts, such as the dead, than the earlier one."""
    return any(
        _mounts(before, earlier)
        and _mounts(now, later)
        and before.high is not None
        and now.low is not None
        and now.low > before.high > 0
        for before, now in product(earlier.slots, later.slots)
    )


def _mounts(slot: Slot, view: View) -> bool:
    """Whether a quantity counts what mounts, by its noun ('40 dead') or by its verb ('40 people were evacuated')."""
    clause = clause_of(view.frame, slot)
    return counted(slot) in _MOUNTING or (clause is not None and concept(clause.verb) in _MOUNTING)


def _too_fast(count: float, grown: float, earlier: View, later: View) -> bool:
    """Whether a count since a day that both name grew far faster between the two texts than it did before."""
    starts = {moment.start for moment in earlier.frame.moments} & {moment.start for moment in later.frame.moments}
    if earlier.day is None or later.day is None:
        return False
    between = max((later.day - earlier.day).days, 1)
    spans = ((earlier.day - date.fromisoformat(start)).days for start in starts if start is not None)
    return any(grown - count > max(1, _FASTER * count * between / span) for span in spans if span > 0)


def _own_moments(earlier: View, later: View) -> bool:
    """Whether each names a time that the other does not share."""
    first = [moment for moment in earlier.frame.moments if not gate.is_period(moment)]
    second = [moment for moment in later.frame.moments if not gate.is_period(moment)]
    pairs = list(product(first, second))
    return bool(pairs) and all(gate.apart(one, other) or _two_ends(one, other) for one, other in pairs)


def _two_ends(one: Moment, other: Moment) -> bool:
    """Whether both say until when something was counted, and not to the same day: 'by Tuesday', 'by Thursday'."""
    return one.start is None and other.start is None and None not in (one.end, other.end) and one.end != other.end
