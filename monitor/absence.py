"""What each outlet says, disputes and leaves out of what is known of a story.

It stands apart from the room of coverage, since a listing of it should not load what reads articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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


@dataclass(frozen=True, slots=True)
class Silent:
    """An outlet that covered the story after a claim was known and does not mention it.

    `articles` is how many it published since, and `had` how long after the claim became known the last of them came.
    """

    outlet: str
    tier: Tier
    articles: int
    had: timedelta


@dataclass(frozen=True, slots=True)
class Omission:
    """A claim, when it became known, and the outlets that published on the story later without it."""

    matter: Matter
    known: datetime
    absent: tuple[Attendance, ...]

    @property
    def leaves_out(self) -> list[Silent]:
        """Who leaves it out, those who published most since first."""
        silent = (_silent(each, self.known) for each in self.absent)
        return sorted(silent, key=lambda one: (-one.articles, one.outlet))

    @property
    def foremost(self) -> bool:
        """Whether a primary source says it and most of the outlets that could have do not."""
        heard = len({voice.outlet for voice in (*self.matter.says, *self.matter.disputes)})
        return self.matter.by_primary and len(self.absent) > heard


def omissions(matters: Sequence[Matter], present: Sequence[Attendance]) -> list[Omission]:
    """Every matter with who leaves it out: what a primary source says and most leave out first, then by how many do.

    An outlet leaves a claim out when it published on the story after the claim was known; one that published nothing
    since had no occasion.
    """
    found = [_omission(matter, present) for matter in matters if matter.says]
    return sorted(found, key=lambda one: (not one.foremost, -len(one.absent), -one.matter.claim))


def _omission(matter: Matter, present: Sequence[Attendance]) -> Omission:
    known = min(voice.at for voice in matter.says)
    heard = {voice.outlet for voice in (*matter.says, *matter.disputes)}
    absent = tuple(each for each in present if each.outlet not in heard and each.times[-1] > known)
    return Omission(matter, known, absent)


def _silent(outlet: Attendance, known: datetime) -> Silent:
    since = len(outlet.times) - bisect_right(outlet.times, known)
    return Silent(outlet.outlet, outlet.tier, since, outlet.times[-1] - known)
