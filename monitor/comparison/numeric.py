"""Conflicts of quantity: two values that cannot both fill one slot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import isfinite

from monitor.comparison import gate
from monitor.comparison.alignment import as_term, contrast, holds_and_does, told_apart
from monitor.comparison.amounts import amount, comparable, counted, disjoint, equal, is_generic
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept
from monitor.comparison.nearness import nearest
from monitor.comparison.view import (
    LIGHT,
    View,
    clause_of,
    clause_terms,
    clause_words,
    dice,
    is_open,
    near,
    overlap,
    words_of,
)
from monitor.frame import Clause, Moment, Slot, Term
from monitor.model import Basis

# What becomes of people: who is counted by one is not counted by another.
_FATES = frozenset(
    map(
        concept,
        "die injure survive rescue arrest hire fire vanish evacuate jail convict acquit infect kidnap free".split(),
    )
)
_COPULAS = frozenset(map(concept, "be have reach total hit stand amount number come".split()))
_BE = concept("be")
_BROUGHT = frozenset(map(concept, "take bring rush move transfer fly admit send".split()))
_TIMES = frozenset("second minute hour day week month year decade".split())
_SPANS = frozenset("in within over during after before every per".split())
_LIMITING = frozenset("in of for among at from on dative across within by with per".split())
_KNOWN = 0.6
_SAME = 0.9
# How much of another period it is that only one side names a time, which is long past.
_ONE_DATED = 0.7
_CALENDAR = gate.CALENDAR | frozenset(map(concept, "fiscal financial year month week day quarter today".split()))
_MORE = frozenset("more fewer less higher lower".split())
_IT = frozenset("it they he she this that these those".split())
# Nouns that measure what another sentence names.
_BLANK = frozenset(map(concept, "total sum figure number amount rate level value share".split()))
_FAR = 15.0
# Bounds that are nearer than this are one bound.
_ROUND = 1.15
# What follows a number of people or things and picks out which: 'of the patients who took it'.
_PICKED = re.compile(
    r"(?: of)?(?: the)?(?: [\w-]+){0,2} (?:who|given|taking|receiving|treated with|on|with|without) ((?:[\w-]+ ?){1,5})"
)
_PICKED_BEFORE = re.compile(
    r"\b[Oo]f (?:the )?(?:[\w-]+ ){1,2}(?:who|given|taking|receiving|treated with) ((?:[\w-]+ ?){1,5}), $"
)
_WHOLES = frozenset({"of", "from"})
_NO_LEVEL = frozenset("by from than after below above".split())


def numeric(a: View, b: View) -> Iterator[Conflict]:
    """Quantities in one slot that have no value in common."""
    for one, other in product(a.slots, b.slots):
        if not comparable(one, other) or disjoint(one, other) is not True:
            continue
        if one.part != other.part or answered(one, b) or answered(other, a) or _is_level(one, a) != _is_level(other, b):
            continue
        if (_listed(one, a) and _listed(other, b)) or _of_other_group(one, other, a, b):
            continue
        fit = _slot_fit(a, b, one, other)
        if fit > 0:
            local = dice(_surroundings(a, one), _surroundings(b, other))
            kind = "rank" if one.unit == "ordinal" else "far" if _ratio(one, other) > _FAR else "number"
            reason = f"{one.text} ≠ {other.text}{_thing(one, other)}"
            narrow = _narrowed(a, b, one) != _narrowed(b, a, other)
            apart, apart_by = _named_apart(a, b, one, other), _apart_by(a, b, one, other)
            yield Conflict(kind, Basis.NUMERIC, fit, local, reason, apart, narrow, apart_by)


def _listed(slot: Slot, view: View) -> bool:
    """Whether a value is one of several of its kind in a sentence: lines of two price lists need not be one thing."""
    others = (other for other in view.slots if other.role not in _WHOLES and not other.part)
    return sum(1 for other in others if comparable(slot, other)) > 1


def _of_other_group(one: Slot, other: Slot, a: View, b: View) -> bool:
    """Whether each value is of those that a phrase of its own picks out: 'of men who took a placebo', 'on the drug'."""
    first, second = _picked(one, a), _picked(other, b)
    mine, yours = first - second, second - first
    return bool(mine and yours) and near(mine, yours) < _KNOWN


def _picked(slot: Slot, view: View) -> frozenset[str]:
    at = view.text.find(slot.text)
    found = _PICKED.match(view.text, at + len(slot.text)) or _PICKED_BEFORE.search(view.text, 0, at)
    return (
        frozenset(concept(word.lower()) for word in found[1].split()) & (view.concepts | view.names)
        if found
        else frozenset()
    )


def fallen_short(a: View, b: View) -> Iterator[Conflict]:
    """The first says it of all, the second of some: 'all 16 were deployed', 'only 14 of the 16'."""
    for whole, some in product(a.slots, b.slots):
        if whole.unit != "%" or whole.low != 100 or not some.part or some.high is None:
            continue
        total = next((slot.low for slot in b.slots if slot.role == "of" and counted(slot) == counted(some)), None)
        if concept(whole.head) != counted(some) or total is None or some.high >= total:
            continue
        ca, cb = clause_of(a.frame, whole), clause_of(b.frame, some)
        if (
            ca is None
            or cb is None
            or ca.negated
            or cb.negated
            or nearest(concept(ca.verb), (concept(cb.verb),)) < _SAME
        ):
            continue
        local = dice(clause_words(ca), clause_words(cb))
        yield Conflict(
            "number", Basis.NUMERIC, local, local, f"all ≠ {some.text} of {total:g}", apart_by=told_apart(ca, cb, a, b)
        )


def _apart_by(a: View, b: View, one: Slot, other: Slot) -> dict[str, float]:
    ca, cb = clause_of(a.frame, one), clause_of(b.frame, other)
    found = told_apart(ca, cb, a, b) if ca and cb else {}
    if ca and cb:
        found["owns"] = float(holds_and_does(one, other, ca, cb))
        found["part"] = float(_is_part(ca, cb, one, b) or _is_part(cb, ca, other, a))
        found["doer"] = float(_other_doer(ca, cb, one, other))
        found["then"] = float(_was_then(ca, cb, b, other) or _was_then(cb, ca, a, one))
    found["dated"] = float(_dated_apart(a, b, one, other))
    found["contrast"] = max(found.get("contrast", 0.0), contrast(as_term(one), as_term(other), a, b))
    found["vague"] = float(not a.names & b.names and (_is_vague(one, ca) or _is_vague(other, cb)))
    if gate.long_past(a) != gate.long_past(b) and not (a.frame.moments and b.frame.moments):
        found["period"] = _ONE_DATED
    if _of_one_time(a, b, one, other):
        found["period"] = 0.0
    return found


def _is_part(one: Clause, other: Clause, slot: Slot, against: View) -> bool:
    """Whether what one side measures is the other side's thing with a word that limits it: 'youth unemployment'.

    A name limits nothing: 'the outage' is 'Northpeak's outage', and what is named is only described.
    """
    return any(
        mine is not None
        and yours is not None
        and concept(mine.head) == concept(yours.head)
        and not (set(mine.names) & set(yours.names))
        and not words_of(yours) - words_of(mine)
        and any(
            nearest(concept(word), against.concepts | against.names) < _KNOWN
            for word in set(mine.words) - set(yours.words) - set(slot.names) - gate.LIGHT_MODIFIERS - _CALENDAR
        )
        for mine, yours in ((one.agent, other.agent), (one.object, other.object))
    )


def _other_doer(one: Clause, other: Clause, first: Slot, second: Slot) -> bool:
    """Whether two things did the same, each to its own extent: 'rents rose by 5%', 'wages rose by 3%'."""
    if first.role != second.role or first.role == "agent" or is_open(one.agent) or is_open(other.agent):
        return False
    if one.agent is None or other.agent is None or one.agent.names or other.agent.names:
        return False
    heads = concept(one.agent.head), concept(other.agent.head)
    return nearest(heads[0], heads[1:]) < _KNOWN and nearest(concept(one.verb), (concept(other.verb),)) >= _KNOWN


def _dated_apart(a: View, b: View, one: Slot, other: Slot) -> bool:
    """Whether the clauses of two quantities each name their time, and no day is in both."""
    first = [_reached(moment) for moment in a.frame.moments if moment.clause == one.clause]
    second = [_reached(moment) for moment in b.frame.moments if moment.clause == other.clause]
    return bool(first and second) and all(gate.apart(x, y) for x, y in product(first, second))


def _reached(moment: Moment) -> Moment:
    """'By Tuesday 30,000 had no power' counts on Tuesday."""
    return replace(moment, start=moment.end) if moment.link == "by" else moment


def _was_then(now: Clause, then: Clause, view: View, slot: Slot) -> bool:
    """Whether one tells what is so, and the other what was so at a time that it names: 'holds', 'held on Friday'."""
    dated = any(moment.clause == slot.clause for moment in view.frame.moments)
    return now.tense == "present" and then.tense == "past" and dated


def _is_vague(slot: Slot, clause: Clause | None) -> bool:
    """Whether a quantity's own sentence does not say what it measures: 'it weighs 610 kilograms', 'the total rose'."""
    if {concept(word) for word in slot.words} <= _BLANK and slot.words:
        return True
    return clause is not None and clause.agent is not None and is_open(clause.agent) and clause.agent.head in _IT


