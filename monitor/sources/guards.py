"""Looks at a document before a parser does: some shapes cost a parser minutes for one megabyte."""

from __future__ import annotations

import re

from monitor.errors import FeedError

_DEEPEST = 1000
_MOST_ATTRIBUTES = 300
_LONGEST_DOCTYPE = 20_000
_LONGEST_DECLARATION = 500
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>|<!\[CDATA\[|<!--|<\?")
_CLOSERS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_VALUE = re.compile(rb"<!ENTITY\s+[\w.:-]+\s+([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL)
_ITEM_END = re.compile(rb"</(?:[A-Za-z]{1,10}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT_END = re.compile(rb"</(?:[A-Za-z]{1,10}:)?(?:rss|feed|RDF|channel)\s*>|<rss[^<>]*/>", re.IGNORECASE)


def refuse_costly_xml(body: bytes) -> None:
    """Raise FeedError for a document that is nested too deeply, or has too many attributes or entities.

    feedparser is quadratic in the attributes of one element, and its fallback parser in the nesting.
    """
    _refuse_entities(body)
    depth = at = 0
    while found := _TAG.search(body, at):
        at = found.end()
        if closer := _CLOSERS.get(found[0]):
            at = body.find(closer, at)
            if at < 0:
                return
            continue
        if found[0].count(b"=") > _MOST_ATTRIBUTES:
            raise FeedError(f"an element has more than {_MOST_ATTRIBUTES} attributes")
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth > _DEEPEST:
            raise FeedError(f"the elements are nested more than {_DEEPEST} deep")


def _refuse_entities(body: bytes) -> None:
    """Entities that hold other entities or long texts expand to gigabytes; feeds need neither."""
    start = body.find(b"<!DOCTYPE", 0, _LONGEST_DOCTYPE)
    if start < 0:
        return
    end = body.find(b"]>", start)
    subset = body[start : end if end >= 0 else start + _LONGEST_DOCTYPE]
    values = [value for _, value in _VALUE.findall(subset)]
    if any(b"&" in value and not value.startswith(b"&#") for value in values) or len(subset) > _LONGEST_DOCTYPE:
        raise FeedError("its document type defines entities that expand to very much text")


def with_declaration_apart(body: bytes) -> bytes:
    """The document with a line break after its XML declaration.

    feedparser looks for the encoding in the whole first line, in time that grows with the cube of what stands there.
    """
    start = body.find(b"<?", 0, 5)
    if start < 0:
        return body
    end = body.find(b"?>", start, start + _LONGEST_DECLARATION)
    end = start + _LONGEST_DECLARATION if end < 0 else end + 2
    return body if body[end : end + 1] in (b"\n", b"\r", b"") else body[:end] + b"\n" + body[end:]


def without_excess(body: bytes, most: int) -> tuple[bytes, bool]:
    """The document with at most `most` items, its end intact, and whether any were left out.

    Parsing costs about a millisecond for each item; the first ones of a feed are the newest.
    """
    ends = [found.end() for found in _ITEM_END.finditer(body)]
    if len(ends) <= most:
        return body, False
    return body[: ends[most - 1]] + body[ends[-1] :], True


def complete_part(body: bytes) -> bytes:
    """A document without what follows its root element, or (if that does not end) its last whole item."""
    end = _last_end(_ROOT_END, body) or _last_end(_ITEM_END, body)
    return body[:end]


def _last_end(pattern: re.Pattern[bytes], body: bytes) -> int | None:
    """Where the last match ends, or None."""
    return max((found.end() for found in pattern.finditer(body)), default=None)


def is_cut_short(body: bytes) -> bool:
    """Whether the root element of a feed does not end (not known for UTF-16 and UTF-32)."""
    return _ROOT_END.search(body) is None and b"\x00" not in body[:200]
