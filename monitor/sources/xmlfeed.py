"""RSS, RDF and Atom through feedparser, which reads the malformed ones too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html.entities import html5
from io import BytesIO
from typing import Any

from monitor.errors import FeedError
from monitor.model import Entry
from monitor.sources.dates import read_date
from monitor.sources.guards import (
    complete_part,
    is_cut_short,
    refuse_costly_xml,
    with_declaration_apart,
    without_excess,
)
from monitor.sources.identity import Listed, identified
from monitor.sources.text import LONGEST_SUMMARY, LONGEST_TITLE, clean, plain, storable
from monitor.sources.urls import readable_url
from monitor.sources.values import MOST_ENTRIES, ParsedFeed, PollHints

_ROOTS = (b"rss", b"feed", b"rdf:rdf", b"channel")
_ROOT = re.compile(rb"<(?![?!])([\w:.-]+)")
_BARE_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_CODED = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_MARKED = re.compile(
    r"(?i)</?(?:a|b|i|u|em|strong|span|p|br|div|img|font|small|sub|sup|h[1-6]|script|style|iframe|svg|object|embed|form"
    r"|input|video|audio|link|meta|base|body|html)(?:\s[^<>]*)?/?>"
)
_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_HARMLESS = frozenset({"CharacterEncodingOverride", "NonXMLContentType"})
_FULL_TEXT = 600  # a description with more plain text than this is taken for the whole article


def parse_xml_feed(body: bytes, content_type: str, url: str, now: datetime | None) -> ParsedFeed:
    """What an XML feed lists. Raises FeedError for other documents."""
    refuse_costly_xml(body)
    body, excess = without_excess(with_declaration_apart(body), MOST_ENTRIES)
    result = _read(body, content_type)
    broken = _is_broken(result)
    cut_short = broken and is_cut_short(body)
    if broken:
        again = _read(_repaired(body), content_type)
        if cut_short or len(again.entries) >= len(result.entries):
            result, broken = again, _is_broken(again)
    if not result.get("version") and not result.entries and not _has_feed_root(body):
        raise FeedError("this is neither RSS, RDF nor Atom", _what_it_is(body))
    if broken and not result.entries:
        raise FeedError("the XML is broken, and no entry could be read", _line_of(result))
    listed = [_listed(item, url, now) for item in result.entries[:MOST_ENTRIES]]
    return ParsedFeed(
        title=_title(result.feed, "title"),
        entries=identified(listed),
        hints=_hints(result.feed, body),
        warning=_warning(cut_short, broken, excess),
        cut_short=cut_short,
    )


def _warning(cut_short: bool, broken: bool, excess: bool) -> str | None:
    if cut_short:
        return "the feed ends in the middle; its complete entries were read"
    if broken:
        return "the XML is broken; what could be read was taken"
    return f"it lists more than {MOST_ENTRIES} entries; the first were read" if excess else None


def _read(body: bytes, content_type: str) -> Any:
    """feedparser's reading, links unresolved: against an address, it would make one of every guid.

    The body goes in as a stream: as text it could be taken for a file name or an address to read.
    """
    import feedparser

    believable = _believable(content_type, body)
    headers = {"content-type": believable} if believable else {}
    try:
        return feedparser.parse(
            BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # its fallback parser raises whatever a document provokes
        raise FeedError(f"the feed parser gave up on it ({type(error).__name__})") from error


def _believable(content_type: str, body: bytes) -> str:
    """The content type with the charset that the bytes prove, whatever the header says."""
    if not _is_utf8(body):
        return content_type
    return f"{content_type.split(';')[0].strip() or 'application/xml'}; charset=utf-8"


def _is_utf8(body: bytes) -> bool:
    """Whether bytes above ASCII form valid UTF-8, which no other encoding does by chance."""
    if body.isascii() or b"\x00" in body[:200]:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_broken(result: Any) -> bool:
    """Whether feedparser had to guess at the structure; a wrong charset or content type is no loss."""
    return bool(result.bozo) and type(result.get("bozo_exception")).__name__ not in (
        "CharacterEncodingOverride",
        "NonXMLContentType",
    )


def _repaired(body: bytes) -> bytes:
    """The document without what stands around its root, with bare ampersands and HTML's entities made valid XML."""
    start = re.search(rb"<\?xml|<(?:rss|feed|rdf:RDF)[\s>]", body[:100_000], re.IGNORECASE)
    text = complete_part(body[start.start() :] if start else body).translate(None, _CONTROLS)
    return _NAMED.sub(_numeric, _BARE_AMPERSAND.sub(b"&amp;", text))


