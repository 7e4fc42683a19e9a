"""When a source is asked again, and how it stands after a poll."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import SourceState
from monitor.network import Failure, FailureKind
from monitor.sources import Asked, Limits, ParsedFeed, PollHints, after_failure, after_read, after_unchanged, next_poll

NOW = datetime(2026, 3, 4, 12, 10, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LIMITS = Limits(HOUR, 15 * MINUTE, 24 * HOUR)


class NoJitter(Random):
    def random(self) -> float:
        return 0.0


def wait(asked: Asked, times: list[datetime] | None = None, limits: Limits = LIMITS) -> tuple[timedelta | None, str]:
    return next_poll(asked, times or [], limits, NOW, NoJitter())


def every(gap: timedelta, count: int = 20, last: datetime = NOW) -> list[datetime]:
    return [last - gap * n for n in range(count)]


def failed(kind: FailureKind, retry_after: timedelta | None = None, status: int | None = 500) -> Failure:
    return Failure("https://e.org/", kind, "it failed", status, retry_after)


@pytest.mark.parametrize(
    ("asked", "length", "why"),
    [
        (Asked(), HOUR, "configured interval"),
        (Asked(pause=2 * HOUR), 2 * HOUR, "left alone"),
        (Asked(pause=10 * 24 * HOUR), 7 * 24 * HOUR, "left alone"),
        (Asked(fresh=3 * HOUR), 3 * HOUR, "Cache-Control"),
        (Asked(fresh=10 * MINUTE), HOUR, "configured interval"),
        (Asked(fresh=365 * 24 * HOUR), 24 * HOUR, "at most 24 hours"),
        (Asked(hints=PollHints(ttl=2 * HOUR)), 2 * HOUR, "ttl"),
        (Asked(hints=PollHints(ttl=5 * MINUTE)), HOUR, "configured interval"),
        (Asked(hints=PollHints(period=4 * HOUR)), 4 * HOUR, "update period"),
        (Asked(hints=PollHints(period=720 * HOUR)), 24 * HOUR, "at most 24 hours"),
        (Asked(failed(FailureKind.HTTP), 1), HOUR, "1 failure in a row"),
        (Asked(failed(FailureKind.HTTP), 3), 4 * HOUR, "3 failures in a row"),
        (Asked(failed(FailureKind.TIMEOUT), 50), 24 * HOUR, "50 failures"),
        (Asked(failed(FailureKind.BLOCKED), 1), 6 * HOUR, "refuses"),
        (Asked(failed(FailureKind.BLOCKED), 2), 12 * HOUR, "refuses"),
        (Asked(failed(FailureKind.BLOCKED), 9), 24 * HOUR, "refuses"),
        (Asked(failed(FailureKind.RATE_LIMITED, 5 * HOUR), 1), 5 * HOUR, "left alone"),
        (Asked(failed(FailureKind.RATE_LIMITED, 5 * MINUTE), 3), 4 * HOUR, "3 failures"),
        (Asked(None, 2), 2 * HOUR, "2 failures"),
    ],
)
def test_citizen_17_18_20_22_24_29_30_the_longest_of_all_that_was_asked_for_counts(
    asked: Asked, length: timedelta, why: str
):
    waited, said = wait(asked)
    assert waited == length
    assert why in said


def test_citizen_32_what_is_gone_or_has_ended_is_never_asked_again():
    assert wait(Asked(failed(FailureKind.GONE), 1))[0] is None
    assert wait(Asked(hints=PollHints(expired=True)))[0] is None


@pytest.mark.parametrize(
    ("times", "length"),
    [
        (every(MINUTE), 15 * MINUTE),
        (every(4 * HOUR), 2 * HOUR),
        (every(100 * HOUR), 24 * HOUR),
        (every(MINUTE, last=NOW - 20 * HOUR), 5 * HOUR),
        (every(MINUTE, last=NOW - 400 * HOUR), 24 * HOUR),
        (every(MINUTE, count=2), HOUR),
        ([NOW + HOUR] * 20, HOUR),
        ([NOW - HOUR] * 20, 15 * MINUTE),
    ],
)
def test_citizen_23_the_interval_follows_how_often_a_source_lists_something(times: list[datetime], length: timedelta):
    assert wait(Asked(), times)[0] == length


@pytest.mark.parametrize(
    ("hours", "days", "extra"),
    [
        ({13}, set(), 50 * MINUTE),
        ({13, 14}, set(), 110 * MINUTE),
        ({14}, set(), timedelta(0)),
        (set(range(24)), set(), 24 * HOUR),
        (set(), {2}, 10 * HOUR + 50 * MINUTE),
        (set(), set(range(7)), 48 * HOUR),
    ],
)
def test_citizen_21_hours_and_days_to_be_skipped_are_skipped_but_never_for_ever(
    hours: set[int], days: set[int], extra: timedelta
):
    hints = PollHints(skip_hours=frozenset(hours), skip_days=frozenset(days))
    assert wait(Asked(hints=hints))[0] == HOUR + extra


@given(
    st.integers(0, 2**32),
    st.integers(0, 100),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=9000)).map(lambda age: NOW - age), max_size=30),
)
def test_no_wait_is_shorter_than_the_shortest_interval_or_longer_than_a_week_and_a_tenth(
    seed: int, failures: int, pause: timedelta | None, ttl: timedelta | None, times: list[datetime]
):
    asked = Asked(failures=failures, pause=pause, hints=PollHints(ttl=ttl, skip_days=frozenset({1})))
    waited, why = next_poll(asked, times, LIMITS, NOW, Random(seed))
    assert waited is not None
    assert LIMITS.min_interval <= waited <= timedelta(days=7) * 1.1 + timedelta(hours=48)
    assert why


@given(st.integers(0, 2**32))
def test_citizen_16_jitter_only_adds_and_never_more_than_a_tenth(seed: int):
    waited, _ = next_poll(Asked(), [], LIMITS, NOW, Random(seed))
    assert waited is not None
    assert HOUR <= waited <= HOUR * 1.1


def test_a_feed_that_was_read_is_ok_partial_or_gone():
    assert after_read(ParsedFeed("t", ())).state is SourceState.OK
    partial = after_read(ParsedFeed("t", (), warning="broken"))
    assert (partial.state, partial.reason) == (SourceState.PARTIAL, "broken")
    assert after_read(ParsedFeed("t", (), PollHints(expired=True))).state is SourceState.GONE
    assert (after_unchanged().state, after_unchanged().failures) == (SourceState.UNCHANGED, 0)


@pytest.mark.parametrize(
    ("what", "before", "state", "after"),
    [
        (failed(FailureKind.HTTP), 0, SourceState.BACKOFF, 1),
        (failed(FailureKind.HTTP), 1, SourceState.BACKOFF, 2),
        (failed(FailureKind.HTTP), 2, SourceState.FAILING, 3),
        ("this is a web page, not a feed", 0, SourceState.BACKOFF, 1),
        ("this is a web page, not a feed", 2, SourceState.FAILING, 3),
        (failed(FailureKind.BLOCKED), 0, SourceState.BLOCKED, 1),
        (failed(FailureKind.GONE), 0, SourceState.GONE, 1),
        (failed(FailureKind.RATE_LIMITED, HOUR, 429), 0, SourceState.BACKOFF, 1),
        (failed(FailureKind.RATE_LIMITED, HOUR, None), 2, SourceState.BACKOFF, 2),
    ],
)
def test_each_failure_leaves_a_source_in_its_state(what: Failure | str, before: int, state: SourceState, after: int):
    standing = after_failure(what, before)
    assert (standing.state, standing.failures) == (state, after)
    assert standing.reason == (what if isinstance(what, str) else what.reason)
