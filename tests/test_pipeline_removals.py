"""When a page counts as withdrawn, and what a feed in another order brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import Store
from tests.builders import after, due_ids, list_entries, make_entry, new_history, read_all
from tests.desk import CLAIM, Desk, item, moment, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def lose(desk: Desk, name: str) -> None:
    """Make an outlet answer 404 for an article."""
    del desk.newsroom._published[name]


async def test_a_404_is_a_removal_only_when_another_cycle_meets_it_again(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    lose(desk, "h1")
    await desk.play([moment(2)])
    assert desk.events("removal") == []
    await desk.play([moment(3)])
    (event,) = desk.events("removal")
    assert len(event["changes"]["dropped"]) >= 2
    await desk.play([moment(4)])
    assert len(desk.events("removal")) == 1


async def test_a_page_that_is_back_after_one_404_was_never_gone(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    before = desk.events()
    kept = desk.newsroom._published["h1"]
    lose(desk, "h1")
    await desk.play([moment(2)])
    desk.newsroom._published["h1"] = kept
    await desk.play([moment(3)])
    lose(desk, "h1")
    await desk.play([moment(4)])
    assert desk.events() == before


async def test_a_410_is_a_removal_at_once(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),)), moment(2, withdraw=("h1",))])
    assert len(desk.events("removal")) == 1


ENTRIES = tuple(make_entry(f"ferry-{n}", published=after(n)) for n in range(5))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ENTRIES))
def test_a_feed_in_another_order_lists_nothing_new_and_makes_nothing_due(store: Store, order: list[object]) -> None:
    list_entries(store, *ENTRIES, at=after(6))
    read_all(store, after(6))
    assert list_entries(store, *order, at=after(7)) == 0  # type: ignore[arg-type]
    assert due_ids(store, after(7)) == []
