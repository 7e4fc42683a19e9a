"""How a source stands after a poll."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import SourceState
from monitor.network import Failure, FailureKind
from monitor.sources.values import ParsedFeed

FAILING_FROM = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A source's state, the reason for a person, and how many polls in a row brought nothing."""

    state: SourceState
    reason: str | None = None
    failures: int = 0


def after_read(feed: ParsedFeed, past: bool = False) -> Standing:
    """A feed that was read: `partial` if it was broken but readable, `gone` if it says that it has ended.

    `past` says that it lists nothing that it listed before: it went on faster than it was asked.
    """
    if feed.hints.expired:
        return Standing(SourceState.GONE, "the feed says that it has ended (expired)")
    if past and not feed.warning:
        return Standing(SourceState.PARTIAL, "it lists nothing that it listed at the last poll; some may be missed")
    return Standing(SourceState.PARTIAL if feed.warning else SourceState.OK, feed.warning)


def after_unchanged() -> Standing:
    """A 304, or the same bytes as before: a success."""
    return Standing(SourceState.UNCHANGED)


def after_failure(failure: Failure | str, failures: int) -> Standing:
    """A poll that brought nothing: what the network says, or (as text) why the body is no feed.

    `failures` are those in a row before this one. A host that is paused was not asked, so it did not fail.
    """
    if isinstance(failure, str):
        return Standing(_by_count(failures + 1), failure, failures + 1)
    if failure.kind is FailureKind.RATE_LIMITED and failure.status is None:
        return Standing(SourceState.BACKOFF, failure.reason, failures)
    if failure.kind is FailureKind.GONE:
        return Standing(SourceState.GONE, failure.reason, failures + 1)
    if failure.kind is FailureKind.BLOCKED:
        return Standing(SourceState.BLOCKED, failure.reason, failures + 1)
    return Standing(_by_count(failures + 1), failure.reason, failures + 1)


def _by_count(failures: int) -> SourceState:
    return SourceState.FAILING if failures >= FAILING_FROM else SourceState.BACKOFF
