"""JSON Feed 1.0 and 1.1, which feedparser does not read.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.errors import FeedError
from monitor.model import Entry
from monitor.sources.dates import read_date
from monitor.sources.identity import Listed, identified
from monitor.sources.text import LONGEST_SUMMARY, LONGEST_TITLE, clean, plain, storable
from monitor.sources.urls import readable_url
from monitor.sources.values import MOST_ENTRIES, ParsedFeed, PollHints

_LONGEST_NUMBER = 30


def parse_json_feed(body: bytes, url: str, now: datetime | None) -> ParsedFeed:
    """What a JSON Feed lists; items that are no objects are left out. Raises FeedError."""
    document = _document(body)
    items = document.get("items")
    if not isinstance(items, list):
        raise FeedError("this JSON is not a JSON Feed: it has no list of items", _own_words(document))
    usable = [item for item in items if isinstance(item, dict)]
    listed = [_listed(item, url, now) for item in usable[:MOST_ENTRIES]]
    hints = PollHints(expired=document.get("expired") is True, hub=_hub(document))
    return ParsedFeed(
        clean(_text(document.get("title")), LONGEST_TITLE), identified(listed), hints, _warning(items, usable)
    )


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body, parse_int=_integer, parse_constant=_no_number)
    except RecursionError as error:
        raise FeedError("the JSON is nested too deeply") from error
    except (ValueError, UnicodeDecodeError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FeedError(f"the JSON is broken or cut short{where}") from error
    if not isinstance(document, dict):
        raise FeedError("this JSON is not a JSON Feed: it is no object")
    return document


def _integer(digits: str) -> int | str:
    """Numbers of absurd length stay text: turning 100,000 digits into an integer takes long, and Python refuses."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits[:_LONGEST_NUMBER]


def _no_number(_name: str) -> None:
    """NaN and Infinity are no JSON and no use."""


def _own_words(document: Mapping[str, Any]) -> str | None:
    for key in ("error", "errors", "message", "detail"):
        if document.get(key):
            return f"it says: {clean(str(document[key]), 200)}"
    return None


def _warning(items: list[Any], usable: list[Any]) -> str | None:
    if len(usable) > MOST_ENTRIES:
        return f"it lists more than {MOST_ENTRIES} entries; the first were read"
    lost = len(items) - len(usable)
    return f"{lost} of its {len(items)} items could not be read" if lost else None


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
        content_html=storable(html) or _paragraphs(text) or None,
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


def _paragraphs(text: str) -> str:
    """Plain text as HTML with one paragraph for each block of lines."""
    import html

    blocks = [block for block in storable(text).split("\n\n") if block.strip()]
    return "".join(f"<p>{html.escape(block.strip(), quote=False)}</p>" for block in blocks)
