"""What a person sees of the demo: a log while it runs, then what should be known and how to look further."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from monitor.model import Event, EventClaim, EventKind, Tier

_WIDEST = 110
_PIPE_WIDTH = 100
_MARKS = {
    "read": "blue",
    "changed": "magenta",
    "gone": "magenta",
    "source": "yellow",
    "event": "green",
    "note": "dim",
}
_CHANGED = (EventKind.REVISION, EventKind.CORRECTION, EventKind.REMOVAL)


class Screen:
    """Writes to stdout, one thing at a time, whichever thread has something to say."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False, emoji=False)
        self._console.width = min(self._console.width, _WIDEST) if sys.stdout.isatty() else _PIPE_WIDTH
        self._lock = threading.Lock()

    def title(self, text: str) -> None:
        """A heading over what follows."""
        with self._lock:
            self._console.print()
            self._console.print(Rule(Text(text, "bold"), align="left", characters="─"))

    def line(self, mark: str, text: str) -> None:
        """One line of the log."""
        with self._lock:
            shown = Text(text, "dim" if mark == "note" else "")
            self._console.print(Padding(Text.assemble((f"{mark:8}", _MARKS[mark]), shown), (0, 0, 0, 2)))

    def text(self, text: str, indent: int = 0) -> None:
        """Plain words, wrapped and indented."""
        with self._lock:
            self._console.print(Padding(Text(text), (0, 0, 0, indent)))

    def alert(self, message: Mapping[str, Any]) -> None:
        """An alert as the webhook received it."""
        body = Text(str(message.get("message", "")).strip())
        with self._lock:
            self._console.print(
                Panel(body, title=Text(str(message.get("title", "")), "bold red"), title_align="left", padding=(0, 1))
            )


def moment_title(at: datetime, start: datetime) -> str:
    """Which day of the demo it is, and the date."""
    return f"Day {(at.date() - start.date()).days + 1}: {at:%A} {at.day} {at:%B %Y, %H:%M} UTC"


def event_line(event: Event) -> str:
    """An event in one line of the log."""
    return f"e{event.id} {event.kind.replace('_', ' ')}: {event.summary}"


def findings(events: Sequence[Event]) -> Iterator[tuple[str, list[str]]]:
    """What a person should know of these events: headings with their lines."""
    yield "Contested", [line for each in _of(events, EventKind.CONTRADICTION) for line in _sides(each)]
    yield "Denied or confirmed by the party itself", list(dict.fromkeys(_by_the_party(events)))
    yield "Changed without a word", [line for each in _of(events, EventKind.REVISION) for line in _changes(each)]
    yield (
        "Corrected or withdrawn",
        [f"e{each.id}  {each.summary}: {each.reason}" for each in _of(events, EventKind.CORRECTION, EventKind.REMOVAL)],
    )
    yield "Superseded", [f"e{each.id}  {each.summary}" for each in _of(events, EventKind.UPDATE)]
    yield (
        "Sources",
        [f"e{each.id}  {each.summary}" for each in _of(events, EventKind.SOURCE_DOWN, EventKind.SOURCE_RECOVERED)],
    )


def _of(events: Sequence[Event], *kinds: EventKind) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def _sides(event: Event) -> Iterator[str]:
    """Both sides of a contradiction with how many independent origins stand behind each."""
    yield f"e{event.id}  {event.reason}"
    for side in event.claims:
        count = event.origins.get(side.role, 1)
        yield f"     {count} origin{'s' * (count != 1)}  {_said(side)}"


def _by_the_party(events: Sequence[Event]) -> Iterator[str]:
    for event in _of(events, EventKind.CONTRADICTION, EventKind.CORROBORATION):
        yield from (f"e{event.id}  {_said(side)}" for side in event.claims if side.tier is Tier.PRIMARY)


def _said(side: EventClaim) -> str:
    return f"{side.outlet}: “{side.text}”"


def _changes(event: Event) -> Iterator[str]:
    yield f"e{event.id}  {event.summary}"
    changes = event.changes
    if changes is None:
        return
    for old, new in changes.altered:
        yield f"     was  “{old}”"
        yield f"     now  “{new}”"
    yield from (f"     dropped  “{text}”" for text in changes.dropped)
    yield from (f"     added    “{text}”" for text in changes.added)


def next_steps(events: Sequence[Event], command: str) -> Iterator[tuple[str, str]]:
    """Commands that look further, each with what it shows. `command` is the monitor with its --state."""
    yield f"{command} events", "all that changed, in order"
    yield f"{command} claims --contested", "the claims that somebody contradicts"
    for event in _of(events, EventKind.CONTRADICTION)[:1]:
        yield f"{command} show e{event.id}", "one event with its causes"
        yield f"{command} why {event.claims[0].url}", "how the monitor came to it"
    for event in [each for each in _of(events, *_CHANGED) if each.article is not None and each.changes][:1]:
        assert event.article is not None
        yield f"{command} diff a{event.article.id}", "what an outlet changed, word by word"
    yield f"{command} status", "how the sources and the outbox stand"
