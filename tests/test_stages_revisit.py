"""When an article is read again, and what a reading means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ReadStatus
from monitor.stages.revisit import Meaning, meaning_of, next_read, retry_read
from monitor.store.rows import StoredVersion

SEEN = datetime(2026, 4, 12, 10, tzinfo=UTC)
AGES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(0), timedelta(hours=1)),
        (timedelta(hours=1), timedelta(hours=6)),
        (timedelta(hours=20), timedelta(days=1)),
        (timedelta(days=1), None),
        (timedelta(days=400), None),
    ],
)
def test_an_article_is_read_again_at_the_next_configured_age(age: timedelta, due: timedelta | None) -> None:
    assert next_read(SEEN, SEEN + age, AGES) == (None if due is None else SEEN + due)


def test_a_failing_page_is_tried_less_and_less_often_and_never_before_the_host_asked() -> None:
    waits = [retry_read(SEEN, failures, None) - SEEN for failures in range(12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=15)
    assert waits[-1] == timedelta(hours=24)
    assert retry_read(SEEN, 0, timedelta(days=2)) - SEEN == timedelta(days=2)


def read_before(digest: str = "a", status: ReadStatus = ReadStatus.OK) -> StoredVersion:
    return StoredVersion(1, 1, 1, SEEN, "t", "x", status, digest, None, False)


OK, PARTIAL, SUSPECT = ReadStatus.OK, ReadStatus.PARTIAL, ReadStatus.SUSPECT


@pytest.mark.parametrize(
    ("digest", "status", "notice", "current", "earlier", "meaning"),
    [
        ("a", OK, False, None, set(), Meaning.NEW),
        ("a", OK, False, read_before("a"), {"a"}, Meaning.SAME),
        ("b", OK, False, read_before("a"), {"a"}, Meaning.CHANGED),
        ("b", OK, True, read_before("a"), {"a"}, Meaning.NEW),
        ("a", OK, False, read_before("b"), {"a", "b"}, Meaning.RETURNED),
        ("c", SUSPECT, False, read_before("a"), {"a"}, Meaning.NEW),
        ("c", SUSPECT, False, read_before("a"), {"a", "c"}, Meaning.SAME),
        ("b", OK, False, read_before("a", PARTIAL), {"a"}, Meaning.NEW),
    ],
)
def test_a_reading_is_judged_beside_the_earlier_ones(
    digest: str, status: ReadStatus, notice: bool, current: StoredVersion | None, earlier: set[str], meaning: Meaning
) -> None:
    assert meaning_of(digest, status, notice, current, frozenset(earlier)) is meaning
