"""Dates of feeds: read where their shape is known, unknown otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.dates import read_date

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = datetime(2026, 2, 27, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 27 Feb 2026 14:30:00 GMT",
        "Fri, 27 Feb 2026 14:30:00 +0000",
        "Fri, 27 Feb 2026 15:30:00 +0100",
        "Fri, 27 Feb 2026 20:00:00 +0530",
        "Fri, 27 Feb 2026 09:30:00 EST",
        "Fri, 27 Feb 2026 06:30:00 PST",
        "Fri, 27 Feb 2026 15:30:00 CET",
        "Fri, 27 Feb 2026 14:30:00 UT",
        "Fri, 27 Feb 2026 14:30:00 Z",
        "Fri, 27 Feb 2026 16:30:00 GMT+2",
        "Fri, 27 Feb 2026 14:30 GMT",
        "Friday, 27 February 2026 14:30:00 GMT",
        "27 Feb 2026 14:30:00 GMT",
        "27 Feb 26 14:30:00 GMT",
        "Fri,27-Feb-2026 14:30:00 GMT",
        "Fri, 27 Feb 2026 14:30:00 +0000 (UTC)",
        "Fri Feb 27 14:30:00 2026",
        "Fri Feb 27 14:30:00 UTC 2026",
        "2026-02-27T14:30:00Z",
        "2026-02-27t14:30:00z",
        "2026-02-27T14:30:00.123456Z",
        "2026-02-27T15:30:00+01:00",
        "2026-02-27T22:30:00+0800",
        "2026-02-27 14:30:00",
        "2026-02-27 22:30:00 +0800",
        "2026-02-27T14:30Z",
        " 2026-02-27T14:30:00Z\n",
    ],
)
def test_known_shapes_are_read(text: str):
    assert read_date(text, NOW) == MOMENT


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-27", datetime(2026, 2, 27, tzinfo=UTC)),
        ("27 Feb 2026", datetime(2026, 2, 27, tzinfo=UTC)),
        ("Thu, 31 Dec 1998 23:59:60 GMT", datetime(1998, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_dates_without_a_clock_and_leap_seconds_are_read(text: str, moment: datetime):
    assert read_date(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "yesterday",
        "1772445600",
        "1772445600000",
        "2026-W10-1",
        "2026년 2월 27일",
        "2026年2月27日",
        "2026. február 27.",
        "27. Februar 2026",
        "ven., 27 févr. 2026 14:30:00 GMT",
        "02/27/2026 14:30",
        "Fri, 30 Feb 2026 14:30:00 GMT",
        "Fri, 27 Feb 2026 25:61:61 GMT",
        "Fri, 27 Feb 2026 14:30:00 +9999",
        "Fri, 27 Feb 2026 14:30:00 Europe/Paris",
        "Fri, 27 Feb 2026 14:30:00 XYZ",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1989-12-31T23:59:59Z",
        "2099-01-01T00:00:00Z",
        "2026-03-04T12:00:00Z",
        "2026-02-27T14:30:00Z" + " " * 200,
    ],
)
def test_anything_else_is_unknown(text: object):
    assert read_date(text, NOW) is None


def test_tomorrow_is_a_date_and_without_a_clock_the_far_future_too():
    assert read_date("2026-03-02T12:00:00Z", NOW) == NOW + timedelta(days=1)
    assert read_date("2099-01-01T00:00:00Z") == datetime(2099, 1, 1, tzinfo=UTC)


@given(
    st.text(max_size=60)
    | st.from_regex(r"\d{1,5}-\d{1,3}-\d{1,3}T\d\d:\d\d(:\d\d)?([+-]\d\d:?\d\d|Z)?", fullmatch=True)
)
def test_any_text_is_a_sane_date_or_unknown(text: str):
    moment = read_date(text, NOW)
    assert moment is None or datetime(1990, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=2)


@given(st.integers(631238400, 1772323200).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_what_is_written_by_the_rules_is_read_back(moment: datetime):
    assert read_date(moment.isoformat(), NOW) == moment
    assert read_date(moment.strftime("%a, %d %b %Y %H:%M:%S +0000"), NOW) == moment
