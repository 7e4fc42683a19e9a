"""A monitor with one source, polled at hours that a test chooses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from monitor.as_json import event_row
from monitor.clock import Clock, parse_iso
from monitor.config import load_config
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import open_store
from monitor.store.listings import status_row
from tests.desk import shared_workers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEM = "<item><title>Nordlink adds a ship</title><guid>g1</guid></item>"
FEED = f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{ITEM}</channel></rss>'.encode()
PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>"
Row = dict[str, Any]


class Reader:
    """A monitor with one source, polled at hours that a test chooses."""

    def __init__(self, folder: Path, url: str, **source: object) -> None:
        self.state, self.config = folder / "state", folder / "feeds.yaml"
        settings = {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
            "sources": [{"name": "wire", "kind": "feed", "url": url, **source}],
            "network": {"allow_private_addresses": True, "min_delay": 0},
        }
        self.config.write_text(yaml.safe_dump(settings))

    async def poll(self, hours: float | None, *, due_only: bool = False) -> Row:
        """One cycle, as after a restart, hours after the start (None: by the real clock); gives how it stands."""
        now = NOW + timedelta(hours=hours or 0)
        clock = Clock() if hours is None else Clock(now)
        store = open_store(self.state)
        lines: list[str] = []
        async with open_pipeline(
            load_config(self.config, {}),
            store,
            self.state,
            clock,
            lines.append,
            shared_workers(),
        ) as pipeline:
            await pipeline.cycle(Wanted() if due_only else Wanted(source="wire"))
        status = status_row(store, now, timedelta(0))
        store.close()
        (row,) = status["sources"]
        return row | {"said": lines}

    def count(self, table: str) -> int:
        """How many rows a table has."""
        store = open_store(self.state, read_only=True)
        rows = int(store.database.value(f"SELECT count(*) FROM {table}"))
        store.close()
        return rows

    def hosts(self) -> dict[str, datetime]:
        """When hosts were asked last."""
        store = open_store(self.state, read_only=True)
        asked = store.hosts.asked()
        store.close()
        return asked

    def history(self) -> bytes:
        """All that is stored."""
        return b"".join(path.read_bytes() for path in self.state.glob("history.db*"))

    def kinds_of_events(self) -> list[str]:
        """The kinds of all events so far."""
        store = open_store(self.state, read_only=True)
        kinds = [event_row(event)["kind"] for event in store.events.since()]
        store.close()
        return kinds


def due(row: Row, hours: float = 0) -> float:
    """In how many hours after a poll a source is due again."""
    return (parse_iso(row["next_poll"]) - NOW).total_seconds() / 3600 - hours
