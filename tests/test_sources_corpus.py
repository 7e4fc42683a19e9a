"""Real feeds, malformed ones among them, where a folder of them is at hand (MONITOR_EVAL_DATA/feeds)."""

from __future__ import annotations

import html
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import iso
from monitor.errors import FeedError
from monitor.sources import ParsedFeed, parse_feed

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
        found = _feed(row)  # anything but FeedError fails this test
        score["read"] += 1
        if row["confidence"] in SOLID:
            score["solid"] += 1
            score["right"] += (len(found.entries) if found else 0) == row["want"]["entries"]
            if found is not None:
                _score_texts(score, found, row["want"])
    with capsys.disabled():
        print(f"\n{dict(score)}")
    assert score["right"] >= score["solid"] - 2, "two entries with nothing that tells them apart are one"
    assert (score["titles_right"], score["dates_right"]) == (score["titles"], score["dates"])
    assert score["titles"] > 200


def _feed(row: dict[str, Any]) -> ParsedFeed | None:
    headers = {name.lower(): value for name, value in row["headers"].items()}
    content_type = headers.get("content-type", row["serve_content_type"])
    try:
        return parse_feed((FEEDS / row["file"]).read_bytes(), str(content_type), "http://example.org/feed")
    except FeedError:
        return None


def _score_texts(score: Counter[str], found: ParsedFeed, want: dict[str, Any]) -> None:
    """Titles as plain text, and dates; of the first entry and of the feed."""
    first = found.entries[0] if found.entries and want["entries"] else None
    pairs = [(found.title, want["title"]), (first.title if first else "", want["e0_title"])]
    for ours, theirs in pairs:
        if theirs:
            score["titles"] += 1
            score["titles_right"] += _words(ours) == _words(theirs)
    if want["e0_published"]:
        score["dates"] += 1
        moment = (first.published or first.updated) if first else None
        score["dates_right"] += moment is not None and iso(moment)[:19] == want["e0_published"][:19]


def _words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", html.unescape(text))).split())
