"""Kind `google_news`: headlines that Google News finds, with their publishers.

Its links lead to Google, and only its own scripts know the article behind them: the headline is all that is read.

Source: the feed itself; it has no documentation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from monitor.errors import FeedError
from monitor.model import Entry, EntryForm, Tier
from monitor.network import Purpose
from monitor.sources.dates import read_date
from monitor.sources.html_pages import xml_tree
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.text import LONGEST_TITLE, clean
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

if TYPE_CHECKING:
    from lxml.etree import _Element


class GoogleNews(Kind):
    """A search in its words: "a phrase", OR, -word, site:example.org, when:7d."""

    kind: ClassVar[str] = "google_news"
    tier: ClassVar[Tier] = Tier.AGGREGATOR
    query: Words
    language: Words = "en-US"
    country: Words = "US"
    base_url: Site = "https://news.google.com"

    def address(self) -> str:
        script = {"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}
        edition = f"{self.country}:{script.get(self.language, self.language.partition('-')[0])}"
        wanted = {"q": self.query, "hl": self.language, "gl": self.country, "ceid": edition}
        return f"{self.base_url}/rss/search?{urlencode(wanted)}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(self.address(), purpose=Purpose.FEED, conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        if "consent." in answer.url.split("/")[2]:
            raise FeedError("Google asks for consent before it shows anything here", "use gdelt, or feeds of outlets")
        root = xml_tree(answer.body)
        if root.tag != "rss":
            raise FeedError("this is not the feed of Google News")
        found = (_entry(item, answer) for item in root.iter("item"))
        return ParsedFeed("Google News", tuple(entry for entry in found if entry is not None), whole=False)


def _entry(item: _Element, answer: Answer) -> Entry | None:
    url = readable_url(item.findtext("link"), answer.url)
    publisher = clean(item.findtext("source") or "", 200)
    if url is None:
        return None
    entry = Entry(
        identity=f"google_news:{clean(item.findtext('guid') or url, 500)}",
        url=url,
        title=clean(item.findtext("title") or "", LONGEST_TITLE),
        author=publisher or None,
        published=read_date(item.findtext("pubDate"), answer.now),
        form=EntryForm.POST,
    )
    return replace(entry, title=entry.title.removesuffix(f" - {publisher}")) if publisher else entry
