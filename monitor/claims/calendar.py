"""Turns the calendar words of a sentence into days: each function knows one way of writing a date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "wed"), ("thursday", "thurs", "thur", "thu"),
         ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"))
    )
    for name in names
}  # fmt: skip
# The months in which a season begins and ends on the northern half of the globe.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "few": 3, "several": 3, "couple of": 2,
}  # fmt: skip

# A day of a month that has passed so many days ago is that day, whatever the tense; nobody means the next year's.
_RECENT = 60

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day from which relative words count, and whether the sentence looks ahead of it."""

    day: date
    ahead: bool


def _month(year: int, month: int, last: int | None = None) -> Days:
    """From the first day of one month to the last day of another, which may lie in the next year."""
    last = last or month
    end_year = year + (last < month)
    return date(year, month, 1), date(end_year, last, monthrange(end_year, last)[1])


def _year(words: str | None, anchor: Anchor) -> int | None:
    """The year that '2026', 'this year', 'next year' or nothing says."""
    if not words:
        return None
    words = words.lower()
    if digits := re.search(r"\d{4}", words):
        return int(digits.group())
    return anchor.day.year + (("next" in words or "following" in words) - any(w in words for w in ("last", "previous")))


def _nearest(anchor: Anchor, of_year: Callable[[int], Days]) -> Days:
    """The latest such span that has begun, or with `ahead` the next that has not ended."""
    candidates = [of_year(anchor.day.year + shift) for shift in (-1, 0, 1)]
    if anchor.ahead:
        return next(span for span in candidates if span[1] and span[1] >= anchor.day)
    return next(span for span in reversed(candidates) if span[0] and span[0] <= anchor.day)


def _day(year: int, month: int, day: int) -> Days:
    """One day; the 29th of February of another year is the 28th."""
    moment = date(year, month, min(day, monthrange(year, month)[1]))
    return moment, moment


def iso_day(match: re.Match[str], anchor: Anchor) -> Days:
    return _day(int(match["y"]), int(match["m"]), int(match["d"]))


def month_day(match: re.Match[str], anchor: Anchor) -> Days:
    month, day = MONTHS[match["month"].lower().rstrip(".")], int(re.sub(r"\D", "", match["day"]))
    last = int(match["last"]) if match.groupdict().get("last") else day

    def of_year(year: int) -> Days:
        return _day(year, month, day)[0], _day(year, month, last)[1]

    year = _year(match["year"], anchor)
    if year:
        return of_year(year)
    before = _nearest(Anchor(anchor.day, False), of_year)
    just_gone = before[1] is not None and (anchor.day - before[1]).days <= _RECENT
    return before if just_gone else _nearest(anchor, of_year)


def month_only(match: re.Match[str], anchor: Anchor) -> Days:
    month = MONTHS[match["month"].lower().rstrip(".")]
    part = (match["part"] or "").lower()
    year = _year(match["year"], anchor)
    start, end = _month(year, month) if year else _nearest(anchor, lambda y: _month(y, month))
    return _part(start, end, part)


def _part(start: date | None, end: date | None, part: str) -> Days:
    """The early, middle or late third of a span."""
    if start is None or end is None or not part:
        return start, end
    third = (end - start) / 3
    if any(word in part for word in ("early", "start", "beginning")):
        return start, start + third
    if "mid" in part or "middle" in part:
        return start + third, end - third
    return end - third, end


def year_only(match: re.Match[str], anchor: Anchor) -> Days:
    year = int(match["year"])
    return _part(date(year, 1, 1), date(year, 12, 31), (match["part"] or "").lower())


def weekday(match: re.Match[str], anchor: Anchor) -> Days:
    wanted = WEEKDAYS[match["weekday"].lower().rstrip(".")]
    which = (match["which"] or "").lower()
    back = (anchor.day.weekday() - wanted) % 7
    if which == "last":
        day = anchor.day - timedelta(days=back or 7)
    elif which == "next" or (anchor.ahead and which != "this"):
        day = anchor.day + timedelta(days=-back % 7 or (7 if which == "next" else 0))
    elif which == "this":
        day = anchor.day - timedelta(days=anchor.day.weekday() - wanted)
    else:
        day = anchor.day - timedelta(days=back)
    return day, day


def near_day(match: re.Match[str], anchor: Anchor) -> Days:
    word = match.group().lower()
    shift = -1 if "yesterday" in word or "last night" in word else 1 if "tomorrow" in word else 0
    day = anchor.day + timedelta(days=shift)
    return day, day


