"""Services on loopback, each answering in its own shapes, and what a source makes of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from monitor.as_json import event_row
from monitor.clock import Clock
from monitor.config import Source, load_config
from monitor.model import Entry
from monitor.network import Failure, Response
from monitor.pipeline import Wanted, open_pipeline
from monitor.stages.asking import NOTHING, Asker, Before, Found, ask
from monitor.store import open_store
from monitor.store.listings import Row
from tests.desk import shared_workers
from tests.network_loopback import Heard, Loopback, client, reply

NOW = datetime(2026, 4, 12, 10, tzinfo=UTC)
Routes = Mapping[str, Any]


@dataclass
class Service:
    """Answers by path: with a value as JSON, with bytes as they are, or with what a function of the query makes."""

    routes: dict[str, Any]
    heard: list[Heard] = field(default_factory=list)

    def __call__(self, heard: Heard) -> bytes:
        self.heard.append(heard)
        parts = urlsplit(heard.target)
        found = self.routes.get(parts.path, reply(404, b'{"message":"Not Found"}', Content_Type="application/json"))
        if isinstance(found, Callable):
            found = found(dict(parse_qsl(parts.query, keep_blank_values=True)), heard)
        return found if isinstance(found, bytes) else data(found)

    def asked(self, number: int = -1) -> dict[str, str]:
        """The query of one request."""
        return dict(parse_qsl(urlsplit(self.heard[number].target).query, keep_blank_values=True))


def data(value: object, **headers: str) -> bytes:
    """A JSON answer."""
    return reply(200, json.dumps(value).encode(), **({"Content_Type": "application/json"} | headers))


def packed(value: object) -> bytes:
    """A JSON answer that is compressed, whatever was asked for."""
    body = gzip.compress(json.dumps(value).encode())
    return reply(200, body, Content_Type="application/json", Content_Encoding="gzip")


def refusal(status: int, value: object, **headers: str) -> bytes:
    """A refusal that explains itself in JSON."""
    return reply(status, json.dumps(value).encode(), **({"Content_Type": "application/json"} | headers))


def make_source(kind: str, **keys: Any) -> Source:
    """A source as feeds.yaml would give it."""
    return Source.model_validate({"name": "s", "kind": kind, **keys})


async def asked(source: Source, before: Before = NOTHING, now: datetime = NOW) -> Found | Response | Failure | str:
    """One poll."""
    async with client() as connection:
        return await ask(Asker(connection, shared_workers(), Clock(now)), source, before)


async def entries(source: Source, before: Before = NOTHING, now: datetime = NOW) -> list[Entry]:
    """What one poll lists."""
    return list((await found(source, before, now)).feed.entries)


async def found(source: Source, before: Before = NOTHING, now: datetime = NOW) -> Found:
    """One poll that must bring something."""
    got = await asked(source, before, now)
    assert isinstance(got, Found), got
    return got


async def failed(source: Source, before: Before = NOTHING) -> Failure:
    """One poll that must be refused."""
    got = await asked(source, before)
    assert isinstance(got, Failure), got
    return got


def serve(routes: Routes) -> tuple[Service, Loopback]:
    """A service, and the loopback server that it answers on."""
    service = Service(dict(routes))
    return service, Loopback(service)


async def cycle(folder: Path, config: str, now: datetime) -> list[Row]:
    """One cycle of the whole pipeline over a configuration; gives all events so far."""
    path = folder / "feeds.yaml"
    path.write_text(config, "utf-8")
    store = open_store(folder / "state")
    loaded = load_config(path, {})
    async with open_pipeline(loaded, store, folder / "state", Clock(now), lambda line: None, shared_workers()) as walk:
        await walk.cycle(Wanted(everything=True))
    rows = [event_row(event) for event in store.events.since()]
    store.close()
    return rows
