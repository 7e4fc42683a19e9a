"""Kind `sitemap`: a site's list of its pages, best a news sitemap, which names titles and dates.

Source: https://www.sitemaps.org/protocol.html, Google's news sitemap 0.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import unquote, urlsplit

from monitor.errors import FeedError
from monitor.model import Entry
from monitor.network import Purpose
from monitor.sources.dates import read_date
from monitor.sources.html_pages import xml_tree
from monitor.sources.identity import Listed, identified
from monitor.sources.kind import Kind, WebAddress
from monitor.sources.text import LONGEST_TITLE, clean
from monitor.sources.urls import readable_url
from monitor.sources.values import MOST_ENTRIES, Answer, Call, ParsedFeed

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHILDREN = 5  # sitemaps of an index that one poll reads, those of news and the newest first
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEWS = re.compile(r"(?i)news|article|post|stor")
_SLUG_WORD = re.compile(r"[^\W\d_]+")


class Sitemap(Kind):
    """The pages that a sitemap or the sitemaps of an index list, newest first."""

    kind: ClassVar[str] = "sitemap"
    url: WebAddress

    @classmethod
    def at(cls, url: str) -> Self | None:
        path = url.partition("?")[0].partition("#")[0].lower()
        return cls(url=url) if "sitemap" in path and path.endswith((".xml", ".xml.gz")) else None

    def address(self) -> str:
        return self.url

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(self.url, purpose=Purpose.FEED, conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        root = xml_tree(answer.body)
        name = _local(root)
        if name == "sitemapindex" and not answer.call.step:
            return ParsedFeed("", (), then=tuple(_children(root, answer.url)))
        if name != "urlset":
            hint = "robots.txt of the site may name its sitemap"
            raise FeedError(f"this is no sitemap: its outermost element is <{clean(name, 60)}>", hint)
        listed = sorted(_entries(root, answer), key=lambda one: one.published or one.updated or _LONG_AGO, reverse=True)
        kept = identified([Listed(entry, None) for entry in listed[:MOST_ENTRIES]])
        return ParsedFeed("", kept, whole=False)


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(element: _Element) -> dict[str, str]:
    """The texts of all elements within one, by local name; the first of each name."""
    found: dict[str, str] = {}
    for child in element.iter():
        found.setdefault(_local(child), (child.text or "").strip())
    return found


def _here(url: str | None, base: str) -> str | None:
    """An address of the same host; a sitemap may not speak for other hosts."""
    found = readable_url(url, base)
    return found if found is not None and urlsplit(found).netloc == urlsplit(base).netloc else None


def _children(root: _Element, base: str) -> Iterator[Call]:
    listed = []
    for child in root:
        texts = _texts(child)
        if (url := _here(texts.get("loc"), base)) is not None:
            newest = read_date(texts.get("lastmod")) or _LONG_AGO
            listed.append((_NEWS.search(urlsplit(url).path) is not None, newest, url))
    for _, _, url in sorted(listed, reverse=True)[:_CHILDREN]:
        yield Call(url, "child", Purpose.FEED)


def _entries(root: _Element, answer: Answer) -> Iterator[Entry]:
    found = [_texts(child) for child in root if _local(child) == "url"]
    # Where every page has one and the same time, it is the time at which the list was made.
    times = {texts.get("lastmod") for texts in found}
    for texts in found:
        url = _here(texts.get("loc"), answer.url)
        if url is None:
            continue
        title = clean(texts.get("title", ""), LONGEST_TITLE)
        yield Entry(
            identity="",
            url=url,
            title=title,
            published=read_date(texts.get("publication_date"), answer.now),
            updated=read_date(texts.get("lastmod"), answer.now) if len(times) > 1 or len(found) == 1 else None,
            about="" if title else _slug(url),
        )


def _slug(url: str) -> str:
    """The words of an address, for lists without titles."""
    return " ".join(_SLUG_WORD.findall(unquote(urlsplit(url).path)))