def _numeric(name: re.Match[bytes]) -> bytes:
    if name[1] in _XML_NAMES:
        return name[0]
    character = html5.get(name[1].decode("ascii") + ";")
    return "".join(f"&#{ord(c)};" for c in character).encode("ascii") if character else b"&amp;" + name[0][1:]


def _has_feed_root(body: bytes) -> bool:
    root = _ROOT.search(re.sub(rb"(?s)<!--.*?-->", b"", body[:20_000]))
    return root is not None and root[1].lower() in _ROOTS


def _what_it_is(body: bytes) -> str | None:
    root = _ROOT.search(re.sub(rb"(?s)<!--.*?-->", b"", body[:20_000]))
    return f"its outermost element is <{clean(root[1].decode('ascii', 'replace'), 60)}>" if root else "it holds no XML"


def _line_of(result: Any) -> str | None:
    line = getattr(result.get("bozo_exception"), "getLineNumber", lambda: None)()
    return f"the first error is in line {line}" if line else None


def _listed(item: Mapping[str, Any], base: str, now: datetime | None) -> Listed:
    guid = item.get("id")
    content = _content(item)
    description = item.get("summary_detail") or {}
    summary = _plain_detail(description, LONGEST_SUMMARY) or plain(content or "", LONGEST_SUMMARY)
    if content is None and len(summary) > _FULL_TEXT:
        content = str(description.get("value", ""))
    entry = Entry(
        identity="",
        url=_link(item, base),
        title=_title(item, "title"),
        author=clean(plain(str(item.get("author", ""))), 200) or None,
        published=read_date(item.get("published"), now),
        updated=read_date(item.get("updated") if "updated" in item else None, now),
        summary=summary,
        content_html=storable(content) if content else None,
    )
    return Listed(entry, str(guid) if guid else None)


def _title(item: Mapping[str, Any], key: str) -> str:
    # Where an image inside an entry has a title too, feedparser's detail is the last one's and its value right.
    detail = item.get(f"{key}_detail") or {}
    return _plain_detail({**detail, "value": item.get(key) or detail.get("value")}, LONGEST_TITLE)


def _plain_detail(detail: Mapping[str, Any], limit: int) -> str:
    """A text construct as plain text: markup where it is declared or plainly there, entities always."""
    value = str(detail.get("value") or "")
    if detail.get("type") != "text/plain" or _MARKED.search(value):
        return plain(value, limit)
    return plain(value.replace("<", "&lt;"), limit) if _CODED.search(value) else clean(value, limit)


def _content(item: Mapping[str, Any]) -> str | None:
    for part in item.get("content") or ():
        if part.get("value") and "html" in str(part.get("type")):
            return str(part["value"])
    return None


def _link(item: Mapping[str, Any], base: str) -> str | None:
    link = item.get("link")
    if link == item.get("id") and not str(link).lower().startswith(("http://", "https://")):
        return None  # a guid that is no address, though the feed did not say isPermaLink="false"
    return readable_url(None if link is None else str(link), base)


def _hints(feed: Mapping[str, Any], body: bytes) -> PollHints:
    hours = {int(hour) for hour in _numbers(_HOURS, body) if int(hour) <= 24}
    days = {_WEEKDAYS.index(day) for day in _words(_DAYS, body) if day in _WEEKDAYS}
    links = {str(link.get("rel")): link.get("href") for link in reversed(feed.get("links", ()))}
    return PollHints(
        ttl=_minutes(feed.get("ttl")),
        period=_period(feed),
        skip_hours=frozenset(hour % 24 for hour in hours),
        skip_days=frozenset(days),
        hub=readable_url(links.get("hub"), ""),
        topic=readable_url(links.get("self"), ""),
    )


def _numbers(pattern: re.Pattern[bytes], body: bytes) -> list[str]:
    found = pattern.search(body)
    return [number.decode() for number in re.findall(rb"<hour>\s*(\d{1,2})\s*</hour>", found[1])] if found else []


def _words(pattern: re.Pattern[bytes], body: bytes) -> list[str]:
    found = pattern.search(body)
    return [day.decode().lower() for day in re.findall(rb"<day>\s*([A-Za-z]{6,9})\s*</day>", found[1])] if found else []


def _minutes(text: object) -> timedelta | None:
    number = re.fullmatch(r"\d{1,7}", str(text or "").strip())
    return timedelta(minutes=int(number[0])) if number and int(number[0]) > 0 else None


def _period(feed: Mapping[str, Any]) -> timedelta | None:
    period, frequency = feed.get("sy_updateperiod"), feed.get("sy_updatefrequency")
    if period is None and frequency is None:
        return None
    hours = _PERIODS.get(str(period or "daily").strip().lower())
    times = re.fullmatch(r"[1-9]\d{0,4}", str(frequency or "1").strip())
    return timedelta(hours=hours) / int(times[0]) if hours and times else None