def _of_one_time(a: View, b: View, one: Slot, other: Slot) -> bool:
    """Whether the clauses of two quantities name one time, whatever the rest of their sentences is about."""
    first = {(moment.start, moment.end) for moment in a.frame.moments if moment.clause == one.clause}
    second = {(moment.start, moment.end) for moment in b.frame.moments if moment.clause == other.clause}
    return bool(first) and first == second


def _narrowed(view: View, against: View, slot: Slot) -> bool:
    """Whether a quantity is of a part of which the other side does not speak: 'in its research division'."""
    clause = clause_of(view.frame, slot)
    if clause is None:
        return False
    said = against.concepts | against.names
    if any(nearest(concept(word), said) < _KNOWN for word in slot.words if word != slot.head):
        return True
    own = {concept(word) for word in slot.words}
    return any(
        (words := words_of(c.term)) and not words & own and nearest(concept(c.term.head), said) < _KNOWN
        for c in clause.others
        if c.link in _LIMITING
    )


def answered(slot: Slot, view: View) -> bool:
    """Whether a quantity of the other side says the same value; 'above 360' says none."""
    return any(
        equal(slot, other) and _bounds(slot) == _bounds(other) for other in view.slots if comparable(slot, other)
    )


def _bounds(slot: Slot) -> tuple[bool, bool]:
    return slot.low is None, slot.high is None


