"""The typed conflicts between two statements: what cannot both be true, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from monitor.comparison import gate
from monitor.comparison.amounts import amount, comparable, disjoint, equal
from monitor.comparison.lexicon import concept, opposite
from monitor.comparison.view import View, clause_of, clause_terms, is_open, likeness, overlap, words_of
from monitor.frame import Clause, Slot
from monitor.model import Basis

_LEVEL = frozenset("to at of".split())
_CUMULATIVE = frozenset(
    "die kill toll injure people person download signature credit case install view star member user buildings "
    "destroy clip count register receive collect raise issue sign sell vote".split()
)
_LIGHT = frozenset("be have do make take get go become remain".split())


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict: its kind, how well everything around it agrees (0 to 1), and a line for a reader."""

    basis: Basis
    fit: float
    reason: str


def find_conflicts(a: View, b: View) -> Iterator[Conflict]:
    """Every conflict between two statements, each with how well its surroundings are aligned."""
    yield from _numeric(a, b)
    yield from _dates(a, b)
    yield from _polarity(a, b)
    yield from _rejected(a, b)


def _numeric(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.frame.slots, b.frame.slots):
        if not comparable(one, other) or disjoint(one, other) is not True or one.part or other.part:
            continue
        if _answered(one, b) or _answered(other, a) or _is_level(one) != _is_level(other):
            continue
        fit = _slot_fit(a, b, one, other)
        if fit > 0:
            thing = _thing(one, other)
            yield Conflict(Basis.NUMERIC, fit, f"{one.text} ≠ {other.text}{thing}")


def _answered(slot: Slot, view: View) -> bool:
    """Whether another quantity of the other side says the same value."""
    return any(equal(slot, other) for other in view.frame.slots if comparable(slot, other))


def _is_level(slot: Slot) -> bool:
    return slot.role not in ("by", "from", "than", "after", "below", "above")


def _thing(one: Slot, other: Slot) -> str:
    words = [word for word in one.words if word in other.words] or list(one.words[:2] or other.words[:2])
    return f" ({' '.join(words)})" if words else ""


def _slot_fit(a: View, b: View, one: Slot, other: Slot) -> float:
    """How far two quantities stand in the same slot: what they count and the clause around them."""
    first, second = _surroundings(a, one), _surroundings(b, other)
    if not first or not second:
        return 0.3
    ca, cb = clause_of(a.frame, one), clause_of(b.frame, other)
    for x, y in product(clause_terms(ca) if ca else (), clause_terms(cb) if cb else ()):
        if gate.other_kind(x, y):
            return 0.0
    return overlap(first, second)


def _surroundings(view: View, slot: Slot) -> frozenset[str]:
    clause = clause_of(view.frame, slot)
    words = {concept(word) for word in slot.words} | set(slot.names)
    if clause is not None:
        words |= {concept(clause.verb)} - _LIGHT
        for term in clause_terms(clause):
            words |= words_of(term)
    return frozenset(words)


def _dates(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.frame.moments, b.frame.moments):
        if not gate.apart(one, other) or any(not gate.apart(one, m) for m in b.frame.moments):
            continue
        if any(not gate.apart(other, m) for m in a.frame.moments):
            continue
        ca = a.frame.clauses[one.clause] if one.clause >= 0 else None
        cb = b.frame.clauses[other.clause] if other.clause >= 0 else None
        if ca is None or cb is None or ca.negated != cb.negated:
            continue
        fit = _event_fit(ca, cb)
        if fit > 0.4:
            yield Conflict(Basis.DATE, fit, f"{one.text} ≠ {other.text} ({ca.verb})")


def _event_fit(one: Clause, other: Clause) -> float:
    """How far two clauses tell of one event: predicate, agent and object alike."""
    verbs = 1.0 if _predicate(one) & _predicate(other) else 0.0
    agent, patient = likeness(one.agent, other.agent), likeness(one.object, other.object)
    crossed = max(likeness(one.agent, other.object), likeness(one.object, other.agent))
    if gate.other_kind(one.agent, other.agent) or gate.other_kind(one.object, other.object):
        return 0.0
    return 0.4 * verbs + 0.6 * max((agent + patient) / 2, crossed * 0.8)


def _predicate(clause: Clause) -> frozenset[str]:
    verb = concept(clause.verb)
    extra = words_of(clause.object) if verb in _LIGHT else frozenset()
    return frozenset({verb} - _LIGHT) | extra


def _polarity(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.frame.clauses, b.frame.clauses):
        found = _opposed(one, other)
        if found is None:
            continue
        fit = _sides_fit(one, other)
        if fit > 0:
            yield Conflict(found[0], fit, found[1])


def _opposed(one: Clause, other: Clause) -> tuple[Basis, str] | None:
    """Whether two predications say opposite things of what they are about."""
    no_one, no_other = one.negated != one.denied, other.negated != other.denied
    shared = _predicate(one) & _predicate(other)
    if shared and no_one != no_other:
        basis = Basis.DENIAL if one.denied or other.denied else Basis.NEGATION
        return basis, f"one says that it is so, the other that it is not ({one.verb})"
    clash = next((pair for pair in product(_predicate(one), _predicate(other)) if opposite(*pair)), None)
    if clash and no_one == no_other:
        return Basis.ANTONYM, f"{one.verb} ≠ {other.verb}"
    return None


def _sides_fit(one: Clause, other: Clause) -> float:
    if gate.other_kind(one.agent, other.agent) or gate.other_kind(one.object, other.object):
        return 0.0
    agent, patient = likeness(one.agent, other.agent), likeness(one.object, other.object)
    if not is_open(one.object) and not is_open(other.object) and patient < 0.3:
        return 0.0
    if not is_open(one.agent) and not is_open(other.agent) and agent < 0.2:
        patient *= 0.7
    crossed = max(likeness(one.agent, other.object), likeness(one.object, other.agent))
    return max((agent + patient) / 2, 0.7 * crossed)


def _rejected(a: View, b: View) -> Iterator[Conflict]:
    return iter(())


def same_amounts(a: View, b: View) -> int:
    """How many quantities the two sides agree on."""
    return sum(
        1
        for one, other in product(a.frame.slots, b.frame.slots)
        if comparable(one, other) and equal(one, other) and amount(one) is not None
    )
