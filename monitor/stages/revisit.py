"""When an article is read again, and what a reading means beside the earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from monitor.model import ReadStatus
from monitor.store.rows import StoredVersion

_FIRST_RETRY = timedelta(minutes=15)
_LAST_RETRY = timedelta(hours=24)
_JOINED = 3  # articles within a day from which a story moves


def next_read(first_seen: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """The next of the configured ages that lies ahead; None when the article is older than the last."""
    return next((first_seen + age for age in ages if first_seen + age > now), None)


def denser(ages: Sequence[timedelta]) -> tuple[timedelta, ...]:
    """The ages at which an article is read while its story moves: half-way between the configured ones as well."""
    middles = [earlier + (later - earlier) / 2 for earlier, later in pairwise(ages)]
    return tuple(sorted({*ages, *middles}))


def moves(joined: int, changed: int) -> bool:
    """Whether a story moves: within a day outlets joined it, or what was reported was changed or contradicted."""
    return joined >= _JOINED or changed > 0


def retry_read(now: datetime, failures: int, asked: timedelta | None) -> datetime:
    """When a page that failed is tried again: 15 minutes doubling to a day, and never before the host asked."""
    wait = min(_FIRST_RETRY * (1 << min(failures, 10)), _LAST_RETRY)
    return now + max(wait, asked or timedelta(0))


class Meaning(StrEnum):
    """What a reading means beside the earlier ones of its article.

    `changed` needs a second reading that gives the same text; when it does not, the page is `unsteady`.
    """

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    RETURNED = "returned"
    UNSTEADY = "unsteady"


def meaning_of(
    digest: str, status: ReadStatus, has_notice: bool, current: StoredVersion | None, earlier: frozenset[str]
) -> Meaning:
    """Judge a readable text by its hash, its status, whether it carries a new notice, and what was read before.

    A suspect text is kept once and believed never. A text that the article had before is no news. A change
    that comes with a notice explains itself; one without is read twice. What replaces the feed's own text
    is a first reading, not a change.
    """
    if digest in earlier and (status is ReadStatus.SUSPECT or current is None or current.text_hash == digest):
        return Meaning.SAME
    if current is None or status is ReadStatus.SUSPECT or current.status is not status:
        return Meaning.NEW
    if digest in earlier:
        return Meaning.RETURNED
    return Meaning.NEW if has_notice else Meaning.CHANGED
