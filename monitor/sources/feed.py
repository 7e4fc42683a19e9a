"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed, told apart by what they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin

from monitor.errors import FeedError
from monitor.sources.text import clean, plain
from monitor.sources.values import ParsedFeed

_HEAD = 4096
_FEED_ROOT = re.compile(rb"<(?:[A-Za-z]{1,10}:)?(?:rss|feed|RDF|channel)[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,200})", re.IGNORECASE)


def parse_feed(body: bytes, content_type: str, url: str, now: datetime | None = None) -> ParsedFeed:
    """What a feed lists. Pure; to be run in a worker process, since a document can cost a parser minutes.

    `url` is where the body came from: relative links are resolved against it. Dates more than two days
    after `now` are taken as unknown. Raises FeedError for a body that is no readable feed.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:_HEAD]
    if not start:
        raise FeedError("the answer is empty", "a feed without entries still has a frame")
    if start[:1] in (b"{", b"["):
        from monitor.sources.jsonfeed import parse_json_feed

        return parse_json_feed(body, url, now)
    if _PAGE.search(start) and not _FEED_ROOT.search(start):
        raise _page_instead(body, url)
    from monitor.sources.xmlfeed import parse_xml_feed

    return parse_xml_feed(body, content_type, url, now)


def _page_instead(body: bytes, url: str) -> FeedError:
    text = body[:500_000].decode("utf-8", "replace")
    advertised = advertised_feed(body, url)
    title = _TITLE.search(text)
    named = f" ({clean(plain(title[1]), 80)!r})" if title and title[1].strip() else ""
    hint = f"it names this feed: {advertised}" if advertised else "it names no feed; kind: page watches a page"
    return FeedError(f"this is a web page{named}, not a feed", hint)


def advertised_feed(body: bytes, url: str) -> str | None:
    """The address of the first feed that a page names in its head, or None."""
    for tag in _LINK.findall(body[:500_000].decode("utf-8", "replace")):
        attributes = _attributes(tag)
        kind = attributes.get("type", "").lower().split(";")[0].strip()
        if "alternate" in attributes.get("rel", "").lower().split() and kind in _FEED_TYPES and attributes.get("href"):
            try:
                return clean(urljoin(url, plain(attributes["href"])), 500)
            except ValueError:
                continue
    return None


def _attributes(tag: str) -> Mapping[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag)}
