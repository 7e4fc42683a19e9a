"""Applies the retention of feeds.yaml to the history and to the kept pages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config import Retention
from monitor.store import Store

EVERY = timedelta(days=1)
_LOG = logging.getLogger("monitor")
_FACT = "last_prune"
# A page is written before the version that names it: one that nothing names may belong to a read under way.
_UNNAMED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was let go."""

    polls: int = 0
    entries: int = 0
    texts: int = 0
    pages: int = 0

    def __str__(self) -> str:
        return f"{self.polls} polls, {self.entries} entries, {self.texts} old texts, {self.pages} pages"


def prune(store: Store, state: Path, retention: Retention, now: datetime) -> Pruned:
    """Let go of what the retention no longer asks for. Safe beside a running daemon."""

    def before(kept: timedelta | None) -> datetime | None:
        return None if kept is None else now - kept

    polls, entries, texts = (before(kept) for kept in (retention.polls, retention.entries, retention.versions))
    if entries:
        store.upkeep.forget_signatures(entries)
    pruned = Pruned(
        polls=store.upkeep.forget_polls(polls) if polls else 0,
        entries=store.upkeep.forget_entries(entries) if entries else 0,
        texts=store.upkeep.forget_texts(texts) if texts else 0,
        pages=_forget_pages(state / "pages", store.upkeep.pages_to_keep(before(retention.pages))),
    )
    store.upkeep.tidy()
    store.facts.set_time(_FACT, now)
    return pruned


def prune_when_due(store: Store, state: Path, retention: Retention, now: datetime) -> None:
    """`prune`, once a day."""
    last = store.facts.time(_FACT)
    if last is None or not timedelta(0) <= now - last < EVERY:
        _LOG.info("pruned: %s", prune(store, state, retention, now))


def _forget_pages(folder: Path, wanted: set[str]) -> int:
    # The age of a file is the disk's matter: `--now` and a jumping clock must not reach a page that is being stored.
    newest = max((file.stat().st_mtime for file in folder.glob("*/*")), default=0.0)
    gone = 0
    for file in folder.glob("*/*"):
        if file.name.partition(".")[0] not in wanted and newest - file.stat().st_mtime > _UNNAMED_FOR.total_seconds():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
