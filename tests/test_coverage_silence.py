"""Who usually publishes and has stopped."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.coverage.silence import outlet_silence, source_silence
from tests.desk import CLAIM, Desk, item, moment, open_desk

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def weekdays(weeks: int, a_day: int, rng: random.Random) -> list[datetime]:
    """The times of an outlet that publishes on weekdays from eight to six."""
    days = [START + n * DAY for n in range(7 * weeks) if n % 7 < 5]
    return sorted(day + rng.random() * timedelta(hours=10) for day in days for _ in range(a_day))


@pytest.mark.parametrize("seed", range(10))
def test_weekends_and_quiet_days_are_no_silence(seed: int) -> None:
    times = weekdays(8, 3, random.Random(seed))
    for hours in range(24 * 20, 24 * 56, 5):
        now = START + timedelta(hours=hours)
        assert source_silence([time for time in times if time <= now], now) is None


def test_a_daily_source_that_stops_is_silent_after_twice_its_longest_gap() -> None:
    times = weekdays(6, 3, random.Random(1))
    silent = [days for days in range(1, 15) if source_silence(times, times[-1] + days * DAY)]
    assert silent == list(range(silent[0], 15))
    assert 4 <= silent[0] <= 7
    found = source_silence(times, times[-1] + 10 * DAY)
    assert found is not None
    assert found.since == times[-1]


@pytest.mark.parametrize(
    "times", [[], [START], weekdays(1, 3, random.Random(1)), weekdays(8, 1, random.Random(1))[::5]]
)
def test_without_a_steady_beat_there_is_no_silence(times: list[datetime]) -> None:
    assert source_silence(times, START + 100 * DAY) is None


def test_an_outlet_is_silent_when_the_others_go_on() -> None:
    own = [START + n * DAY for n in range(20)]
    others = [START + n * DAY / 2 for n in range(80)]
    assert outlet_silence(own, others, START + 40 * DAY) is not None
    assert outlet_silence(own, [time for time in others if time <= own[-1]], START + 40 * DAY) is None
    assert outlet_silence(own, others, START + 22 * DAY) is None
    assert outlet_silence(own[:8], others, START + 40 * DAY) is None


def publish(desk: Desk, outlet: str, days: range, a_day: int = 1) -> None:
    """Let an outlet publish so often on these days."""
    for day in days:
        for n in range(a_day):
            name = f"{outlet}{day}x{n}"
            desk.turn(moment(24 * day + n, publish=(item(name, outlet, CLAIM, title=f"Nordlink, day {day}.{n}"),)))


async def test_a_source_that_stops_is_told_once_and_again_only_after_it_spoke(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        publish(desk, "harbour", range(20))
        await desk.poll()
        await desk.play([moment(24 * day) for day in (21, 23)])
        assert desk.events("silence") == []
        await desk.play([moment(24 * day) for day in (30, 31, 40)])
        (event,) = desk.events("silence")
        assert (event["source"], event["story"]) == ("harbour", None)
        assert event["summary"].startswith("Harbour Post has listed nothing new since 2026-03-21 09:00")
        assert "once in" in event["reason"] or "never" in event["reason"]


async def test_a_source_that_is_down_is_not_silent_as_well(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        publish(desk, "harbour", range(20))
        await desk.poll()
        await desk.play([moment(24 * day, fail=("harbour",)) for day in (27, 28, 29, 30)])
        assert desk.events("silence") == []
        assert len(desk.events("source_down")) == 1
        publish(desk, "harbour", range(31, 32))
        await desk.poll()
        assert len(desk.events("source_recovered")) == 1
        assert desk.events("silence") == []
