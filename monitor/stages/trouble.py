"""Records an unexpected exception of one unit of work where people look for it."""

from __future__ import annotations

import logging
from datetime import timedelta

from monitor.model import SourceState
from monitor.stages.context import Context
from monitor.store.rows import DueArticle, PollRecord, ReadRecord, StoredSource, VersionContext

_LOG = logging.getLogger("monitor")
_LATER = timedelta(hours=1)


def record(context: Context, stage: str, item: object, error: Exception) -> None:
    """Store the failure with its unit, so that `status` and `why` show it, and log it with its traceback."""
    reason = f"unexpected {type(error).__name__} in {stage}: {context.config.redact(str(error))}"
    _LOG.error("%s", reason, exc_info=_LOG.isEnabledFor(logging.DEBUG) and error)
    now = context.clock.now()
    match item:
        case StoredSource():
            context.store.sources.record_quiet(
                PollRecord(
                    item.name,
                    now,
                    SourceState.FAILING,
                    reason,
                    now + _LATER,
                    "after an unexpected error",
                    item.failures + 1,
                )
            )
        case DueArticle():
            context.store.articles.record_read(
                ReadRecord(item.id, now, None, reason, now + _LATER, item.failures + 1, item.etag, item.last_modified)
            )
        case VersionContext():
            context.store.articles.record_trouble(item.version.id, reason)
        case _:
            return
