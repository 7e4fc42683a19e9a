"""Who says what and who was there to say it, as values: what the view of omissions is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import Tier


@dataclass(frozen=True, slots=True)
class Voice:
    """An outlet's first sentence that makes a claim: when, in which article, and the claim's number."""

    outlet: str
    tier: Tier
    at: datetime
    article: int
    claim: int


@dataclass(frozen=True, slots=True)
class Matter:
    """A claim that matters to its story, with those who say it and those who say what contradicts it.

    `by_primary`: a primary source says it in words of its own, not only in a record that it keeps.
    """

    claim: int
    story: str
    text: str
    contested: bool
    origins: int
    by_primary: bool
    says: tuple[Voice, ...] = ()
    disputes: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """When an outlet published its articles of a story, the earliest first."""

    outlet: str
    tier: Tier
    times: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class LensCount:
    """How many of an outlet's articles of a story were looked through, and how many touch each lens."""

    outlet: str
    articles: int
    touches: Mapping[str, int] = field(default_factory=dict)
