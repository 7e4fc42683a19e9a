"""Decides when a failed delivery is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model_alerts import SendOutcome, SendResult

if TYPE_CHECKING:
    from random import Random

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=1)
_FAILED = SendResult(SendOutcome.TRANSIENT)
MAX_ATTEMPTS = 33  # an hour of doubling, then hourly less jitter: about 24 hours


def next_attempt(attempts: int, now: datetime, rng: Random, result: SendResult = _FAILED) -> datetime | None:
    """When to try again after `attempts` attempts, the last of which ended so at `now`.

    The delay doubles from a minute to an hour, less up to a fifth so that channels that failed together
    do not return together; the channel may ask for a longer one, up to a day. None means never: the
    delivery is a dead letter (or, after `sent`, done).
    """
    if result.outcome is not SendOutcome.TRANSIENT or attempts >= MAX_ATTEMPTS:
        return None
    doublings = min(max(attempts, 1) - 1, 10)
    delay = min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)
    return now + max(delay * rng.uniform(0.8, 1.0), min(result.pause or timedelta(0), LONGEST_PAUSE))
