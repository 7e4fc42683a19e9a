"""Kind `lobsters`: the newest stories of Lobsters, of one tag, or of one site.

Lobsters wants to be read by its feeds, at most every two hours, by readers that give their name.

Source: lobsters/lobsters, app/views/home/stories.rss.builder and config/initializers/rack_attack.rb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.network import Purpose
from monitor.sources.dates import read_date
from monitor.sources.html_pages import xml_tree
from monitor.sources.json_answers import post
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed, PollHints

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

_HERE = re.compile(r"https?://lobste\.rs/(?:(?P<what>t|domains)/(?P<name>[\w.,+-]+))?(?:\.rss)?/?")
_AUTHOR = re.compile(r".*\b(?:via|by) ([\w-]{1,60})", re.DOTALL)
_EVERY = timedelta(hours=2)


class Lobsters(Kind):
    """Its search has no feed, so the stories are matched here."""

    kind: ClassVar[str] = "lobsters"
    tier: ClassVar[Tier] = Tier.FORUM
    tag: Words | None = None
    domain: Words | None = None
    base_url: Site = "https://lobste.rs"

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if self.tag and self.domain:
            raise ValueError("takes tag or domain, not both")
        return self

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        if found is None:
            return None
        return cls(**{"t": {"tag": found["name"]}, "domains": {"domain": found["name"]}}.get(found["what"] or "", {}))

    def address(self) -> str:
        part = f"t/{self.tag}" if self.tag else f"domains/{self.domain}" if self.domain else "newest"
        return f"{self.base_url}/{part}.rss"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(self.address(), purpose=Purpose.FEED, conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        root = xml_tree(answer.body)
        if root.tag != "rss":
            raise FeedError("this is not the feed of a site like Lobsters")
        return ParsedFeed("Lobsters", tuple(_entries(root, answer)), PollHints(ttl=_EVERY), whole=False)


def _entries(root: _Element, answer: Answer) -> Iterator[Entry]:
    for item in root.iter("item"):
        thread = readable_url(item.findtext("comments") or item.findtext("guid"), answer.url)
        if thread is None:
            continue
        link = readable_url(item.findtext("link"), answer.url)
        author = _AUTHOR.fullmatch(item.findtext("author") or "")
        yield post(
            f"lobsters:{item.findtext('guid') or thread}",
            thread,
            item.findtext("title") or "",
            item.findtext("description") or "",
            author[1] if author else "",
            read_date(item.findtext("pubDate"), answer.now),
            link=None if link == thread else link,
        )
