"""Stage 6: what lies in the outbox is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from monitor.alerts import Context as Rendering
from monitor.alerts import deliver, next_attempt, render, shape_of
from monitor.model import SendOutcome, SendResult
from monitor.stages.context import Context
from monitor.store.rows import DueDelivery

_DEADLINE = 30.0


async def tell_channel(context: Context, dues: Sequence[DueDelivery]) -> None:
    """Deliver what is due to one channel, in order; a channel that fails is left alone until its next time."""
    for due in dues:
        if not await _tell(context, due):
            return


async def _tell(context: Context, due: DueDelivery) -> bool:
    """Make one attempt at one delivery and store how it ended.

    A kill between the send and its record repeats this delivery once, with the same id in the message.
    """
    result = await _attempt(context, due)
    now = context.clock.now()
    if result.outcome is SendOutcome.SENT:
        context.store.outbox.record_sent(due.id, now)
        context.progress(f"told {due.channel}: alert n{due.alert}")
        return True
    again = next_attempt(due.attempts + 1, now, context.rng, result.outcome)
    context.store.outbox.record_failed(due.id, result.reason, again)
    context.progress(f"could not tell {due.channel} (alert n{due.alert}): {result.reason}")
    return again is None


async def _attempt(context: Context, due: DueDelivery) -> SendResult:
    address = context.config.channels.get(due.channel)
    event = context.store.events.get(due.event)
    if address is None or event is None:
        return SendResult(SendOutcome.PERMANENT, f"channel {due.channel} is no longer configured")
    url = address.get_secret_value()
    shape = await asyncio.to_thread(shape_of, url)
    message = render(event, Rendering(due.alert, due.id, shape))
    return await deliver(url, message, _DEADLINE)
