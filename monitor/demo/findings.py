"""What a person should know of the events that were raised, and which commands look further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Event, EventClaim, EventKind, Tier


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the summing up, under a heading and beside a short label."""

    heading: str
    label: str
    text: str


def findings(events: Sequence[Event]) -> Iterator[Finding]:
    """What stands contested, who denied, what was changed, and what was superseded."""
    for event in _of(events, EventKind.CONTRADICTION):
        yield from _contested(event)
    yield from _denied(events)
    for event in _of(events, EventKind.REVISION):
        yield from _changed("Changed without a word", event)
    for event in _of(events, EventKind.CORRECTION, EventKind.REMOVAL):
        yield Finding("Corrected or withdrawn", f"e{event.id}", f"{event.summary}: {event.reason}")
    for event in _of(events, EventKind.UPDATE):
        yield Finding("Superseded", f"e{event.id}", event.summary)
    for event in _of(events, EventKind.SOURCE_DOWN, EventKind.SOURCE_RECOVERED):
        yield Finding("Sources", f"e{event.id}", f"{event.summary}: {event.reason}")


def _of(events: Sequence[Event], *kinds: EventKind) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def _contested(event: Event) -> Iterator[Finding]:
    """Both sides of a contradiction with how many independent origins stand behind each."""
    heading = "Contested"
    yield Finding(heading, f"e{event.id}", event.reason)
    for side in event.claims:
        count = event.origins.get(side.role, 1)
        yield Finding(heading, f"  {count} origin{'s' * (count != 1)}", _said(side))


def _denied(events: Sequence[Event]) -> Iterator[Finding]:
    """What the party itself says against what is reported of it."""
    for event in _of(events, EventKind.CONTRADICTION):
        for side in event.claims:
            if side.tier is Tier.PRIMARY:
                yield Finding("Denied by the party itself", f"e{event.id}", _said(side))


def _said(side: EventClaim) -> str:
    return f"{side.outlet}: “{side.text}”"


def _changed(heading: str, event: Event) -> Iterator[Finding]:
    yield Finding(heading, f"e{event.id}", event.summary)
    if event.changes is None:
        return
    for old, new in event.changes.altered:
        yield Finding(heading, "  was", f"“{old}”")
        yield Finding(heading, "  now", f"“{new}”")
    for text in event.changes.dropped:
        yield Finding(heading, "  dropped", f"“{text}”")
    for text in event.changes.added:
        yield Finding(heading, "  added", f"“{text}”")


def next_steps(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Commands that look further, each with what it shows."""
    yield "events", "all that changed, in order"
    yield "claims --contested", "the claims that somebody contradicts"
    for event in _of(events, EventKind.CONTRADICTION)[:1]:
        yield f"show e{event.id}", "one event with its causes"
        yield f"why {event.claims[0].url}", "how the monitor came to it, from the feed to the judge's word"
    for event in _of(events, EventKind.REVISION, EventKind.CORRECTION)[:1]:
        if event.article is not None:
            yield f"diff a{event.article.id}", "what an outlet changed after publishing, word by word"
    yield "alerts list", "what was told to whom"
    yield "status", "how the sources and the outbox stand"
