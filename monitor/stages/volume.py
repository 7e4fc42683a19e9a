"""Part of stage 5: what only shows in many articles together."""

from __future__ import annotations

from monitor.coverage.volume import WINDOW, is_surge
from monitor.model import Event, EventKind
from monitor.stages.context import Context
from monitor.store.events import Noticed
from monitor.store.volume import Volume


def notice_surges(context: Context) -> None:
    """Store a surge for every story that so many outlets joined within a day; once a day at most."""
    volume, now = Volume(context.store.database), context.clock.now()
    start = now - WINDOW
    for story in context.config.stories:
        joined = volume.outlets(story.id, start, now)
        begun, last = volume.begun(story.id), volume.last_surge(story.id)
        if begun is None or (last is not None and last > start):
            continue
        if not is_surge(len(joined), volume.days(story.id, start), now.date(), now - begun):
            continue
        origins = volume.origins(story.id, start, now)
        event = Event(
            kind=EventKind.SURGE,
            at=now,
            story=story.id,
            summary=f"{len(joined)} outlets joined “{story.title}” within 24 hours, "
            f"{origins} independent {'origin' if origins == 1 else 'origins'}",
            reason=f"{', '.join(joined)}",
            origins={"new": origins},
        )
        context.store.events.record([Noticed(event, f"surge:{story.id}:{now.isoformat()}")])
