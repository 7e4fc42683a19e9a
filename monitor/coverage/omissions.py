"""What each outlet says, disputes and leaves out of what is known of a story."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.absence import Attendance, Matter
from monitor.model import Tier


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
    """A claim, when it became known, and who leaves it out."""

    matter: Matter
    known: datetime
    leaves_out: tuple[Silent, ...]

    @property
    def foremost(self) -> bool:
        """Whether a primary source says it and most of the outlets that could have do not."""
        heard = len({voice.outlet for voice in (*self.matter.says, *self.matter.disputes)})
        return self.matter.by_primary and len(self.leaves_out) > heard


def omissions(matters: Sequence[Matter], present: Sequence[Attendance]) -> list[Omission]:
    """Every matter with who leaves it out: what a primary source says and most leave out first, then by how many do.

    An outlet leaves a claim out when it published on the story after the claim was known; one that published nothing
    since had no occasion.
    """
    found = [_omission(matter, present) for matter in matters if matter.says]
    return sorted(found, key=lambda one: (not one.foremost, -len(one.leaves_out), -one.matter.claim))


def _omission(matter: Matter, present: Sequence[Attendance]) -> Omission:
    known = min(voice.at for voice in matter.says)
    heard = {voice.outlet for voice in (*matter.says, *matter.disputes)}
    silent = [_silent(each, known) for each in present if each.outlet not in heard]
    there = [one for one in silent if one.articles]
    return Omission(matter, known, tuple(sorted(there, key=lambda one: (-one.articles, one.outlet))))


def _silent(outlet: Attendance, known: datetime) -> Silent:
    since = len(outlet.times) - bisect_right(outlet.times, known)
    return Silent(outlet.outlet, outlet.tier, since, outlet.times[-1] - known if since else timedelta(0))
