"""Part of stage 2: what it means when the page of a known article does not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.coverage.removals import TOGETHER, is_fault_of_site
from monitor.network import Failure, FailureKind
from monitor.stages.context import Context
from monitor.stages.revisit import retry_read
from monitor.store.removals import Removals
from monitor.store.rows import DueArticle, ReadRecord


def absent(context: Context, article: DueArticle, failure: Failure, planned: ReadRecord) -> ReadRecord:
    """The read of a page that did not come: the article is withdrawn, missing for now, or to be tried again.

    `planned` is the record of an article that is read again at its usual ages. What answered 404 is read again at
    these, since it may come back; what answered 410 is not.
    """
    now = context.clock.now()
    gone = replace(planned, gone_at=article.gone_at or now, missing_since=article.missing_since)
    if failure.kind is FailureKind.GONE:
        return replace(gone, next_read=None, missing_since=None)
    if article.gone_at is not None:
        return gone
    record = tried_again(now, article, failure)
    if failure.kind is not FailureKind.NOT_FOUND:
        return record
    if article.missing_since is None:
        return replace(record, missing_since=now)
    missing, answered = _beside(context, article.outlet, article.missing_since)
    if not is_fault_of_site(missing, answered, now - article.missing_since):
        return gone
    reason = f"{failure.reason}, and so are {missing - 1} more of {article.outlet}: a fault of the site until it lasts"
    return replace(record, missing_since=article.missing_since, reason=reason)


def tried_again(now: datetime, article: DueArticle, failure: Failure) -> ReadRecord:
    """The record of a read that failed and is repeated, later each time."""
    return ReadRecord(
        article=article.id,
        at=now,
        status=None,
        reason=failure.reason,
        next_read=retry_read(now, article.failures, failure.retry_after),
        failures=article.failures + 1,
        etag=article.etag,
        last_modified=article.last_modified,
        prompts=article.prompts,
    )


def _beside(context: Context, outlet: str, since: datetime) -> tuple[int, int]:
    removals = Removals(context.store.database)
    return removals.missing(outlet, since, TOGETHER), removals.answered(outlet, since)
