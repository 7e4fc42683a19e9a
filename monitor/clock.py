"""The only place that asks for the time.

Calendar time (`now`) is what is written; waiting and deadlines use `monotonic`, so that a fixed
`--now` or a clock that jumps never stretches or shortens a wait.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time; with `fixed` set, always that one."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """Aware UTC time, whole seconds are not enforced."""
        return self.fixed or datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow, for measuring waits."""
        return time.monotonic()


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """ISO-8601 in UTC to the second, as stored in the history."""
    return utc(moment).isoformat(timespec="seconds")


def parse_iso(text: str) -> datetime:
    """The moment that an ISO-8601 text names. Raises ValueError for other text or a missing zone."""
    return utc(datetime.fromisoformat(text))
