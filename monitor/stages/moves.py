"""Whether a source that says that it has moved is believed, and when it is asked for its whole list again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.sources.standing import FAILING_FROM
from monitor.stages.asking import Before
from monitor.store.rows import NOT_MOVED, Move, StoredSource

_SURE_AFTER = timedelta(hours=1)
_TRUSTED_FOR = timedelta(days=7)


def before_of(source: StoredSource, now: datetime) -> Before:
    """What the next poll of a source is to know.

    A server that has said for seven days that nothing changed is asked once without validators: a cache in
    front of it may say so for ever.
    """
    before = Before(source.etag, source.last_modified, source.body_hash, source.memory, source.move.url)
    doubted = source.last_whole is None or not timedelta(0) <= now - source.last_whole < _TRUSTED_FOR
    return replace(before, etag=None, last_modified=None) if doubted else before


def after_answer(move: Move, home: str, told: str | None, now: datetime) -> Move:
    """Where a source is asked from now on, after an answer that could be read and came by way of `told`.

    `told` is the end of the permanent redirects (301, 308) with which the way to the answer began. The same word
    twice, an hour apart, is believed; `home`, the address of feeds.yaml, needs no entry of its own.

    Source: RFC 9110 §15.4.2, §15.4.9.
    """
    if told is None:
        return Move(move.url)
    if told != move.to or move.since is None or now < move.since:
        return Move(move.url, told, now)
    if now - move.since < _SURE_AFTER:
        return move
    return Move(None if told == home else told)


def after_failures(move: Move, failures: int) -> Move:
    """A new address that fails again and again is given up for the one in feeds.yaml."""
    return NOT_MOVED if failures >= FAILING_FROM else move
