"""The whole path of alerts over the stored history, under other rules and in simulated time; nothing is sent.

Events are decided at the times at which they happened, and every message arrives at once. What the history knows of
an event otherwise is as it is now: how many outlets carry a claim, and which sources are down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from monitor.alerts import Policy
from monitor.model_alerts import Alert, SendOutcome, SendResult
from monitor.stages.outgoing import begun, decide_event, ended, leaving
from monitor.store import Store
from monitor.store.scratch import events_in_time, next_due


@dataclass(frozen=True, slots=True)
class Telling:
    """A message that would have been sent."""

    at: datetime
    channel: str
    alert: Alert


def replay(copy: Store, policy: Policy, since: datetime | None) -> Iterator[Telling]:
    """What these rules would have told, in order. The history that is handed in is written to."""
    for at, event in events_in_time(copy, since):
        yield from _until(copy, policy, at)
        decide_event(copy, event, policy, at)
    yield from _until(copy, policy, None)


def _until(store: Store, policy: Policy, end: datetime | None) -> Iterator[Telling]:
    """What leaves before `end`, or ever."""
    now = next_due(store)
    while now is not None and (end is None or now < end):
        for channel in store.outbox.due_channels(now):
            yield from _leave(store, channel, policy, now)
        now = next_due(store)


def _leave(store: Store, channel: str, policy: Policy, now: datetime) -> Iterator[Telling]:
    for due in leaving(store, channel, policy, now):
        alert = begun(store, due)
        if alert is not None:
            yield Telling(now, channel, alert)
            ended(store, due, SendResult(SendOutcome.SENT), now, Random(0))
