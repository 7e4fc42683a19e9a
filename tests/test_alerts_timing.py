"""When digests are due and quiet hours end, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import Quiet, next_digest, parse_hours, quiet_until
from monitor.model_alerts import Severity

BERLIN = ZoneInfo("Europe/Berlin")  # clocks go forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        ("daily 08:00", "2026-04-12T05:00+02:00", "2026-04-12T08:00+02:00"),
        ("daily 08:00", "2026-04-12T08:00+02:00", "2026-04-13T08:00+02:00"),
        ("daily 08:00, 17:30", "2026-04-12T08:00+02:00", "2026-04-12T17:30+02:00"),
        ("weekdays 08:00", "2026-04-10T09:00+02:00", "2026-04-13T08:00+02:00"),  # a Friday
        ("mon,thu 09:00", "2026-04-13T09:00+02:00", "2026-04-16T09:00+02:00"),
        ("sun 09:00", "2026-04-12T09:00+02:00", "2026-04-19T09:00+02:00"),
        ("daily 08:00", "2026-03-28T08:00+01:00", "2026-03-29T08:00+02:00"),  # 23 hours later
        ("daily 02:30", "2026-03-28T12:00+01:00", "2026-03-29T03:30+02:00"),  # 02:30 is left out
        ("daily 02:30", "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),  # the first of two
        ("daily 02:30", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    ],
)
def test_a_digest_is_due_at_its_local_time(rhythm: str, now: str, due: str) -> None:
    assert next_digest(rhythm, at(now), BERLIN) == at(due)


MINUTES = st.integers(0, 365 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00+00:00") + timedelta(minutes=minutes))


@given(MINUTES, st.integers(0, 23))
def test_a_daily_digest_comes_once_a_local_day(now: datetime, hour: int) -> None:
    first = next_digest(f"daily {hour:02}:30", now, BERLIN)
    second = next_digest(f"daily {hour:02}:30", first, BERLIN)
    assert timedelta(0) < first - now <= timedelta(hours=25)
    assert second.astimezone(BERLIN).date() - first.astimezone(BERLIN).date() == timedelta(days=1)


def quiet(hours: str, **fields: object) -> Quiet:
    return Quiet(*parse_hours(hours), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-07:00", "2026-04-12T21:59+02:00", None),
        ("22:00-07:00", "2026-04-12T22:00+02:00", "2026-04-13T07:00+02:00"),
        ("22:00-07:00", "2026-04-13T06:59+02:00", "2026-04-13T07:00+02:00"),
        ("22:00-07:00", "2026-04-13T07:00+02:00", None),
        ("12:00-13:00", "2026-04-13T12:30+02:00", "2026-04-13T13:00+02:00"),
        ("22:00-07:00", "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ("22:00-07:00", "2026-10-25T01:00+02:00", "2026-10-25T07:00+01:00"),
    ],
)
def test_quiet_hours_end_at_their_local_time(hours: str, now: str, until: str | None) -> None:
    found = quiet_until(quiet(hours), "me", Severity.HIGH, at(now), BERLIN)
    assert found == (None if until is None else at(until))


def test_quiet_hours_hold_for_their_channels_and_let_through_what_matters() -> None:
    night = at("2026-04-12T23:00+02:00")
    hours = quiet("22:00-07:00", channels=frozenset({"me"}), let_through=Severity.HIGH)
    asked = [("me", Severity.NORMAL), ("me", Severity.HIGH), ("me", Severity.URGENT), ("desk", Severity.LOW)]
    held = [quiet_until(hours, channel, severity, night, BERLIN) is not None for channel, severity in asked]
    assert held == [True, False, False, False]
    assert quiet_until(None, "me", Severity.LOW, night, BERLIN) is None


@pytest.mark.parametrize("hours", ["", "22-07", "22:00-22:00", "25:00-07:00", "22:00", "22:00-07:00-08:00"])
def test_what_are_no_quiet_hours_is_refused(hours: str) -> None:
    with pytest.raises(ValueError, match='write "22:00-07:00"'):
        parse_hours(hours)


@pytest.mark.parametrize("rhythm", ["", "daily", "daily 24:00", "hourly", "mon 8:00", "funday 08:00", "daily 08:00,"])
def test_what_is_no_rhythm_is_refused(rhythm: str) -> None:
    with pytest.raises(ValueError, match='write "daily 08:00"'):
        next_digest(rhythm, at("2026-04-12T05:00+02:00"))
