"""When a page counts as withdrawn, and what a feed in another order brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.coverage.removals import is_fault_of_site
from monitor.demo.coverage import Item
from monitor.store import Store, open_store
from tests.builders import after, due_ids, list_entries, make_entry, new_history, read_all
from tests.desk import CLAIM, Desk, item, moment, open_desk

SAID = (CLAIM, "Nordlink Ferries sold the ferry Vik to Brann Line. The price was 12 million crowns.",
        "Nordlink Ferries opened a school for stokers in Holm. It has 40 places for apprentices.")  # fmt: skip
PAGES = tuple(f"h{number}" for number in range(len(SAID)))


def published() -> tuple[Item, ...]:
    return tuple(item(name, "harbour", text) for name, text in zip(PAGES, SAID, strict=True))


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


def said(desk: Desk) -> list[str]:
    """The sentences that stand."""
    with closing(open_store(desk.state, read_only=True)) as store:
        return [row["text"] for row in store.database.rows("SELECT text FROM mentions WHERE dropped_at IS NULL")]


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


async def test_a_site_that_answers_404_for_all_pages_and_comes_back_raises_nothing(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=published())])
    before, kept = desk.events(), dict(desk.newsroom._published)
    for name in PAGES:
        lose(desk, name)
    await desk.play([moment(hours) for hours in (2, 3, 5, 30)])
    assert desk.events() == before
    desk.newsroom._published.update(kept)
    await desk.play([moment(31)])
    lose(desk, PAGES[0])
    await desk.play([moment(32)])
    assert desk.events() == before


async def test_pages_that_stay_away_together_are_one_removal_after_three_days(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=published())])
    for name in PAGES:
        lose(desk, name)
    await desk.play([moment(2), moment(3), moment(73)])
    assert desk.events("removal") == []
    await desk.play([moment(75), moment(76)])
    (event,) = desk.events("removal")
    assert "and 2 more articles" in event["summary"]


async def test_pages_that_go_while_the_site_answers_are_removals_at_once(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=published())])
    for name in PAGES[:2]:
        lose(desk, name)
    await desk.play([moment(2), moment(3)])
    assert len(desk.events("removal")) == 2


async def test_three_pages_that_answer_410_at_once_are_one_removal(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=published()), moment(2, withdraw=PAGES), moment(3)])
    assert len(desk.events("removal")) == 1


async def test_what_a_page_said_stands_again_when_it_is_back_and_nothing_is_told(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=published()[:1])])
    standing, kept = said(desk), desk.newsroom._published["h0"]
    lose(desk, "h0")
    await desk.play([moment(2), moment(3)])
    assert said(desk) != standing
    before = desk.events()
    desk.newsroom._published["h0"] = kept
    await desk.play([moment(4)])
    assert said(desk) == standing
    lose(desk, "h0")
    await desk.play([moment(5), moment(6)])
    assert desk.events() == before
    assert said(desk) != standing


@pytest.mark.parametrize(
    ("missing", "answered", "hours", "is_fault"),
    [(3, 0, 1, True), (3, 2, 71, True), (2, 0, 1, False), (3, 3, 1, False), (30, 0, 72, False)],
)
def test_a_fault_of_the_site_takes_many_pages_few_answers_and_three_days_at_most(
    missing: int, answered: int, hours: int, *, is_fault: bool
) -> None:
    assert is_fault_of_site(missing, answered, timedelta(hours=hours)) is is_fault
