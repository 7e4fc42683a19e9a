"""Stage 6: what lies in the outbox is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from monitor.alerts import Context as Rendering
from monitor.alerts import Shape, deliver, next_attempt, render, render_digest, shape_of
from monitor.model import Message, SendOutcome, SendResult
from monitor.stages.context import Context
from monitor.store.rows import DueDelivery

_DEADLINE = 30.0


async def tell_channel(context: Context, dues: Sequence[DueDelivery]) -> None:
    """Deliver what is due to one channel, in order; one that fails is left alone until its next time.

    What a digest has gathered goes as one message.
    """
    digest = [due for due in dues if due.digest]
    for together in [[due] for due in dues if not due.digest] + ([digest] if digest else []):
        if not await _tell(context, together):
            return


async def _tell(context: Context, dues: Sequence[DueDelivery]) -> bool:
    """Make one attempt at one message and store how it ended for each delivery in it.

    A kill between the send and its record repeats this message once, with the same id in it.
    """
    outbox, first = context.store.outbox, dues[0]
    result = await _attempt(context, dues)
    now = context.clock.now()
    sent = result.outcome is SendOutcome.SENT
    again = None if sent else next_attempt(first.attempts + 1, now, context.rng, result.outcome)
    with context.store.database.writing():
        for due in dues:
            outbox.record_sent(due.id, now) if sent else outbox.record_failed(due.id, result.reason, again)
    problem = "" if sent else f" failed: {result.reason}"
    context.progress(f"telling {first.channel} {_named(dues)}{problem or ' done'}")
    return sent or again is None


def _named(dues: Sequence[DueDelivery]) -> str:
    return f"alert n{dues[0].alert}" if len(dues) == 1 else f"a digest of {len(dues)} alerts"


async def _attempt(context: Context, dues: Sequence[DueDelivery]) -> SendResult:
    address = context.config.channels.get(dues[0].channel)
    if address is None:
        return SendResult(SendOutcome.PERMANENT, f"channel {dues[0].channel} is no longer configured")
    url = address.get_secret_value()
    shape = await asyncio.to_thread(shape_of, url)
    return await deliver(url, _message(context, dues, shape), _DEADLINE)


def _message(context: Context, dues: Sequence[DueDelivery], shape: Shape) -> Message:
    found = [context.store.events.get(due.event) for due in dues]
    events, first = [event for event in found if event is not None], dues[0]
    rendering = Rendering(None if first.digest else first.alert, first.id, shape)
    return render_digest(events, rendering) if first.digest else render(events[0], rendering)
