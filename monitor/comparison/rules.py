"""The judge that needs nothing: typed conflicts, decided once everything around them is aligned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from math import exp

from monitor.comparison import gate, markets
from monitor.comparison.alignment import told_apart
from monitor.comparison.changes import SAID_LATER, SAME_OUTLET, growth, moved_on, one_measure, update_sign
from monitor.comparison.conflict import Conflict
from monitor.comparison.conflicts import find_conflicts
from monitor.comparison.factors import same_factor
from monitor.comparison.lexicon import concept, opposites
from monitor.comparison.nearness import nearest
from monitor.comparison.numeric import loose_amounts, odd_amounts, same_amounts
from monitor.comparison.once import once
from monitor.comparison.plans import carried_out, given_up, put_off, undone
from monitor.comparison.progress import count_moved, offered_anew, turned
from monitor.comparison.roles import other_dates
from monitor.comparison.statements import one_statement
from monitor.comparison.view import View, clause_terms, clause_words, dice, view
from monitor.comparison.weights import CONTRADICTS, RESTATES
from monitor.frame import Term
from monitor.model import Judgement, Pair, Relation, Side

# What tells that one side is the later state of the other, whatever else the two say.
_SIGNS = (growth, given_up, undone, put_off, moved_on, count_moved, offered_anew, turned)
_LIKELY = 0.5
# How clear a difference is to be for an update: of values and dates, and of whether something is so at all.
_CLEAR = 0.5
_CLEARLY = 0.8
# What is left of a conflict's probability where one side is the later state of the other.
_UPDATED = 0.2
# How sure it is that two statements with one factor bear each other out.
_FACTOR = 0.6
# How sure it is that two sentences with one act say the same, and from which probability of a conflict on they may not.
_STATED = 0.55
_DOUBTFUL = 0.2
# From here on two sentences say the same words, each in full.
_WHOLE = 0.9
# Two sentences that share less than this are about more than one thing. Numbers of one unit and noun need less, and so
# does a short sentence with some substance (the weight of its words) of which the longer one says all.
_MEETING = 0.5
_MEETING_NUMBERS = 0.25
_MEETING_WHOLE = 0.3
_SUBSTANCE = 3.0
_COUNTED = frozenset({"number", "far", "rank"})
_QUOTED = _COUNTED | {"antonym"}  # what of a price is another a minute later
_NAMED = frozenset({"cause", "pending"})  # what needs a thing that both sentences name, too
# Words of what could be, where the other side may tell what is.
_ABLE = frozenset("can could capable capacity designed able capability possible maximum potential".split())
# Words of a further thing of a kind.
_ANOTHER = frozenset("again another second other others also further additional".split())
_SO_MANY_MORE = re.compile(
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|many)"
    r" more (?!than\b)[a-z]+(?! than\b)",
    re.IGNORECASE,
)
_POINTING = re.compile(r"(?:That|Those) [a-z]+ \w+")
_WAYS = {"more": "up", "higher": "up", "greater": "up", "fewer": "down", "less": "down", "lower": "down"}


class RulesJudge:
    """Compares frames slot by slot; needs no model beyond the parser that made them."""

    name = "rules"

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The relation of each pair, in order."""
        views: dict[int, View] = {}

        def seen(side: Side) -> View:
            if id(side) not in views:
                views[id(side)] = view(side)
            return views[id(side)]

        return [self._one(seen(pair.a), seen(pair.b)) for pair in pairs]

    def _one(self, a: View, b: View) -> Judgement:
        # Where a sentence was printed again, its 'today' is another day, and nothing else is.
        found = list(find_conflicts(a, b)) if a.text != b.text else []
        around = surroundings(a, b)
        conflict = max(found, key=lambda one: _chance(CONTRADICTS, conflict_features(around, one)), default=None)
        against = _chance(CONTRADICTS, conflict_features(around, conflict)) if conflict else 0.0
        restated = _chance(RESTATES, restatement_features(a, b, around, found))
        signs = (*_SIGNS, carried_out) if against < _LIKELY else _SIGNS
        grown = next((sign for sign in (one(a, b) for one in signs) if sign is not None), None)
        if grown is not None:
            scores = (0.0, 0.0, 1.0)
            return Judgement(Relation.UPDATES, *scores, None, grown, self.name)
        sign = update_sign(a, b, conflict)
        if sign is not None:
            against *= _UPDATED
        restated *= 1 - against
        scores = (against, restated, 1 - against - restated)
        if conflict is not None and against >= self._threshold:
            return Judgement(Relation.CONTRADICTS, *scores, conflict.basis, conflict.reason, self.name)
        if (
            conflict is not None
            and sign is not None
            and (_of_one_voice(sign) or conflict.kind not in _COUNTED or one_measure(a, b))
            and _chance(CONTRADICTS, _timeless(around, conflict)) >= _clear(conflict, sign, around)
        ):
            return Judgement(Relation.UPDATES, *scores, None, f"{conflict.reason}: {sign}", self.name)
        if restated >= _LIKELY:
            return Judgement(Relation.SAME, *scores, None, "the two say the same", self.name)
        stated = one_statement(a, b) if against < _DOUBTFUL else None
        if stated is not None:
            return Judgement(stated, 0.0, _STATED, 1 - _STATED, None, "the two tell of one act of one thing", self.name)
        factor = same_factor(a, b) if conflict is None else None
        if factor is not None:
            return Judgement(Relation.SUPPORTS, 0.0, _FACTOR, 1 - _FACTOR, None, factor, self.name)
        return Judgement(Relation.NEUTRAL, *scores, None, _why_neutral(conflict, against), self.name)


