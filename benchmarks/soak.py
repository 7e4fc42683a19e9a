"""`python -m benchmarks.soak [--months 6]`: what months of following many sources leave behind, on a moved clock.

One process follows the sources through the whole walk, six hours a step, under a short retention. At the end it must
hold no more memory and no more files than after the first third, and nothing that the retention lets go of.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.history import Ticking, history
from benchmarks.site import STORY, Site, serving
from benchmarks.speed import webhook
from monitor.config import Retention
from monitor.pipeline import Pipeline, Wanted
from monitor.stages.upkeep import prune_when_due
from monitor.store import Store

_STEP = 6  # hours
_KEPT = 20  # days
_TELLING = 5  # sources that cover the story; the others list what is none of it
_CLAIMS = 6
_MEMORY, _FILES, _ARTICLE = 1.25, 1.1, 25.0  # how much more at the end, and kB of the database an article


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process and its history hold at the end of a day."""

    day: int
    memory: float  # MB, of the process itself
    files: int
    database: float  # MB
    entries: int
    polls: int
    articles: int
    pages: int
    told: int


async def soak(days: int, sources: int) -> list[Sample]:
    """Follow so many sources for so many days; gives how things stood after each."""
    told: list[float] = []
    with serving(_TELLING, STORY, _CLAIMS) as telling, serving(10, "Other") as others, webhook(told) as channel:
        feeds = [f"{base}/feed/{number}" for number, base in enumerate(telling.bases)]
        feeds += [f"{others.bases[number % 10]}/feed/{number}" for number in range(_TELLING, sources)]
        telling_of = {"channels": {"desk": channel}, "alerts": [{"on": ["new_claim"], "to": ["desk"]}]}
        async with history(feeds, telling_of) as (pipeline, clock):
            await pipeline.cycle(Wanted(everything=True))
            samples = []
            for day in range(1, days + 1):
                samples.append(await _day(pipeline, clock, (telling, others), day))
                if day % 10 == 0:
                    print(f"  {samples[-1]}", file=sys.stderr, flush=True)
            return samples


async def _day(pipeline: Pipeline, clock: Ticking, sites: tuple[Site, Site], day: int) -> Sample:
    for site in sites:
        site.show(day)
    store, state = pipeline.context.store, pipeline.context.state
    for _ in range(24 // _STEP):
        clock.wait(_STEP)
        await pipeline.cycle()
        prune_when_due(store, state, _retention(), clock.now())
    gc.collect()
    return _sample(store, state, day)


def _retention() -> Retention:
    kept = f"{_KEPT}d"
    return Retention.model_validate({"versions": kept, "entries": kept, "pages": kept, "polls": kept})


def _sample(store: Store, state: Path, day: int) -> Sample:
    database, process = store.database, psutil.Process()

    def count(table: str, where: str = "1") -> int:
        return int(database.value(f"SELECT count(*) FROM {table} WHERE {where}"))

    return Sample(
        day=day,
        memory=process.memory_info().rss / 1e6,
        files=process.num_fds(),
        database=database.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") / 1e6,
        entries=count("entries", "listed = 0"),
        polls=count("polls"),
        articles=count("articles"),
        pages=sum(1 for _ in state.glob("pages/*/*")),
        told=count("deliveries", "state = 'sent'"),
    )


def faults(samples: list[Sample], sources: int) -> Iterator[str]:
    """What grew that must not."""
    early, last = samples[len(samples) // 3], samples[-1]
    if last.memory > early.memory * _MEMORY:
        yield f"memory grew from {early.memory:.0f} MB to {last.memory:.0f} MB"
    if last.files > early.files * _FILES:
        yield f"open files grew from {early.files} to {last.files}"
    if last.entries > sources * (_KEPT + 2):
        yield f"{last.entries} entries are kept that no source lists"
    if last.polls > sources * (_KEPT + 2) * 24 // _STEP:
        yield f"{last.polls} polls are kept"
    if early.day > _KEPT and (size := _an_article(early, last)) > _ARTICLE:  # before, what is kept still fills up
        yield f"the database grows by {size:.1f} kB an article"
    if not last.told:
        yield "nothing was told"


def _an_article(early: Sample, last: Sample) -> float:
    return (last.database - early.database) * 1e3 / max(1, last.articles - early.articles)


def main() -> None:
    """Follow, and print a line for each figure; exits 1 when something grows that must not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=float, default=6)
    parser.add_argument("--sources", type=int, default=200)
    chosen = parser.parse_args()
    days = round(chosen.months * 30)
    if days // 3 < _KEPT:
        parser.error(f"in less than {_KEPT // 10} months what is kept still fills up, and growth cannot be judged")
    samples = asyncio.run(soak(days, chosen.sources))
    early, last = samples[len(samples) // 3], samples[-1]
    print(f"{'':24}{'day ' + str(early.day):>10}{'day ' + str(last.day):>10}")
    for name, unit in (("memory", "MB"), ("files", ""), ("database", "MB"), ("entries", ""), ("polls", "")):
        print(f"{name:24}{getattr(early, name):>10,.0f}{getattr(last, name):>10,.0f} {unit}")
    for name in ("articles", "pages", "told"):
        print(f"{name:24}{getattr(early, name):>10,}{getattr(last, name):>10,}")
    print(f"{'database, an article':24}{_an_article(early, last):>20.1f} kB")
    found = list(faults(samples, chosen.sources))
    for fault in found:
        print(f"  {fault}")
    print(f"{'faults':24}{len(found):>20}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