def relative_unit(match: re.Match[str], anchor: Anchor) -> Days:
    """'last week', 'this month', 'early next year', 'at the end of the year'."""
    which, unit = match["which"].lower(), match["unit"].lower()
    shift = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}.get(which.split()[-1], 0)
    start, end = _unit(unit, shift, anchor)
    return _part(start, end, (match["part"] or "").lower())


def _unit(unit: str, shift: int, anchor: Anchor) -> Days:
    day = anchor.day
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)
    if unit == "weekend":
        saturday = day - timedelta(days=day.weekday()) + timedelta(days=5, weeks=shift)
        # On a weekday 'the weekend' of a past event is the one before it.
        if shift == 0 and not anchor.ahead and saturday > day:
            saturday -= timedelta(weeks=1)
        return saturday, saturday + timedelta(days=1)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        return _month(months // 12, months % 12 + 1)
    if unit == "quarter":
        quarters = day.year * 4 + (day.month - 1) // 3 + shift
        return _month(quarters // 4, quarters % 4 * 3 + 1, quarters % 4 * 3 + 3)
    if unit in SEASONS:
        first, last = SEASONS[unit]
        start, end = _nearest(Anchor(day, anchor.ahead or shift > 0), lambda year: _month(year, first, last))
        return start, end
    if unit == "decade":
        return date(day.year // 10 * 10 + 10 * shift, 1, 1), date(day.year // 10 * 10 + 10 * shift + 9, 12, 31)
    return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)


def part_of_year(match: re.Match[str], anchor: Anchor) -> Days:
    """'the first quarter of 2026', 'Q3', 'the March quarter', 'the second half of next year'."""
    first, last = _part_months(match)
    year = _year(match["year"], anchor)
    return _month(year, first, last) if year else _nearest(anchor, lambda y: _month(y, first, last))


def _part_months(match: re.Match[str]) -> tuple[int, int]:
    if match["ending"]:
        last = MONTHS[match["ending"].lower()]
        return (last - 3) % 12 + 1, last
    number = int(match["digit"]) if match["digit"] else _NTH[match["nth"].lower()]
    if (match["kind"] or match["letter"] or "").lower() in ("half", "h"):
        return (1, 6) if number == 1 else (7, 12)
    return 3 * number - 2, 3 * number


def months_to(match: re.Match[str], anchor: Anchor) -> Days:
    """'the nine months to September', 'the year ended March 2025': the months that end with that one."""
    words, month = match["count"].lower(), MONTHS[match["month"].lower().rstrip(".")]
    count = 12 if words == "year" else int(words) if words.isdigit() else _COUNTS.get(words, 1)
    year = _year(match["year"], anchor) if match["year"] else None
    _, end = _month(year, month) if year else _nearest(Anchor(anchor.day, False), lambda y: _month(y, month))
    if end is None or count > 36:
        return None, None
    first = end.year * 12 + end.month - count
    return date(first // 12, first % 12 + 1, 1), end


def first_months(match: re.Match[str], anchor: Anchor) -> Days:
    """'the first seven months of the year'."""
    words = match["count"].lower()
    count = int(words) if words.isdigit() else _COUNTS.get(words, 1)
    if not 1 <= count <= 12:
        return None, None
    return _month(_year(match["year"], anchor) or anchor.day.year, 1, count)


def offset(match: re.Match[str], anchor: Anchor) -> Days:
    """'three days ago', 'in two years': a day for days, else the span of that unit around the day."""
    words = match["count"].lower()
    count = int(words) if words.isdigit() else _COUNTS.get(words, 1)
    days = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5, "hour": 0, "minute": 0}[
        match["unit"].lower().rstrip("s")
    ]
    sign = -1 if match["ago"] else 1
    try:
        day = anchor.day + timedelta(days=round(sign * count * days))
    except OverflowError:
        return None, None
    unit = match["unit"].lower().rstrip("s")
    if unit in ("month", "year", "week"):
        return _unit(unit, 0, Anchor(day, True))
    return (day, day) if unit != "decade" else (None, None)


def stretch(match: re.Match[str], anchor: Anchor) -> Days:
    """'in the past three years', 'over the next two weeks'."""
    words = match["count"].lower()
    count = int(words) if words.isdigit() else _COUNTS.get(words, 1)
    days = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.3, "year": 365.25, "decade": 3652.5, "hour": 0}[
        match["unit"].lower().rstrip("s")
    ]
    try:
        length = timedelta(days=round(count * days))
        if match["which"].lower() in ("next", "coming", "following"):
            return anchor.day, anchor.day + length
        return anchor.day - length, anchor.day
    except OverflowError:
        return None, None