def _why_neutral(conflict: Conflict | None, against: float) -> str:
    if conflict is None:
        return "nothing in the one excludes the other"
    return f"too little else agrees for a conflict ({conflict.reason}; {against:.2f})"


def _clear(conflict: Conflict, sign: str, around: Mapping[str, float]) -> float:
    """How clear a difference is to be for an update; that one voice spoke twice is by itself no sign of a change."""
    if conflict.kind not in _COUNTED and conflict.kind not in ("date", "pending"):
        return _CLEARLY
    one_voice = _of_one_voice(sign)
    soon = around["days"] < 1 and around["mutual"] >= _MEETING
    return _CLEAR if soon or not one_voice else _CLEARLY


def _of_one_voice(sign: str) -> bool:
    return sign == SAME_OUTLET or sign.endswith(SAID_LATER)


def _timeless(around: Mapping[str, float], conflict: Conflict) -> dict[str, float]:
    still = dict.fromkeys(("days", "planned", "elsewhen", "dated", "then", "part"), 0.0)
    return {**conflict_features(around, conflict), **still}


def surroundings(a: View, b: View) -> dict[str, float]:
    """What two sentences share as a whole, whatever the conflict: the same for (a, b) and (b, a)."""
    there, back = _told(a, b), _told(b, a)
    first, second = sum(a.weights.values()) or 1.0, sum(b.weights.values()) or 1.0
    shared, mutual = max(there / first, back / second), min(there / first, back / second)
    whole = shared > _WHOLE and min(first, second) >= _SUBSTANCE
    return {
        "bias": 1.0,
        "shared": shared,
        "mutual": mutual,
        "strewn": _strewn(mutual, _MEETING_WHOLE if whole else _MEETING),
        "names": min(len(a.names & b.names), 4) / 4,
        "rivals": min(len(a.names - b.names), len(b.names - a.names), 3) / 3,
        "amounts": min(same_amounts(a, b), 2) / 2,
        "version": float(gate.other_version(a, b)),
        "open": max(gate.openness(a), gate.openness(b)),
        "planned": float(gate.one_planned(a, b)),
        "period": float(gate.other_period(a, b) or gate.part_of_period(a, b)),
        "days": min(gate.days_apart(a, b), 20) / 20,
        "elsewhen": float(gate.elsewhen(a, b)),
        "elsewhere": float(gate.elsewhere(a, b)),
        "able": float(bool(a.words & _ABLE) != bool(b.words & _ABLE)),
        "another": float(_of_another(a) != _of_another(b)),
        "ways": float(_opposed(a, b)),
        "quoted": float(markets.in_motion(a, b)),
    }


def _strewn(mutual: float, meeting: float) -> float:
    """How far two sentences are from sharing what two tellings of one thing share, from 0 to 1."""
    return max(0.0, 1 - mutual / meeting)


@once
def _of_another(one: View) -> bool:
    """Whether a sentence is about a further thing of a kind, or points back to one: 'that trial had 410 patients'."""
    return bool(one.words & _ANOTHER) or bool(_POINTING.match(one.text)) or bool(_SO_MANY_MORE.search(one.text))


def _told(one: View, other: View) -> float:
    """The weight of what one side says that the other says too, in the same or near words."""
    total = 0.0
    for word, weight in one.weights.items():
        if word in other.weights:
            total += weight
        elif word not in one.names:
            found = nearest(word, other.concepts)
            total += weight * found if found >= 0.5 else 0.0
    return total


