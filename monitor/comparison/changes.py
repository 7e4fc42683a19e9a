"""Signs that one statement is the later state of another, and no conflict with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product, takewhile

from monitor.comparison import gate
from monitor.comparison.amounts import comparable, counted, disjoint, equal
from monitor.comparison.chinese import later_state
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept
from monitor.comparison.once import once
from monitor.comparison.progress import PUTTING_OFF, came_due, settled
from monitor.comparison.view import LIGHT, View, clause_of, clause_terms, gives_up, name_parts, share, words_of
from monitor.frame import Clause, Slot
from monitor.model import Modality

# Signs of an update that are none of a change.
SAME_OUTLET = "a later report of the same outlet"
SAID_LATER = "said so later"
# What can change from one day to the next without anybody having been wrong.
_CHANGES = frozenset("number far rank antonym negation pending unsaid hinted".split())
# A hedge must not lose what a plain plan is granted, or it would raise the score.
_AHEAD = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.FORECAST, Modality.CONDITIONAL})
_FACTS = frozenset({Modality.ASSERTED, Modality.REPORTED})
_PLANNING = frozenset("agree aim decide expect intend mean plan prepare propose want".split())
# Verbs that take an act back, and those that put it off; 'call off' is a verb of its own.
_UNDOING = frozenset(
    map(
        concept,
        "abandon abolish annul cancel halt overturn quash repeal rescind reverse revoke scrap shelve terminate undo "
        "void withdraw".split(),
    )
) | {concept("call off")}
# Those that share a concept with verbs of another sense: who raises or lowers an offer takes nothing back.
_LIFTING = frozenset({"lift", "drop"})
# Verbs of the way back, with those of the acts that they end.
_RESTORING = {
    concept(back): frozenset(map(concept, acts.split()))
    for back, acts in {
        "reinstate": "suspend dismiss sack fire expel remove cut abolish freeze",
        "rehire": "dismiss sack fire",
        "readmit": "expel suspend exclude ban",
        "resume": "suspend halt stop pause interrupt freeze",
        "reopen": "close shut seal",
        "release": "arrest detain jail seize",
    }.items()
}
_ROOT = 4  # letters that a noun and a verb of one root have in common at least
# What is counted while it mounts: who is harmed, moved or seized, and what burns.
_MOUNTING = frozenset(
    map(
        concept,
        "dead death die kill injure injury casualty victim fatality wound toll evacuate evacuee displace rescue "
        "survivor arrest detain infect infection case hospitalise acre hectare aftershock".split(),
    )
)
_SOON = 3
_FASTER = 5
_SHARED = 0.5
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
    if "still" in earlier.words and "still" not in later.words and later.modality in _FACTS:
        return "what was still so has changed"
    if conflict.kind in ("number", "far") and _toll(earlier, later):
        return "a toll that rises"
    if conflict.kind in ("number", "far") and _own_moments(earlier, later):
        return "each names its own time"
    if conflict.kind in ("number", "far") and _run_on(earlier, later):
        return "a count that goes on"
    if earlier.modality in _AHEAD and later.modality is not Modality.PLANNED and gate.days_apart(a, b) > _SOON:
        return "what was planned or expected, and what came of it" if conflict.kind in ("number", "far") else None
    return None


def _done_since(earlier: View, later: View) -> bool:
    """Whether the earlier text awaits what the later one tells of and dates to no day before the earlier text."""
    if "still" not in earlier.words and "yet" not in earlier.words:
        return False
    return not _was_before(later, earlier)


def _can_change(conflict: Conflict, earlier: View, later: View) -> bool:
    """Whether this can change without anybody having been wrong; a date can while it lies ahead, or if so said."""
    moved = conflict.kind == "date" and (later.frame.cues or {earlier.modality, later.modality} <= _AHEAD)
    return bool(moved) or conflict.kind in _CHANGES


def given_up(a: View, b: View) -> str | None:
    """That a plan was given up, where the later text says so of what the earlier one plans; None otherwise."""
    acts = _plan_and_act(a, b)
    if acts is None:
        return None
    plan, done, _, later = acts
    return "what was planned has been given up" if gives_up(done) and concept(plan.verb) in later.concepts else None


def carried_out(a: View, b: View) -> str | None:
    """That a plan was carried out, where the later text tells of the act that the earlier one plans; None otherwise."""
    acts = _plan_and_act(a, b)
    if acts is None:
        return None
    plan, done, earlier, later = acts
    if concept(plan.verb) in LIGHT:  # what will be so is no act
        return None
    same = _same_verb(plan.verb, done.verb, later) and not plan.negated and not plan.denied
    done_so = same and later.modality in _FACTS and _covered(plan, done) and _one_thing(plan, done, earlier, later)
    return "what was planned has been carried out" if done_so and not _other_amounts(earlier, later) else None


def _other_amounts(plan: View, act: View) -> bool:
    """Whether the act has another amount than the plan: 38 trains ran, where 400 were to run."""
    pairs = [pair for pair in product(plan.slots, act.slots) if comparable(*pair)]
    return any(disjoint(*pair) for pair in pairs) and not any(equal(*pair) for pair in pairs)


def _same_verb(planned: str, done: str, later: View) -> bool:
    """Whether two verbs are one, also where the parser has cut the particle off: 'step down', 'stepped … down'."""
    (first, *particle), (other, *_) = planned.split(), done.split()
    return concept(planned) == concept(done) or (first == other and later.words.issuperset(particle))


def moved_on(a: View, b: View) -> str | None:
    """How a sentence of another grammar than English goes on from an earlier one; None where it does not."""
    if a.frame.clauses or b.frame.clauses or a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    return later_state(earlier.side, later.side)


def put_off(a: View, b: View) -> str | None:
    """How a date moved, where the later text names the earlier one too: 'on 3 October instead of in June'."""
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    plan, act = _top(earlier), _top(later)
    if plan is None or act is None or not _same_verb(plan.verb, act.verb, later):
        return None
    if gate.other_version(a, b) or not _about_one(earlier, later):
        return None
    for before, old, new in product(earlier.frame.moments, later.frame.moments, later.frame.moments):
        if before.start != old.start or new.start == old.start or earlier.modality not in _AHEAD:
            continue
        if re.search(rf"\b(?:instead of|rather than|and not|not)(?: \w+)?? {re.escape(old.text)}", later.text):
            return f"{before.text} → {new.text}: the later text says when it was to be before"
    return None


def undone(a: View, b: View) -> str | None:
    """That an act was taken back or put off, where the later text says so of the earlier one's; None otherwise.

    It names the act by its noun: who 'lifted the suspension' undoes what 'suspended' told of.
    """
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    act, end = _top(earlier), _top(later)
    if act is None or end is None or act.negated or act.denied or end.negated or end.denied:
        return None
    if end.tense not in ("past", "perfect") or later.modality not in _FACTS or gate.other_version(a, b):
        return None
    if _restores(act, end) and _named_alike(earlier, later) and not _was_before(later, earlier):
        return "what was stopped has been restored"
    if end.object is None or not _names_the_act(end.object.head, act.verb) or not _of_one(act, end, later):
        return None
    dated = {moment.text for moment in earlier.frame.moments} & {moment.text for moment in later.frame.moments}
    if (concept(end.verb) in _UNDOING or end.verb in _LIFTING) and (dated or not _was_before(later, earlier)):
        return "what was done or planned has been taken back"
    return "what was planned has been put off" if concept(end.verb) in PUTTING_OFF else None


def _restores(act: Clause, end: Clause) -> bool:
    """Whether a verb is the way back from another one's act on one thing: 'reinstated' whom it 'suspended'."""
    ways = _RESTORING.get(concept(end.verb), frozenset())
    thing = end.object or end.agent  # 'the plant reopened'
    return concept(act.verb) in ways and bool(words_of(act.object) & words_of(thing))


