"""What a feed yields: its entries, and its own words about when to come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from monitor.model import Entry

MOST_ENTRIES = 1000  # of one feed; what a stranger lists beyond that is not worth the time it takes to parse


@dataclass(frozen=True, slots=True)
class PollHints:
    """What a feed says about being polled. `skip_hours` are GMT hours, `skip_days` weekdays (Monday is 0)."""

    ttl: timedelta | None = None
    period: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    expired: bool = False
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as it was read. `warning` says what is wrong with one that could be read all the same.

    `cut_short` marks a document that ends in the middle: its validators must not be kept, or a 304 would
    hide the rest for ever, and what it does not list has not left the feed.
    """

    title: str
    entries: tuple[Entry, ...]
    hints: PollHints = field(default_factory=PollHints)
    warning: str | None = None
    cut_short: bool = False
