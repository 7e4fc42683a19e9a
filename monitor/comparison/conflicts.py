"""All typed conflicts between two statements, those of polarity among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from monitor.comparison import gate
from monitor.comparison.alignment import told_apart
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept, is_polar, opposite
from monitor.comparison.nearness import antonyms, nearest
from monitor.comparison.numeric import fallen_short, numeric
from monitor.comparison.roles import (
    EVENTIVE,
    agents,
    causes,
    crossed,
    dates,
    exclusive,
    other_party,
    places,
    predicate,
    rejected,
    roles_fit,
    turned,
    ways,
)
from monitor.comparison.view import (
    LIGHT,
    Bond,
    View,
    clause_terms,
    clause_words,
    dice,
    gives_up,
    is_open,
    is_under,
    near,
    overlap,
    share,
    words_of,
)
from monitor.frame import Clause
from monitor.model import Basis, Modality

_DENIALS = frozenset(map(concept, "deny reject dismiss refute dispute".split()))
_NEVER = frozenset({"never", "before"})
_AGAIN = frozenset("already previously again twice earlier once second third fourth fifth repeatedly".split())
_DONE = frozenset(
    map(
        concept,
        "approve reject end start open close buy sell merge win lose publish build convict acquit agree free "
        "dismiss sign finish deliver".split(),
    )
)
# Verbs whose object is no act that is done: who considers a merger does not merge.
_WEIGHED = frozenset(
    map(
        concept,
        "consider weigh discuss explore study examine propose suggest demand request want seek fear expect debate mull "
        "oppose reject criticise prevent avoid forbid threaten support favour recommend await prepare plan".split(),
    )
)
_SAME = 0.9
_NEAR = 0.6
# Opposites that say the same when the parties change places.
_CONVERSE = frozenset(
    frozenset(map(concept, pair.split()))
    for pair in ("win lose", "buy sell", "lead trail", "import export", "give receive")
)
_LOOSE = 0.35
_SOME = frozenset("some several many most part half few certain selected".split())
_ANY = frozenset("no none any all every both".split())
# Describing words that compare, so that two nouns carry opposite statements and not merely other things.
_COMPARED = frozenset(map(concept, "more less fewer higher lower early late".split()))
# Verbs that say that something is somewhere.
_PRESENT = frozenset(map(concept, "contain detect find have hold include carry discover".split()))
# Verbs of speaking of something: who does not mention a thing is silent on it, and denies nothing.
_SILENT = frozenset(map(concept, "mention discuss address comment elaborate specify refer".split()))
# Verbs after which somebody no longer has a thing.
_DEPRIVING = frozenset(map(concept, ("cut", "cut off", "lose", "deprive", "strip", "deny", "knock out", "remove")))
# The smallest of its kind, which only makes a denial stronger: 'not paid a cent'.
_LEAST = frozenset(map(concept, "cent penny word thing inch anything single".split()))
# How much of what is denied must be said for a hint.
_HINT = 0.45
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
        yield from _unsaid(one, other)
        yield from _foregone(one, other)
        yield from rejected(one, other)
        yield from exclusive(one, other)


def _polarity(a: View, b: View) -> Iterator[Conflict]:
    for one, other in product(a.bonds, b.bonds):
        found = _opposed(one, other)
        if (
            found is None
            or _lacks_other(one, a, b)
            or _lacks_other(other, b, a)
            or (found[0] == "antonym" and _told_by_both(one, other, a, b))
        ):
            continue
        fit = _about_one(one, other, a, b)
        if fit > _LOOSE and not _told_apart(one, other, a, b):
            kind, basis, reason = found
            apart = gate.rivals(one.about & a.names, other.about & b.names, a, b)
            local = dice(one.about, other.about)
            yield Conflict(kind, basis, fit, local, reason, apart, apart_by=_apart_by(one, other, a, b))


def _lacks_other(bond: Bond, view: View, against: View) -> bool:
    """Whether what is lacked is a thing of which the other side does not speak: no 'insurance against theft'."""
    return bond.negated and bond.clause >= 0 and _lacked(view.frame.clauses[bond.clause], against)


def _lacked(clause: Clause, against: View) -> bool:
    """Whether a negated clause only says that there is none of a thing that the other side does not name."""
    if concept(clause.verb) not in LIGHT or clause.object is None or is_open(clause.object):
        return False
    return nearest(concept(clause.object.head), against.concepts | against.names) < _SAME


def _told_by_both(one: Bond, other: Bond, a: View, b: View) -> bool:
    """Whether a sentence holds both opposites, so that it tells of two things: 'praised the cast but not the plot'."""
    return other.word in a.concepts or one.word in b.concepts


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
    if other_party(ca, cb) or (converse and (_swapped(ca, cb) or not _one_doer(ca, cb))):
        return 0.0
    return (fit + roles_fit(ca, cb, a, b)) / 2


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
    if _before_and_after(ca, cb):
        return True
    if ca.negated != cb.negated and _counts(cb if ca.negated else ca, b if ca.negated else a, a if ca.negated else b):
        return True
    if _other_kinds(ca, cb, a, b):
        return True
    negated, stated = (ca, cb) if ca.negated else (cb, ca)
    if negated.negated != stated.negated and (
        _of_another_kind(negated, stated) or _not_before(*((a, b) if ca.negated else (b, a)))
    ):
        return True
    return ca.negated != cb.negated and _partial(stated, negated)


def _other_kinds(one: Clause, other: Clause, a: View, b: View) -> bool:
    return any(gate.other_kind(x, y, a, b) for x, y in product(clause_terms(one), clause_terms(other)))


def _of_another_kind(negated: Clause, stated: Clause) -> bool:
    """Whether what is negated is a kind ('open models'), and what is stated is no instance of it ('the model Tide')."""
    kind, instance = negated.object, stated.object
    if kind is None or instance is None or concept(kind.head) == concept(instance.head):
        return False
    wanted, told = words_of(kind), words_of(instance)
    return concept(kind.head) in told and any(nearest(word, told) < _SAME for word in wanted)


def _before_and_after(one: Clause, other: Clause) -> bool:
    """Whether one tells of what was and the other of what will be: 'was closed', 'will reopen'."""
    tenses = {one.tense, other.tense}
    return "future" in tenses and bool(tenses & {"past", "perfect", "present"})


def _not_before(denies: View, states: View) -> bool:
    """Whether what is denied is only that it comes before a day, and the other side names one from then on."""
    bounds = [moment for moment in denies.frame.moments if moment.link in ("before", "until")]
    limits = [_first_day(day) for moment in bounds for day in (moment.end or moment.start,) if day]
    told = [moment.start for moment in states.frame.moments if moment.start]
    return bool(limits and told) and max(told) >= min(limits)


def _first_day(day: str) -> str:
    """A day; of a whole month, which is known by its last day, the first one: 'before October'."""
    return f"{day[:8]}01" if (date.fromisoformat(day) + timedelta(days=1)).day == 1 else day


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


def _unsaid(a: View, b: View) -> Iterator[Conflict]:
    """The first negates what the second says in other words: 'unsaid' where all of its negated clause is there and the
    act is the same, else 'hinted'."""
    said = b.concepts | b.names
    if "without" in b.words:  # the words of what there is not
        return
    for clause in a.frame.clauses:
        if not (clause.negated or clause.denied) or clause.mood == "conditional" or concept(clause.verb) in _SILENT:
            continue
        if _lacked(clause, b):
            continue
        words = clause_words(clause) - _LEAST
        if not predicate(clause) or _limited(clause, said) or len(words) < 2:
            continue
        closest = _stated(words, b)
        if closest is None or _before_and_after(clause, closest) or turned(clause, closest):
            continue
        if concept(clause.verb) in LIGHT and concept(closest.verb) in _DEPRIVING:
            continue
        if _counts(closest, b, a) or _partial(closest, clause) or _other_kinds(clause, closest, a, b):
            continue
        if _of_another_kind(clause, closest) or _not_before(a, b):
            continue
        act, local, fit = _nearest_act(clause, closest, a), share(words, clause_words(closest)), share(words, said)
        if act < _SAME:
            continue
        whole = fit >= 0.6 and local > 0.3
        if whole or (fit >= _HINT and local > 0.25):
            basis = Basis.DENIAL if clause.denied or a.modality is Modality.DENIED else Basis.NEGATION
            reason = f"one says that it is so, the other that it is not ({clause.verb})"
            told = told_apart(clause, closest, a, b) | {"rival_act": 0.0}
            yield Conflict("unsaid" if whole else "hinted", basis, fit, local, reason, apart_by=told)


def _stated(words: frozenset[str], view: View) -> Clause | None:
    """The affirmed clause that is most like some words; None where a negated one is about them too."""
    dropped = [one for one in view.frame.clauses if gives_up(one) and not one.negated]
    stated = [
        one
        for one in view.frame.clauses
        if not one.negated
        and not one.denied
        and not _denies(one)
        and not any(is_under(one, above) for above in dropped)
    ]
    rest = (one for one in view.frame.clauses if one not in stated)
    if any(share(words, clause_words(one)) > 0.5 for one in rest):
        return None
    return max(stated, key=lambda one: share(words, clause_words(one)), default=None)


def _nearest_act(negated: Clause, stated: Clause, view: View) -> float:
    """How near what is said comes to what is denied."""
    if concept(negated.verb) in _PRESENT and concept(stated.verb) in _PRESENT:
        return _SAME
    weighed = concept(stated.verb) in _WEIGHED
    denied, told = predicate(negated) - view.names, frozenset() if weighed else clause_words(stated)
    heads = (concept(term.head) for term in clause_terms(stated) if not weighed)
    return 1.0 if denied & told else near(denied, predicate(stated).union(heads))


def _limited(clause: Clause, said: frozenset[str]) -> bool:
    """Whether only the way of an event is denied, which the other side leaves out: 'did not happen by chance'."""
    limits = (concept(other.term.head) for other in clause.others)
    return concept(clause.verb) in EVENTIVE and any(nearest(word, said) < _NEAR for word in limits)


def _counts(stated: Clause, view: View, other: View) -> bool:
    """Whether a clause is about a number of things of which the other side does not speak: it denies something else."""
    if any(_ANY & set(term.scope) for clause in other.frame.clauses if clause.negated for term in clause_terms(clause)):
        return False
    said = other.concepts | other.names
    counted = (slot for slot in view.frame.slots if slot.role == "object" and slot.head and not slot.part)
    return any(
        view.frame.clauses[slot.clause] == stated and near((concept(slot.head),), said) < _NEAR
        for slot in counted
        if slot.clause >= 0
    )


def _denies(clause: Clause) -> bool:
    return concept(clause.verb) in _DENIALS


def _foregone(a: View, b: View) -> Iterator[Conflict]:
    """The first calls something the first of its kind, the second knows of an earlier one."""
    firsts = [slot for slot in a.slots if slot.unit == "ordinal" and slot.low == slot.high == 1]
    if not (firsts or a.words >= _NEVER) or "first" in b.words or not b.words & _AGAIN:
        return
    later = [slot for slot in b.slots if slot.unit == "ordinal"]
    heads = [concept(slot.head) for slot in firsts]
    if later and heads and not any(nearest(concept(slot.head), heads) >= _NEAR for slot in later):
        return
    local = dice(a.concepts | a.names, b.concepts | b.names)
    if local > 0.3:
        yield Conflict("foregone", Basis.NUMERIC, local, local, "the first of its kind ≠ not the first")
