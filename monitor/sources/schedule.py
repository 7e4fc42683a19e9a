"""When a source is asked again, and why then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random
from statistics import median
from typing import NamedTuple

from monitor.network import Failure, FailureKind
from monitor.sources.values import PollHints

_LONGEST_PAUSE = timedelta(days=7)
_LONGEST_HINT = timedelta(hours=24)
_LONGEST_SKIP = timedelta(hours=24)
_LONGEST_SKIP_WITH_DAYS = timedelta(hours=48)
_FIRST_BLOCK = timedelta(hours=6)
_LONGEST_BLOCK = timedelta(hours=24)
_HOUR = timedelta(hours=1)
_JITTER = 0.1
_REMEMBERED = 20
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a source may be asked; `interval` is where the adaptive interval starts."""

    interval: timedelta = timedelta(hours=1)
    min_interval: timedelta = timedelta(minutes=15)
    max_interval: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the last poll brought to bear on the next: how it failed, how long the host wants to be left
    alone (`pause`), for how long the answer is fresh, and the feed's own hints.

    `failures` counts polls in a row that brought nothing, this one included.
    """

    failure: Failure | None = None
    failures: int = 0
    pause: timedelta | None = None
    fresh: timedelta | None = None
    hints: PollHints = field(default_factory=PollHints)


class _Wait(NamedTuple):
    length: timedelta
    why: str


def next_poll(
    asked: Asked, times: Sequence[datetime], limits: Limits, now: datetime, random: Random
) -> tuple[timedelta | None, str]:
    """How long to wait before asking a source again, and why; None for never.

    The longest of: the host's pause (at most 7 days), the backoff after failures, max-age or Expires, the
    feed's ttl and sy period (each at most 24 hours), and half the median gap between the source's last
    twenty entries (`times`), kept within the limits. To that up to 10% is added, then hours and days that
    the feed wants skipped.

    Source: RFC 9110 §10.2.3; RFC 9111 §4.2; RSS 2.0 `<ttl>`, `<skipHours>`, `<skipDays>`; RSS 1.0 syndication.
    """
    if (asked.failure is not None and asked.failure.kind is FailureKind.GONE) or asked.hints.expired:
        return None, "it is gone for good"
    waits = [*_asked_for(asked), *_backoff(asked, limits), _adaptive(times, limits, now)]
    longest = max(waits, key=lambda wait: wait.length)
    length = longest.length * (1 + _JITTER * random.random())
    skipped = _skipped(now + length, asked.hints)
    if skipped:
        return length + skipped, f"{longest.why}, and the feed asks to skip the hours after that"
    return length, longest.why


def _adaptive(times: Sequence[datetime], limits: Limits, now: datetime) -> _Wait:
    """Half the median gap between entries; the time since the last one counts as a gap, so quiet feeds drift."""
    recent = tuple(sorted([time for time in times if time <= now])[-_REMEMBERED:])
    if len(recent) < 3:
        return _Wait(min(max(limits.interval, limits.min_interval), limits.max_interval), "the configured interval")
    usual = max(_usual_gap(recent), (now - recent[-1]) / 2) / 2
    if usual <= limits.min_interval:
        return _Wait(limits.min_interval, "it lists often, so as soon as min_interval permits")
    if usual >= limits.max_interval:
        return _Wait(limits.max_interval, "it lists rarely, so after max_interval")
    return _Wait(usual, "half the usual time between its entries")


@lru_cache(maxsize=16_384)  # most polls bring nothing, so that these are the times of the last one
def _usual_gap(times: tuple[datetime, ...]) -> timedelta:
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(times)))


def _backoff(asked: Asked, limits: Limits) -> list[_Wait]:
    if asked.failures == 0:
        return []
    doublings = min(asked.failures - 1, _MOST_DOUBLINGS)
    if asked.failure is not None and asked.failure.kind is FailureKind.BLOCKED:
        return [_Wait(min(_FIRST_BLOCK * 2**doublings, _LONGEST_BLOCK), "it refuses us, so it is asked rarely")]
    wait = min(max(limits.interval, limits.min_interval) * 2**doublings, max(limits.max_interval, limits.min_interval))
    return [_Wait(wait, f"backoff after {asked.failures} failure{'s' if asked.failures > 1 else ''} in a row")]


def _asked_for(asked: Asked) -> list[_Wait]:
    pauses = [asked.pause, asked.failure.retry_after if asked.failure else None]
    pause = max((wait for wait in pauses if wait is not None), default=None)
    given = [
        _Wait(min(pause, _LONGEST_PAUSE), "the host asked to be left alone until then") if pause else None,
        _hint(asked.fresh, "the answer stays fresh until then (Cache-Control or Expires)"),
        _hint(asked.hints.ttl, "the feed's ttl"),
        _hint(asked.hints.period, "the feed's update period"),
    ]
    return [wait for wait in given if wait is not None]


def _hint(length: timedelta | None, why: str) -> _Wait | None:
    if length is None:
        return None
    return _Wait(min(length, _LONGEST_HINT), why if length <= _LONGEST_HINT else f"{why}, at most 24 hours")


def _skipped(due: datetime, hints: PollHints) -> timedelta:
    """How much longer to wait until neither the hour nor the day (GMT) is one to be skipped."""
    if not hints.skip_hours and not hints.skip_days:
        return timedelta(0)
    longest = _LONGEST_SKIP_WITH_DAYS if hints.skip_days else _LONGEST_SKIP
    moment = due
    while moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days:
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        if moment - due >= longest:
            return longest
    return moment - due
