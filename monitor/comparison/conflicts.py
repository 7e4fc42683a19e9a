"""All typed conflicts between two statements, those of polarity among them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from monitor.comparison import denials, gate, wording
from monitor.comparison.alignment import told_apart
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept, is_polar, opposite
from monitor.comparison.nearness import antonyms, nearest
from monitor.comparison.numeric import fallen_short, numeric
from monitor.comparison.roles import (
    agents,
    causes,
    crossed,
    dates,
    exclusive,
    other_party,
    places,
    rejected,
    roles_fit,
    ways,
)
from monitor.comparison.view import (
    Bond,
    View,
    clause_terms,
    clause_words,
    dice,
    is_open,
    near,
    overlap,
    words_of,
)
from monitor.frame import Clause
from monitor.model import Basis

_NEVER = frozenset({"never", "before"})
_AGAIN = frozenset("already previously again twice earlier once second third fourth fifth repeatedly".split())
_DONE = frozenset(
    map(
        concept,
        "approve reject end start open close buy sell merge win lose publish build convict acquit agree free "
        "dismiss sign finish deliver".split(),
    )
)
_SAME = 0.9
_NEAR = 0.6
# Opposites that say the same when the parties change places.
_CONVERSE = frozenset(
    frozenset(map(concept, pair.split()))
    for pair in ("win lose", "buy sell", "lead trail", "import export", "give receive")
)
# Verbs of what somebody thinks of a thing.
_VIEWS = frozenset(map(concept, "support oppose back criticise condemn praise favour endorse like dislike".split()))
_LOOSE = 0.35
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
    yield from ways(a, b)
    yield from agents(a, b)
    for one, other in ((a, b), (b, a)):
        yield from fallen_short(one, other)
        yield from _pending(one, other)
        yield from denials.unsaid(one, other)
        yield from _foregone(one, other)
        yield from rejected(one, other)
        yield from exclusive(one, other)


def _polarity(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.bonds, b.bonds):
        found = _opposed(one, other)
        if found is None or _lacks_other(one, a, b) or _lacks_other(other, b, a):
            continue
        if found[0] == "antonym" and _told_by_both(one, other, a, b):
            continue
        if found[0] == "negation" and _denies_less(one, other, a, b):
            continue
        fit = _about_one(one, other, a, b)
        if fit > _LOOSE and not _told_apart(one, other, a, b):
            kind, basis, reason = found
            apart = gate.rivals(one.about & a.names, other.about & b.names, a, b)
            local = dice(one.about, other.about)
            yield Conflict(kind, basis, fit, local, reason, apart, apart_by=_apart_by(one, other, a, b))


def _lacks_other(bond: Bond, view: View, against: View) -> bool:
    """Whether what is lacked is a thing of which the other side does not speak: no 'insurance against theft'."""
    return bond.negated and bond.clause >= 0 and denials.lacks(view.frame.clauses[bond.clause], against)


def _denies_less(one: Bond, other: Bond, a: View, b: View) -> bool:
    """Whether a 'not' is no denial of the other side: of a limit only, of one of two cases, or said by both."""
    denies, states = (a, b) if one.negated else (b, a)
    return (
        _both_ways(one, a)
        or _both_ways(other, b)
        or gate.denies_limit(denies, states)
        or wording.says_not_as_often(states.text, denies.text)
    )


def _told_by_both(one: Bond, other: Bond, a: View, b: View) -> bool:
    """Whether a sentence holds both opposites, so that it tells of two things: 'praised the cast but not the plot'."""
    return other.word in a.concepts or one.word in b.concepts


def _both_ways(bond: Bond, view: View) -> bool:
    """Whether a sentence says of an act both that it is so and that it is not: 'serve openly', 'not openly pray'."""
    others = (other for other in view.bonds if other.clause >= 0 and other.negated != bond.negated)
    return any(_covers(other.word, bond.word) for other in others)


def _apart_by(one: Bond, other: Bond, a: View, b: View) -> dict[str, float]:
    first, second = _home(one, a), _home(other, b)
    if first is None or second is None:
        return {}
    met = {"rival_agent": 0.0, "rival_object": 0.0} if crossed(first, second) else {}
    return told_apart(first, second, a, b) | {"rival_act": 0.0} | met


def _home(bond: Bond, view: View) -> Clause | None:
    """The clause in which something is said, or in which the noun stands that a word describes."""
    if bond.clause >= 0:
        return view.frame.clauses[bond.clause]
    found = (
        clause for clause in view.frame.clauses for term in clause_terms(clause) if concept(term.head) in bond.about
    )
    return next(found, None)


def _about_one(one: Bond, other: Bond, a: View, b: View) -> float:
    """How far two predications are about one thing; describing words must describe the same noun."""
    fit = overlap(one.about, other.about)
    converse = frozenset({one.word, other.word}) in _CONVERSE
    if one.clause < 0 or other.clause < 0:
        return fit if one.about & other.about and not converse else 0.0
    ca, cb = a.frame.clauses[one.clause], b.frame.clauses[other.clause]
    if other_party(ca, cb) or (_is_view(one, other) and not words_of(ca.agent) & words_of(cb.agent)):
        return 0.0
    if converse and (_swapped(ca, cb) or not _one_doer(ca, cb)):
        return 0.0
    return (fit + roles_fit(ca, cb, a, b)) / 2


def _is_view(one: Bond, other: Bond) -> bool:
    """Whether one of two opposites is what somebody thinks of a thing, which others may see otherwise."""
    return not one.negated and not other.negated and bool({one.word, other.word} & _VIEWS)


def _one_doer(one: Clause, other: Clause) -> bool:
    """Whether two acts are of one party: whatever one buys, another sells."""
    return is_open(one.agent) or is_open(other.agent) or bool(words_of(one.agent) & words_of(other.agent))


def _swapped(one: Clause, other: Clause) -> bool:
    """Whether the doer of one is the other party of the other: 'A lost to B', 'B beat A'."""
    doer, other_doer = words_of(one.agent), words_of(other.agent)
    return not doer & other_doer and bool(
        doer & clause_words(other) - other_doer or other_doer & clause_words(one) - doer
    )


def _opposed(one: Bond, other: Bond) -> tuple[str, Basis, str] | None:
    """Whether two predications say opposite things of what they are about."""
    stated, denied = (other, one) if one.negated else (one, other)
    if one.clause >= 0 and other.clause >= 0 and one.negated != other.negated and _covers(stated.word, denied.word):
        basis = Basis.DENIAL if one.denied or other.denied else Basis.NEGATION
        return "negation", basis, f"one says that it is so, the other that it is not ({one.word})"
    # Of two opposites neither may happen: "will not withdraw it" leaves open whether it is published.
    if not one.negated and not other.negated and (opposite(one.word, other.word) or _contrary(one, other)):
        return "antonym", Basis.ANTONYM, f"{one.word} ≠ {other.word}"
    return None


def _contrary(one: Bond, other: Bond) -> bool:
    """Whether two predicates are antonyms; those of describing words are too often antonyms in another sense."""
    return one.clause >= 0 and other.clause >= 0 and antonyms(one.word, other.word)


def _covers(stated: str, denied: str) -> bool:
    """Whether what is stated is a case of what is denied."""
    if opposite(stated, denied) or (is_polar(stated) and stated != denied and is_polar(denied)):
        return False
    return nearest(stated, (denied,)) >= _SAME


def _told_apart(one: Bond, other: Bond, a: View, b: View) -> bool:
    if one.clause < 0 or other.clause < 0:
        return one.clause == other.clause and one.word not in _COMPARED
    ca, cb = a.frame.clauses[one.clause], b.frame.clauses[other.clause]
    if ca.negated and not cb.negated:
        return denials.of_another(ca, cb, a, b) or denials.only_spoken_of(ca, cb)
    if cb.negated and not ca.negated:
        return denials.of_another(cb, ca, b, a) or denials.only_spoken_of(cb, ca)
    return denials.before_and_after(ca, cb) or denials.other_kinds(ca, cb, a, b)


def _pending(a: View, b: View) -> Iterator[Conflict]:
    """The first says that it is not decided yet, the second that it is done."""
    for waiting, done in product(a.frame.clauses, b.frame.clauses):
        if (
            not _waits(waiting)
            or gate.long_past(b)
            or concept(done.verb) not in _DONE
            or done.negated
            or done.tense not in ("past", "perfect")
        ):
            continue
        fit = overlap(clause_words(waiting), clause_words(done))
        if fit > 0 and near(_topic(waiting), clause_words(done) - b.names) >= _SAME:
            yield Conflict(
                "pending",
                Basis.STATUS,
                fit,
                dice(clause_words(waiting), clause_words(done)),
                f"not yet decided ≠ {done.verb}",
            )


def _topic(waiting: Clause) -> frozenset[str]:
    """The nouns that a decision is awaited on, or else the thing that waits."""
    terms = [waiting.object, *(other.term for other in waiting.others)]
    heads = frozenset(concept(term.head) for term in terms if not is_open(term) and term is not None)
    return heads or (frozenset({concept(waiting.agent.head)}) if waiting.agent is not None else frozenset())


def _waits(clause: Clause) -> bool:
    if "yet" in clause.adverbs:
        return clause.negated and concept(clause.verb) in _DECIDING
    return "still" in clause.adverbs and not clause.negated and clause.tense == "present"


def _foregone(a: View, b: View) -> Iterator[Conflict]:
    """The first calls something the first of its kind, the second knows of an earlier one."""
    firsts = [slot for slot in a.slots if slot.unit == "ordinal" and slot.low == slot.high == 1]
    if not (firsts or a.words >= _NEVER) or b.words & {"first", "never"} or not b.words & _AGAIN or a.words & _AGAIN:
        return
    later = [slot for slot in b.slots if slot.unit == "ordinal"]
    heads = [concept(slot.head) for slot in firsts]
    if later and heads and not any(nearest(concept(slot.head), heads) >= _SAME for slot in later):
        return
    if heads and not {"time", "once"} & set(heads) and near(heads, b.concepts) < _NEAR:
        return
    local = dice(a.concepts | a.names, b.concepts | b.names)
    if local > 0.3:
        yield Conflict("foregone", Basis.NUMERIC, local, local, "the first of its kind ≠ not the first")
