"""An article that its outlet has withdrawn, and pages that many are missing at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.model import Changes, Event, EventArticle, EventKind

TOGETHER = timedelta(days=1)  # pages that went missing within this time may have gone for one reason
_MANY = 3
_LASTS = timedelta(days=3)


def is_fault_of_site(missing: int, answered: int, lasting: timedelta) -> bool:
    """Whether a page that is missing for some time is taken for the victim of an outage or a rebuilt site.

    So it is for three days at most, while at least three pages of its outlet are missing that went together, and
    fewer have answered since.
    """
    return missing >= _MANY and missing > answered and lasting < _LASTS


def are_many(gone: int) -> bool:
    """Whether so many articles of an outlet that went together are told of once, and not one by one."""
    return gone >= _MANY


def removal(
    article: EventArticle, story: str | None, gone_at: datetime, dropped: tuple[str, ...], together: int = 1
) -> Event:
    """The event that an article is gone, with the claims that went with it; `together` counts those that went with it.

    The claims of the others are not listed.
    """
    others = together - 1 if are_many(together) else 0
    what = f"“{article.title}”" + (f" and {others} more articles within a day" if others else "")
    return Event(
        kind=EventKind.REMOVAL,
        at=gone_at,
        story=story,
        summary=f"{article.outlet} has withdrawn {what}",
        reason=f"its address answered as gone at {gone_at:%Y-%m-%d %H:%M} UTC"
        + ("; so many at once may also be a site that was rebuilt" if others else ""),
        article=article,
        changes=Changes(dropped=dropped),
    )