def _is_level(slot: Slot, view: View) -> bool:
    """Whether a quantity is a value, and no difference from one: '300 more than the year before'."""
    after = view.text[view.text.find(slot.text) + len(slot.text) :].split()[:1]
    if after and after[0] in _MORE:
        return False
    if slot.unit in _TIMES and slot.role in _SPANS:
        return False
    return slot.role not in _NO_LEVEL


def _ratio(one: Slot, other: Slot) -> float:
    """How many times one value is the other; values that far apart seldom stand in one slot."""
    first, second = amount(one), amount(other)
    if first is None or second is None or first.kind == "share":
        return 1.0
    ends = [abs(end) for end in (first.low, first.high, second.low, second.high) if end and isfinite(end)]
    return max(ends) / min(ends) if len(ends) > 1 else 1.0


def _thing(one: Slot, other: Slot) -> str:
    words = [word for word in one.words if word in other.words] or list(one.words[:2] or other.words[:2])
    return f" ({' '.join(words)})" if words else ""


def _slot_fit(a: View, b: View, one: Slot, other: Slot) -> float:
    """How far two quantities stand in the same slot: what they count and the clause around them."""
    if one.unit == "%" and one.words and other.words and not _concepts(one) & _concepts(other):
        return 0.0
    ca, cb = clause_of(a.frame, one), clause_of(b.frame, other)
    first_terms = [*(clause_terms(ca) if ca else ()), as_term(one)]
    second_terms = [*(clause_terms(cb) if cb else ()), as_term(other)]
    if any(gate.other_kind(x, y, a, b) for x, y in product(first_terms, second_terms)):
        return 0.0
    if one.unit in _TIMES and ca and cb and not _one_span(one, other, ca, cb):
        return 0.0
    first, second = _surroundings(a, one), _surroundings(b, other)
    fit = overlap(first, second) if first and second else 0.3
    if ca and cb:
        fit *= _verb_factor(concept(ca.verb), concept(cb.verb), one, a, b) * _subject_factor(ca.agent, cb.agent, a, b)
    return fit


