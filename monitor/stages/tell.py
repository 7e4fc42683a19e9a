"""Stage 6: it is decided who is told of each event, and what lies in the outbox is delivered.

Deciding and sending are apart: what is to be told stands in the history before any channel is asked, so that a kill,
a failing channel or another configuration loses nothing and tells nothing twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from monitor.alerts import Context as Rendering
from monitor.alerts import Form, deliver, next_digest, ping, render, shape_of
from monitor.config_rooms import alert_policy, template_of
from monitor.model_alerts import Alert, AlertKind, Message, SendOutcome
from monitor.stages.context import Context
from monitor.stages.outgoing import begun, decide_event, ended, leaving
from monitor.stages.picture import picture_of
from monitor.stages.watch import watch_channels
from monitor.store.rows import DueDelivery

_DEADLINE = 30.0
_PING = 10.0


async def decide_one(context: Context, ident: int) -> None:
    """`decide_event` as a unit of work of the walk."""
    decide_event(context.store, ident, alert_policy(context.config), context.clock.now())


def prepare(context: Context) -> list[str]:
    """Begin digests that are sent also when they are empty, and watch the channels; gives those with something due."""
    store, now, policy = context.store, context.clock.now(), alert_policy(context.config)
    for entry in context.config.alerts:
        if entry.when_empty and entry.digest is not None:
            due = next_digest(entry.digest, now, policy.zone)
            for channel in entry.to:
                if store.alerts.open_digest(channel, due) is None:
                    store.alerts.add_digest(channel, due, now)
    watch_channels(store, tuple(context.config.channels), now)
    return store.outbox.due_channels(now)


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


async def _tell(context: Context, due: DueDelivery) -> bool:
    """Make one attempt at one message and store how it ended; gives whether the next one may follow."""
    alert = begun(context.store, due)
    if alert is None:
        return True
    url = context.config.channels[due.channel].get_secret_value()
    message = await _message(context, due, alert, url)
    async with context.turn.taken():
        result = await deliver(url, message, _DEADLINE)
        on = ended(context.store, due, result, context.clock.now(), context.rng)
    problem = "" if result.outcome is SendOutcome.SENT else f" failed: {result.reason}"
    context.progress(f"telling {due.channel} {_named(alert)}{problem or ' done'}")
    return on


def _named(alert: Alert) -> str:
    if alert.kind in (AlertKind.DIGEST, AlertKind.SUMMARY):
        return f"a {alert.kind} of {len(alert.events)} events"
    return f"alert n{alert.id}"


async def _message(context: Context, due: DueDelivery, alert: Alert, url: str) -> Message:
    shape = await asyncio.to_thread(shape_of, url)
    now = context.clock.now()
    name, thread = context.store.outbox.names(due.id)
    own = template_of(context.config, alert, due.channel)
    picture = await picture_of(context, alert, due.id) if shape.form is Form.MAIL else b""
    message: Message = await asyncio.to_thread(render, alert, Rendering(due.id, shape, own, picture))
    if message.fault:
        context.store.outbox.remark(due.id, "template", f"template: the built-in one was used: {message.fault}", now)
    return replace(message, ident=name, thread=thread)
