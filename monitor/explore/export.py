"""The history for other programs: JSON Lines, CSV, an Atom feed of events, or a smaller copy of the database."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from monitor.clock import iso

Rows = Iterable[Mapping[str, Any]]
_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 §2.2 leaves no way to write.
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))


def write_jsonl(rows: Rows, out: TextIO) -> None:
    """One JSON object a line, as `--json` prints them."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Rows, out: TextIO) -> None:
    """A table with a header; what is a list or an object within a row is written as JSON. Source: RFC 4180."""
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row), extrasaction="ignore", restval="")
            writer.writeheader()
        writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value  # a spreadsheet would run it: owasp.org/www-community/attacks/CSV_Injection
    return value


def write_atom(events: Rows, title: str, now: datetime, out: TextIO) -> None:
    """The events as an Atom feed, the latest first; an event's id never changes. Source: RFC 4287."""
    entries = list(events)[::-1]
    feed = XMLGenerator(out, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]  # takes text streams too
    feed.startDocument()
    feed.startElement("feed", AttributesImpl({"xmlns": _ATOM}))
    _text(feed, "title", title)
    _text(feed, "id", f"urn:monitor:{title.encode().hex()}")
    _text(feed, "updated", entries[0]["at"] if entries else iso(now))
    for event in entries:
        feed.startElement("entry", AttributesImpl({}))
        _text(feed, "title", event["summary"])
        _text(feed, "id", f"urn:monitor:event:{event['id']}")
        _text(feed, "updated", event["at"])
        feed.startElement("author", AttributesImpl({}))
        _text(feed, "name", "monitor")
        feed.endElement("author")
        for url in _links(event):
            feed.startElement("link", AttributesImpl({"rel": "related", "href": url.translate(_NO_XML)}))
            feed.endElement("link")
        feed.startElement("category", AttributesImpl({"term": event["kind"]}))
        feed.endElement("category")
        _text(feed, "content", _content(event))
        feed.endElement("entry")
    feed.endElement("feed")
    feed.endDocument()


def _text(feed: XMLGenerator, name: str, text: str) -> None:
    feed.startElement(name, AttributesImpl({"type": "text"} if name in ("title", "content") else {}))
    feed.characters(text.translate(_NO_XML))
    feed.endElement(name)


def _links(event: Mapping[str, Any]) -> list[str]:
    urls = [claim["url"] for claim in event["claims"]]
    urls += [event["article"]["url"]] if event["article"] else []
    return [url for url in dict.fromkeys(urls) if str(url).startswith(("http://", "https://"))]


def _content(event: Mapping[str, Any]) -> str:
    said = [f"{claim['role']}: {claim['outlet']}: “{claim['text']}”" for claim in event["claims"]]
    return "\n".join([event["reason"], *said])
