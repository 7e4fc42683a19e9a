"""`python -m benchmarks.cost [SIZE...]`: what an article of twenty claims costs where so many claims are stored.

Processor time on one core for finding claims and for comparing them by the rules, with the worker's part, and that of
one look-up of candidates. The stored claims are distractors (`benchmarks.distractors`), the articles labelled texts.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import yaml

from benchmarks.candidates import others, related
from benchmarks.cores import core_seconds
from benchmarks.distractors import distractors
from benchmarks.quality_sets import own_sets
from monitor.claims import analyse
from monitor.clock import Clock
from monitor.comparison import search_terms
from monitor.config import load_config
from monitor.model import Entry, Mention, Origin, ReadStatus, SourceState
from monitor.pipeline import Pipeline, open_pipeline
from monitor.stages import claim, compare
from monitor.store import Store, open_store
from monitor.store.claims import Compared
from monitor.store.rows import ListedEntry, NewVersion, PollRecord, ReadRecord, StoredVersion, VersionContext
from monitor.workers import Workers

_AT = datetime(2026, 3, 2, tzinfo=UTC)
_STORY, _OUTLET = "generated", "Generated Wire"
_AN_ARTICLE, _STORED_AT_ONCE = 20, 500
_ARTICLES = 12


def main() -> None:
    """One line a size; the history grows from one to the next."""
    asyncio.run(_print([int(size) for size in sys.argv[1:]] or [1_000, 100_000]))


async def _print(sizes: Sequence[int]) -> None:
    print(f"{'stored':>10}{'claims ms':>11}{'compare ms':>12}{'look-up ms':>12}{'claims':>8}{'fill s':>8}")
    async for cost in measure(sizes):
        print(
            f"{cost.size:>10,}{cost.claims:>11.1f}{cost.comparing:>12.1f}{cost.look_up:>12.2f}{cost.count:>8.1f}"
            f"{cost.filled:>8.0f}",
            flush=True,
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """Where `size` claims are stored: milliseconds of processor time for an article's `count` claims, to find and to
    compare them; those of one look-up; and the seconds that filling took."""

    size: int
    claims: float
    comparing: float
    look_up: float
    count: float
    filled: float


async def measure(sizes: Sequence[int]) -> AsyncIterator[Cost]:
    """What an article costs at each size."""
    texts = [second.text for _, second in related(own_sets())]
    articles = [" ".join(texts[start : start + _AN_ARTICLE]) for start in range(0, len(texts), _AN_ARTICLE)]
    filling = distractors(others(own_sets()))
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder))) as store:
        workers = Workers(count=1, preload=("monitor.stages.preload",))
        config = _configured(Path(folder))
        async with open_pipeline(config, store, Path(folder), Clock(_AT), lambda line: None, workers) as pipeline:
            pipeline.prepare()
            await _article(pipeline, "The ferry sank on Monday. It carried 12 people.", -1)  # loads the parser
            stored = number = 0
            for size in sizes:
                begun = perf_counter()
                while stored < size:
                    stored += fill(store, islice(filling, _STORED_AT_ONCE), number := number + 1)
                filled = perf_counter() - begun
                near = look_up(store, texts)
                costs = [await _article(pipeline, text, size + at) for at, text in enumerate(articles[:_ARTICLES])]
                claims, comparing, count = (sum(each) / len(costs) for each in zip(*costs, strict=True))
                yield Cost(size, claims, comparing, near, count, filled)
        workers.shutdown()


def _configured(folder: Path):  # type: ignore[no-untyped-def]
    path = folder / "feeds.yaml"
    source = {"name": "all", "kind": "feed", "url": "https://generated.example/feed", "outlet": _OUTLET}
    story = {"id": _STORY, "title": "Generated", "match": {"any": ["the", "a"]}}
    path.write_text(yaml.safe_dump({"stories": [story], "sources": [source], "judge": {"kind": "rules"}}))
    return load_config(path, {})


def version_of(store: Store, text: str, number: int) -> VersionContext:
    """A new article that was read and has this text."""
    url = f"https://generated.example/{number}"
    listed = ListedEntry(Entry(url, url, "The news"), url, (_STORY,))
    store.sources.record_entries(PollRecord("all", _AT, SourceState.OK, None, None, "once"), [listed])
    (article,) = store.articles.due(_AT)
    new = NewVersion("The news", text, ReadStatus.OK, None, str(number), None, None, "benchmark")
    made = store.articles.record_version(ReadRecord(article.id, _AT, ReadStatus.OK, None, None), new)
    assert made is not None
    return store.articles.context(made)


def fill(store: Store, mentions: Iterable[Mention], number: int) -> int:
    """Store mentions of one article as claims of their own; gives how many."""
    found = {mention.text: mention for mention in mentions}
    version: StoredVersion = version_of(store, "filled", -1 - number).version
    terms = {text: search_terms(mention) for text, mention in found.items()}
    store.claims.record_mentions(version, {_STORY: tuple(found.values())}, terms, "benchmark")
    origin = Origin(_OUTLET, "own")
    stored = store.claims.added_by(version.id)
    store.claims.record_comparison(
        version, [Compared(one.id, None, None, origin, (), ()) for one in stored], frozenset()
    )
    return len(stored)


def look_up(store: Store, texts: Sequence[str]) -> float:
    """Milliseconds of one look-up, with the rows that it yields, in the middle of all."""
    spent = []
    terms = [search_terms(analyse(text, _AT, {})) for text in texts]
    store.claims.nearest(_STORY, terms[0], compare.NEAREST)
    for each in terms:
        begun = process_time()
        store.claims.nearest(_STORY, each, compare.NEAREST)
        spent.append(1000 * (process_time() - begun))
    return sorted(spent)[len(spent) // 2]


async def _article(pipeline: Pipeline, text: str, number: int) -> tuple[float, float, int]:
    """Milliseconds for finding the claims of an article, and for comparing them; and how many there were."""
    item = version_of(pipeline.context.store, text, number)
    begun = core_seconds()
    await claim.claim_version(pipeline.context, item)
    found = core_seconds()
    await compare.compare_version(pipeline.context, item)
    count = len(pipeline.context.store.claims.added_by(item.version.id))
    return 1000 * (found - begun), 1000 * (core_seconds() - found), count


if __name__ == "__main__":
    main()
