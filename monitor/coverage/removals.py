"""An article that its outlet has withdrawn."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Changes, Event, EventArticle, EventKind


def removal(
    article: EventArticle, story: str | None, gone_at: datetime, reason: str, dropped: tuple[str, ...]
) -> Event:
    """The event that an article is gone, with the claims that went with it."""
    return Event(
        kind=EventKind.REMOVAL,
        at=gone_at,
        story=story,
        summary=f"{article.outlet} has withdrawn “{article.title}”",
        reason=reason,
        article=article,
        changes=Changes(dropped=dropped),
    )
