"""Finds the dates and periods of a sentence and resolves them against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from monitor.claims import calendar
from monitor.claims.calendar import Anchor, Days
from monitor.claims.language import text_of
from monitor.model import Period

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MONTH = (
    r"(?P<month>(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?))"
)
_WEEKDAY = (
    r"(?P<weekday>(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"(?-i:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\b\.?(?=,? \d|,? (?-i:[A-Z])))"
)
# 'Monday, March 9' and 'on Monday 9 March' name one day.
_ON_DAY = r"(?:\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\.?),? (?:the )?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d|(?:this|next|last|the previous|the following|the same) year)"
_OF_YEAR = rf"(?:,? (?:of )?(?:fiscal )?(?:year )?{_YEAR}\b)?"
_EDGE = (
    r"(?P<part>early|mid|late|(?:the )?(?:end|start|beginning|middle|close) of|"
    r"the latter part of)[ -](?:in )?"
)
_PART = rf"(?:{_EDGE})?"
_DAY = r"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)(?:\s?[-–]\s?(?P<last>\d{1,2}))?"
_COUNT = (
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|"
    r"couple of)"
)
_UNITS = r"(?P<unit>(?:minute|hour|day|week|month|year|decade)s?)"
_SPAN = r"week|weekend|month|quarter|year|decade|spring|summer|autumn|fall|winter"
# 'March' and 'May' alone are months only after one of these words.
_BEFORE_MONTH = "in since until till by from of to during before after through for last next this".split()
_AFTER_WORD = "|".join(rf"(?<=\b{word} )" for word in _BEFORE_MONTH)

_Resolver = Callable[[re.Match[str], Anchor], Days]
# Of two patterns that match the same words, the earlier one is taken.
_PATTERNS: tuple[tuple[re.Pattern[str], _Resolver], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolve)
    for pattern, resolve in (
        (r"\b(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b", calendar.iso_day),
        (rf"{_ON_DAY}\b{_MONTH} {_DAY}\b(?!:\d|%|,\d|\.\d){_OF_YEAR}", calendar.month_day),
        (rf"{_ON_DAY}\b{_DAY} (?:of )?{_MONTH}\b{_OF_YEAR}", calendar.month_day),
        (
            r"\b(?:the )?(?:fiscal )?(?:(?P<ending>march|june|september|december) quarter"
            r"|(?P<nth>first|second|third|fourth|final|last|1st|2nd|3rd|"
            r"4th) (?:fiscal )?(?P<kind>quarter|half)\b"
            rf"|\b(?P<letter>[QH])(?P<digit>[1-4])\b){_OF_YEAR}",
            calendar.part_of_year,
        ),
        (
            rf"\b(?:the |its |their )?(?:first )?{_COUNT}[- ](?:month period|months) (?:to|ended|ending|through|until)"
            rf" (?:the end of )?{_MONTH}(?: \d{{1,2}})?{_OF_YEAR}",
            calendar.months_to,
        ),
        (
            rf"\b(?:the |its |their )?first {_COUNT} months(?: of (?:{_YEAR}|the (?:fiscal |financial )?year))?",
            calendar.first_months,
        ),
        (
            r"\b(?:the |its |their )(?:fiscal |financial )?(?P<count>year) (?:to|ended|ending) (?:the end of )?"
            rf"{_MONTH}{_OF_YEAR}",
            calendar.months_to,
        ),
        (rf"\b{_PART}{_MONTH},? (?:of )?{_YEAR}\b", calendar.month_only),
        (rf"(?:{_AFTER_WORD})(?:the )?{_PART}{_MONTH}(?P<year>)\b(?! \d)", calendar.month_only),
        (rf"\b{_EDGE}{_MONTH}(?P<year>)\b", calendar.month_only),
        (rf"\b(?P<part>)(?!may|march){_MONTH}(?P<year>)\b(?=['’]s)", calendar.month_only),
        (
            rf"\b(?:(?P<which>last|next|this) )?{_WEEKDAY}\b(?: (?:morning|afternoon|evening|night))?",
            calendar.weekday,
        ),
        (
            r"\b(?:(?:early|late|morning|afternoon|after-hours|midday|pre-market) trading|today|tonight|"
            r"yesterday|tomorrow|last night|this (?:morning|afternoon|evening))\b",
            calendar.near_day,
        ),
        (
            rf"\b{_PART}(?P<which>last|this|next|the (?:previous|following|coming|past|same|current)) "
            rf"(?P<unit>{_SPAN})\b",
            calendar.relative_unit,
        ),
        (rf"\b{_EDGE}(?P<which>the) (?P<unit>{_SPAN})\b", calendar.relative_unit),
        (
            r"(?P<part>)(?:(?<=\bin )|(?<=\bat )|(?<=\bover ))(?P<which>the) "
            r"(?P<unit>spring|summer|autumn|winter|weekend)\b",
            calendar.relative_unit,
        ),
        # Hours and days 'earlier' are counted from what was told before, which may be any time.
        (rf"\b{_COUNT} {_UNITS} (?P<ago>ago)\b", calendar.offset),
        (rf"\b{_COUNT} (?P<unit>(?:week|month|year|decade)s?) (?P<ago>earlier)\b", calendar.offset),
        (rf"(?<=\bin ){_COUNT} {_UNITS}(?P<ago>)(?: from now|['’]s? time)?\b", calendar.offset),
        (
            rf"(?:the )?\b(?P<which>past|last|next|coming|following) {_COUNT} "
            r"(?P<unit>(?:hour|day|week|month|quarter|year|decade)s)\b",
            calendar.stretch,
        ),
        (
            r"(?:(?<=\bin )|(?<=\bsince )|(?<=\bfrom )|(?<=\buntil ))(?P<part>)(?P<year>1[0-8]\d\d)\b"
            r"(?![-.,:]?\d|%| [a-z]+s\b)",
            calendar.year_only,
        ),
        (
            rf"\b(?:fiscal (?:year )?|FY ?)?{_PART}(?P<year>(?:19|20)\d\d)\b(?![-.,:]?\d|%|[- ](?:people|users)\b)",
            calendar.year_only,
        ),
    )
)
_CLOCK = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o['’]clock\b|"
    r"\b(?:at|before|after|around|by|until|since|past) "
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|\d)"
    r"(?= (?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in the (?:morning|afternoon|evening)|yesterday)\b)|"
    r"\b\d{1,2}(?:[:.]\d\d(?::\d\d)?)?\s?(?:a\.m\.|p\.m\.|am\b|pm\b|o['’]clock)(?: (?:[A-Z]\w+ time|"
    r"[A-Z]{2,4})\b)?"
    r"|\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?(?:UTC|GMT|CET|CEST|BST|E[SD]T|P[SD]T|local time|"
    r"hours)\b)?",
)
_FUTURE = frozenset({"will", "'ll", "shall", "wo", "to", "may", "might", "can", "could", "would", "should", "must"})
# Verbs that give something a new day, which may lie ahead whatever their tense: 'was put off to 21 September'.
_MOVING = frozenset("adjourn defer delay extend move postpone push put reschedule shift".split())
_TARGET = re.compile(r"\b(?:to|until|till|for) (?:the )?$", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(since|by|until|till|before|from|after|as of|starting|beginning|effective|not until)(?: the)? $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with its place in the sentence."""

    start: int
    end: int
    period: Period


