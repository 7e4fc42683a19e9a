"""JSON as services answer it: read once, and every field looked at before it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import FeedError
from monitor.model import Entry, EntryForm
from monitor.sources.text import LONGEST_SUMMARY, LONGEST_TITLE, clean, plain, storable
from monitor.sources.urls import readable_url

_LONGEST_NUMBER = 30
_NEXT = re.compile(r"<([^<>]{1,4000})>\s*;[^<,]*\brel\s*=\s*\"?(next|prev)\b")
_FIRST_EPOCH = 631_152_000  # the year 1990, as for written dates
_LAST_EPOCH = 32_503_680_000  # the year 3000


def read_json(body: bytes) -> Any:
    """The document in a body. Raises FeedError with what stands there instead."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise FeedError("the answer is empty")
    if start == b"<":
        raise FeedError("the service sent a web page instead of data", "it may be down, or shut out readers like this")
    try:
        return json.loads(body, parse_int=_integer, parse_float=_finite, parse_constant=_no_number)
    except RecursionError as error:
        raise FeedError("the JSON is nested too deeply") from error
    except (ValueError, UnicodeDecodeError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FeedError(f"the JSON is broken or cut short{where}") from error


def _integer(digits: str) -> int | str:
    """Numbers of absurd length stay text: turning 100,000 digits into an integer takes long, and Python refuses."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits[:_LONGEST_NUMBER]


def _finite(digits: str) -> float | None:
    """A number that is too large for Python is infinite to it, and no use."""
    value = float(digits)
    return value if isfinite(value) else None


def _no_number(_name: str) -> None:
    """NaN and Infinity are no JSON and no use."""


def objects(document: object, what: str, *keys: str) -> list[Mapping[str, Any]]:
    """The objects of the list that a document is, or has at its keys.

    Raises FeedError (naming `what` was looked for) where there is no list.
    """
    value = within(document, *keys)
    if not isinstance(value, list):
        raise FeedError(f"the answer holds no list of {what}", own_words(document))
    return [item for item in value if isinstance(item, dict)]


def own_words(document: object) -> str | None:
    """What a service says in an error document, for a person."""
    if isinstance(document, dict):
        for key in ("error_message", "message", "error", "errors", "detail"):
            if document.get(key):
                return f"it says: {clean(str(document[key]), 200)}"
    return None


def said(body: bytes) -> Mapping[str, Any]:
    """The object in the body of a refusal; an empty one where it holds none."""
    try:
        document = read_json(body)
    except FeedError:
        return {}
    return document if isinstance(document, dict) else {}


def within(item: object, *keys: str) -> Any:
    """A value deeper in a document, or None where the way to it ends."""
    for key in keys:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def several(item: object, *keys: str) -> list[Any]:
    """A list in a document, or an empty one."""
    value = within(item, *keys)
    return value if isinstance(value, list) else []


def text(item: object, *keys: str) -> str:
    """A text in a document, or an empty one."""
    value = within(item, *keys)
    return value if isinstance(value, str) else ""


def number(item: object, *keys: str) -> int | None:
    """A whole number in a document, also one written with a fraction or as text, or None."""
    value = within(item, *keys)
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    return int(value) if isinstance(value, int | float) else None


def epoch(seconds: int | None, now: datetime | None) -> datetime | None:
    """The moment of an epoch number; None for one that is no time, or lies more than two days ahead."""
    if seconds is None or not _FIRST_EPOCH < seconds < _LAST_EPOCH:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment if now is None or moment <= now + timedelta(days=2) else None


def latest(seconds: Iterable[int | None], now: datetime | None) -> str | None:
    """The latest of these epoch numbers as a memory; one that lies ahead would hide what is written until then."""
    most = None if now is None else int(now.timestamp())
    known = [second if most is None else min(second, most) for second in seconds if second is not None]
    return str(max(known)) if known else None


def link_to(headers: Mapping[str, str], rel: str, url: str) -> str | None:
    """The address that a Link header names as the next or previous page, if it lies on the same host.

    Source: RFC 8288.
    """
    here = urlsplit(url)
    for found, name in _NEXT.findall(headers.get("link", "")):
        if name == rel and (there := readable_url(found, url)) is not None:
            parts = urlsplit(there)
            if (parts.scheme, parts.netloc) == (here.scheme, here.netloc) and there != url:
                return there
    return None


def post(
    identity: str,
    url: str | None,
    title: str,
    html: str,
    author: str,
    published: datetime | None,
    *,
    link: str | None = None,
    about: str = "",
) -> Entry:
    """A forum's post or comment as an entry; what it links to becomes a link of its text, not its address."""
    cited = readable_url(link, "") if link else None
    if cited is not None:
        html += f'<p><a href="{_quoted(cited)}">{_quoted(cited)}</a></p>'
    return Entry(
        identity=identity,
        url=url,
        title=clean(title, LONGEST_TITLE) or f"Comment by {clean(author, 100) or 'somebody'}",
        author=clean(author, 200) or None,
        published=published,
        summary=plain(html, LONGEST_SUMMARY),
        content_html=storable(html) or None,
        form=EntryForm.POST,
        about=clean(about, LONGEST_TITLE),
    )


def _quoted(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def paragraphs(words: str) -> str:
    """Plain text as HTML with one paragraph for each block of lines."""
    import html

    blocks = [block for block in storable(words).split("\n\n") if block.strip()]
    return "".join(f"<p>{html.escape(block.strip(), quote=False)}</p>" for block in blocks)
