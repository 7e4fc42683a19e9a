"""What a worker makes of one page, beside the version that was read before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from monitor.articles import against_previous, extract, from_entry, new_notices, normalise
from monitor.model import Entry, Extraction
from monitor.store.rows import DueArticle


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's article, the correction notice that is new in it, and a hash that changes only with the words."""

    read: Extraction
    notice: str | None
    digest: str


def read_page(body: bytes, url: str, content_type: str, article: DueArticle) -> Reading:
    """The article in a page; one that cannot be an edit of what was read before is suspect."""
    read = extract(body, url, article.entry, content_type)
    before = article.version
    notice = _notice(article, read)
    if before is not None and notice is None:
        read = against_previous(read, len(before.text), article.language, before.status)
    return Reading(read, notice, _digest(read))


def read_entry(entry: Entry, reason: str, article: DueArticle) -> Reading:
    """The feed's own text, where its page cannot be read."""
    read = from_entry(entry, reason)
    return Reading(read, _notice(article, read), _digest(read))


def _notice(article: DueArticle, read: Extraction) -> str | None:
    before = article.version
    text, title = ("", "") if before is None else (before.text, before.title)
    found = new_notices(text, read.text, title, read.title)
    return found[0].text if found else None


def _digest(read: Extraction) -> str:
    return hashlib.sha256(normalise(f"{read.title}\n{read.text}").encode()).hexdigest()
