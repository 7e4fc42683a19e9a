"""Real feeds, malformed ones among them, where a folder of them is at hand (MONITOR_EVAL_DATA/feeds)."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from monitor.errors import FeedError
from monitor.sources import parse_feed

FEEDS = Path(os.environ.get("MONITOR_EVAL_DATA", "")) / "feeds"
SOLID = ("upstream_expect_passes", "two_oracles_agree")

pytestmark = pytest.mark.skipif(
    "MONITOR_EVAL_DATA" not in os.environ or not (FEEDS / "expected.jsonl").is_file(),
    reason="MONITOR_EVAL_DATA names no folder with feeds/expected.jsonl",
)


def test_real_feeds_are_read_as_two_other_readers_read_them(capsys: pytest.CaptureFixture[str]):
    score: Counter[str] = Counter()
    for line in (FEEDS / "expected.jsonl").read_text().splitlines():
        row = json.loads(line)
        found = _entries(row)  # anything but FeedError fails this test
        score["read"] += 1
        if row["confidence"] in SOLID:
            score["solid"] += 1
            score["right"] += found == row["want"]["entries"]
    with capsys.disabled():
        print(f"\nfeeds: {score['right']} of {score['solid']} entry counts right, {score['read']} read without a crash")
    assert score["right"] >= 0.995 * score["solid"]


def _entries(row: dict[str, object]) -> int:
    headers = {name.lower(): value for name, value in dict(row["headers"]).items()}  # type: ignore[call-overload]
    content_type = headers.get("content-type", row["serve_content_type"])
    try:
        feed = parse_feed((FEEDS / str(row["file"])).read_bytes(), str(content_type), "http://example.org/feed")
    except FeedError:
        return 0
    return len(feed.entries)
