"""A pipeline over an empty history, on a clock that a benchmark moves, so that it waits for nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import yaml

from benchmarks.site import START, STORY
from monitor.clock import Clock
from monitor.config import load_config
from monitor.pipeline import Pipeline, open_pipeline
from monitor.store import StateLock, open_store


class Ticking(Clock):
    """A clock that stands still until it is moved."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(START + timedelta(days=1))

    def wait(self, hours: float) -> None:
        """Let time pass."""
        # The base class is frozen: this is how its own __init__ sets the value, too.
        object.__setattr__(self, "fixed", (self.fixed or START) + timedelta(hours=hours))


@asynccontextmanager
async def history(
    feeds: Sequence[str], changes: Mapping[str, object] | None = None
) -> AsyncIterator[tuple[Pipeline, Ticking]]:
    """A pipeline that follows these feeds; each is due again after two hours. `changes` are keys of feeds.yaml."""
    sources = [{"name": f"s{n}", "kind": "feed", "url": url, "outlet": f"Outlet {n}"} for n, url in enumerate(feeds)]
    config = {
        "stories": [{"id": "generated", "title": "Generated", "match": {"any": [STORY]}}],
        "sources": sources,
        "network": {"allow_private_addresses": True, "min_delay": 0},
        "polling": {"max_interval": "1h"},
        **(changes or {}),
    }
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        path = state / "feeds.yaml"
        path.write_text(yaml.safe_dump(config))
        clock = Ticking()
        with StateLock(state):
            store = open_store(state)
            try:
                loaded = load_config(path, os.environ)
                async with open_pipeline(loaded, store, state, clock, lambda _line: None) as pipeline:
                    yield pipeline, clock
            finally:
                store.close()
