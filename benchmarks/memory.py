"""`python -m benchmarks.memory [--articles 100000] [--sources 10000] [--keep DIR]`: what processes hold at that size.

The history is generated (`benchmarks.long_story`): ten claims an article, two mentions a claim. The main process opens
it with all its sources, and looks for candidates in it; a worker finds claims in an article and judges pairs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psutil
import yaml

from monitor.clock import Clock
from monitor.config import load_config
from monitor.model import Tier
from monitor.pipeline import open_pipeline
from monitor.store import open_store
from monitor.workers import run

# What a daemon does not load must not be loaded here either: the history is built in another process.
_START = datetime(2026, 1, 1, tzinfo=UTC)
_LIMITS = {"main": 250.0, "main, at most": 250.0, "worker": 300.0}
# What a sentence is found by, as the walk would keep it: its words, in the order in which they came.
_TERMS = """INSERT INTO mention_terms(mention, story, terms, place)
SELECT id, story, lower(replace(replace(text, '.', ''), 'The ', '')), row_number() OVER (PARTITION BY story ORDER BY id)
FROM mentions"""


def configured(folder: Path, sources: int) -> Path:
    """A configuration of so many feeds, none of which is asked."""
    from benchmarks.long_story import STORIES

    path = folder / "feeds.yaml"
    feeds = [
        {"name": f"s{n}", "kind": "feed", "url": f"https://outlet{n}.example/feed", "outlet": f"Outlet {n % 900}"}
        for n in range(sources)
    ]
    stories = [{"id": story, "title": story, "match": {"any": [story]}} for story in STORIES]
    path.write_text(yaml.dump({"stories": stories, "sources": feeds}, Dumper=yaml.CSafeDumper))
    return path


def in_worker() -> float:
    """What a worker holds in MB once it has found the claims of an article, and judged."""
    from benchmarks.site import sentences
    from monitor.claims import Text, find_mentions
    from monitor.comparison.rules import RulesJudge
    from monitor.model import Pair, Side

    text = Text("Norvane", " ".join(sentences(3, 40)), _START, Tier.PRESS, "en", "Wire")
    sides = [Side(mention, _START, "Wire", Tier.PRESS) for mention in find_mentions(text, {})]
    RulesJudge(0.8).judge([Pair(one, other) for one in sides[:10] for other in sides[10:20]])
    return psutil.Process().memory_info().rss / 1e6


async def hold(state: Path, config: Path) -> dict[str, float]:
    """What the main process and a worker hold."""
    store, loaded = open_store(state), load_config(config, os.environ)
    try:
        async with open_pipeline(loaded, store, state, Clock(_START), print) as pipeline:
            pipeline.prepare()
            for story in loaded.stories:
                found = store.claims.nearest(story.id, ["ferry", "district", "77"], 20)
                assert found, story
            worker = await run(pipeline.context.workers, in_worker)
    finally:
        store.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"main": psutil.Process().memory_info().rss / 1e6, "main, at most": most, "worker": worker}


def main() -> None:
    """Build what is not there, measure in a process of its own, and print; exits 1 above a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="A folder to build into, or one that is there to use again.")
    parser.add_argument("--hold", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.hold:
        print(json.dumps(asyncio.run(hold(chosen.keep, chosen.keep / "feeds.yaml"))))
        return
    from benchmarks.long_story import build

    with tempfile.TemporaryDirectory() as scratch:
        state = chosen.keep or Path(scratch)
        store = open_store(state)
        if not store.database.value("SELECT 1 FROM mentions"):
            build(store, chosen.articles, random.Random(7))
        if not store.database.value("SELECT 1 FROM mention_terms"):
            with store.database.writing():
                store.database.execute(_TERMS)
        store.close()
        configured(state, chosen.sources)
        words = [sys.executable, "-m", "benchmarks.memory", "--hold", "--keep", str(state)]
        found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    for name, held in found.items():
        print(f"{name:24}{held:>8.0f} MB, {_LIMITS[name]:.0f} at most")
    sys.exit(1 if any(held > _LIMITS[name] for name, held in found.items()) else 0)


if __name__ == "__main__":
    main()
