"""Stage 1: a source becomes entries."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from monitor.errors import FeedError
from monitor.model import Event, EventKind, SourceState
from monitor.network import Failure, Purpose, Request, Response
from monitor.sources import ParsedFeed, parse_feed
from monitor.stages import schedule
from monitor.stages.configure import article_url, entry_text
from monitor.stages.context import Context
from monitor.stages.notice import noticed
from monitor.store.rows import ListedEntry, PollRecord, StoredSource
from monitor.workers import WorkerFailed, run

_DOWN_AFTER = 3


async def poll_source(context: Context, source: StoredSource) -> None:
    """Ask one source what it lists and store the answer, whatever it is."""
    headers = {name: value.get_secret_value() for name, value in context.source(source.name).headers.items()}
    answer = await context.client.fetch(
        Request(source.url, Purpose.FEED, etag=source.etag, last_modified=source.last_modified, headers=headers)
    )
    if isinstance(answer, Failure):
        return _failed(context, source, answer)
    digest = hashlib.sha256(answer.body).hexdigest()
    if answer.unchanged or digest == source.body_hash:
        return _unchanged(context, source, answer)
    try:
        feed = await run(context.workers, parse_feed, answer.body, answer.content_type, answer.url)
    except (FeedError, WorkerFailed) as error:
        return _failed(context, source, schedule.unreadable(answer, str(error)))
    return _listed(context, source, answer, feed, digest)
