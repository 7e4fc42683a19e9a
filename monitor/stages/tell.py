"""Stage 6: it is decided who is told of each event, and what lies in the outbox is delivered.

Deciding and sending are apart: what is to be told stands in the history before any channel is asked, so that a kill,
a failing channel or another configuration loses nothing and tells nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts import Context as Rendering
from monitor.alerts import (
    Policy,
    decide,
    deliver,
    muted,
    muting,
    next_attempt,
    next_digest,
    pace,
    ping,
    quiet_until,
    render,
    shape_of,
)
from monitor.config_rooms import alert_policy
from monitor.model import Alert, AlertKind, Message, SendOutcome, SendResult
from monitor.stages.context import Context
from monitor.store import Store
from monitor.store.rows import DueDelivery

_DEADLINE = 30.0
_PING = 10.0
_TROUBLE = timedelta(hours=1)  # that a channel fails before another one is told


def decide_event(store: Store, ident: int, policy: Policy, now: datetime) -> None:
    """Store who is told of one event, when, and why."""
    with store.database.writing():
        event = store.events.get(ident)
        assert event is not None
        standing = replace(store.alerts.standing(event), mutes=store.mutes.active(now))
        store.alerts.record(event, decide(event, policy, standing, now), now)


async def decide_one(context: Context, ident: int) -> None:
    """`decide_event` as a unit of work of the walk."""
    decide_event(context.store, ident, alert_policy(context.config), context.clock.now())


def prepare(context: Context) -> None:
    """Begin the digests that are sent also when they are empty, and tell of channels that fail for an hour."""
    store, now, policy = context.store, context.clock.now(), alert_policy(context.config)
    for entry in context.config.alerts:
        if entry.when_empty and entry.digest is not None:
            due = next_digest(entry.digest, now, policy.zone)
            for channel in entry.to:
                if store.alerts.open_digest(channel, due) is None:
                    store.alerts.add_digest(channel, due, now)
    for failing, since, reason in store.outbox.failing(now - _TROUBLE):
        down = store.outbox.failing_now()
        other = next((name for name in context.config.channels if name not in down), None)
        if other is not None:
            note = f"The channel {failing} has not taken a message since {since:%Y-%m-%d %H:%M} UTC: {reason}."
            store.outbox.tell_trouble(failing, other, note, now)


async def beat(context: Context, url: str) -> None:
    """Ping the dead-man service, at most once in each of its intervals, whatever it answers."""
    now, last = context.clock.now(), context.store.facts.time("last_heartbeat")
    beats = context.config.heartbeat
    if beats is None or (last is not None and last <= now < last + beats.every):
        return
    context.store.facts.set_time("last_heartbeat", now)
    result = await ping(url, _PING)
    if result.outcome is not SendOutcome.SENT:
        context.progress(f"the heartbeat failed: {result.reason}")


async def tell_channel(context: Context, channel: str) -> None:
    """Deliver what is due to one channel, what matters most first; one that fails is left alone until its next time."""
    policy, now = alert_policy(context.config), context.clock.now()
    for due in leaving(context.store, channel, policy, now):
        if not await _tell(context, due):
            return


def leaving(store: Store, channel: str, policy: Policy, now: datetime) -> Sequence[DueDelivery]:
    """What goes to a channel now, in this order, after mutes, quiet hours and limits had their say in the history."""
    with store.database.writing():
        _withdraw_muted(store, channel, now)
        waiting = _awake(store, channel, policy, now)
        limits = policy.limits
        span = (limits.burst + limits.reserve) * limits.every
        paced = pace(waiting, store.outbox.sent_times(channel, now - span), limits, now)
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


async def _tell(context: Context, due: DueDelivery) -> bool:
    """Make one attempt at one message and store how it ended.

    A kill between the send and its record repeats this message once, with the same id in it.
    """
    outbox = context.store.outbox
    with context.store.database.writing():
        alert = outbox.alert(due.id)
        if not outbox.begin(due.id):
            return True
    result = await _attempt(context, due, alert)
    now = context.clock.now()
    if result.outcome is SendOutcome.SENT:
        outbox.record_sent(due.id, now)
        context.progress(f"telling {due.channel} {_named(alert)} done")
        return True
    again = next_attempt(due.attempts + 1, now, context.rng, result.outcome)
    outbox.record_failed(due.id, result.reason, again, now)
    context.progress(f"telling {due.channel} {_named(alert)} failed: {result.reason}")
    return again is None


def _named(alert: Alert) -> str:
    if alert.kind in (AlertKind.DIGEST, AlertKind.SUMMARY):
        return f"a {alert.kind} of {len(alert.events)} events"
    return f"alert n{alert.id}"


async def _attempt(context: Context, due: DueDelivery, alert: Alert) -> SendResult:
    address = context.config.channels.get(due.channel)
    if address is None:
        return SendResult(SendOutcome.PERMANENT, f"channel {due.channel} is no longer configured")
    url = address.get_secret_value()
    shape = await asyncio.to_thread(shape_of, url)
    name, thread = context.store.outbox.names(due.id)
    message: Message = render(alert, Rendering(due.id, shape))
    return await deliver(url, replace(message, ident=name, thread=thread), _DEADLINE)