def _named_alike(earlier: View, later: View) -> bool:
    """Whether two texts share a name, where both have some, and the earlier one tells no old story."""
    return not (earlier.names and later.names and earlier.names.isdisjoint(later.names)) and not gate.long_past(earlier)


def _names_the_act(noun: str, verb: str) -> bool:
    """Whether a noun is of one root with a verb: 'suspension' and 'suspend', 'walkout' and 'walk out'."""
    noun, verb = noun.replace("-", ""), verb.replace(" ", "")
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(noun, verb, strict=False)))
    shorter = min(len(noun), len(verb))
    return alike >= max(min(_ROOT, shorter), shorter - 2)


def _of_one(act: Clause, end: Clause, later: View) -> bool:
    """Whether the act and its end have a party or a thing in common, and name no rivals."""
    mine, yours = (frozenset().union(*map(words_of, clause_terms(one))) for one in (act, end))
    named = _names_of(act)
    return bool(mine & yours) and (not named or not later.names or bool(named & later.names))


def _plan_and_act(a: View, b: View) -> tuple[Clause, Clause, View, View] | None:
    """The planned act of the earlier text and the act that the later one tells of, if they may be one."""
    if a.day is None or b.day is None or a.side.published == b.side.published:
        return None
    earlier, later = (a, b) if (a.side.published, a.text) < (b.side.published, b.text) else (b, a)
    plan, done = _top(earlier), _top(later)
    if earlier.modality is not Modality.PLANNED or plan is None or done is None or not _about_one(earlier, later):
        return None
    if done.negated or done.denied or done.tense not in ("past", "perfect") or _was_before(later, earlier):
        return None
    return plan, done, earlier, later


