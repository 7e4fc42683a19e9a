"""Part of stage 5: who usually publishes and has stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from monitor.coverage.silence import (
    LEAST,
    LONG_ENOUGH,
    LOOKS_BACK,
    SHORTEST,
    Silence,
    outlet_silence,
    source_silence,
)
from monitor.model import Event, EventKind
from monitor.stages.context import Context
from monitor.store.events import Noticed
from monitor.store.silence import Beat, Rhythm

_CHECKED = "silence_checked"
_AGAIN = timedelta(hours=1)
_BEAT = Beat(LEAST, LONG_ENOUGH, SHORTEST)


def notice_silences(context: Context) -> None:
    """Store a silence for every source and outlet that has stopped; once for each time. Looks once an hour."""
    store, now = context.store, context.clock.now()
    last = store.facts.time(_CHECKED)
    if last is not None and timedelta(0) <= now - last < _AGAIN:
        return
    found = [*_sources(context), *_outlets(context)]
    with store.database.writing():
        store.events.record(found)
        store.facts.set_time(_CHECKED, now)


def _sources(context: Context) -> Iterator[Noticed]:
    rhythm, now = Rhythm(context.store.database), context.clock.now()
    for source, outlet in rhythm.stopped(now, now - LOOKS_BACK, _BEAT):
        times = rhythm.listed(source, now - LOOKS_BACK, now)
        silence = source_silence(times, now)
        if silence is None:
            continue
        event = Event(
            kind=EventKind.SILENCE,
            at=now,
            summary=f"{outlet} has listed nothing new since {silence.since:%Y-%m-%d %H:%M} UTC",
            reason=f"source {source} answers; it had listed {len(times)} entries, {_apart(silence)}",
            source=source,
        )
        yield Noticed(event, f"silence:{source}:{silence.since.isoformat()}")


def _outlets(context: Context) -> Iterator[Noticed]:
    """An outlet that still publishes, but nothing of a story; where it lists nothing at all, its source is silent."""
    rhythm, now = Rhythm(context.store.database), context.clock.now()
    answering = {outlet for _, outlet in rhythm.answering(now)}
    for story in context.config.stories:
        wrote = rhythm.wrote(story.id, now - LOOKS_BACK, now)
        for outlet in sorted({outlet for outlet, _ in wrote} & answering):
            own = [time for name, time in wrote if name == outlet]
            others = [time for name, time in wrote if name != outlet]
            silence = outlet_silence(own, others, now)
            if silence is None or not rhythm.has_listed(outlet, silence.since):
                continue
            since = sum(time > silence.since for time in others)
            event = Event(
                kind=EventKind.SILENCE,
                at=now,
                story=story.id,
                summary=f"{outlet} has written nothing on “{story.title}” since {silence.since:%Y-%m-%d}",
                reason=f"others wrote {since} articles; before, {len(own)} of {len(wrote) - since} were its own,"
                f" {_apart(silence)}",
            )
            yield Noticed(event, f"silence:{story.id}:{outlet}:{silence.since.isoformat()}")


def _apart(silence: Silence) -> str:
    days = silence.longest / timedelta(days=1)
    odds = "never in a million times" if silence.chance < 1e-6 else f"once in {1 / silence.chance:,.0f} times"
    return f"at most {days:.1f} days apart; by chance this would happen {odds}"
