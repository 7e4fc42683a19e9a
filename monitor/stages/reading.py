"""What a worker makes of one page, beside the version that was read before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from monitor.articles import (
    Notice,
    NoticeKind,
    against_previous,
    extract,
    from_entry,
    new_notices,
    new_update_note,
    normalise,
)
from monitor.model import Entry, Extraction, ReadStatus
from monitor.store.rebasing import KeptReading
from monitor.store.rows import DueArticle


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's article, the notice that is new in it, and a hash that changes only with the words."""

    read: Extraction
    notice: Notice | None
    digest: str

    @property
    def explains_itself(self) -> bool:
        """Whether the text says of itself that it was corrected; a note that something was added does not."""
        return self.notice is not None and self.notice.kind is not NoticeKind.UPDATE


def read_page(body: bytes, url: str, content_type: str, article: DueArticle) -> Reading:
    """The article in a page; one that cannot be an edit of what was read before is suspect."""
    read = extract(body, url, article.entry, content_type)
    before = article.version
    found = Reading(read, _notice(article, read), digest_of(read.title, read.text))
    if before is not None and not found.explains_itself:
        read = against_previous(read, len(before.text), article.language, before.status)
    return replace(found, read=read)


def read_entry(entry: Entry, reason: str, article: DueArticle) -> Reading:
    """The feed's own text, where its page cannot be read."""
    read = from_entry(entry, reason)
    return Reading(read, _notice(article, read), digest_of(read.title, read.text))


def read_again(kept: KeptReading, body: bytes) -> Extraction:
    """What this release reads in a kept page; the title stays as it was, since a feed may have given it."""
    entry = Entry("", kept.url, kept.title)
    return extract(body, kept.url, entry, kept.content_type)


def read_post(entry: Entry, article: DueArticle) -> Reading:
    """An entry that holds all that its article says; there is no page to read."""
    read = replace(from_entry(entry, ""), status=ReadStatus.OK, reason=None)
    return Reading(read, _notice(article, read), digest_of(read.title, read.text))


def _notice(article: DueArticle, read: Extraction) -> Notice | None:
    before = article.version
    text, title = ("", "") if before is None else (before.text, before.title)
    found = new_notices(text, read.text, title, read.title)
    if not found:
        return new_update_note(text, read.text) if before is not None else None
    # A title that only says 'RETRACTED' stands above the notice that says why.
    return max((each for each in found if each.kind is found[0].kind), key=lambda each: len(each.text))


def digest_of(title: str, text: str) -> str:
    """A hash of an article's words, which stays the same when only their print changes."""
    return hashlib.sha256(normalise(f"{title}\n{text}").encode()).hexdigest()