@once
def _top(one: View) -> Clause | None:
    """The clause that tells the act itself: 'open' in 'plans to open'."""
    acts = [clause for clause in one.frame.clauses if clause.verb not in _PLANNING]
    top = min(acts or one.frame.clauses, key=lambda clause: clause.depth, default=None)
    if top is None or top.verb != "have" or top.object is not None:
        return top
    # 'Has to sit it again': the act stands in the clause below.
    return next((c for c in acts if c.depth == top.depth + 1 and c.place > top.place), top)


def _covered(plan: Clause, done: Clause) -> bool:
    """Whether the planned act has an object or a subject, and the act that was done has the same."""
    wanted = words_of(plan.object) or words_of(plan.agent)  # 'plans to reopen it': by whom
    told = frozenset().union(*(words_of(term) for term in (done.object, done.agent) if term is not None))
    return bool(wanted) and len(wanted & told) >= _SHARED * len(wanted)


def _one_thing(plan: Clause, done: Clause, earlier: View, later: View) -> bool:
    """Whether each side knows the names that the other acts on: the terminal at Holm is not the one at Ebbe."""
    wanted, told = (_names_of(clause) for clause in (plan, done))
    return wanted <= later.names and told <= earlier.names


def _names_of(clause: Clause) -> frozenset[str]:
    return frozenset(part for name in (clause.object.names if clause.object else ()) for part in name_parts(name))


def _was_before(later: View, earlier: View) -> bool:
    """Whether the later text tells of a time before the plan was published."""
    ends = [moment.end for moment in later.frame.moments if moment.end is not None]
    return earlier.day is not None and any(date.fromisoformat(end) < earlier.day for end in ends)


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
        if moved and comparable(old, new) and disjoint(old, new) and _about_one(earlier, later):
            return f"{before.text} → {new.text}: the later text says what it was before"
        if _reckoned(before, old, new, later) and share(earlier.concepts | earlier.names, later.concepts) >= _TOUCHED:
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


def _about_one(earlier: View, later: View) -> bool:
    said = later.concepts | later.names
    return share(earlier.concepts | earlier.names, said) >= _SHARED


def _own_moments(earlier: View, later: View) -> bool:
    """Whether each names a time that the other does not share."""
    first = [moment for moment in earlier.frame.moments if not gate.is_period(moment)]
    second = [moment for moment in later.frame.moments if not gate.is_period(moment)]
    return bool(first and second) and all(gate.apart(one, other) for one in first for other in second)
