"""All typed conflicts between two statements, those of polarity among them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from monitor.comparison import gate
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept, opposite
from monitor.comparison.numeric import numeric
from monitor.comparison.roles import agents, causes, dates, exclusive, places, rejected
from monitor.comparison.view import Bond, View, clause_terms, overlap, words_of
from monitor.frame import Clause
from monitor.model import Basis

_DONE = frozenset(
    map(
        concept,
        "approve reject end start open close buy sell merge win lose publish build convict acquit agree free".split(),
    )
)
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
            yield Conflict(kind, basis, fit, reason)


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
        return False
    ca, cb = a.frame.clauses[one.clause], b.frame.clauses[other.clause]
    return any(gate.other_kind(x, y, a, b) for x, y in product(clause_terms(ca), clause_terms(cb)))


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
        fit = overlap(_about(waiting), _about(done))
        if fit > 0:
            yield Conflict("pending", Basis.STATUS, fit, f"not yet decided ≠ {done.verb}")


def _waits(clause: Clause) -> bool:
    if "yet" in clause.adverbs:
        return clause.negated and concept(clause.verb) in _DECIDING
    return "still" in clause.adverbs and not clause.negated and clause.tense == "present"


def _about(clause: Clause) -> frozenset[str]:
    return frozenset().union(*(words_of(term) for term in clause_terms(clause)))
