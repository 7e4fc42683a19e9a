"""JSON Feed 1.0 and 1.1, which feedparser does not read.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.errors import FeedError
from monitor.model import Entry
from monitor.sources.dates import read_date
from monitor.sources.identity import Listed, identified
from monitor.sources.json_answers import own_words, paragraphs, read_json
from monitor.sources.text import LONGEST_SUMMARY, LONGEST_TITLE, clean, plain, storable
from monitor.sources.urls import readable_url
from monitor.sources.values import MOST_ENTRIES, ParsedFeed, PollHints

_OTHER_KIND = "a service with data of its own may have a kind of its own in docs/sources.md"


def parse_json_feed(body: bytes, url: str, now: datetime | None) -> ParsedFeed:
    """What a JSON Feed lists, without items that are no objects or hold nothing to know them by. Raises FeedError."""
    document = _document(body)
    items = document.get("items")
    if not isinstance(items, list):
        raise FeedError("this JSON is not a JSON Feed: it has no list of items", own_words(document) or _OTHER_KIND)
    objects = [item for item in items if isinstance(item, dict)]
    read = [_listed(item, url, now) for item in objects[:MOST_ENTRIES]]
    usable = [item for item in read if _names_something(item)]
    lost = len(items) - len(objects) + len(read) - len(usable)
    topic = readable_url(_text(document.get("feed_url")), "")
    hints = PollHints(expired=document.get("expired") is True, hub=_hub(document), topic=topic)
    return ParsedFeed(
        clean(_text(document.get("title")), LONGEST_TITLE), identified(usable), hints, _warning(len(items), lost)
    )


def _document(body: bytes) -> Mapping[str, Any]:
    document = read_json(body)
    if not isinstance(document, dict):
        raise FeedError("this JSON is not a JSON Feed: it is no object", _OTHER_KIND)
    return document


def _warning(items: int, lost: int) -> str | None:
    if items - lost > MOST_ENTRIES:
        return f"it lists more than {MOST_ENTRIES} entries; the first were read"
    return f"{lost} of its {items} items could not be read" if lost else None


def _names_something(item: Listed) -> bool:
    """Whether an item can be told from others: two that hold nothing would be one entry."""
    entry = item.entry
    return bool(item.guid or entry.url or entry.title or entry.summary)


def _listed(item: Mapping[str, Any], base: str, now: datetime | None) -> Listed:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    summary = clean(_text(item.get("summary")), LONGEST_SUMMARY)
    guid = item.get("id")
    entry = Entry(
        identity="",
        url=readable_url(_text(item.get("url")) or _text(item.get("external_url")), base) or _permalink(guid),
        title=clean(_text(item.get("title")), LONGEST_TITLE),
        author=_author(item),
        published=read_date(item.get("date_published"), now),
        updated=read_date(item.get("date_modified"), now),
        summary=summary or clean(text, LONGEST_SUMMARY) or plain(html, LONGEST_SUMMARY),
        content_html=storable(html) or paragraphs(text) or None,
    )
    return Listed(entry, str(guid) if isinstance(guid, str | int | float) else None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _permalink(guid: object) -> str | None:
    return readable_url(guid, "") if isinstance(guid, str) else None


def _author(item: Mapping[str, Any]) -> str | None:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_text(author.get("name")) for author in authors or () if isinstance(author, dict)]
    return clean(", ".join(name for name in names if name), 200) or None


def _hub(document: Mapping[str, Any]) -> str | None:
    hubs = document.get("hubs")
    first = hubs[0] if isinstance(hubs, list) and hubs else None
    return readable_url(_text(first.get("url")), "") if isinstance(first, dict) else None
