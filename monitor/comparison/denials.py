"""What one sentence denies against what the other states: whether they are about one thing, and exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from monitor.comparison import gate, wording
from monitor.comparison.alignment import told_apart
from monitor.comparison.conflict import Conflict
from monitor.comparison.lexicon import concept
from monitor.comparison.nearness import nearest
from monitor.comparison.roles import EVENTIVE, predicate, turned
from monitor.comparison.view import (
    LIGHT,
    SUPPORT,
    View,
    clause_terms,
    clause_words,
    gives_up,
    is_open,
    is_under,
    near,
    share,
    words_of,
)
from monitor.frame import Clause
from monitor.model import Basis, Modality

_DENIALS = frozenset(map(concept, "deny reject dismiss refute dispute".split()))
_SOME = frozenset("some several many most part half few certain selected".split())
_ANY = frozenset("no none any all every both".split())
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


def unsaid(a: View, b: View) -> Iterator[Conflict]:
    """The first negates what the second says in other words: 'unsaid' where all of its negated clause is there and the
    act is the same, else 'hinted'."""
    if not any(clause.negated or clause.denied for clause in a.frame.clauses):
        return
    said = b.concepts | b.names
    if "without" in b.words or gate.denies_limit(a, b) or wording.says_not_as_often(b.text, a.text):
        return
    for clause in a.frame.clauses:
        if not (clause.negated or clause.denied) or clause.mood == "conditional" or concept(clause.verb) in _SILENT:
            continue
        if lacks(clause, b):
            continue
        words = clause_words(clause) - _LEAST
        if not predicate(clause) or _limited(clause, said) or len(words) < 2:
            continue
        closest = _stated(words, b)
        if (
            closest is None
            or of_another(clause, closest, a, b)
            or turned(clause, closest)
            or only_spoken_of(clause, closest)
        ):
            continue
        if concept(clause.verb) in LIGHT and (concept(closest.verb) in _DEPRIVING or _takes_away(closest)):
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


def _takes_away(clause: Clause) -> bool:
    """Whether a clause tells that something was taken offline or out of use, so that nobody has or reaches it."""
    words = {other.term.head for other in clause.others} | set(clause.adverbs)
    return clause.verb.split()[0] == "take" and not words.isdisjoint(("offline", "down", "away", "use", "service"))


def of_another(denied: Clause, stated: Clause, a: View, b: View) -> bool:
    """Whether what `a` denies and what `b` states are about two times, kinds, parts or numbers of things."""
    return (
        before_and_after(denied, stated)
        or other_kinds(denied, stated, a, b)
        or _counts(stated, b, a)
        or _partial(stated, denied)
        or _of_another_kind(denied, stated)
        or _not_before(a, b)
    )


def lacks(clause: Clause, against: View) -> bool:
    """Whether a negated clause only says that there is none of a thing that the other side does not name."""
    if concept(clause.verb) not in LIGHT or clause.object is None or is_open(clause.object):
        return False
    return nearest(concept(clause.object.head), against.concepts | against.names) < _SAME


def before_and_after(one: Clause, other: Clause) -> bool:
    """Whether one tells of what was and the other of what will be: 'was closed', 'will reopen'."""
    tenses = {one.tense, other.tense}
    return "future" in tenses and bool(tenses & {"past", "perfect", "present"})


def other_kinds(one: Clause, other: Clause, a: View, b: View) -> bool:
    return any(gate.other_kind(x, y, a, b) for x, y in product(clause_terms(one), clause_terms(other)))


def _of_another_kind(negated: Clause, stated: Clause) -> bool:
    """Whether what is negated is a kind ('open models'), and what is stated is no instance of it ('the model Tide')."""
    kind, instance = negated.object, stated.object
    if kind is None or instance is None or concept(kind.head) == concept(instance.head):
        return False
    wanted, told = words_of(kind), words_of(instance)
    return concept(kind.head) in told and any(nearest(word, told) < _SAME for word in wanted)


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


def only_spoken_of(lacking: Clause, stated: Clause) -> bool:
    """Whether one side says that there is none of a thing of which the other only speaks or thinks.

    Against 'has no certificate' stands 'has a certificate' or 'certified', but not 'wants to see the certificate'.
    """
    if concept(lacking.verb) not in LIGHT or lacking.object is None:
        return False
    if stated.mood not in ("", "future"):
        return True
    thing, verb = concept(lacking.object.head), concept(stated.verb)
    if verb in LIGHT | SUPPORT | _PRESENT or nearest(verb, (thing,)) >= _NEAR:
        return False
    return stated.agent is None or nearest(concept(stated.agent.head), (thing,)) < _SAME


def _limited(clause: Clause, said: frozenset[str]) -> bool:
    """Whether only the way of an event is denied, which the other side leaves out: 'did not happen by chance'."""
    limits = (concept(other.term.head) for other in clause.others)
    return concept(clause.verb) in EVENTIVE and any(nearest(word, said) < _NEAR for word in limits)


def _denies(clause: Clause) -> bool:
    return concept(clause.verb) in _DENIALS
