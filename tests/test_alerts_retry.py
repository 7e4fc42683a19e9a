"""When a failed delivery is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import next_attempt
from monitor.model_alerts import SendOutcome, SendResult

NOW = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (32, 60)]
)
def test_the_delay_doubles_from_a_minute_to_an_hour(attempts: int, minutes: int) -> None:
    due = next_attempt(attempts, NOW, Random(1))
    assert due is not None
    assert timedelta(minutes=minutes * 0.8) <= due - NOW <= timedelta(minutes=minutes)


def test_channels_that_failed_together_do_not_return_together() -> None:
    rng = Random(1)
    assert len({next_attempt(7, NOW, rng) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("asked", "waits"), [(timedelta(minutes=7), timedelta(minutes=7)), (timedelta(days=5), timedelta(days=1))]
)
def test_a_channel_that_asks_for_a_longer_pause_gets_it_up_to_a_day(asked: timedelta, waits: timedelta) -> None:
    result = SendResult(SendOutcome.TRANSIENT, pause=asked)
    assert next_attempt(1, NOW, Random(1), result) == NOW + waits
    short = SendResult(SendOutcome.TRANSIENT, pause=timedelta(seconds=1))
    assert next_attempt(5, NOW, Random(1), short) == next_attempt(5, NOW, Random(1))


@pytest.mark.parametrize("outcome", [SendOutcome.PERMANENT, SendOutcome.SENT])
def test_only_a_transient_failure_is_tried_again(outcome: SendOutcome) -> None:
    assert next_attempt(1, NOW, Random(1), SendResult(outcome, pause=timedelta(hours=1))) is None


@given(st.integers())
def test_trying_ends_after_about_a_day(seed: int) -> None:
    rng, now, attempts = Random(seed), NOW, 1
    while (due := next_attempt(attempts, now, rng)) is not None:
        now, attempts = due, attempts + 1
    assert timedelta(hours=21) < now - NOW < timedelta(hours=27)
