"""Channels are watched: one that fails for an hour is told through another one, and one that is gone is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.alerts import moment
from monitor.store import Store
from monitor.store.channels import Failing

_TROUBLE = timedelta(hours=1)  # that a channel fails before another one is told


def watch_channels(store: Store, configured: Sequence[str], now: datetime) -> None:
    """Forget channels that are no longer configured, and tell of those that fail for an hour or work again.

    What has come due for a channel that is gone becomes a dead letter, so that a person sees it.
    """
    store.channels.keep(configured)
    store.outbox.strand(configured, now)
    for failing in store.channels.failing(now - _TROUBLE):
        down = store.channels.down()
        other = next((name for name in configured if name not in down), None)
        if other is not None:
            note = (
                f"The channel {failing.name} fails: it has not taken a message since {moment(failing.since)}, "
                f"as {failing.reason}. What is for it waits and is sent when it works{_given_up(failing)}; "
                f"monitor alerts test {failing.name} tries it now."
            )
            store.channels.tell_failing(failing.name, other, note, now)
    for working in store.channels.recovered():
        note = (
            f"The channel {working.name} works again: it had failed since {moment(working.since)}. "
            f"What waited for it is sent now{_given_up(working)}."
        )
        store.channels.tell_recovered(working.name, working.told or working.name, note, now)


def _given_up(channel: Failing) -> str:
    """The messages that nobody sends unless a person asks for it."""
    if not channel.dead:
        return ""
    counted = "1 message that was" if channel.dead == 1 else f"{channel.dead} messages that were"
    return f", but for {counted} given up: monitor alerts retry sends what was"
