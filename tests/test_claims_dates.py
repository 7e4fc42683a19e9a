"""Dates and periods, counted from the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.claims import analyse

WEDNESDAY = datetime(2026, 4, 15, 10, tzinfo=UTC)


def days(text: str) -> list[tuple[str | None, str | None]]:
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return [(iso(period.start), iso(period.end)) for period in analyse(text, WEDNESDAY, {}).dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Traffic fell in the first seven months of 2025.", ("2025-01-01", "2025-07-31")),
        ("Traffic fell in the nine months to September.", ("2025-01-01", "2025-09-30")),
        ("Traffic fell in the year ended March 2025.", ("2024-04-01", "2025-03-31")),
        ("By June the port will have closed.", (None, "2026-06-30")),
        ("The port closed on Friday.", ("2026-04-10", "2026-04-10")),
        ("The port will close on Friday.", ("2026-04-17", "2026-04-17")),
        ("The port closed last Friday.", ("2026-04-10", "2026-04-10")),
        ("The port closed yesterday.", ("2026-04-14", "2026-04-14")),
        ("The port closed on August 28.", ("2025-08-28", "2025-08-28")),
        ("The opening of the port was put off to 28 April.", ("2026-04-28", "2026-04-28")),
        ("The opening of the port was moved to 9 April.", ("2026-04-09", "2026-04-09")),
        ("The crews sat the test on Friday.", ("2026-04-10", "2026-04-10")),
        ("The port will close on 28 August.", ("2026-08-28", "2026-08-28")),
        ("The ferries run again since Monday 6 April.", ("2026-04-06", "2026-04-15")),
        ("The port lets ferries in on April 9.", ("2026-04-09", "2026-04-09")),
        ("The port closed on 3 May 2024.", ("2024-05-03", "2024-05-03")),
        ("The port closed in 2024.", ("2024-01-01", "2024-12-31")),
        ("The port closed in March 2024.", ("2024-03-01", "2024-03-31")),
        ("The port closed last week.", ("2026-04-06", "2026-04-12")),
        ("The port will close next year.", ("2027-01-01", "2027-12-31")),
        ("Traffic fell in the March quarter.", ("2026-01-01", "2026-03-31")),
        ("Traffic fell in the first quarter of 2026.", ("2026-01-01", "2026-03-31")),
        ("Traffic will fall in the second half of next year.", ("2027-07-01", "2027-12-31")),
        ("Workers must leave by Wednesday evening.", (None, "2026-04-15")),
        ("The port has been shut since April 2.", ("2026-04-02", "2026-04-15")),
        ("Fees rise from 1 August.", ("2026-08-01", None)),
        ("The port closed three years ago.", ("2023-01-01", "2023-12-31")),
        ("港口周一关闭了。", ("2026-04-13", "2026-04-13")),
        ("港口将于明年上半年关闭。", ("2027-01-01", "2027-06-30")),
        ("港口于2025年3月15日关闭。", ("2025-03-15", "2025-03-15")),
    ],
)
def test_a_date_is_resolved_against_the_day_of_publication(text: str, expected: tuple[str | None, str | None]) -> None:
    assert days(text) == [expected]


def test_without_a_day_of_publication_a_date_keeps_its_words_only() -> None:
    (period,) = analyse("The port closed on Friday.", None, {}).dates
    assert (period.text, period.start, period.end) == ("Friday", None, None)


def test_may_as_a_verb_is_no_month() -> None:
    assert days("The port may close.") == []


@pytest.mark.parametrize(
    "text", ["Two days earlier the port had closed.", "Clause 47 March onwards.", "It shut hours earlier."]
)
def test_what_is_counted_from_an_unnamed_day_is_no_date(text: str) -> None:
    assert all(start is None for start, _ in days(text))


def test_an_impossible_chinese_day_stays_unresolved() -> None:
    assert days("港口于2月31日关闭。") == [(None, None)]
