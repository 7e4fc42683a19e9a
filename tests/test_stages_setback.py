"""A clock that was ahead and is set back keeps nothing waiting until it would be there again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from monitor.clock import Clock
from monitor.network.client import Client, Known
from monitor.network.messages import NetworkSettings
from monitor.stages.context import Context
from monitor.stages.setback import mend
from monitor.store import Store
from tests.builders import add_article, after, due_ids, make_event, new_history, poll, raised, reading

AHEAD = after(hours=5 * 24)
HOST = "https://wire.example:443"


@dataclass
class _Context:
    """What `mend` needs of a context."""

    store: Store
    clock: Clock
    client: Client


def mended(store: Store, client: Client, hours: float = 0.0) -> None:
    mend(cast(Context, _Context(store, Clock(after(hours)), client)))


def reader() -> Client:
    """A client that was told, while the clock was ahead, to leave a host alone for a quarter of an hour."""
    return Client(NetworkSettings(), Clock(after()), Known({HOST: AHEAD + timedelta(minutes=15)}))


@pytest.fixture
def ahead(state: Path) -> Store:
    """A history whose daemon worked while the clock was five days ahead."""
    store = new_history(state)
    store.sources.record_quiet(poll(at=AHEAD))
    article = add_article(store, at=AHEAD)
    store.articles.record_read(reading(article, AHEAD))
    raised(store, make_event(), "key", "desk")
    (due,) = store.outbox.due(AHEAD)
    store.outbox.begin(due.id)
    store.outbox.record_failed(due.id, "no answer in time", AHEAD + timedelta(minutes=1), AHEAD)
    store.facts.set_time("last_cycle", AHEAD)
    return store


def test_what_was_put_off_while_the_clock_was_ahead_is_due_at_once(ahead: Store) -> None:
    with closing(ahead) as store:
        now = after()
        assert not store.sources.due(now)
        assert not due_ids(store, now)
        assert not store.outbox.due_channels(now)
        client = reader()
        mended(store, client)
        assert [source.name for source in store.sources.due(now)] == ["wire"]
        assert len(due_ids(store, now)) == 1
        assert store.outbox.due_channels(now) == ["desk"]
        assert client.pauses == {HOST: after() + timedelta(minutes=15)}


def test_a_clock_that_only_runs_on_or_is_a_little_behind_puts_nothing_forward(ahead: Store) -> None:
    with closing(ahead) as store:
        for hours in (5 * 24 - 0.01, 5 * 24 + 0.5):
            mended(store, reader(), hours)
            assert not store.sources.due(after(hours))
            assert store.facts.time("last_cycle") == AHEAD


def test_it_is_noticed_once(ahead: Store) -> None:
    with closing(ahead) as store:
        mended(store, reader())
        store.sources.record_quiet(poll(at=after()))
        mended(store, reader())
        assert not store.sources.due(after())
