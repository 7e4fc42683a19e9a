"""Kind `gdelt`: articles of the world's press that the GDELT project finds, known by address, title and day.

Source: https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/ (one request in five seconds).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.sources.identity import Listed, identified
from monitor.sources.json_answers import objects, read_json, text
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.text import LONGEST_TITLE, clean, plain
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

_GAP = 6.0  # seconds between two requests
_SPAN = timedelta(days=1)
_BAD_ESCAPE = re.compile(rb"\\(?![\"\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_BEFORE = re.compile(r"\s+([,.;:!?%)\]’”])")
_APOSTROPHE = re.compile(r"(?<=\w)\s*'\s*(?=(?:s|t|re|ve|ll|d|m)\b)")


class Gdelt(Kind):
    """A search in the words of GDELT: "a phrase", (a OR b), -x, sourcelang:english, domain:example.org."""

    kind: ClassVar[str] = "gdelt"
    tier: ClassVar[Tier] = Tier.AGGREGATOR
    query: Words
    base_url: Site = "https://api.gdeltproject.org"

    def address(self) -> str:
        wanted = {"query": self.query, "mode": "artlist", "format": "json", "maxrecords": "250", "sort": "datedesc"}
        return f"{self.base_url}/api/v2/doc/doc?{urlencode(wanted)}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(f"{self.address()}&timespan=1d", gap=_GAP),)

    def read(self, answer: Answer) -> ParsedFeed:
        start = answer.body.lstrip()[:1]
        if start != b"{":  # errors come as plain words with status 200
            words = plain(answer.body[:2000].decode("utf-8", "replace"), 200)
            why = "GDELT was asked too often" if "limit requests" in words else "GDELT refuses the search"
            raise FeedError(why, f"it says: {words}" if words else "its answer is empty")
        body = _BAD_ESCAPE.sub(rb"\\\\", answer.body.translate(None, _CONTROLS))
        document = read_json(body)
        listed = [] if document == {} else objects(document, "articles", "articles")
        entries = [entry for one in listed if (entry := _entry(one)) is not None]
        return ParsedFeed("GDELT", identified([Listed(entry, None) for entry in entries]), whole=False)


def _entry(one: Mapping[str, Any]) -> Entry | None:
    url = readable_url(text(one, "url"), "")
    if url is None:
        return None
    title = _APOSTROPHE.sub("'", _BEFORE.sub(r"\1", clean(text(one, "title"), LONGEST_TITLE)))
    return Entry("", url, title, published=_seen(text(one, "seendate")))


def _seen(stamp: str) -> datetime | None:
    """When GDELT saw an article: the time of its publication to within a quarter of an hour or some hours."""
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
