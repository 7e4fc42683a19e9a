"""The path of an alert through the history: what is decided, what leaves now, and how each attempt ended.

Nothing here sends. The walk puts a channel between `begun` and `ended`; a backtest puts nothing there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from monitor.alerts import Policy, decide, muted, muting, next_attempt, pace, quiet_until
from monitor.model_alerts import Alert, SendOutcome, SendResult
from monitor.store import Store
from monitor.store.rows import DueDelivery

_REMEMBERED = timedelta(days=1)  # of what was sent, for the limits


def decide_event(store: Store, ident: int, policy: Policy, now: datetime) -> None:
    """Store who is told of one event, when, and why."""
    with store.database.writing():
        event = store.events.get(ident)
        assert event is not None
        standing = replace(store.alerts.standing(event), mutes=store.mutes.active(now))
        store.alerts.record(event, decide(event, policy, standing, now), now)


def leaving(store: Store, channel: str, policy: Policy, now: datetime) -> Sequence[DueDelivery]:
    """What goes to a channel now, in this order, after mutes, quiet hours and limits had their say in the history."""
    with store.database.writing():
        _withdraw_muted(store, channel, now)
        waiting = _awake(store, channel, policy, now)
        paced = pace(waiting, store.outbox.sent_times(channel, now - _REMEMBERED), policy.limits, now)
        if paced.until is not None:
            until = f"{paced.until:%Y-%m-%d %H:%M} UTC"
            reason = f"limit: {channel} has had its messages for now; waits until {until}"
            store.outbox.hold([one.id for one in paced.held], paced.until, reason, now)
        if not paced.summary:
            return paced.now
        summary = store.outbox.merge(paced.summary, now)
        return [*paced.now, *(due for due in store.outbox.due(now, channel) if due.id == summary)]


def _withdraw_muted(store: Store, channel: str, now: datetime) -> None:
    """What was muted since it was decided is not told after all."""
    mutes = store.mutes.active(now)
    for due in store.outbox.due(now, channel) if mutes else ():
        for ident in store.outbox.told_by(due.id):
            event = store.events.get(ident)
            mute = None if event is None else muting(event, mutes)
            if mute is not None:
                store.alerts.withdraw(channel, ident, muted(mute), now)


def _awake(store: Store, channel: str, policy: Policy, now: datetime) -> list[DueDelivery]:
    """What is due and not held by quiet hours."""
    awake = []
    for due in store.outbox.due(now, channel):
        until = quiet_until(policy.quiet, channel, due.severity, now, policy.zone)
        if until is None:
            awake.append(due)
        else:
            store.outbox.hold([due.id], until, f"quiet hours: waits until {until:%Y-%m-%d %H:%M} UTC", now)
    return awake


def begun(store: Store, due: DueDelivery) -> Alert | None:
    """What a message tells, with its attempt counted; None if it was withdrawn meanwhile.

    A kill after this and before `ended` repeats the message once, with the same id and the same events in it.
    """
    with store.database.writing():
        return store.outbox.alert(due.id) if store.outbox.begin(due.id) else None


def ended(store: Store, due: DueDelivery, result: SendResult, now: datetime, rng: Random) -> bool:
    """Store how an attempt ended; gives whether the channel may be told the next thing."""
    if result.outcome is SendOutcome.SENT:
        store.outbox.record_sent(due.id, now)
        return True
    again = next_attempt(due.attempts + 1, now, rng, result)
    store.outbox.record_failed(due.id, result.reason, again, now)
    return again is None
