"""Decides which of the waiting deliveries of one channel go out now, which become one summary, and which wait.

The pace is the generic cell rate algorithm (ITU-T I.371 A.1): `burst` messages at once, then one each `every`. Urgent
alerts may go beyond it by `reserve` messages. When more waits than may go, what matters most goes by itself and the
rest as one summary, so that a flood never hides the message that matters and never drops one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from monitor.model_alerts import AlertKind, Severity

_ALONE = 2  # of a flood, how many go out by themselves when none is urgent


class Waiting(Protocol):
    """What is asked of a waiting delivery."""

    @property
    def kind(self) -> AlertKind:
        """What it tells."""

    @property
    def severity(self) -> Severity:
        """How much it matters."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""


Item = TypeVar("Item", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one channel is told: 10 messages in any hour as it stands here, and two more that are urgent."""

    burst: int = 5
    every: timedelta = timedelta(minutes=12)
    reserve: int = 2


@dataclass(frozen=True, slots=True)
class Pace(Generic[Item]):
    """What goes now, in this order, what is told as one summary after that, and what waits until `until`."""

    now: tuple[Item, ...]
    summary: tuple[Item, ...] = ()
    held: tuple[Item, ...] = ()
    until: datetime | None = None


def pace(waiting: Sequence[Item], sent: Iterable[datetime], limits: Limits, now: datetime) -> Pace[Item]:
    """How the waiting deliveries, what matters most first, leave after messages that were sent at these times."""
    if not limits.every:
        return Pace(tuple(waiting))
    ready = _arrival(sent, limits, now)
    free, beyond = (_free(ready, burst, limits, now) for burst in (limits.burst, limits.burst + limits.reserve))
    if len(waiting) <= free:
        return Pace(tuple(waiting))
    urgent = [item for item in waiting if item.severity is Severity.URGENT]
    if not free:
        return _rest(waiting, urgent[:beyond], (), ready - (limits.burst - 1) * limits.every)
    first = urgent[: beyond - 1] or list(waiting[: min(_ALONE, free - 1)])
    whole = [item for item in waiting if not _merges(item) and item not in first]
    first += whole[: max(free - 1 - len(first), 0)]
    summary = [item for item in waiting if _merges(item) and item not in first]
    if len(summary) == 1:
        first, summary = first + summary, []
    return _rest(waiting, first, summary, now + limits.every)


def _merges(item: Waiting) -> bool:
    """Whether it can become part of a summary: not if it may have arrived already, or is a digest itself."""
    return item.kind is AlertKind.MATTER and not item.attempts


def _rest(waiting: Sequence[Item], first: Sequence[Item], summary: Sequence[Item], until: datetime) -> Pace[Item]:
    held = tuple(item for item in waiting if item not in first and item not in summary)
    return Pace(tuple(first), tuple(summary), held, until if held else None)


def _arrival(sent: Iterable[datetime], limits: Limits, now: datetime) -> datetime:
    """The theoretical arrival time after what was sent; what lies ahead of now was sent before the clock went back."""
    ready = datetime.min.replace(tzinfo=now.tzinfo)
    for at in sorted(moment for moment in sent if moment <= now):
        ready = max(ready, at) + limits.every
    return ready


def _free(ready: datetime, burst: int, limits: Limits, now: datetime) -> int:
    """How many messages conform now."""
    backlog = max(ready - now, timedelta(0))
    return max(0, burst + (-backlog // limits.every))
