"""Kind `hackernews`: stories and comments that Algolia's index of Hacker News finds, or one thread.

Source: https://hn.algolia.com/api (10,000 requests an hour for each address).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import Field, model_validator

from monitor.model import Entry, Tier
from monitor.sources.json_answers import epoch, latest, number, objects, post, read_json, text
from monitor.sources.kind import Kind, Several, Site
from monitor.sources.text import LONGEST_TITLE, plain
from monitor.sources.values import Answer, Call, ParsedFeed

_OVERLAP = 600  # seconds; the index takes in an item some minutes after it was written
_PAGE = 100
_LINK = re.compile(r"https?://news\.ycombinator\.com/item\?id=(\d{1,12})\b.*")


class HackerNews(Kind):
    """A search (each of several queries is asked for by itself), or the comments of one story."""

    kind: ClassVar[str] = "hackernews"
    tier: ClassVar[Tier] = Tier.FORUM
    query: Several = Field(default=())
    story: int | None = Field(default=None, gt=0)
    comments: bool = True
    base_url: Site = "https://hn.algolia.com"

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if bool(self.query) == (self.story is not None):
            raise ValueError("needs either query, words to search for, or story, the number of one thread")
        return self

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _LINK.fullmatch(url)
        return cls(story=int(found[1])) if found else None

    def address(self) -> str:
        return self._search({"query": " | ".join(self.query)})

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        """The newest items; after the first poll all since then, with some minutes that were read before."""
        since = int(memory) - _OVERLAP if memory else None
        return tuple(Call(self._page(query, since, 0), step=query) for query in self.query or ("",))

    def _page(self, query: str, since: int | None, page: int) -> str:
        wanted = {"query": query, "hitsPerPage": str(_PAGE), "page": str(page), "typoTolerance": "false"}
        return self._search(wanted | ({} if since is None else {"numericFilters": f"created_at_i>{since}"}))

    def _search(self, wanted: Mapping[str, str]) -> str:
        tags = "(story,comment)" if self.comments else "story"
        tags = tags if self.story is None else f"comment,story_{self.story}"
        return f"{self.base_url}/api/v1/search_by_date?{urlencode({**wanted, 'tags': tags})}"

    def read(self, answer: Answer) -> ParsedFeed:
        document = read_json(answer.body)
        hits = objects(document, "hits", "hits")
        times = [number(hit, "created_at_i") for hit in hits]
        page, last = number(document, "page") or 0, number(document, "nbPages") or 0
        then: tuple[Call, ...] = ()
        if page + 1 < last and answer.memory is not None and len(hits) == _PAGE:
            since = int(answer.memory) - _OVERLAP
            then = (Call(self._page(answer.call.step, since, page + 1), step=answer.call.step),)
        return ParsedFeed(
            "Hacker News",
            tuple(entry for hit in hits if (entry := _entry(hit, answer.now)) is not None),
            whole=False,
            then=then,
            memory=latest(times, answer.now),
        )

    def remember(self, given: Sequence[str]) -> str:
        return max(given, key=int)


def _entry(hit: Mapping[str, Any], now: datetime | None) -> Entry | None:
    ident = number(hit, "objectID")
    if ident is None:
        return None
    comment = text(hit, "comment_text")
    return post(
        f"hackernews:{ident}",
        f"https://news.ycombinator.com/item?id={ident}",
        "" if comment else plain(text(hit, "title"), LONGEST_TITLE),
        comment or text(hit, "story_text"),
        text(hit, "author"),
        epoch(number(hit, "created_at_i"), now),
        link=None if comment else text(hit, "url"),
        about=plain(text(hit, "story_title"), LONGEST_TITLE) if comment else "",
    )