def _one_span(one: Slot, other: Slot, ca: Clause, cb: Clause) -> bool:
    """Whether two lengths of time are of one thing: a contract of five years is none of a search of five months."""
    units = frozenset(map(concept, _TIMES))
    if (_concepts(one) - units) & (_concepts(other) - units):
        return True
    if ca.agent is not None and cb.agent is not None and concept(ca.agent.head) == concept(cb.agent.head):
        return True
    verbs = concept(ca.verb), concept(cb.verb)
    return not LIGHT & set(verbs) and nearest(verbs[0], verbs[1:]) >= _SAME


def _named_apart(a: View, b: View, one: Slot, other: Slot) -> bool:
    ca, cb = clause_of(a.frame, one), clause_of(b.frame, other)
    mine = frozenset(one.names) | (clause_words(ca) & a.names if ca else frozenset())
    yours = frozenset(other.names) | (clause_words(cb) & b.names if cb else frozenset())
    return gate.rivals(mine, yours, a, b)


def _verb_factor(one: str, other: str, slot: Slot, a: View, b: View) -> float:
    if is_generic(counted(slot)) and ((one == _BE and other in _BROUGHT) or (other == _BE and one in _BROUGHT)):
        return 0.0  # how many are in a hospital falls, how many were taken there does not
    if one == other or one in _COPULAS or other in _COPULAS or one in b.concepts or other in a.concepts:
        return 1.0
    if is_generic(counted(slot)) and {one, other} <= _FATES:
        return 0.0
    return 0.5 + 0.4 * nearest(one, (other,))


def _subject_factor(one: Term | None, other: Term | None, a: View, b: View) -> float:
    """Less where each side's subject is a thing of which the other does not speak."""
    if one is None or other is None or is_open(one) or is_open(other):
        return 1.0
    first, second = words_of(one), words_of(other)
    if first & (b.concepts | b.names) or second & (a.concepts | a.names):
        heads = concept(one.head), concept(other.head)
        new = heads[0] not in b.concepts | b.names and heads[1] not in a.concepts | a.names
        return 0.6 if new and heads[0] != heads[1] and not one.names and not other.names else 1.0
    return 0.5


def _concepts(slot: Slot) -> frozenset[str]:
    return frozenset(concept(word) for word in slot.words)


def _surroundings(view: View, slot: Slot) -> frozenset[str]:
    clause = clause_of(view.frame, slot)
    words = {concept(word) for word in slot.words} | set(slot.names)
    if clause is not None:
        words |= clause_words(clause)
    elif not view.frame.clauses:
        words |= view.concepts
    return frozenset(words)


def _facing(one: Slot, other: Slot) -> bool:
    """Whether one only says 'at least' and the other 'at most'."""
    return (one.low is None and other.high is None) or (one.high is None and other.low is None)


def same_amounts(a: View, b: View) -> int:
    """How many quantities the two sides agree on."""
    return sum(1 for one, other in product(a.slots, b.slots) if comparable(one, other) and _alike(one, other))


def odd_amounts(a: View, b: View) -> bool:
    """Whether the side with fewer quantities has one that the other does not give, bound for bound."""
    few, many = (a.slots, b.slots) if len(a.slots) <= len(b.slots) else (b.slots, a.slots)
    return any(not any(_alike(one, other) for other in many) for one in few)


def _alike(one: Slot, other: Slot) -> bool:
    """Whether two quantities are one value, or bounds of one kind at one value."""
    first, second = amount(one), amount(other)
    if first is None or second is None or first.kind != second.kind or not equal(one, other):
        return False
    if (one.low is None) != (other.low is None) or (one.high is None) != (other.high is None):
        return _ratio(one, other) < _ROUND
    return (one.low is not None and one.high is not None) or _ratio(one, other) < _ROUND


def loose_amounts(a: View, b: View) -> bool:
    """Whether some quantities of one kind differ, whatever their slots: then the two say no one thing."""
    return any(
        comparable(one, other)
        and (_facing(one, other) or (disjoint(one, other) is True and not answered(one, b) and not answered(other, a)))
        for one, other in product(a.slots, b.slots)
    )
