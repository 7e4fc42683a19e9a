"""What servers say about how soon they may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.network.limits import asked_pause, fresh_for, http_date

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 120 "}, 120),
        ({"retry-after": "Sun, 01 Mar 2026 12:03:00 GMT"}, 180),
        ({"retry-after": "315360000"}, 7 * 86400),
        ({"retry-after": "Fri, 01 Mar 2030 12:03:00 GMT"}, 7 * 86400),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Sat, 01 Mar 2025 12:03:00 GMT"}, None),
        ({}, None),
        ({"x-ratelimit-reset": "55"}, 55),
        ({"x-ratelimit-reset": str(EPOCH + 90), "x-ratelimit-remaining": "0"}, 90),
        ({"x-ratelimit-reset": "2026-03-01T12:01:00Z"}, 60),
        ({"ratelimit-reset": "98.0"}, 98),
        ({"ratelimit": '"api";r=0;t=55'}, 55),
        ({"ratelimit": "limit=10, remaining=0, reset=30"}, 30),
        ({"ratelimit": '"api";r=7;t=55'}, None),
        ({"retry-after": "0", "x-ratelimit-reset": "55"}, 55),
        ({"retry-after": "10", "x-ratelimit-reset": "55"}, 10),
    ],
)
def test_citizen_24_25_28_the_pause_that_a_refusal_asks_for(headers: dict[str, str], seconds: int | None):
    wanted = None if seconds is None else timedelta(seconds=seconds)
    assert asked_pause(headers, refused=True, now=NOW) == wanted


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "240"}, 240),
        ({"x-ratelimit-remaining": "12", "x-ratelimit-reset": "240"}, None),
        ({"x-ratelimit-reset": "240"}, None),
        ({"retry-after": "240"}, None),
        ({"ratelimit": '"api";r=0;t=55'}, 55),
    ],
)
def test_a_good_answer_asks_for_a_pause_only_when_nothing_remains(headers: dict[str, str], seconds: int | None):
    wanted = None if seconds is None else timedelta(seconds=seconds)
    assert asked_pause(headers, refused=False, now=NOW) == wanted


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=3600"}, 3600),
        ({"cache-control": "max-age=3600", "age": "600"}, 3000),
        ({"cache-control": "max-age=31536000"}, 86400),
        ({"cache-control": "s-maxage=10, max-age=60"}, 60),
        ({"cache-control": "max-age=60", "age": "600"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 3600),
        ({"expires": "0"}, None),
        ({"cache-control": "max-age=60", "expires": "Sun, 01 Mar 2026 13:00:00 GMT"}, 60),
        ({}, None),
    ],
)
def test_citizen_17_18_19_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int | None):
    assert fresh_for(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset", "ratelimit", "expires", "age"]), st.text()))
def test_citizen_27_no_header_makes_a_pause_longer_than_a_week(headers: dict[str, str]):
    pause = asked_pause(headers, refused=True, now=NOW)
    fresh = fresh_for(headers | {"cache-control": "max-age=9999999999"}, NOW)
    assert pause is None or timedelta(0) < pause <= timedelta(days=7)
    assert fresh is None or timedelta(0) < fresh <= timedelta(hours=24)


@pytest.mark.parametrize("text", [None, "", "0", "tomorrow", "99 Foo 2026 99:99:99 GMT", "Sun, 01 Mar 99999 12:00 GMT"])
def test_other_text_is_no_http_date(text: str | None):
    assert http_date(text) is None
