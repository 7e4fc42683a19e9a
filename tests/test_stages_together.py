"""Small writes of many units share a transaction, and each still fails alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import StoreFault
from monitor.stages.together import Together, Write
from monitor.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    yield store
    store.close()


def noting(store: Store, name: str) -> Write:
    def write() -> None:
        store.facts.set_text(name, "noted")

    return write


def failing(store: Store) -> Write:
    def write() -> None:
        store.database.execute("INSERT INTO polls(source, at, state) VALUES ('nobody', 'never', 'ok')")

    return write


async def test_what_comes_together_is_stored_in_one_transaction(store: Store) -> None:
    together, begun = Together(store.database), []
    store.database.connection.set_trace_callback(lambda sql: begun.append(sql) if sql.startswith("BEGIN") else None)
    await asyncio.gather(*(together.store(noting(store, f"fact {number}")) for number in range(20)))
    assert len(begun) == 1
    assert all(store.facts.text(f"fact {number}") == "noted" for number in range(20))


async def test_a_write_that_returned_is_seen_by_another_process(store: Store) -> None:
    await Together(store.database).store(noting(store, "fact"))
    other = open_store(store.database.path.parent, read_only=True)
    assert other.facts.text("fact") == "noted"
    other.close()


async def test_a_write_that_fails_is_told_to_its_unit_and_the_others_are_stored(store: Store) -> None:
    together = Together(store.database)
    ended = await asyncio.gather(
        together.store(noting(store, "before")),
        together.store(failing(store)),
        together.store(noting(store, "after")),
        return_exceptions=True,
    )
    assert [type(each) for each in ended] == [type(None), StoreFault, type(None)]
    assert store.facts.text("before") == store.facts.text("after") == "noted"


async def test_a_unit_that_was_cancelled_meanwhile_disturbs_nobody(store: Store) -> None:
    together = Together(store.database)
    first = asyncio.create_task(together.store(noting(store, "first")))
    second = asyncio.create_task(together.store(noting(store, "second")))
    await asyncio.sleep(0)
    first.cancel()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first
    assert store.facts.text("second") == "noted"
