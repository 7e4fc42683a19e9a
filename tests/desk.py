"""A newsroom of two outlets for tests of the whole walk, with a channel that takes what is told."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitor.as_json import event_row
from monitor.clock import Clock
from monitor.config import load_config
from monitor.demo.coverage import Item, Moment, Outlet
from monitor.demo.newsroom import Newsroom
from monitor.model import Tier
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import open_store
from monitor.store.listings import Row
from monitor.workers import Workers

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OUTLETS = (
    Outlet("harbour", "Harbour Post", Tier.PRESS, "rss"),
    Outlet("canal", "Canal Times", Tier.PRESS, "atom"),
    Outlet("nordlink", "Nordlink Press Room", Tier.PRIMARY, "json"),
)
CLAIM = "Nordlink Ferries employs 900 people at its Holm terminal. The terminal opened in 1998."
COUNTER = "Nordlink Ferries employs 1,200 people at its Holm terminal. Most of them live across the bay."


def item(name: str, outlet: str, text: str, title: str = "") -> Item:
    """An article of an outlet."""
    return Item(name, text, outlet, title or f"Nordlink notes {name}", "Staff")


def moment(hours: float, **what: Any) -> Moment:
    """What happens some hours after the start."""
    return Moment(START + timedelta(hours=hours), **what)


@cache
def shared_workers() -> Workers:
    """Workers for all cycles of one test process: each start loads the parser."""
    workers = Workers(count=1, preload=("monitor.stages.preload",))
    atexit.register(workers.shutdown)
    return workers


class Desk:
    """The newsroom, the state and the configuration of one test."""

    def __init__(self, newsroom: Newsroom, folder: Path, told: list[dict[str, Any]]) -> None:
        self.newsroom = newsroom
        self.told = told
        self.config = folder / "feeds.yaml"
        self.state = folder / "state"
        self.config.write_text(yaml.safe_dump(self._settings(), sort_keys=False))

    def _settings(self) -> dict[str, Any]:
        return {
            "stories": [{"id": "nordlink", "title": "Nordlink", "match": {"any": ["Nordlink"]}}],
            "sources": [
                {
                    "name": outlet.key,
                    "kind": "feed",
                    "url": f"{self.newsroom.address(outlet.key)}/feed",
                    "outlet": outlet.name,
                    "tier": outlet.tier.value,
                }
                for outlet in OUTLETS
            ],
            "network": {"allow_private_addresses": True, "min_delay": 0},
            "channels": {"desk": f"json://{self.newsroom.webhook}"},
            "alerts": [
                {"on": ["contradiction", "correction", "removal", "revision"], "to": ["desk"]},
                {"on": ["new_claim", "contradiction"], "to": ["desk"], "digest": "daily 08:00"},
            ],
        }

    def configure(self, **keys: object) -> None:
        """Give keys of feeds.yaml other values."""
        self.config.write_text(yaml.safe_dump({**self._settings(), **keys}, sort_keys=False))

    def turn(self, *moments: Moment) -> None:
        """Let these things happen."""
        for each in moments:
            self.newsroom.turn_to(each)

    async def poll(self, *, state: Path | None = None) -> None:
        """One cycle over everything, at the newsroom's time."""
        store = open_store(state or self.state)
        clock = Clock(self.newsroom.now)
        config = load_config(self.config, {})
        folder, workers = state or self.state, None if config.engine.dask else shared_workers()
        async with open_pipeline(config, store, folder, clock, lambda line: None, workers) as pipeline:
            await pipeline.cycle(Wanted(everything=True))
        store.close()

    async def play(self, moments: Sequence[Moment]) -> None:
        """One cycle after each moment."""
        for each in moments:
            self.turn(each)
            await self.poll()

    def events(self, kind: str | None = None, *, state: Path | None = None) -> list[Row]:
        """The stored events as `events --json` lists them."""
        store = open_store(state or self.state, read_only=True)
        rows = [event_row(event) for event in store.events.since()]
        store.close()
        return [row for row in rows if kind in (None, row["kind"])]


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """A newsroom on loopback with its desk."""
    told: list[dict[str, Any]] = []
    with Newsroom(OUTLETS, START, told.append) as newsroom:
        yield Desk(newsroom, folder, told)
