"""Plays the embedded newsroom's days against the real pipeline, and tells what happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config import load_config
from monitor.demo.coverage import Coverage, Outlet, load_coverage
from monitor.demo.findings import findings, next_steps
from monitor.demo.newsroom import Newsroom, NewsroomClock
from monitor.demo.screen import Screen, article_line, event_line, moment_title
from monitor.errors import MonitorError, UsageError
from monitor.explore.metadata import write_metadata
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import StateLock, Store, open_store
from monitor.store.listings import ClaimFilter, article_rows, claim_rows, source_rows

if TYPE_CHECKING:
    from monitor.pipeline import Pipeline

_PAUSE = 1.0  # seconds between two moments, for the eye
_MARK = "# Written by `monitor demo`: its outlets were served on loopback while it ran."
_TOLD = ("contradiction", "update", "correction", "revision", "removal", "source_down", "source_recovered")


def play(state: Path, speed: float = 1.0, replace: bool = False) -> None:
    """Run the demo and keep its history and configuration in `state`.

    `speed` divides the pauses between two moments. With `replace`, an earlier demo in the folder is
    removed. Raises UsageError when the folder holds anything else.
    """
    _make_room(state, replace)
    coverage, alerts = load_coverage(), deque[dict[str, Any]]()
    with Newsroom(coverage.outlets, coverage.moments[0].at, alerts.append) as newsroom:
        config = state / "feeds.yaml"
        config.write_text(_configuration(coverage, newsroom), encoding="utf-8")
        asyncio.run(_Show(coverage, newsroom, Screen(), state, _PAUSE / speed, alerts).play(config))


def _make_room(state: Path, replace: bool) -> None:
    config = state / "feeds.yaml"
    if replace and config.exists() and config.read_text(encoding="utf-8").startswith(_MARK):
        shutil.rmtree(state)
    if state.exists() and any(state.iterdir()):
        raise UsageError(f"{state} is not empty; name a folder that is new, or remove it first")
    state.mkdir(parents=True, exist_ok=True, mode=0o700)


def _configuration(coverage: Coverage, newsroom: Newsroom) -> str:
    """The feeds.yaml that follows the newsroom's story."""
    import yaml

    sources = [
        {
            "name": outlet.key,
            "kind": outlet.format if outlet.format in ("lemmy", "sitemap") else "feed",
            **place_of(outlet, newsroom.address(outlet.key)),
            "outlet": outlet.name,
            "tier": outlet.tier.value,
        }
        for outlet in coverage.outlets
    ]
    config = {
        "stories": [dict(coverage.story)],
        "sources": sources,
        "network": {"allow_private_addresses": ["127.0.0.1"], "min_delay": 0},
        "channels": {"desk": f"json://{newsroom.webhook}"},
        "alerts": [{"on": list(_TOLD), "to": ["desk"]}],
    }
    return f"{_MARK}\n{yaml.safe_dump(config, sort_keys=False, allow_unicode=True)}"


def place_of(outlet: Outlet, address: str) -> dict[str, Any]:
    """The keys of an outlet's own kind of source."""
    if outlet.format == "lemmy":
        return {"url": address, "query": "Qwen", "comments": False}
    return {"url": f"{address}/feed"}


@dataclass(slots=True)
class _Show:
    """One performance: what was shown already stands here, so that each thing is told once."""

    coverage: Coverage
    newsroom: Newsroom
    screen: Screen
    state: Path
    pause: float  # seconds
    alerts: deque[dict[str, Any]]
    _heard: set[str] = field(default_factory=set)
    _articles: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _event: int = 0

    async def play(self, config: Path) -> None:
        """All moments, then the summing up."""
        self._introduce()
        with StateLock(self.state):
            store = open_store(self.state)
            write_metadata(self.state)
            clock = NewsroomClock(self.newsroom)
            try:
                loaded = load_config(config, os.environ)
                async with open_pipeline(loaded, store, self.state, clock, self._progress) as pipeline:
                    await self._moments(pipeline, store)
                self._sum_up(store)
            finally:
                store.close()

    async def _moments(self, pipeline: Pipeline, store: Store) -> None:
        start = self.coverage.moments[0].at
        self.screen.paragraph("The first look takes some seconds longer: the processes that read and compare start.")
        for moment in self.coverage.moments:
            self.newsroom.turn_to(moment)
            self.screen.title(moment_title(moment.at, start))
            await pipeline.cycle(Wanted(everything=True))
            self._tell(store)
            await asyncio.sleep(self.pause)

    def _introduce(self) -> None:
        self.screen.title(str(self.coverage.story["title"]))
        self.screen.paragraph(
            f"A newsroom of {len(self.coverage.outlets)} outlets plays five days on this machine. The monitor polls "
            "it, reads what belongs to the story, compares what is said, and posts its alerts to a webhook that shows "
            "them here. The outlets and what they write are invented; that the Financial Times reported the turn is "
            "a fact."
        )

    def _progress(self, line: str) -> None:
        """Show at once what a source answers; what comes of it is told when the cycle has ended."""
        names = {outlet.key: outlet.name for outlet in self.coverage.outlets}
        source, _, answer = line.partition(": ")
        if source in names:
            self._heard.add(source)
            self.screen.line("listed", f"{names[source]}: {answer}")

    def _tell(self, store: Store) -> None:
        """What this cycle read, noticed and told."""
        told = [*self._failing_lines(store), *self._article_lines(store), *self._event_lines(store)]
        for mark, text in told:
            self.screen.line(mark, text)
        if not told and not self.alerts:
            self.screen.line("", "nothing new: no event, no alert")
        while self.alerts:
            self.screen.alert(self.alerts.popleft())

    def _failing_lines(self, store: Store) -> Iterator[tuple[str, str]]:
        """Sources that fail and of which nothing was heard while they were polled."""
        for row in source_rows(store.database):
            if row["failures"] and row["name"] not in self._heard:
                yield "failing", f"{row['outlet']}: {row['reason']}"
        self._heard.clear()

    def _article_lines(self, store: Store) -> Iterator[tuple[str, str]]:
        for row in article_rows(store.database):
            now = (row["versions"], row["gone_at"])
            before = self._articles.get(row["id"])
            if now != before:
                self._articles[row["id"]] = now
                yield article_line(row, before is None)

    def _event_lines(self, store: Store) -> Iterator[tuple[str, str]]:
        events = store.events.since(None, self._event)
        self._event = max((event.id or 0 for event in events), default=self._event)
        known = sum(event.baseline for event in events)
        if known:
            yield "noticed", f"{known} claims that were there at the first look: kept to compare with, told to nobody"
        yield from (("noticed", event_line(event)) for event in events if not event.baseline)

    def _sum_up(self, store: Store) -> None:
        events = [event for event in store.events.since(None) if not event.baseline]
        articles, claims = list(article_rows(store.database)), list(claim_rows(store.database, ClaimFilter()))
        if not articles:
            raise MonitorError(f"nothing could be read; `{_program()} --state {self.state} status` says why")
        versions = sum(row["versions"] for row in articles)
        contested = sum(row["contested"] for row in claims)
        self.screen.title("What a person should know")
        self.screen.paragraph(
            f"{len(articles)} articles of the story were read, in {versions} versions; they make {len(claims)} "
            f"different claims, of which {contested} are contested."
        )
        self.screen.findings(findings(events))
        self.screen.title("How to look further")
        for command, shows in next_steps(events):
            self.screen.command(f"{_program()} --state {self.state} {command}", shows)


def _program() -> str:
    """The monitor as it was called, as short as it can be written from here."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m monitor"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)
