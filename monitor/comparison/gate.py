"""What keeps two statements from being about the same thing: period, name, scope, modifier, mood."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product

from monitor.comparison.lexicon import concept
from monitor.comparison.once import once
from monitor.comparison.view import View, name_parts, words_of
from monitor.frame import Moment, Term
from monitor.model import Modality

_DISTINCT = tuple(
    frozenset(group.split())
    for group in (
        "new existing current former previous next",
        "annual quarterly monthly weekly daily",
        "domestic foreign", "gross net", "upper lower", "whole full entire part half", "main secondary",
        "small large medium", "primary secondary", "male female",
        "north south east west", "northern southern eastern western",
        "operating net gross", "old new", "base flagship", "public private", "local national federal state",
        "actor actress", "man woman", "boy girl", "mother father", "son daughter", "brother sister", "king queen",
        "wholesale retail", "core headline", "short long", "left right", "front rear back", "inner outer",
        "civilian military", "adult child", "outgoing incoming", "inbound outbound", "single double",
        "morning afternoon evening", "winter spring summer autumn", "daily weekly monthly yearly", "rural urban",
    )
)  # fmt: skip
_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "i": "1", "ii": "2", "iii": "3", "iv": "4",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "1st": "1", "2nd": "2", "3rd": "3",
    "4th": "4", "5th": "5",
}  # fmt: skip
_NUMBERED = re.compile(
    r"\b(phase|round|stage|chapter|version|season|volume|match|leg|unit|block|reactor|terminal|gate|flight|line"
    r"|route|tower|pier|lot|zone|episode|act|article|section|series|group|type|mark|model|sample)\s+"
    r"(\d+(?:\.\d+)?|one|two|three|four|five|i{1,3}|iv)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)[- ](phase|round|stage|chapter|season|volume|leg|half"
    r"|quarter|sample|test|flight|match|edition|reading|term|trial|wave|dose|unit|set|draft)\b",
    re.IGNORECASE,
)
_VERSIONED = re.compile(
    r"(?<!\w)(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Article|About|At|By|In|On|Only"
    r"|Some|The|Than|Nearly|Over|Up|More|Of|From|To|And|For|With|After|Before|Between|Under|All|Its|Another)\b)"
    r"([A-Z][a-z]{2,}|[A-Z]{2,})[ -](\d{1,2}(?:\.\d+)?)(?= [a-z]|[,.;]? )"
)
_PLACED = re.compile(r"\b(?:in|In|near|Near) (?:the )?([A-Z][a-z]+)")
CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
# A denial of no more than a limit, which the thing itself may come near to: 'not the first', 'not above medium'.
_LIMIT = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bno longer)\s+(?:(?:the|an?|its|their|his|her|be|been|being)\s+)*"
    r"(first|only|last|sole|same|single|exclusive|exclusively|just|merely|simply|solely|individually|necessarily|always)\b"
    r"|(?:\bnot|n['’]t|\bnever|\bno)\b[^,.;:]{0,40}?\b(above|below|beyond|higher|lower|greater|better|worse|more|fewer|less)\b",
    re.IGNORECASE,
)
_PERIOD_DAYS = 25
_LONG = 200
LIGHT_MODIFIERS = frozenset(
    map(
        concept,
        "such same other own more less late recent early number total overall first second third fourth fifth sixth "
        "former current board company firm group club team agency organisation".split(),
    )
)


def openness(one: View) -> float:
    """How little a statement commits to, by its modality alone: 0 for a fact, 1 for a forecast."""
    if one.modality in (Modality.FORECAST, Modality.CONDITIONAL):
        return 1.0
    return 0.8 if one.modality is Modality.POSSIBLE else 0.0


def one_planned(a: View, b: View) -> bool:
    """Whether one is a plan and the other is not: a plan and what came of it do not conflict."""
    for plan, other in ((a, b), (b, a)):
        if plan.modality is Modality.PLANNED and other.modality is not Modality.PLANNED:
            top = min(other.frame.clauses, key=lambda clause: clause.depth, default=None)
            return days_apart(a, b) > 3 or (top is not None and top.tense in ("past", "perfect"))
    return False


def days_apart(a: View, b: View) -> int:
    """Days between the two publications, 0 where one is unknown."""
    return abs((a.day - b.day).days) if a.day and b.day else 0


def interval(moment: Moment) -> tuple[date, date] | None:
    """The days of a moment with both ends known."""
    if moment.start is None or moment.end is None:
        return None
    return date.fromisoformat(moment.start), date.fromisoformat(moment.end)


def apart(one: Moment, other: Moment, slack: timedelta = timedelta(0)) -> bool:
    """Whether two moments have more than `slack` between them; an open end reaches as far as time does."""
    return _ends_before(one, other, slack) or _ends_before(other, one, slack)


def _ends_before(one: Moment, other: Moment, slack: timedelta) -> bool:
    if one.end is None or other.start is None:
        return False
    return date.fromisoformat(other.start) - date.fromisoformat(one.end) > slack


def is_period(moment: Moment) -> bool:
    """Whether a moment is a month, a quarter, a year, and no single day or week."""
    days = interval(moment)
    return days is not None and (days[1] - days[0]).days >= _PERIOD_DAYS


@once
def _periods(view: View) -> list[Moment]:
    return [moment for moment in view.frame.moments if is_period(moment)]


def other_period(a: View, b: View) -> bool:
    """Whether the two speak of different months, quarters or years, and of no common one."""
    first, second = _periods(a), _periods(b)
    return bool(first and second) and all(apart(one, other) for one, other in product(first, second))


@once
def long_past(one: View) -> bool:
    """Whether a statement is about a time that ended long before it was published: 'last year's budget'."""
    ends = [moment.end for moment in one.frame.moments if moment.end is not None]
    return one.day is not None and any((one.day - date.fromisoformat(end)).days > _LONG for end in ends)


