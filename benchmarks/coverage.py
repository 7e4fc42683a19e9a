"""What the default judge raises on real coverage that nobody labelled: alarms to be read, for each hundred articles.

    python -m benchmarks.coverage ARTICLES.jsonl [--config FEEDS.yaml]

One article a line, in the order in which they came: {"story", "outlet", "published", "title", "text"}. Each story is
played over loopback by one feed an outlet; every contradiction and update is printed with its sentences, since only
a reader can say which of them are right.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality_play import play
from benchmarks.quality_sets import Row, Scenario
from monitor.config import JudgeSettings, load_config
from monitor.workers import Workers

_READ = ("contradiction", "update")
_PATIENCE = 900.0  # seconds for one task of a worker


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--config", type=Path, help="a feeds.yaml whose judge is taken")
    arguments = parser.parse_args()
    settings = JudgeSettings() if arguments.config is None else load_config(arguments.config, os.environ).judge
    counts: Counter[str] = Counter()
    workers = Workers(timeout=_PATIENCE, preload=("monitor.stages.preload",))
    try:
        for story in stories(arguments.articles):
            played = play(story, settings, workers)
            events = [event for tick in played.events for event in tick]
            counts["articles"] += played.articles
            counts.update(str(event["kind"]) for event in events)
            for event in events:
                if event["kind"] in _READ:
                    print(story.name, "\n".join(_told(event)), sep=": ", flush=True)
    finally:
        workers.shutdown()
    print(", ".join(f"{kind} {count}" for kind, count in counts.most_common()))
    print(f"contradictions for each hundred articles: {100 * counts['contradiction'] / (counts['articles'] or 1):.1f}")


def stories(file: Path) -> Iterator[Scenario]:
    """The stories of a file of articles as scenarios that expect nothing."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["story"]].append(row)
    for name, articles in rows.items():
        keys = {outlet: f"o{index}" for index, outlet in enumerate(dict.fromkeys(row["outlet"] for row in articles))}
        ticks: dict[str, list[Row]] = defaultdict(list)
        for index, row in enumerate(articles):
            item = {"id": f"a{index}", "outlet": keys[row["outlet"]], "title": row["title"], "text": row["text"]}
            ticks[row["published"]].append(item)
        story = {"id": "story", "title": name, "entities": {}, "match": {"any": ["the"]}}
        outlets = {key: {"outlet": outlet} for outlet, key in keys.items()}
        content = {"story": story, "outlets": outlets, "expect": []}
        yield Scenario(name, content | {"ticks": [{"at": at, "publish": items} for at, items in ticks.items()]})


def _told(event: Row) -> Iterator[str]:
    yield f"{event['kind']} ({event['score']}), {event['reason']}"
    yield from (f"    {side['role']}, {side['outlet']}: {side['text']}" for side in event["claims"])


if __name__ == "__main__":
    main()
