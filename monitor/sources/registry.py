"""The kinds of sources: what each needs, where it is asked, and how its answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.errors import UsageError
from monitor.network import Purpose, Request
from monitor.sources.feed import parse_feed
from monitor.sources.values import ParsedFeed


class Parse(Protocol):
    """Reads an answer; pure and picklable, run in a worker process. Raises FeedError."""

    def __call__(self, body: bytes, content_type: str, url: str, now: datetime | None = None) -> ParsedFeed: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. `needs` are the options without which it cannot be asked."""

    name: str
    needs: tuple[str, ...]
    plan: Callable[[Mapping[str, str]], Request]
    parse: Parse


def _plan_feed(options: Mapping[str, str]) -> Request:
    return Request(options["url"], Purpose.FEED)


KINDS: Mapping[str, Kind] = {"feed": Kind("feed", ("url",), _plan_feed, parse_feed)}


def plan(kind: str, options: Mapping[str, str]) -> Request:
    """The first request of a source. Raises UsageError for an unknown kind or a missing option."""
    if kind not in KINDS:
        raise UsageError(f"unknown kind of source {kind!r}; known are: {', '.join(sorted(KINDS))}")
    missing = [name for name in KINDS[kind].needs if not options.get(name)]
    if missing:
        raise UsageError(f"a source of kind {kind} needs {' and '.join(missing)}")
    return KINDS[kind].plan(options)
