"""Articles of a story that moves are read again sooner."""

from __future__ import annotations

from datetime import timedelta

from monitor.stages.context import Context
from monitor.stages.revisit import denser, moves, next_read
from monitor.store.movement import Movement

_WINDOW = timedelta(days=1)


def ages_for(context: Context, article: int) -> tuple[timedelta, ...]:
    """The ages at which an article is read again: more of them while one of its stories moves."""
    ages = context.config.polling.revisit
    movement, since = Movement(context.store.database), context.clock.now() - _WINDOW
    return denser(ages) if any(moves(*movement.of(story, since)) for story in movement.stories(article)) else ages


def hasten_moving(context: Context) -> None:
    """Bring the next reads of moving stories forward to where they would stand had the stories moved all along.

    An article that waits for a host, or after a failure, is not asked sooner.
    """
    ages, now = context.config.polling.revisit, context.clock.now()
    if not ages:
        return
    movement, dense = Movement(context.store.database), denser(ages)
    for story in context.config.stories:
        if not moves(*movement.of(story.id, now - _WINDOW)):
            continue
        sooner = []
        for article, first_seen, planned in movement.waiting(story.id, now, now - ages[-1]):
            better = next_read(first_seen, now, dense)
            if better is not None and better < planned:
                sooner.append((article, better))
        movement.bring_forward(sooner)
