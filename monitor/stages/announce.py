"""Tells the plugins that listen of every event, once it is stored."""

from __future__ import annotations

import logging

from monitor.plugins import listeners
from monitor.stages.context import Context

_LOG = logging.getLogger("monitor")
_MARK = "announced"


def begin(context: Context) -> None:
    """Where plugins listen for the first time, note what they need not hear: the events that are there already."""
    facts = context.store.facts
    if listeners() and facts.text(_MARK) is None:
        facts.set_text(_MARK, str(context.store.events.last()))


def announce(context: Context) -> None:
    """Tell every listener of the events since the last time; one that fails is logged, and hears of the next one."""
    heard = context.store.facts.text(_MARK)
    hearing = listeners()
    if not hearing or heard is None:
        return
    for event in context.store.events.since(after=int(heard)):
        for name, tell in hearing.items():
            try:
                tell(event=event)
            except Exception as error:  # noqa: BLE001  # a stranger's code may raise anything
                _LOG.error("the plugin %s failed on event e%s: %s", name, event.id, type(error).__name__)
        context.store.facts.set_text(_MARK, str(event.id))
