"""When digests are due and quiet hours end, in the user's time zone.

Local times come from the zone's rules, so that 08:00 stays 08:00 when the clocks change. A time that a change
leaves out is taken an hour later, and one that comes twice is taken the first time (PEP 495, fold 0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.model_alerts import Severity

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_DAY = "|".join(DAYS)
_RHYTHM = re.compile(rf"(?P<days>daily|weekdays|(?:{_DAY})(?:,(?:{_DAY}))*) (?P<times>{_TIME}(?:, ?{_TIME})*)")
_HOURS = re.compile(rf"({_TIME}) ?- ?({_TIME})")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a channel is told nothing but what is at least this severe (None: nothing at all)."""

    begin: time
    end: time
    channels: frozenset[str] = frozenset()
    let_through: Severity | None = None


def parse_rhythm(rhythm: str) -> tuple[frozenset[int], tuple[time, ...]]:
    """The days of the week (Monday is 0) and the local times of a rhythm. Raises ValueError."""
    found = _RHYTHM.fullmatch(rhythm.strip())
    if found is None:
        raise ValueError('is no time for a digest; write "daily 08:00", "weekdays 08:00, 17:30" or "mon,thu 09:00"')
    named = {"daily": range(7), "weekdays": range(5)}.get(found["days"])
    days = frozenset(named if named is not None else map(DAYS.index, found["days"].split(",")))
    return days, tuple(sorted(time.fromisoformat(part.strip()) for part in found["times"].split(",")))


def parse_hours(hours: str) -> tuple[time, time]:
    """The two local times of `22:00-07:00`. Raises ValueError."""
    found = _HOURS.fullmatch(hours.strip())
    if found is None or found[1] == found[2]:
        raise ValueError('are no quiet hours; write "22:00-07:00"')
    return time.fromisoformat(found[1]), time.fromisoformat(found[2])


def next_digest(rhythm: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """The next time after `now` that a rhythm such as "daily 08:00" names in the zone, in UTC."""
    days, times = parse_rhythm(rhythm)
    today = now.astimezone(zone).date()
    ahead = (today + timedelta(days=number) for number in range(9))
    due = (_local(day, at, zone) for day in ahead if day.weekday() in days for at in times)
    return next(moment for moment in due if moment > now)


def quiet_until(quiet: Quiet | None, channel: str, severity: Severity, now: datetime, zone: tzinfo) -> datetime | None:
    """When the quiet hours end in which `now` lies for this channel and severity; None if it may be told now."""
    if quiet is None or (quiet.channels and channel not in quiet.channels):
        return None
    if quiet.let_through is not None and severity.rank <= quiet.let_through.rank:
        return None
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        overnight = timedelta(days=quiet.end < quiet.begin)
        begin, end = _local(day, quiet.begin, zone), _local(day + overnight, quiet.end, zone)
        if begin <= now < end:
            return end
    return None


def _local(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
