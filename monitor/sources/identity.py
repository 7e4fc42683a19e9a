"""What makes two listings the same entry, from one poll to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.model import Entry
from monitor.sources.urls import canonical_url


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as read, still without identity, and the id that the feed gave it."""

    entry: Entry
    guid: str | None


def identified(listed: Sequence[Listed]) -> tuple[Entry, ...]:
    """The entries with their identities, each once, in the feed's order.

    Identity is the canonical URL, then title and text, then the feed's own id: ids churn, are shared, or
    hold a timestamp. Where several entries of one feed share an address but not their text (a log whose items
    all lead to one page), the text is part of it.
    """
    addresses = [canonical_url(item.entry.url) if item.entry.url else None for item in listed]
    distinct = {(url, *_words(item.entry)) for url, item in zip(addresses, listed, strict=True) if url is not None}
    texts = Counter(url for url, *_ in distinct)
    found: dict[str, Entry] = {}
    for url, item in zip(addresses, listed, strict=True):
        identity = _identity(item, url, texts)
        found.setdefault(identity, replace(item.entry, identity=identity))
    return tuple(found.values())


def _words(entry: Entry) -> tuple[str, str]:
    return entry.title, entry.summary[:200]


def _identity(item: Listed, canonical: str | None, texts: Counter[str]) -> str:
    entry = item.entry
    if canonical is not None:
        return canonical if texts[canonical] == 1 else f"{canonical}#{_digest(*_words(entry))}"
    if entry.title or entry.summary:
        return "text:" + _digest(*_words(entry))
    return "guid:" + _digest(item.guid or "")


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:32]
