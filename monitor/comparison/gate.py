"""What keeps two statements from being about the same thing: period, name, scope, modifier, mood."""

from __future__ import annotations

from datetime import date
from itertools import product

from monitor.comparison.lexicon import concept, stem
from monitor.comparison.view import View, name_parts, terms_of, words_of
from monitor.frame import Clause, Moment, Term
from monitor.model import Modality

_DISTINCT = tuple(
    frozenset(group.split())
    for group in (
        "first second third fourth fifth last final",
        "new existing current former previous next",
        "annual quarterly monthly weekly daily",
        "domestic foreign", "gross net", "upper lower", "whole full entire part", "main secondary",
        "small large medium", "primary secondary", "male female", "north south east west northern southern eastern western",
        "operating net gross", "old new", "base flagship", "public private", "local national federal state",
    )
)  # fmt: skip
# A statement of one of these kinds says nothing that a fact could contradict.
_OPEN_MOODS = frozenset({Modality.FORECAST, Modality.CONDITIONAL, Modality.POSSIBLE})
_PERIOD_DAYS = 25


def mood_gap(a: View, b: View) -> float:
    """How far apart two statements are in how they are meant: 0 (both state facts) to 1 (never a conflict)."""
    return max(openness(a), openness(b), _plan_gap(a, b))


def openness(one: View) -> float:
    """How little a statement commits to, by its modality alone."""
    if one.modality in (Modality.FORECAST, Modality.CONDITIONAL):
        return 1.0
    return 0.6 if one.modality is Modality.POSSIBLE else 0.0


def _plan_gap(a: View, b: View) -> float:
    """A plan and what came of it do not conflict; two plans, or a plan and its denial, do."""
    planned = [view for view in (a, b) if view.modality is Modality.PLANNED]
    return 0.5 if len(planned) == 1 else 0.0


def days_apart(a: View, b: View) -> int:
    """Days between the two publications, 0 where one is unknown."""
    return abs((a.day - b.day).days) if a.day and b.day else 0


def interval(moment: Moment) -> tuple[date, date] | None:
    """The days of a moment with both ends known."""
    if moment.start is None or moment.end is None:
        return None
    return date.fromisoformat(moment.start), date.fromisoformat(moment.end)


def apart(one: Moment, other: Moment) -> bool:
    """Whether two moments have no day in common; an open end reaches as far as time does."""
    if (one.start or one.end) is None or (other.start or other.end) is None:
        return False
    low, high = one.start or "0001", one.end or "9999"
    first, last = other.start or "0001", other.end or "9999"
    return high < first or last < low


def is_period(moment: Moment) -> bool:
    """Whether a moment is a month, a quarter, a year, and no single day or week."""
    days = interval(moment)
    return days is not None and (days[1] - days[0]).days >= _PERIOD_DAYS


def other_period(a: View, b: View) -> bool:
    """Whether the two speak of different months, quarters or years, and of no common one."""
    first = [moment for moment in a.frame.moments if is_period(moment)]
    second = [moment for moment in b.frame.moments if is_period(moment)]
    return bool(first and second) and all(apart(one, other) for one, other in product(first, second))


def part_of_period(a: View, b: View) -> bool:
    """Whether one speaks of a half or a quarter of the other's year."""
    spans = [[interval(m) for m in view.frame.moments if is_period(m)] for view in (a, b)]
    lengths = [[(days[1] - days[0]).days for days in span if days] for span in spans]
    return bool(lengths[0] and lengths[1]) and (
        max(lengths[0]) > 1.5 * max(lengths[1]) or max(lengths[1]) > 1.5 * max(lengths[0])
    )


def other_version(a: View, b: View) -> bool:
    """Whether the two name different versions or sizes ('7b' and '32b'), and no common one."""
    first, second = ({name for name in view.names if any(c.isdigit() for c in name)} for view in (a, b))
    return bool(first and second) and not first & second


def other_kind(one: Term | None, other: Term | None) -> bool:
    """Whether two phrases with one head are told apart by what describes it ('memory division', 'foundry division')."""
    if one is None or other is None or stem(one.head) != stem(other.head):
        return False
    first = words_of(one) - {concept(one.head)}
    second = words_of(other) - {concept(other.head)}
    if first - second and second - first and not first & second:
        return True
    return distinct_scope(one, other)


def distinct_scope(one: Term, other: Term) -> bool:
    """Whether two phrases carry scope words of one set that exclude each other, such as 'first' and 'second'."""
    first, second = set(one.scope) | set(one.words), set(other.scope) | set(other.words)
    for group in _DISTINCT:
        mine, yours = first & group, second & group
        if mine and yours and not mine & yours:
            return True
    return False


def other_theme(a: View, b: View) -> bool:
    """Whether any head that both sides share is described differently on each."""
    return any(other_kind(one, other) for one, other in product(terms_of(a.frame), terms_of(b.frame)))


def rival_names(a: View, b: View) -> tuple[frozenset[str], frozenset[str]]:
    """The names that only one side has."""
    return a.names - b.names, b.names - a.names


def clause_names(clause: Clause) -> frozenset[str]:
    """The names in a clause's roles."""
    terms = [clause.agent, clause.object, *(complement.term for complement in clause.others)]
    return frozenset(part for term in terms if term for name in term.names for part in name_parts(name))
