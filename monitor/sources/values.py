"""What is asked of a place, what it answers, and what that yields: entries, and when to come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Entry
from monitor.network import Purpose

MOST_ENTRIES = 1000  # of one feed; what a stranger lists beyond that is not worth the time it takes to parse


@dataclass(frozen=True, slots=True)
class PollHints:
    """What a feed says about being polled. `skip_hours` are GMT hours, `skip_days` weekdays (Monday is 0).

    `hub` is who pushes it (WebSub), `topic` what the hub calls it.
    """

    ttl: timedelta | None = None
    period: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    expired: bool = False
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a poll; a poll can take several. `step` tells the reader of the answer what was asked.

    Where `body` is given, it is posted. `headers` are those of the service (a token of this poll), and go to this
    address only. `gap` is how many seconds its host wants between two requests of anybody. A `conditional` call
    is always the same one, so that the answer may be that nothing changed; an `optional` one may lead nowhere.
    """

    url: str
    step: str = ""
    purpose: Purpose = Purpose.API
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    gap: float = 0.0
    conditional: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call brought. `url` is where it came from in the end, `memory` what the source knows so far."""

    call: Call
    body: bytes
    url: str
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    memory: str | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """An answer as it was read. `warning` says what is wrong with one that could be read all the same.

    `cut_short` marks a document that ends in the middle: its validators must not be kept, or a 304 would
    hide the rest for ever. Only of a `whole` list it is known that what it does not name has left it. `then` are
    the calls that read on, `memory` is what the kind wants to know at the next poll (None: nothing new).
    """

    title: str
    entries: tuple[Entry, ...]
    hints: PollHints = field(default_factory=PollHints)
    warning: str | None = None
    cut_short: bool = False
    whole: bool = True
    then: tuple[Call, ...] = ()
    memory: str | None = None
