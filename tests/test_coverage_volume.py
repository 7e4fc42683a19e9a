"""When a story is suddenly everywhere."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.coverage.volume import is_surge
from monitor.model import Event, EventKind
from monitor.store import open_store
from monitor.store.events import Noticed
from monitor.store.lookup import event_detail
from tests.desk import CLAIM, item, moment, open_desk

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("joined", "earlier", "days", "surge"),
    [
        (4, [1], 3, True),
        (3, [1], 3, False),  # too few outlets
        (5, [2], 3, False),  # not three times the busiest day
        (6, [2, 1], 3, True),
        (6, [1], 1, False),  # no past to compare with
        (6, [], 3, False),
        (6, [1] * 20, 30, True),
        (6, [5, 6, 4, 5, 7, 5, 6, 5, 4, 6] * 3, 30, False),
        (20, [5, 6, 4, 5, 7, 5, 6, 5, 4, 6] * 3, 30, True),
    ],
)
def test_a_surge_is_many_outlets_beside_the_storys_own_past(
    joined: int, earlier: list[int], days: int, surge: bool
) -> None:
    before = {TODAY - timedelta(days=ago): count for ago, count in enumerate(earlier, 1)}
    assert is_surge(joined, before, TODAY, timedelta(days=days)) is surge


def weeks(number: int, busy: int, quiet: int, rng: random.Random) -> dict[date, int]:
    """Simulated weeks of a story that outlets cover on Mondays, and hardly at the other days."""
    days = [TODAY - timedelta(days=ago) for ago in range(1, 7 * number + 1)]
    return {day: max(0, round(rng.gauss(busy if day.weekday() == 0 else quiet, 1))) for day in days}


@pytest.mark.parametrize("seed", range(20))
def test_a_mondays_usual_crowd_is_no_surge_once_six_weeks_are_known(seed: int) -> None:
    days = weeks(8, busy=14, quiet=2, rng=random.Random(seed))
    assert TODAY.weekday() == 0
    assert not is_surge(16, days, TODAY, timedelta(weeks=8))
    assert is_surge(40, days, TODAY, timedelta(weeks=8))


def test_below_six_weeks_all_days_are_one_past() -> None:
    days = weeks(5, busy=14, quiet=2, rng=random.Random(1))
    assert is_surge(16, days, TODAY, timedelta(weeks=5))


def test_on_a_quiet_weekday_a_mondays_crowd_is_a_surge() -> None:
    days = weeks(8, busy=14, quiet=2, rng=random.Random(1))
    tuesday = TODAY + timedelta(days=1)
    assert is_surge(16, days, tuesday, timedelta(weeks=8))


@pytest.mark.parametrize("seed", range(20))
def test_chance_alone_raises_no_surge_in_half_a_year(seed: int) -> None:
    rng = random.Random(seed)
    mean = rng.choice([1, 3, 8])
    days = {TODAY + timedelta(days=n): sum(rng.random() < 0.2 for _ in range(5 * mean)) for n in range(182)}
    for n in range(14, 182):
        today, before = (
            TODAY + timedelta(days=n),
            {day: c for day, c in days.items() if day < TODAY + timedelta(days=n)},
        )
        assert not is_surge(days[today], before, today, timedelta(days=n)), (mean, n)


async def test_three_outlets_are_no_surge_however_quiet_the_story_was(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        everywhere = tuple(item(f"x{outlet}", outlet, CLAIM) for outlet in ("harbour", "canal", "nordlink"))
        await desk.play([moment(0, publish=(item("h0", "harbour", CLAIM),)), moment(96, publish=everywhere)])
        assert desk.events("surge") == []


async def test_show_lists_the_articles_behind_a_surge_with_whom_they_have_it_from(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        everywhere = tuple(item(f"x{outlet}", outlet, CLAIM) for outlet in ("harbour", "canal", "nordlink"))
        await desk.play([moment(0, publish=(item("h0", "harbour", CLAIM),)), moment(96, publish=everywhere)])
        with closing(open_store(desk.state)) as store:
            at = datetime.fromisoformat(store.database.value("SELECT max(first_seen) FROM articles"))
            story = store.database.value("SELECT id FROM stories")
            surge = Event(EventKind.SURGE, at, "3 outlets joined", "Canal Times, Harbour Post", story=story)
            (ident,) = store.events.record([Noticed(surge, "surge")])
            shown = event_detail(store, ident)
        assert shown is not None
        assert [row["outlet"] for row in shown["joined"]] == ["Canal Times", "Harbour Post", "Nordlink Press Room"]
        assert all(row["origin"] and "/news/x" in row["url"] for row in shown["joined"])