def conflict_features(around: Mapping[str, float], conflict: Conflict) -> dict[str, float]:
    """What speaks for and against one conflict."""
    features = {**around, "quoted": 0.0}
    features[conflict.kind] = 1.0
    features["fit"] = conflict.fit
    features["local"] = conflict.local
    features["firm"] = conflict.fit * conflict.local * around["shared"]
    features["apart"] = float(conflict.apart)
    features["narrow"] = float(conflict.narrow)
    if conflict.kind in _COUNTED | _NAMED:
        features["strewn"] = _strewn(around["mutual"], _MEETING_NUMBERS)
    if conflict.kind in _QUOTED:
        features["quoted"] = around["quoted"]
    features.update(conflict.apart_by)
    if conflict.kind in ("negation", "antonym", "unsaid", "hinted"):
        features["stranger"] = max(features.get("rival_agent", 0.0), features.get("rival_object", 0.0))
        features["rival_agent"] = features["rival_object"] = 0.0
    if conflict.kind != "number":
        features["able"] = features["ways"] = 0.0
    if conflict.kind in ("place", "way", "agent", "holder", "rejected", "cause"):
        features["rivals"] = max(0.0, features["rivals"] - 1 / 3)
    if conflict.kind == "date":
        features["elsewhen"] = 0.0
    if conflict.kind == "place":
        features["elsewhere"] = 0.0
    if conflict.kind in ("antonym", "negation", "pending") and features["days"] < 0.15:
        features["planned"] = 0.0
    if conflict.kind not in ("number", "antonym", "rank"):
        features["period"] = 0.0
    return features


def restatement_features(a: View, b: View, around: Mapping[str, float], found: Sequence[Conflict]) -> dict[str, float]:
    """What speaks for and against the two saying the same."""
    return {
        **around,
        **_main_acts(a, b),
        "loose": float(loose_amounts(a, b)),
        "odd_amounts": float(odd_amounts(a, b)),
        "kind": float(_of_other_kinds(a, b)),
        "conflict": max((one.fit for one in found), default=0.0),
        "dates": float(other_dates(a, b)),
        "negation": float(_denies(a) != _denies(b)),
        "whole": float(around["mutual"] > _WHOLE),
        "opposed": around["ways"],
        "counts": float(bool(a.slots and b.slots) and around["amounts"] == 0.0),
        "alone": abs(len(a.frame.slots) - len(b.frame.slots)) / 3,
    }


def _of_other_kinds(a: View, b: View) -> bool:
    """Whether something that both name is told apart by what describes it."""
    mine, yours = _by_head(a), _by_head(b)
    alike = (product(mine[head], yours[head]) for head in mine.keys() & yours.keys())
    return any(gate.other_kind(one, other, a, b) for pairs in alike for one, other in pairs)


@once
def _by_head(view: View) -> dict[str, list[Term]]:
    """The phrases of a sentence by the concept of their noun."""
    found: dict[str, list[Term]] = {}
    for clause in view.frame.clauses:
        for term in clause_terms(clause):
            found.setdefault(concept(term.head), []).append(term)
    return found


def _main_acts(a: View, b: View) -> dict[str, float]:
    """What tells apart the two clauses that are most alike."""
    pairs = list(product(a.frame.clauses, b.frame.clauses))
    if not pairs:
        return {}
    one, other = max(pairs, key=lambda pair: dice(clause_words(pair[0]), clause_words(pair[1])))
    return told_apart(one, other, a, b)


def _opposed(a: View, b: View) -> bool:
    """Whether one side has a word whose opposite the other has, each without the other's: 'fewer', 'more'."""
    mine, yours = a.concepts - b.concepts, b.concepts - a.concepts
    if any(not opposites(one).isdisjoint(yours) for one in mine):
        return True
    return ("only" in a.words) != ("only" in b.words) or bool(
        _compared(a) and _compared(b) and _compared(a) != _compared(b)
    )


@once
def _compared(one: View) -> frozenset[str]:
    """Which way a statement compares."""
    return frozenset(_WAYS[word] for word in one.words if word in _WAYS)


@once
def _denies(one: View) -> bool:
    """Whether the main clauses say that something is not so."""
    top = min((clause.depth for clause in one.frame.clauses), default=0)
    return any(clause.negated or clause.denied for clause in one.frame.clauses if clause.depth <= top + 1)


def _chance(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return 1 / (1 + exp(-sum(weights[name] * value for name, value in features.items())))
