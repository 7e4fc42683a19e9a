"""Conflicts of role: one event with two agents, two places, two dates, two causes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from monitor.comparison import gate, wording
from monitor.comparison.alignment import told_apart
from monitor.comparison.amounts import comparable
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept, opposite
from monitor.comparison.nearness import antonyms, nearest
from monitor.comparison.numeric import answered
from monitor.comparison.once import once
from monitor.comparison.view import (
    LIGHT,
    SUPPORT,
    View,
    act,
    carried,
    clause_terms,
    clause_words,
    dice,
    is_open,
    likeness,
    near,
    overlap,
    words_of,
)
from monitor.frame import Clause, Moment, Term
from monitor.model import Basis

# What lasts is so on more than one day.
_LASTING = frozenset(map(concept, "continue remain stay keep head move lie".split()))
# Verbs whose subject is the event itself.
EVENTIVE = frozenset(map(concept, "take happen occur begin start come due schedule set".split()))
_ABOUT_PLACE = frozenset(
    map(
        concept,
        "city town country region district capital part area home building office hotel hospital port airport station "
        "street square hall court village province state county coast north south east west museum factory plant "
        "prison base island valley mountain lake river suburb".split(),
    )
)
# What one party does alone: who leads a group is its only leader.
_HELD_BY_ONE = frozenset(
    map(
        concept,
        "lead head chair captain win invent discover find assassinate succeed replace own run govern acquire "
        "buy".split(),
    )
)
# Predicates that are less near than this tell of different things.
_TOLD = 0.6
# Two phrases that are at least so alike name one thing.
_ONE = 0.8
_ALIKE = 0.4
# What somebody is called beside a name.
_TITLES = frozenset(
    "mr mrs ms dr prof sir dame lord lady president vice senator sen rep congressman congresswoman governor gov mayor "
    "minister prime chancellor secretary general judge justice chief chairman chairwoman chair director officer "
    "captain king queen prince princess pope bishop attorney speaker committee house senate democrat republican".split()
)
# A period after these belongs to a thing and dates no event: 'the budget for 2027'.
_OF = frozenset({"for", "of"})
_LEADING = frozenset("through from into under inside via".split())
_PLACED = frozenset("in at near to into for".split())


@once
def predicate(clause: Clause) -> frozenset[str]:
    """The concepts that say what a clause tells: its verb, or what carries the sense beside a light verb."""
    verb = act(clause)
    found = frozenset({verb} - LIGHT)
    if verb in LIGHT:
        found |= carried(clause)
    if verb in SUPPORT and clause.object is not None and not clause.object.names:
        found |= {concept(clause.object.head)}
    if verb in EVENTIVE:
        found |= words_of(clause.object) | (frozenset({concept(clause.agent.head)}) if clause.agent else frozenset())
    return found


def turned(clause: Clause, other: Clause) -> bool:
    """Whether two predicates are opposites, so that negating one states the other: 'did not survive', 'died'."""
    return any(opposite(one, two) or antonyms(one, two) for one, two in product(predicate(clause), predicate(other)))


def roles_fit(one: Clause, other: Clause, a: View, b: View) -> float:
    """How alike agent and object of two clauses are, in the same or in crossed roles."""
    if gate.other_kind(one.agent, other.agent, a, b) or gate.other_kind(one.object, other.object, a, b):
        return 0.0
    agent, patient = likeness(one.agent, other.agent), likeness(one.object, other.object)
    crossed = max(likeness(one.agent, other.object), likeness(one.object, other.agent))
    return max((agent + patient) / 2, 0.8 * crossed)


def other_party(one: Clause, other: Clause) -> bool:
    """Whether each act has a named doer, and none in common: what the mayor vetoes the council may adopt."""
    if one.agent is None or other.agent is None or not one.agent.names or not other.agent.names:
        return False
    return not words_of(one.agent) & words_of(other.agent) and not (
        _is_thing(one.agent, other.object) or _is_thing(other.agent, one.object)
    )


def _is_thing(doer: Term, thing: Term | None) -> bool:
    """Whether a named doer is what the other acts on, under a longer or shorter name."""
    return thing is not None and thing.head in thing.names and thing.head in doer.names


def crossed(one: Clause, other: Clause) -> bool:
    """Whether the doer of one is what the other acts on: 'she keeps her post', 'they sacked her'."""
    return max(_met(one.agent, other.object), _met(other.agent, one.object)) >= _ONE


def _met(doer: Term | None, thing: Term | None) -> float:
    return 0.0 if is_open(doer) or is_open(thing) else likeness(doer, thing)


def event_fit(one: Clause, other: Clause, a: View, b: View) -> float:
    """How far two clauses tell of one event: predicate, agent and object alike."""
    told = near(predicate(one), predicate(other))
    if told < _TOLD:
        return 0.0
    return told * (0.4 + 0.6 * roles_fit(one, other, a, b))


def _local(one: Clause, other: Clause) -> float:
    return dice(clause_words(one), clause_words(other))


def dates(a: View, b: View) -> Iterator[Conflict]:
    """One event on two dates."""
    for one, other in product(a.frame.moments, b.frame.moments):
        if one.link in _OF and gate.is_period(one) != gate.is_period(other):
            continue
        if other.link in _OF and gate.is_period(one) != gate.is_period(other):
            continue
        if not _apart(one, other, a, b) or _dated_alike(one, b) or _dated_alike(other, a):
            continue
        ca, cb = clause_at(a, one), clause_at(b, other)
        if ca is None or cb is None or _measures(one, a, b):
            continue
        if turned(ca, cb) or other_party(ca, cb) or {concept(ca.verb), concept(cb.verb)} & _LASTING:
            continue
        begins = _begun(one, a) is not one or _begun(other, b) is not other
        if ca.negated != cb.negated and not begins:
            continue
        local = _local(ca, cb)
        found = told_apart(ca, cb, a, b)
        if found["rival_act"]:
            continue
        fit = roles_fit(ca, cb, a, b) if begins else max(event_fit(ca, cb, a, b), 0.8 * local)
        if fit > 0.25:
            reason = f"{one.text} ≠ {other.text} ({ca.verb})"
            yield Conflict("date", Basis.DATE, fit, local, reason, apart_by=found)


def _apart(one: Moment, other: Moment, a: View, b: View) -> bool:
    if wording.one_day(one, other):
        return False
    slack = timedelta(days=1 if wording.is_loose(one) != wording.is_loose(other) else 0)
    return gate.apart(_begun(one, a), _begun(other, b), slack)


def _measures(moment: Moment, view: View, against: View) -> bool:
    """Whether a moment says when something was measured, for which the other side has another value."""
    clause = clause_at(view, moment)
    told = words_of(clause.object) | words_of(clause.agent) if clause else frozenset()
    return any(
        (slot.clause == moment.clause or concept(slot.head) in told)
        and slot.unit != "ordinal"
        and not answered(slot, against)
        and any(comparable(slot, x) for x in against.slots)
        for slot in view.frame.slots
    )


def _begun(moment: Moment, view: View) -> Moment:
    """'Not until June' is 'from June'."""
    clause = clause_at(view, moment)
    if clause is None or not clause.negated or not moment.text.lower().startswith(("until", "before", "till")):
        return moment
    return Moment(moment.text, moment.end, None, moment.link, moment.clause)


def _dated_alike(moment: Moment, view: View) -> bool:
    return any(not gate.apart(moment, other) for other in view.frame.moments)


def other_dates(a: View, b: View) -> bool:
    """Whether each side gives a date that the other does not share."""
    first, second = a.frame.moments, b.frame.moments
    return any(not _dated_alike(one, b) for one in first) and any(not _dated_alike(other, a) for other in second)


def clause_at(view: View, moment: Moment) -> Clause | None:
    """The clause that a moment belongs to."""
    return view.frame.clauses[moment.clause] if 0 <= moment.clause < len(view.frame.clauses) else None


def causes(a: View, b: View) -> Iterator[Conflict]:
    """One effect with two causes that have nothing in common."""
    for one, other in product(a.frame.causes, b.frame.causes):
        first, second = words_of(one), words_of(other)
        named_once = not first & second and not wording.one_name((one.head,), (other.head,)) and one.head != other.head
        if first and second and named_once and _new_cause(one, b) and _new_cause(other, a):
            local = dice((a.concepts | a.names) - first, (b.concepts | b.names) - second)
            yield Conflict("cause", Basis.ENTITY, 1.0, local, f"cause: {one.head} ≠ {other.head}")


def _new_cause(cause: Term, view: View) -> bool:
    """Whether the other side knows nothing of a cause, told by its noun or, of a clause, by all of its words."""
    head = concept(cause.head)
    return near(words_of(cause) if head in LIGHT else (head,), view.concepts | view.names) < _TOLD


def places(a: View, b: View) -> Iterator[Conflict]:
    """One event in two places that are both named."""
    for one, other in product(a.frame.clauses, b.frame.clauses):
        if one.negated or other.negated:
            continue
        here, there = _place(one), _place(other)
        if not here or not there or here & b.names or there & a.names or wording.one_name(here, there):
            continue
        if likeness(one.object, other.object) < _ALIKE:
            continue
        local = dice(clause_words(one) - here, clause_words(other) - there)
        fit = max(event_fit(one, other, a, b), 0.8 * local)
        if fit > 0.4:
            reason = f"{' '.join(sorted(here))} ≠ {' '.join(sorted(there))}"
            apart_by = told_apart(one, other, a, b) | {"rival_detail": 0.0}
            yield Conflict("place", Basis.ENTITY, fit, local, reason, apart_by=apart_by)


def ways(a: View, b: View) -> Iterator[Conflict]:
    """One event that went two ways: 'began in a cabinet', 'began in a lorry'; 'entered through the roof'."""
    for one, other in product(a.frame.clauses, b.frame.clauses):
        if one.negated or other.negated or concept(one.verb) != concept(other.verb) or not _one_happening(one, other):
            continue
        for here, there in product(one.others, other.others):
            if (
                here.link != there.link
                or here.link not in _LEADING
                or not _common(here.term)
                or not _common(there.term)
            ):
                continue
            head, rival = concept(here.term.head), concept(there.term.head)
            if near((head,), b.concepts) >= _TOLD or near((rival,), a.concepts) >= _TOLD:
                continue
            fit = event_fit(one, other, a, b)
            apart_by = told_apart(one, other, a, b) | {"rival_detail": 0.0}
            reason = f"{one.verb} {here.link} {here.term.head} ≠ {there.link} {there.term.head}"
            yield Conflict("way", Basis.ENTITY, fit, _local(one, other), reason, apart_by=apart_by)


def _one_happening(one: Clause, other: Clause) -> bool:
    """Whether two clauses have one doer, or one thing that it happens to."""
    return likeness(one.agent, other.agent) >= _ONE or likeness(one.object, other.object) >= _ONE


def _common(term: Term) -> bool:
    return bool(term.words) and not term.names


@once
def _place(clause: Clause) -> frozenset[str]:
    found = [
        c.term
        for c in clause.others
        if c.link in _PLACED and c.term.names and not words_of(c.term) - set(c.term.names) - _ABOUT_PLACE
    ]
    return frozenset(name for term in found for name in term.names if name.isalpha())


def agents(a: View, b: View) -> Iterator[Conflict]:
    """One act that only one party can have done, with two named doers."""
    for one, other in product(a.frame.clauses, b.frame.clauses):
        if one.negated or other.negated or is_open(one.agent) or is_open(other.agent):
            continue
        told = near(predicate(one), predicate(other))
        if told < _TOLD or not _rival(one.agent, other.agent, a, b):
            continue
        fit = told * max(likeness(one.object, other.object), 0.8 * dice(_patients(one), _patients(other)))
        if fit < 0.4:
            continue
        assert one.agent is not None and other.agent is not None
        reason = f"{_said(one.agent)} ≠ {_said(other.agent)} ({one.verb})"
        apart_by = told_apart(one, other, a, b) | {"rival_agent": 0.0}
        kind = "holder" if {concept(one.verb), concept(other.verb)} <= _HELD_BY_ONE else "agent"
        yield Conflict(kind, Basis.ENTITY, fit, _local(one, other), reason, apart_by=apart_by)


def _patients(clause: Clause) -> frozenset[str]:
    """What a clause says beside its verb and its doer."""
    return words_of(clause.object).union(*(words_of(c.term) for c in clause.others))


def _rival(one: Term | None, other: Term | None, a: View, b: View) -> bool:
    """Whether two doers cannot be one: two names, each unknown to the other side."""
    if one is None or other is None or words_of(one) & words_of(other):
        return False
    mine, yours = _called(one), _called(other)
    return (
        bool(mine and yours)
        and not mine & b.names
        and not yours & a.names
        and not wording.one_name(_in_order(one, mine), _in_order(other, yours))
    )


def _in_order(term: Term, called: frozenset[str]) -> list[str]:
    return [name for name in term.names if name in called]


def _called(term: Term) -> frozenset[str]:
    """What tells a named doer from others: no title, and no letters with stops."""
    return frozenset(name for name in term.names if name not in _TITLES and "." not in name and len(name) > 1)


def _said(term: Term) -> str:
    return " ".join(term.names) or term.head


def rejected(a: View, b: View) -> Iterator[Conflict]:
    """One names something only to rule it out, the other affirms it."""
    if not a.frame.rejected or wording.says_not_as_often(b.text, a.text):
        return
    for term in a.frame.rejected:
        if is_open(term):
            continue
        ruled_out = words_of(term)
        if any(overlap(ruled_out, words_of(other)) > 0.4 for other in b.frame.rejected):
            continue
        for claimed in _affirmed(b):
            if not term.names and nearest(concept(term.head), words_of(claimed)) < _TOLD:
                continue
            fit = overlap(ruled_out, words_of(claimed))
            if fit > 0.4 or (fit > 0 and concept(claimed.head) == concept(term.head)):
                local = dice((a.concepts | a.names) - ruled_out, (b.concepts | b.names) - ruled_out)
                reason = f"ruled out by one, stated by the other: {term.head}"
                yield Conflict("rejected", Basis.ENTITY, fit, local, reason)


def _affirmed(view: View) -> Iterator[Term]:
    for clause in view.frame.clauses:
        if not clause.negated and not clause.denied:
            yield from clause_terms(clause)
    yield from view.frame.causes
    speaker = view.side.mention.attribution
    if speaker:
        names = tuple(name.lower() for name in re.findall(r"\b[A-Z]\w+", speaker))
        yield Term("", (), names)


def exclusive(a: View, b: View) -> Iterator[Conflict]:
    """One says 'only', the other 'also'."""
    if "only" in a.words and b.words & {"also", "too", "including"} and "only" not in b.words:
        for one, other in product(a.frame.clauses, b.frame.clauses):
            fit = event_fit(one, other, a, b)
            if fit > 0.4:
                yield Conflict(
                    "exclusive", Basis.ENTITY, fit, _local(one, other), "one says 'only', the other names more"
                )