def find_dates(doc: Doc, published: datetime | None) -> tuple[tuple[Dated, ...], tuple[tuple[int, int], ...]]:
    """The dates of a sentence, and the spans of all its calendar and clock words (which are no quantities)."""
    text = text_of(doc)
    found: list[Dated] = []
    for start, end, match, resolve in _matches(text):
        anchor = Anchor(published.date(), _looks_ahead(doc, start)) if published else None
        days = (None, None) if anchor is None else resolve(match, anchor)
        if anchor is not None and _TARGET.search(text, 0, start) and _verb_at(doc, start).lemma_ in _MOVING:
            days = _nearer(anchor.day, days, resolve(match, Anchor(anchor.day, ahead=True)))
        found.append(_dated(text, (start, end), days, anchor))
    clocks = tuple(match.span() for match in _CLOCK.finditer(text))
    return tuple(found), tuple((one.start, one.end) for one in found) + clocks


def _matches(text: str) -> Iterator[tuple[int, int, re.Match[str], _Resolver]]:
    """The calendar expressions of a text in order; of overlapping ones, that of the earlier pattern."""
    taken: list[tuple[int, int, re.Match[str], _Resolver]] = []
    for pattern, resolve in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= other or start >= last for other, last, *_ in taken):
                taken.append((start, end, match, resolve))
    return iter(sorted(taken, key=lambda one: one[0]))


def _dated(text: str, span: tuple[int, int], days: Days, anchor: Anchor | None) -> Dated:
    """The period with an open end after 'since', 'by', 'until', 'from' and their like."""
    start, end = span
    first, last = days
    opener = _OPEN.search(text, 0, start)
    if opener is None:
        return Dated(start, end, Period(text[start:end], first, last))
    word = opener.group(1).lower()
    today: date | None = anchor.day if anchor else None
    if word == "since":
        first, last = first, today
    elif word in ("by", "until", "till", "before"):
        first = None
    elif word != "as of":
        last = None
    return Dated(opener.start(), end, Period(text[opener.start() : end], first, last))


def _nearer(day: date, one: Days, other: Days) -> Days:
    """Which of two readings of a date begins nearer to a day."""
    if one[0] is None or other[0] is None:
        return one
    return min(one, other, key=lambda days: abs((days[0] - day).days) if days[0] is not None else 0)


def _verb_at(doc: Doc, place: int) -> Token:
    """The verb that what stands at a place belongs to."""
    token = next((token for token in doc if token.idx + len(token) > place), doc[-1])
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return token


def _looks_ahead(doc: Doc, place: int) -> bool:
    """Whether the verb that a date belongs to speaks of what is to come."""
    token = _verb_at(doc, place)
    helpers = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    if helpers & {"will", "'ll", "shall", "wo"}:
        return True
    if helpers & _FUTURE:
        return not helpers & {"have", "had", "has"}
    if token.tag_ in ("VBD", "VBN") or helpers & {"was", "were", "has", "have", "had", "'ve"}:
        return False
    return token.tag_ in ("VB", "VBZ", "VBP", "VBG")
