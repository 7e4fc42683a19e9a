"""Plays a scenario through the pipeline in this process, one cycle after each tick."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from benchmarks.quality_sets import Row, Scenario
from monitor.absence import omissions
from monitor.as_json import event_row
from monitor.clock import parse_iso, utc
from monitor.config import JudgeSettings, load_config
from monitor.demo.coverage import Item, Moment, Outlet
from monitor.demo.newsroom import Newsroom, NewsroomClock
from monitor.model import Tier
from monitor.pipeline import Pipeline, open_pipeline
from monitor.stages import poll, read
from monitor.store import Store, open_store
from monitor.store.listings import ClaimFilter, claim_rows
from monitor.store.omissions import attendance, matters
from monitor.store.overview import outlet_records

_FORMATS = {"rss": "rss", "atom": "atom", "jsonfeed": "json"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a story stands in the end: each claim's standing, who leaves out what, and the outlets' records."""

    standings: Mapping[int, str] = field(default_factory=dict)
    omissions: tuple[tuple[int, str], ...] = ()  # a claim, and an outlet that leaves it out
    records: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario: events by tick and claims, as the command line lists them, and how it `ended`.

    `seconds` went into claims, comparison and events. `changed` are the articles that were edited or withdrawn.
    """

    events: tuple[tuple[Row, ...], ...]
    claims: tuple[Row, ...]
    articles: int
    changed: frozenset[str]
    seconds: float
    ended: Ended = Ended()


def play(scenario: Scenario, settings: JudgeSettings, workers: Executor) -> Played:
    """Play one scenario over outlets on loopback."""
    content = scenario.content
    outlets = [_outlet(key, spec) for key, spec in content["outlets"].items()]
    moments = moments_of(content["ticks"])
    with tempfile.TemporaryDirectory() as folder, Newsroom(outlets, moments[0].at, lambda alert: None) as newsroom:
        state = Path(folder)
        _configure(state, content["story"], outlets, newsroom, settings)
        events, claims, seconds = asyncio.run(_walk(state, newsroom, moments, workers))
        ended = _ended(state, content["story"]["id"])
    changed = {item.id for moment in moments for item in moment.revise}
    changed |= {name for moment in moments for name in (*moment.withdraw, *moment.missing)}
    published = sum(len(moment.publish) for moment in moments)
    return Played(events, claims, published, frozenset(changed), seconds, ended)


def _ended(state: Path, story: str) -> Ended:
    with closing(open_store(state, read_only=True)) as store:
        database = store.database
        left_out = omissions(matters(database, story), attendance(database, story))
        standings = {row["claim"]: row["standing"] for row in database.rows("SELECT * FROM claim_standing")}
        return Ended(
            standings,
            tuple((one.matter.claim, silent.outlet) for one in left_out for silent in one.leaves_out),
            {row["outlet"]: row for row in outlet_records(database)},
        )


async def _walk(
    state: Path, newsroom: Newsroom, moments: list[Moment], workers: Executor
) -> tuple[tuple[tuple[Row, ...], ...], tuple[Row, ...], float]:
    store = open_store(state)
    try:
        config = load_config(state / "feeds.yaml", {})
        async with open_pipeline(config, store, state, NewsroomClock(newsroom), lambda line: None, workers) as pipeline:
            told, seconds, seen = [], 0.0, 0
            for moment in moments:
                newsroom.turn_to(moment)
                seconds += await _cycle(pipeline, store)
                events = [event_row(event) for event in store.events.since()]
                told.append(tuple(events[seen:]))
                seen = len(events)
        return tuple(told), tuple(claim_rows(store.database, ClaimFilter())), seconds
    finally:
        store.close()


async def _cycle(pipeline: Pipeline, store: Store) -> float:
    """One cycle over everything; gives how many seconds went into the stages after reading."""
    pipeline.prepare()
    await asyncio.gather(*(poll.poll_source(pipeline.context, source) for source in store.sources.all()))
    read.revisit_everything(pipeline.context)
    await pipeline.read_due()
    begun = perf_counter()
    await pipeline.walk()
    spent = perf_counter() - begun
    pipeline.finish()
    return spent


def _configure(
    state: Path, story: Mapping[str, Any], outlets: list[Outlet], newsroom: Newsroom, settings: JudgeSettings
) -> None:
    sources = [
        {
            "name": outlet.key,
            "kind": "feed",
            "url": f"{newsroom.address(outlet.key)}/feed",
            "outlet": outlet.name,
            "tier": outlet.tier.value,
        }
        for outlet in outlets
    ]
    config = {
        "stories": [dict(story)],
        "sources": sources,
        "network": {"allow_private_addresses": True, "min_delay": 0},
        "judge": settings.model_dump(mode="json", exclude_none=True),
    }
    (state / "feeds.yaml").write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _outlet(key: str, spec: Mapping[str, str]) -> Outlet:
    tier = Tier(spec.get("tier", Tier.PRESS))
    return Outlet(key, spec["outlet"], tier, _FORMATS[spec.get("format", "rss")])


def moments_of(ticks: list[Row]) -> list[Moment]:
    """The ticks as the newsroom takes them; what is revised keeps the text or title that it is not given."""
    texts: dict[str, str] = {}
    moments = []
    for tick in ticks:
        publish = tuple(_item(row) for row in tick.get("publish", ()))
        texts |= {item.id: item.text for item in publish}
        revise = tuple(_item({"text": texts[row["id"]], **row}) for row in tick.get("revise", ()))
        texts |= {item.id: item.text for item in revise}
        broken = {key: tuple(tick.get(key, ())) for key in ("withdraw", "fail", "missing")}
        moments.append(Moment(_time(tick["at"]), publish, revise, **broken))
    return moments


def _time(at: datetime | str) -> datetime:
    """A tick's time, which YAML reads as a moment unless it was quoted."""
    return parse_iso(at) if isinstance(at, str) else utc(at)


def _item(row: Row) -> Item:
    return Item(
        id=row["id"],
        text=row["text"],
        outlet=row.get("outlet", ""),
        title=row.get("title", ""),
        author=row.get("author", "Staff"),
        links=tuple(row.get("links", ())),
        comments=tuple(row.get("comments", ())),
    )
