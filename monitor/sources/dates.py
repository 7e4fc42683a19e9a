"""Dates as feeds write them: RFC 822 and RFC 3339 and what is close to them; anything else is unknown.

feedparser's own reader invents dates: it takes an epoch number for the year 1772 and an unknown
spelling for the current month. A wrong date is worse here than none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?P<zone>[+-]\d{1,2}:?\d{2}|[A-Z]{1,5}(?:[+-]\d{1,2})?)?"
_RFC822 = re.compile(
    rf"(?i)(?:[a-z]{{3,9}}\.?,?\s*)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[a-z]{{3,9}})\.?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s+{_CLOCK}\s*{_ZONE}(?:\s*\([^()]*\))?)?"
)
_ASCTIME = re.compile(
    rf"(?i)[a-z]{{3,9}}\.?,?\s+(?P<month>[a-z]{{3,9}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}\s+(?P<year>\d{{4}})"
)
_RFC3339 = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:(?:[Tt]|\s+){_CLOCK}\s*(?P<zone>[Zz]|[+-]\d{{2}}:?\d{{2}}"
    r"|UTC|GMT)?)?"
)
_SHAPES = (_RFC822, _RFC3339, _ASCTIME)
# RFC 822 §5.1 and the zones of news outlets that are not ambiguous; any other name is unknown.
_ZONES = {
    **dict.fromkeys(("", "Z", "UT", "UTC", "GMT", "WET"), 0.0),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "HKT": 8,
    "SGT": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}


def read_date(text: object, now: datetime | None = None) -> datetime | None:
    """The moment that a feed's date names, in UTC, or None where it is unknown.

    Without a zone UTC is taken. Moments before 1990 or more than two days after `now` are unknown.
    """
    if not isinstance(text, str) or len(text) > 100:
        return None
    stripped = text.strip()
    for shape in _SHAPES:
        if found := shape.fullmatch(stripped):
            moment = _moment(found.groupdict())
            break
    else:
        return None
    latest = (now or datetime.max.replace(tzinfo=UTC) - timedelta(days=3)) + timedelta(days=2)
    return moment if moment is not None and _EARLIEST <= moment <= latest else None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    zone = _zone((parts["zone"] or "").upper())
    month = parts["month"] or ""
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower())
    if zone is None or number is None:
        return None
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    day, year = int(parts["day"] or 0), _year(parts["year"] or "")
    try:
        moment = datetime(year, number, day, hour, minute, min(second, 59), tzinfo=timezone(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _zone(text: str) -> timedelta | None:
    if text[:1] in ("+", "-"):
        digits = text[1:].replace(":", "").zfill(4)
        hours, minutes = int(digits[:-2]), int(digits[-2:])
        if hours > 14 or minutes > 59:
            return None
        return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
    named = re.fullmatch(r"(?:GMT|UTC)([+-]\d{1,2})", text)
    if named:
        return timedelta(hours=int(named[1])) if abs(int(named[1])) <= 14 else None
    return timedelta(hours=_ZONES[text]) if text in _ZONES else None
