"""Notices that the clock was set back, and takes up at once what was put off by the time it showed before.

Without this a clock that ran five days ahead for a minute would keep every source waiting for five days.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from monitor.stages.context import Context

_LOG = logging.getLogger("monitor")
_NOTICED = timedelta(minutes=1)  # less only delays what is due by less


def mend(context: Context) -> None:
    """Make due what was put off, where the last cycle was finished later than now."""
    now, last = context.clock.now(), context.store.facts.time("last_cycle")
    if last is None or last - now < _NOTICED:
        return
    context.store.upkeep.set_back(last, now)
    context.client.set_back(last - now)
    context.store.facts.set_time("last_cycle", now)
    _LOG.warning("the clock was set back by %s: what was due in that time is due now", last - now)
