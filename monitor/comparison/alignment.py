"""What tells two clauses apart: things and acts of which each sentence has its own and the other knows nothing."""

from __future__ import annotations

from itertools import product

from monitor.comparison.gate import distinct_scope
from monitor.comparison.lexicon import concept, opposite
from monitor.comparison.nearness import nearest
from monitor.comparison.once import once
from monitor.comparison.view import LIGHT, View, clause_terms, is_open, is_told, words_of
from monitor.frame import Clause, Slot, Term

_KNOWN = 0.6
_SAME = 0.9
OWNING = frozenset(map(concept, "be have include contain count employ seat house accommodate".split()))
_CALLED = frozenset(map(concept, "company firm group club team agency organisation bank ministry government".split()))
_MEASURING = frozenset(map(concept, "be have reach total stand amount number come count measure".split()))


def told_apart(one: Clause, other: Clause, a: View, b: View) -> dict[str, float]:
    """How many of a clause's parts have a rival in the same place of the other clause.

    `rival_agent` and `rival_object`: doers and objects of which each is unknown to the other sentence; `contrast`: one
    noun described in two ways ('northern track', 'southern track'); `rival_act`: two acts of which each is unknown.
    """
    told = is_told(one, a) and is_told(other, b)
    return ({"open": 0.0, "planned": 0.0} if told else {}) | {
        "rival_agent": float(_rivals(one.agent, other.agent, a, b)),
        "rival_object": float(_rivals(one.object, other.object, a, b)),
        "rival_act": float(_other_act(one, other, a, b)),
        "rival_detail": float(_other_detail(one, other, a, b)),
        "contrast": max(
            (contrast(x, y, a, b) for x, y in product(clause_terms(one), clause_terms(other))), default=0.0
        ),
    }


def _rivals(one: Term | None, other: Term | None, a: View, b: View) -> bool:
    if one is None or other is None or is_open(one) or is_open(other) or _stands_for(one, other):
        return False
    return (_unknown(one, b) and _unknown(other, a)) or _possessed(one, other) or _possessed(other, one)


def _stands_for(one: Term, other: Term) -> bool:
    """Whether one is named and the other may be what people call it: 'the company'."""
    return bool(one.names) != bool(other.names) and concept((other if one.names else one).head) in _CALLED


def _possessed(one: Term, other: Term) -> bool:
    """Whether one phrase only describes the other's thing: 'the minister' and 'the minister's brother'."""
    head = concept(one.head)
    if head == concept(other.head) or one.names or other.head in other.names:
        return False
    return head in words_of(other) and concept(other.head) not in words_of(one)


def _other_detail(one: Clause, other: Clause, a: View, b: View) -> bool:
    """Whether two phrases that limit their verbs ('for pupils', 'costs teachers') are each unknown."""
    return any(
        not is_open(x.term) and not is_open(y.term) and _unknown(x.term, b) and _unknown(y.term, a)
        for x, y in product(one.others, other.others)
    )


def _unknown(term: Term, view: View) -> bool:
    """Whether the other sentence has no word like the head of a phrase, and none of its names where the head is one.

    Verbs count only where they say the same: a rise is near to a salary, and what rises need be none.
    """
    head = concept(term.head)
    if head in view.names or (term.head in term.names and set(term.names) & view.names):
        return False
    return nearest(head, view.nouns) < _KNOWN and nearest(head, view.concepts) < _SAME


def _other_act(one: Clause, other: Clause, a: View, b: View) -> bool:
    first, second = concept(one.verb), concept(other.verb)
    if {first, second} & (_MEASURING | LIGHT) or opposite(first, second):
        return False
    return nearest(first, b.concepts) < _KNOWN and nearest(second, a.concepts) < _KNOWN


def contrast(one: Term, other: Term, a: View, b: View) -> float:
    """Whether one noun is described by words of which each sentence has its own; 2 where these exclude each other."""
    if nearest(concept(one.head), (concept(other.head),)) < _KNOWN:
        return 0.0
    if distinct_scope(one, other):
        return 2.0
    heads = {concept(one.head), concept(other.head)}
    mine, yours = words_of(one) - heads, words_of(other) - heads
    return float(_own(mine, b) and _own(yours, a))


def _own(words: frozenset[str], view: View) -> bool:
    return any(word not in view.names and nearest(word, view.concepts) < _KNOWN for word in words)


def holds_and_does(one: Slot, other: Slot, ca: Clause, cb: Clause) -> bool:
    """Whether one quantity is all that something has and the other those that did something."""
    return any(
        concept(has.verb) in OWNING
        and held.role == "object"
        and concept(does.verb) not in OWNING
        and doer.role == "agent"
        for has, held, does, doer in ((ca, one, cb, other), (cb, other, ca, one))
    )


@once
def as_term(slot: Slot) -> Term:
    """A quantity's phrase as a noun phrase."""
    return Term(slot.head, slot.words, slot.names)
