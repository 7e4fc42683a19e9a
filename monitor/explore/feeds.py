"""The events as feeds, so that a feed reader is a channel: Atom and JSON Feed, the latest event first.

Text from outside is plain text in both, as in messages: without what hides or turns it, and calling nobody.

Source: RFC 4287; jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from monitor.alerts.text import clean
from monitor.clock import iso

Rows = Iterable[Mapping[str, Any]]
_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 §2.2 leaves no way to write.
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))


def write_atom(events: Rows, title: str, now: datetime, out: TextIO) -> None:
    """The events, oldest first as they come, as an Atom feed; an event's id never changes."""
    entries = list(events)[::-1]
    feed = XMLGenerator(out, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]  # takes text streams too
    feed.startDocument()
    feed.startElement("feed", AttributesImpl({"xmlns": _ATOM}))
    _text(feed, "title", clean(title))
    _text(feed, "id", f"urn:monitor:{title.encode('utf-8', 'replace').hex()}")
    _text(feed, "updated", entries[0]["at"] if entries else iso(now))
    for event in entries:
        _entry(feed, event)
    feed.endElement("feed")
    feed.endDocument()


def _entry(feed: XMLGenerator, event: Mapping[str, Any]) -> None:
    feed.startElement("entry", AttributesImpl({}))
    _text(feed, "title", clean(event["summary"]))
    _text(feed, "id", _ident(event))
    _text(feed, "published", event["at"])
    _text(feed, "updated", event["at"])
    feed.startElement("author", AttributesImpl({}))
    _text(feed, "name", "monitor")
    feed.endElement("author")
    for place, url in enumerate(_links(event)):
        rel = "related" if place else "alternate"
        feed.startElement("link", AttributesImpl({"rel": rel, "href": url.translate(_NO_XML)}))
        feed.endElement("link")
    feed.startElement("category", AttributesImpl({"term": event["kind"]}))
    feed.endElement("category")
    _text(feed, "content", _content(event))
    feed.endElement("entry")


def _text(feed: XMLGenerator, name: str, text: str) -> None:
    feed.startElement(name, AttributesImpl({"type": "text"} if name in ("title", "content") else {}))
    feed.characters(text.translate(_NO_XML))
    feed.endElement(name)


def write_json_feed(events: Rows, title: str, out: TextIO) -> None:
    """The events, oldest first as they come, as a JSON Feed 1.1; ids are those of the Atom feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(title),
        "items": [_item(event) for event in list(events)[::-1]],
    }
    out.write(json.dumps(feed, ensure_ascii=False, indent=1).translate(_NO_XML) + "\n")


def _item(event: Mapping[str, Any]) -> dict[str, Any]:
    links = _links(event)
    item = {
        "id": _ident(event),
        "title": clean(event["summary"]),
        "content_text": _content(event),
        "date_published": event["at"],
        "authors": [{"name": "monitor"}],
        "tags": [event["kind"]],
    }
    return {**item, "url": links[0]} if links else item


def _ident(event: Mapping[str, Any]) -> str:
    """A name that the events of no other history have but by chance."""
    return f"urn:monitor:event:{event['id']}:{re.sub('[^0-9]', '', event['at'][:19])}"


def _links(event: Mapping[str, Any]) -> list[str]:
    urls = [claim["url"] for claim in event["claims"]]
    urls += [event["article"]["url"]] if event["article"] else []
    return [url for url in dict.fromkeys(urls) if str(url).startswith(("http://", "https://"))]


def _content(event: Mapping[str, Any]) -> str:
    said = [f"{claim['role']}: {claim['outlet']}: “{claim['text']}”" for claim in event["claims"]]
    return "\n".join(clean(line) for line in [event["reason"], *said, *_changed(event.get("changes") or {})] if line)


def _changed(changes: Mapping[str, Any]) -> list[str]:
    lines = [f"notice: “{changes['notice']}”"] if changes.get("notice") else []
    lines += [f"said before: “{pair['from']}” says now: “{pair['to']}”" for pair in changes.get("altered", ())]
    lines += [f"added: “{text}”" for text in changes.get("added", ())]
    return lines + [f"dropped: “{text}”" for text in changes.get("dropped", ())]
