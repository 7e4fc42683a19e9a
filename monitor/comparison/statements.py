"""Two sentences that state one act of one thing, whatever each says beside it: its source, its cause, its story."""

from __future__ import annotations

from itertools import product

from monitor.comparison import gate
from monitor.comparison.alignment import contrast
from monitor.comparison.amounts import comparable, counted, equal
from monitor.comparison.lexicon import concept, opposites
from monitor.comparison.view import LIGHT, View, is_open, likeness, words_of
from monitor.frame import Clause, Slot, Term
from monitor.model import Modality, Relation

_ALIKE = 0.6  # of two phrases that name one thing, whatever else describes it
_SAID = 3  # words beside the verb that the two must have in common
_LONG_AFTER = 14  # days after which the same act may be another one, where no amount says that it is not
_TENSES = {"perfect": "past"}
_TIMES = frozenset("morning afternoon evening night eve hour day week weekend month year".split())
_TOLD = frozenset({Modality.ASSERTED, Modality.REPORTED, Modality.PLANNED})


def one_statement(a: View, b: View) -> Relation | None:
    """Whether two sentences state one act of one thing: SAME where both do so in their main clauses.

    SUPPORTS where one of them only brings it in beside a main statement of its own; None where they may tell of two
    things. The verb, whether it is denied and when it happens must be the same, doer and object must not differ where
    both are named, and the two must share names, dates and amounts as far as they have them.
    """
    if a.side.mention.in_title or b.side.mention.in_title:  # too short to say of whom and when
        return None
    if a.modality not in _TOLD or b.modality not in _TOLD or not _may_meet(a, b):
        return None
    found = [(x, y) for x, y in product(_stated(a), _stated(b)) if not (x.depth and y.depth) and _one_act(x, y, a, b)]
    if not found:
        return None
    return Relation.SAME if any(not x.depth and not y.depth for x, y in found) else Relation.SUPPORTS


def _may_meet(a: View, b: View) -> bool:
    if a.names and b.names and not a.names & b.names:
        return False
    if gate.other_version(a, b) or gate.elsewhere(a, b) or gate.other_period(a, b) or gate.elsewhen(a, b):
        return False
    pairs = [pair for pair in product(a.slots, b.slots) if comparable(*pair)]
    alike = [pair for pair in pairs if equal(*pair)]
    met = {slot.text for pair in alike for slot in pair}
    if any(_of_what(x) and _of_what(y) and x.text not in met and y.text not in met for x, y in pairs):
        return False
    if not alike and gate.days_apart(a, b) > _LONG_AFTER:
        return False
    return not any(opposites(word) & b.concepts for word in a.concepts - b.concepts)


def _of_what(slot: Slot) -> bool:
    return bool(slot.unit or counted(slot))


def _stated(view: View) -> list[Clause]:
    """The clauses that tell what was, is or will be."""
    return [c for c in view.frame.clauses if c.tense and c.mood in ("", "future", "plan") and not c.denied]


def _one_act(one: Clause, other: Clause, a: View, b: View) -> bool:
    if concept(one.verb) != concept(other.verb) or one.negated != other.negated or one.adverbs != other.adverbs:
        return False
    if _TENSES.get(one.tense, one.tense) != _TENSES.get(other.tense, other.tense):
        return False
    parts = (_part(one.agent, other.agent, a, b), _part(one.object, other.object, a, b))
    if None in parts or not any(parts) or (concept(one.verb) in LIGHT and not parts[1]):
        return False
    if not _as_many(_slots(one, a), _slots(other, b)) or _elsewise(one, other):
        return False
    if parts[1] == frozenset() and not _one_content(one, other, a, b):
        return False
    alike = sum(len(part or ()) for part in parts) + len(_beside(one) & _beside(other))
    return alike + len(_days(one, a) & _days(other, b)) >= _SAID


def _part(one: Term | None, other: Term | None, a: View, b: View) -> frozenset[str] | None:
    """What two phrases in one place have in common: nothing where one is left open, None where they differ.

    'It' stands for what the other names where both sentences name that.
    """
    if one is None or other is None:
        return frozenset()
    if is_open(one) != is_open(other):
        named = words_of(other if is_open(one) else one)
        return named if named <= (a.concepts | a.names) & (b.concepts | b.names) else frozenset()
    if is_open(one):
        return frozenset()
    if gate.rivals(frozenset(one.names), frozenset(other.names), a, b):
        return None
    if likeness(one, other) < _ALIKE or gate.other_kind(one, other, a, b) or contrast(one, other, a, b):
        return None
    return words_of(one) & words_of(other)


def _one_content(one: Clause, other: Clause, a: View, b: View) -> bool:
    """Whether the clauses below two without an object begin with one verb: 'learned that it was found'."""
    first, second = _below(one, a), _below(other, b)
    return first is None or second is None or concept(first.verb) == concept(second.verb)


def _below(clause: Clause, view: View) -> Clause | None:
    return next((c for c in view.frame.clauses if c.depth == clause.depth + 1 and c.place > clause.place), None)


def _days(clause: Clause, view: View) -> set[str]:
    """The days that a clause is dated to."""
    index = view.frame.clauses.index(clause)
    return {m.start for m in view.frame.moments if m.clause == index and m.start is not None and m.start == m.end}


def _beside(clause: Clause) -> frozenset[str]:
    return frozenset().union(*(words_of(other.term) for other in clause.others))


def _elsewise(one: Clause, other: Clause) -> bool:
    """Whether the two name other things after one preposition: 'began in a bin', 'began in a ticket machine'."""
    mine, yours = _by_link(one), _by_link(other)
    return any(mine[link] and yours[link] and not mine[link] & yours[link] for link in mine.keys() & yours.keys())


def _by_link(clause: Clause) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for each in (one for one in clause.others if one.term.head not in _TIMES):
        found[each.link] = found.get(each.link, frozenset()) | words_of(each.term)
    return found


def _as_many(first: list[Slot], second: list[Slot]) -> bool:
    """Whether what the one act counts or measures is what the other does, where both do so, and as exactly."""
    few, many = sorted((first, second), key=len)
    return all(any(comparable(x, y) and equal(x, y) and _as_exact(x, y) for y in many) for x in few)


def _as_exact(one: Slot, other: Slot) -> bool:
    """Whether two amounts leave the same open: 'up to 500' is not 'at least 450', though both may be one number."""
    return one.unit != other.unit or (one.low, one.high) == (other.low, other.high)


def _slots(clause: Clause, view: View) -> list[Slot]:
    return [slot for slot in view.frame.slots if slot.clause == view.frame.clauses.index(clause)]
