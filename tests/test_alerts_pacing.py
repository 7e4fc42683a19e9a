"""How much a channel is told: never more than its limits, what matters first, and nothing dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import Limits, pace
from monitor.model_alerts import AlertKind, Severity

NOW = datetime(2026, 4, 12, 10, tzinfo=UTC)
LIMITS = Limits()


@dataclass(frozen=True)
class Waits:
    id: int
    severity: Severity = Severity.NORMAL
    kind: AlertKind = AlertKind.MATTER
    attempts: int = 0


def before(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


def test_what_fits_goes_as_it_is() -> None:
    waiting = [Waits(number) for number in range(5)]
    assert pace(waiting, [], LIMITS, NOW).now == tuple(waiting)


def test_a_flood_sends_what_matters_most_by_itself_and_the_rest_as_one_summary() -> None:
    urgent = Waits(0, Severity.URGENT)
    rest = [Waits(number) for number in range(1, 1000)]
    found = pace([urgent, *rest], [], LIMITS, NOW)
    assert found.now == (urgent,)
    assert found.summary == tuple(rest)
    assert found.held == ()


def test_a_flood_without_anything_urgent_sends_its_first_two_by_themselves() -> None:
    rest = [Waits(number) for number in range(50)]
    found = pace(rest, [], LIMITS, NOW)
    assert [item.id for item in found.now] == [0, 1]
    assert len(found.summary) == 48


def test_after_the_burst_what_is_not_urgent_waits_for_its_time() -> None:
    found = pace([Waits(1)], before(5, 4, 3, 2, 1), LIMITS, NOW)
    assert found.held == (Waits(1),)
    assert found.until == NOW + timedelta(minutes=7)
    assert pace([Waits(1)], before(12, 11, 10, 9, 8), LIMITS, NOW).now == (Waits(1),)


def test_what_is_urgent_goes_beyond_the_limit_but_not_for_ever() -> None:
    urgent = Waits(1, Severity.URGENT)
    assert pace([urgent], before(5, 4, 3, 2, 1), LIMITS, NOW).now == (urgent,)
    assert pace([urgent], before(7, 6, 5, 4, 3, 2, 1), LIMITS, NOW).held == (urgent,)


def test_what_may_have_arrived_or_is_a_digest_is_never_put_into_a_summary() -> None:
    whole = [Waits(90, attempts=1), Waits(91, kind=AlertKind.DIGEST)]
    found = pace([*whole, *(Waits(number) for number in range(50))], [], LIMITS, NOW)
    assert not set(whole) & set(found.summary)
    assert set(whole) <= {*found.now, *found.held}


def test_a_span_of_zero_is_no_limit() -> None:
    waiting = [Waits(number) for number in range(100)]
    assert pace(waiting, before(0, 0, 0), Limits(every=timedelta(0)), NOW).now == tuple(waiting)


def test_a_clock_that_went_back_does_not_hold_up_anything() -> None:
    assert pace([Waits(1)], [NOW + timedelta(days=300)] * 20, LIMITS, NOW).now == (Waits(1),)


arrivals = st.lists(
    st.tuples(st.integers(0, 120), st.lists(st.sampled_from(Severity), max_size=30)), min_size=1, max_size=25
)


@given(arrivals)
def test_no_hour_has_more_than_twelve_messages_and_everything_is_told(steps: list[tuple[int, list[Severity]]]) -> None:
    now, number = NOW, 0
    waiting: list[Waits] = []
    sent: list[datetime] = []
    told: list[int] = []
    for minutes, severities in [*steps, *[(12, [])] * 30]:
        now += timedelta(minutes=minutes)
        for severity in severities:
            number += 1
            waiting.append(Waits(number, severity))
        waiting.sort(key=lambda item: (item.severity.rank, item.id))
        found = pace(waiting, sent, LIMITS, now)
        assert {*found.now, *found.summary, *found.held} == set(waiting)
        assert (found.until is None) == (not found.held)
        sent += [now] * (len(found.now) + bool(found.summary))
        told += [item.id for item in (*found.now, *found.summary)]
        waiting = list(found.held)
    assert sorted(told) == list(range(1, number + 1))
    hours = [sum(at - timedelta(hours=1) < other <= at for other in sent) for at in sent]
    assert max(hours, default=0) <= 12
