"""All typed conflicts between two statements, those of polarity among them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from monitor.comparison import gate
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept, opposite
from monitor.comparison.numeric import numeric
from monitor.comparison.roles import agents, causes, dates, exclusive, places, rejected
from monitor.comparison.view import Bond, View, clause_terms, clause_words, dice, overlap
from monitor.frame import Clause
from monitor.model import Basis

_DONE = frozenset(
    map(
        concept,
        "approve reject end start open close buy sell merge win lose publish build convict acquit agree free".split(),
    )
)
_SOME = frozenset("some several many most part half few certain selected".split())
_ANY = frozenset("no none any all every both".split())
# Describing words that compare, so that two nouns carry opposite statements and not merely other things.
_COMPARED = frozenset(map(concept, "more less fewer higher lower early late".split()))
_DECIDING = frozenset(map(concept, "decide rule approve agree finish study vote end publish start".split()))


def find_conflicts(a: View, b: View) -> Iterator[Conflict]:
    """Every conflict between two statements, each with how well its surroundings are aligned."""
    yield from numeric(a, b)
    yield from dates(a, b)
    yield from _polarity(a, b)
    yield from causes(a, b)
    yield from places(a, b)
    yield from agents(a, b)
    for one, other in ((a, b), (b, a)):
        yield from _pending(one, other)
        yield from rejected(one, other)
        yield from exclusive(one, other)


def _polarity(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.bonds, b.bonds):
        found = _opposed(one, other)
        if found is None:
            continue
        fit = overlap(one.about, other.about)
        if fit > 0 and not _told_apart(one, other, a, b):
            kind, basis, reason = found
            apart = gate.rivals(one.about & a.names, other.about & b.names, a, b)
            yield Conflict(kind, basis, fit, dice(one.about, other.about), reason, apart)


def _opposed(one: Bond, other: Bond) -> tuple[str, Basis, str] | None:
    """Whether two predications say opposite things of what they are about."""
    if one.word == other.word and one.negated != other.negated and one.clause >= 0 and other.clause >= 0:
        basis = Basis.DENIAL if one.denied or other.denied else Basis.NEGATION
        return "negation", basis, f"one says that it is so, the other that it is not ({one.word})"
    if opposite(one.word, other.word) and one.negated == other.negated:
        return "antonym", Basis.ANTONYM, f"{one.word} ≠ {other.word}"
    return None


def _told_apart(one: Bond, other: Bond, a: View, b: View) -> bool:
    if one.clause < 0 or other.clause < 0:
        return one.clause == other.clause and one.word not in _COMPARED
    ca, cb = a.frame.clauses[one.clause], b.frame.clauses[other.clause]
    if any(gate.other_kind(x, y, a, b) for x, y in product(clause_terms(ca), clause_terms(cb))):
        return True
    return ca.negated != cb.negated and _partial(cb if ca.negated else ca, ca if ca.negated else cb)


def _partial(stated: Clause, negated: Clause) -> bool:
    """Whether one speaks of some and the other denies it of others: 'some will be', 'the largest will not'."""
    if any(_SOME & set(term.scope) for term in clause_terms(stated)):
        return not any(_ANY & set(term.scope) for term in clause_terms(negated))
    return False


def _pending(a: View, b: View) -> Iterator[Conflict]:
    """The first says that it is not decided yet, the second that it is done."""
    for waiting, done in product(a.frame.clauses, b.frame.clauses):
        if (
            not _waits(waiting)
            or concept(done.verb) not in _DONE
            or done.negated
            or done.tense not in ("past", "perfect")
        ):
            continue
        fit = overlap(clause_words(waiting), clause_words(done))
        if fit > 0:
            yield Conflict(
                "pending",
                Basis.STATUS,
                fit,
                dice(clause_words(waiting), clause_words(done)),
                f"not yet decided ≠ {done.verb}",
            )


def _waits(clause: Clause) -> bool:
    if "yet" in clause.adverbs:
        return clause.negated and concept(clause.verb) in _DECIDING
    return "still" in clause.adverbs and not clause.negated and clause.tense == "present"
