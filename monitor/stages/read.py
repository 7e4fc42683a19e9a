"""Stage 2: an entry, or an article whose time has come, becomes a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.articles import canonical_url
from monitor.model import Entry, EntryForm, ReadStatus
from monitor.network import Failure, FailureKind, Purpose, Request, Response
from monitor.stages.access import access
from monitor.stages.context import Context
from monitor.stages.hasten import ages_for
from monitor.stages.missing import absent, tried_again
from monitor.stages.pages import keep_page
from monitor.stages.reading import Reading, read_entry, read_page, read_post
from monitor.stages.release import release
from monitor.stages.revisit import Meaning, meaning_of, next_read
from monitor.store.rows import Capture, DueArticle, NewVersion, ReadRecord
from monitor.workers import WorkerFailed, run

_UNSTEADY = timedelta(hours=1)
_LONGEST_HEADER = 4096
_AHEAD = timedelta(days=1)


async def read_article(context: Context, article: DueArticle) -> None:
    """Read one article and store what came of it."""
    if article.entry is not None and article.entry.form is not EntryForm.LINK:
        return await _take_post(context, article, article.entry)
    if not article.url.startswith(("http://", "https://")):
        return await _fall_back(context, article, "the entry has no page of its own")
    answer = await context.client.fetch(
        replace(_request(context, article), etag=article.etag, last_modified=article.last_modified)
    )
    if isinstance(answer, Failure):
        return await _not_fetched(context, article, answer)
    if answer.unchanged:
        record = replace(_record(context, article, None, None), etag=answer.etag, last_modified=answer.last_modified)
        return context.store.articles.record_read(replace(record, same=True))
    found = await _read(context, article, answer)
    if isinstance(found, str):
        return await _fall_back(context, article, found)
    return await _store(context, article, answer, found)


def _request(context: Context, article: DueArticle) -> Request:
    """A request for an article's page, with what its source may show as a subscriber."""
    url = _address(article)
    source = context.source_of(article.source)
    try:
        headers = access(source, url) if source is not None else {}
    except OSError:
        headers = {}  # the poll of its source says what is wrong with the file
    obeys = source is None or source.robots != "never"
    return Request(url, Purpose.PAGE, headers=headers, obey_robots=obeys)


def _address(article: DueArticle) -> str:
    """Where the feed says that the page is: the canonical address may cost a redirect, or be another page by now."""
    listed = None if article.entry is None else article.entry.url
    return listed if listed is not None and canonical_url(listed) == article.url else article.url


async def _read(context: Context, article: DueArticle, answer: Response) -> Reading | str:
    """The article in a page, or why there is none."""
    try:
        found = await run(context.workers, read_page, answer.body, answer.url, answer.content_type, article)
    except WorkerFailed as error:
        return f"reading the page {error.reason}"
    failed = found.read.status is ReadStatus.FAILED
    return found.read.reason or "nothing readable on the page" if failed else found


async def _store(context: Context, article: DueArticle, answer: Response, found: Reading) -> None:
    """Decide what a readable page means for an article, and store it."""
    read = found.read
    record = replace(
        _record(context, article, read.status, read.reason), etag=answer.etag, last_modified=answer.last_modified
    )
    meaning = meaning_of(found.digest, read.status, found.explains_itself, article.version, article.earlier_hashes)
    if meaning is Meaning.CHANGED and not await _confirmed(context, article, found.digest):
        meaning = Meaning.UNSTEADY
    if meaning is Meaning.SAME:
        return context.store.articles.record_read(replace(record, same=read.status is not ReadStatus.SUSPECT))
    if meaning is Meaning.UNSTEADY:
        later = min(filter(None, (context.clock.now() + _UNSTEADY, record.next_read)))
        again = replace(record, next_read=later, etag=None, last_modified=None, reason="two reads gave two texts")
        return context.store.articles.record_read(again)
    new = _new_version(context, found, answer)
    context.store.articles.record_version(record, replace(new, silent=meaning is Meaning.RETURNED))
    return None