def part_of_period(a: View, b: View) -> bool:
    """Whether one speaks of a half or a quarter of the other's year."""
    spans = [[interval(moment) for moment in _periods(view)] for view in (a, b)]
    lengths = [[(days[1] - days[0]).days for days in span if days] for span in spans]
    return bool(lengths[0] and lengths[1]) and (
        max(lengths[0]) > 1.5 * max(lengths[1]) or max(lengths[1]) > 1.5 * max(lengths[0])
    )


def other_version(a: View, b: View) -> bool:
    """Whether the two name different versions or sizes ('7b' and '32b'), and no common one."""
    first, second = _versions(a), _versions(b)
    if first and second and not first & second:
        return True
    mine, yours = _numbered(a), _numbered(b)
    return any(mine[noun].isdisjoint(yours[noun]) for noun in mine.keys() & yours.keys())


@once
def _versions(view: View) -> frozenset[str]:
    return frozenset(name for name in view.names if any(c.isdigit() for c in name))


@once
def _numbered(view: View) -> dict[str, set[str]]:
    """The nouns that a number tells apart, with their numbers: 'phase 2', 'unit 4', 'round two'."""
    text = view.text
    found: dict[str, set[str]] = {}
    for noun, number in (
        *_NUMBERED.findall(text),
        *_VERSIONED.findall(text),
        *(found[::-1] for found in _ORDERED.findall(text)),
    ):
        found.setdefault(noun.lower(), set()).add(_DIGITS.get(number.lower(), number.lower()))
    return found


def other_kind(one: Term | None, other: Term | None, a: View, b: View) -> bool:
    """Whether two phrases with one head are told apart by what describes it ('memory division', 'foundry division').

    A word that the other sentence has anywhere tells nothing apart.
    """
    if one is None or other is None or concept(one.head) != concept(other.head):
        return False
    head = concept(one.head)
    mine, yours = words_of(one) - {head} - LIGHT_MODIFIERS, words_of(other) - {head} - LIGHT_MODIFIERS
    first, second = mine - b.concepts - b.names, yours - a.concepts - a.names
    alike = (mine & yours) - a.names
    by_words, by_names = bool(first - a.names and second - b.names), bool(first & a.names and second & b.names)
    if mine & yours and not by_words and not by_names:
        return distinct_scope(one, other)  # one name, which one side describes and the other completes
    return bool(first and second and not alike) or distinct_scope(one, other)


def distinct_scope(one: Term, other: Term) -> bool:
    """Whether two phrases carry scope words of one set that exclude each other, such as 'new' and 'existing'."""
    first, second = set(one.scope) | set(one.words), set(other.scope) | set(other.words)
    for group in _DISTINCT:
        mine, yours = first & group, second & group
        if mine and yours and not mine & yours:
            return True
    return False


def rivals(first: frozenset[str], second: frozenset[str], a: View, b: View) -> bool:
    """Whether two sets of names each hold one that the other sentence does not know at all."""
    return bool(first - b.names) and bool(second - a.names)


def denies_limit(denies: View, states: View) -> bool:
    """Whether all that one side denies is a limit or a degree of which the other side does not speak."""
    found, told = _limits(denies), sum(1 for clause in denies.frame.clauses if clause.negated or clause.denied)
    return len(found) >= max(told, 1) and not any(word.lower() in states.words for pair in found for word in pair)


@once
def _limits(view: View) -> list[tuple[str, ...]]:
    return _LIMIT.findall(view.text)


def elsewhen(a: View, b: View) -> bool:
    """Whether each side dates what it tells, and no day is shared: two events, not one."""
    first, second = a.frame.moments, b.frame.moments
    return bool(first and second) and all(apart(one, other) for one, other in product(first, second))


def elsewhere(a: View, b: View) -> bool:
    """Whether each side names places of its own, and none that the other knows."""
    first, second = _places(a), _places(b)
    return bool(first and second) and not first & b.names and not second & a.names


@once
def _places(view: View) -> frozenset[str]:
    found = [c.term.names for clause in view.frame.clauses for c in clause.others if c.link in ("in", "at", "near")]
    named = (name_parts(match.lower()) for match in _PLACED.findall(view.text))
    return frozenset(name for names in (*found, *named) for name in names if name not in CALENDAR)