async def _take_post(context: Context, article: DueArticle, entry: Entry) -> None:
    """Take the text that the source gave; it is not read again before the source gives another one.

    A record that its source does not list any more is treated like a page that answers 404.
    """
    if entry.form is EntryForm.RECORD and not article.listed:
        unlisted = Failure(article.url, FailureKind.NOT_FOUND, "its source does not list it any more")
        return await _not_fetched(context, article, unlisted)
    found = await run(context.workers, read_post, entry, article)
    record = replace(_record(context, article, ReadStatus.OK, None), next_read=None)
    earlier = found.digest in article.earlier_hashes
    if article.version is not None and article.version.text_hash == found.digest:
        return context.store.articles.record_read(replace(record, same=True))
    context.store.articles.record_version(record, replace(_new_version(context, found, None), silent=earlier))
    return None


async def _confirmed(context: Context, article: DueArticle, digest: str) -> bool:
    """Whether a second, unconditional read gives the same text."""
    again = await context.client.fetch(_request(context, article))
    if isinstance(again, Failure):
        return False
    found = await _read(context, article, again)
    return isinstance(found, Reading) and found.digest == digest


def _new_version(context: Context, found: Reading, answer: Response | None) -> NewVersion:
    read = found.read
    return NewVersion(
        title=read.title,
        text=read.text,
        status=read.status,
        reason=read.reason,
        text_hash=found.digest,
        page=None if answer is None else keep_page(context.state, answer.body),
        notice=None if found.notice is None else found.notice.text,
        release=release(),
        published=_believable(read.published, context.clock.now()),
        author=read.author,
        language=read.language,
        canonical_url=canonical_url(read.url) if read.url else None,
        notice_kind=None if found.notice is None else found.notice.kind,
        capture=None if answer is None else _capture(answer),
        links=read.links,
    )


def _capture(answer: Response) -> Capture:
    headers = {name: value[:_LONGEST_HEADER] for name, value in answer.headers.items()}
    return Capture(answer.requested, answer.url, answer.status, headers)


def _believable(published: datetime | None, now: datetime) -> datetime | None:
    """A publication date, unless it lies ahead by more than a time zone."""
    return published if published is not None and published <= now + _AHEAD else None


async def _not_fetched(context: Context, article: DueArticle, failure: Failure) -> None:
    """A page that did not come: of a known article, of one that never will be read, or of one to be tried again."""
    if article.version is not None:
        planned = _record(context, article, None, failure.reason)
        return context.store.articles.record_read(absent(context, article, failure, planned))
    if failure.kind in _HOPELESS:
        return await _fall_back(context, article, failure.reason)
    return context.store.articles.record_read(tried_again(context.clock.now(), article, failure))


_HOPELESS = frozenset(
    {
        FailureKind.BLOCKED,
        FailureKind.ROBOTS,
        FailureKind.NOT_FOUND,
        FailureKind.GONE,
        FailureKind.FORBIDDEN_ADDRESS,
        FailureKind.TOO_LARGE,
        FailureKind.BAD_ENCODING,
        FailureKind.BAD_REDIRECT,
    }
)


async def _fall_back(context: Context, article: DueArticle, reason: str) -> None:
    """The feed's own text stands in for a page that cannot be read; what was read before stays."""
    record = _record(context, article, ReadStatus.FAILED, reason)
    if article.version is not None and article.version.status is ReadStatus.OK:
        return context.store.articles.record_read(replace(record, status=None))
    if article.entry is None:
        return context.store.articles.record_read(record)
    found = await run(context.workers, read_entry, article.entry, reason, article)
    if not found.read.text:
        return context.store.articles.record_read(record)
    record = replace(record, status=ReadStatus.PARTIAL)
    if found.digest in article.earlier_hashes:
        return context.store.articles.record_read(record)
    context.store.articles.record_version(record, _new_version(context, found, None))
    return None


def _record(context: Context, article: DueArticle, status: ReadStatus | None, reason: str | None) -> ReadRecord:
    """A read that took place, to be repeated at the next of the article's ages; a readable page is no longer gone."""
    now, back = context.clock.now(), status in (ReadStatus.OK, ReadStatus.PARTIAL)
    return ReadRecord(
        article=article.id,
        at=now,
        status=status,
        reason=reason,
        next_read=next_read(article.first_seen, now, ages_for(context, article.id)),
        prompts=article.prompts,
        gone_at=None if back else article.gone_at,
        missing_since=None if back or article.gone_at is None else article.missing_since,
    )


def revisit_everything(context: Context) -> None:
    """Make every article due that is younger than the last revisit step."""
    if context.config.polling.revisit:
        context.store.articles.make_due(context.clock.now(), context.config.polling.revisit[-1])
