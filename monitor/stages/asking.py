"""Asks one place, in as many requests as its kind wants, and gives what they bring together."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.clock import Clock
from monitor.config import Source
from monitor.errors import FeedError
from monitor.model import Entry
from monitor.network import Failure, FailureKind, Purpose, Request, Response
from monitor.network.client import Client
from monitor.sources import Answer, Call, ParsedFeed
from monitor.sources.values import MOST_ENTRIES
from monitor.stages.access import access
from monitor.workers import WorkerFailed, run

_ROBOTS = {"pages": None, "always": True, "never": False}
_ABSENT = frozenset({FailureKind.NOT_FOUND, FailureKind.GONE})


@dataclass(frozen=True, slots=True)
class Asker:
    """What it takes to ask: the network, the workers that read answers, and the time."""

    client: Client
    workers: Executor
    clock: Clock


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier poll left: the validators of its first answer, and what the kind wanted to know.

    `moved_url` is asked instead of a conditional call's own address.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    memory: str | None = None
    moved_url: str | None = None


NOTHING = Before()


@dataclass(frozen=True, slots=True)
class Found:
    """What a poll brought. `before` is for the next poll, `pause` how long the place wants to be left alone.

    `moved_to` is where a conditional call was sent on to for good.
    """

    feed: ParsedFeed
    first: Response
    before: Before
    pause: timedelta | None = None
    moved_to: str | None = None


async def ask(asker: Asker, source: Source, before: Before = NOTHING) -> Found | Response | Failure | str:
    """What a source lists now.

    A Response says that nothing changed since `before`, a text why the answer could not be read. Where a later
    request of several fails, what came until then is given with a warning, and is asked for again the next time.
    """
    place, walk = source.place, _Walk()
    waiting = deque(place.plan(before.memory, asker.clock.now()))
    while waiting and walk.asked < place.most_calls:
        call = waiting.popleft()
        walk.asked += 1
        answer = await _fetch(asker, source, call, before if walk.first is None else NOTHING)
        if isinstance(answer, Response) and walk.first is None and call.conditional and _same(answer, before):
            return answer
        if call.optional and isinstance(answer, Failure) and answer.kind in _ABSENT:
            continue
        read = await _read(asker, source, call, answer, before.memory) if isinstance(answer, Response) else answer
        if isinstance(read, ParsedFeed) and isinstance(answer, Response):
            walk.take(read, answer, call)
            waiting.extend(read.then)
        elif isinstance(read, Failure | str):
            if not walk.entries:
                return read
            walk.stop(read)
            break
    if walk.first is None:
        return "none of its addresses holds anything"
    given = [] if walk.broken else [feed.memory for feed in walk.feeds if feed.memory is not None]
    return walk.found(place.remember(given) if given else before.memory, left=bool(waiting))


def _same(answer: Response, before: Before) -> bool:
    return answer.unchanged or _digest(answer) == before.body_hash


def _digest(answer: Response) -> str:
    return hashlib.sha256(answer.body).hexdigest()


async def _fetch(asker: Asker, source: Source, call: Call, before: Before) -> Response | Failure | str:
    url = before.moved_url if call.conditional and before.moved_url else call.url
    try:
        headers = {**access(source, url), **call.headers}
    except OSError as error:
        return f"its cookies_file cannot be read: {error.strerror or 'it is in another format'}"
    known = before if call.conditional else NOTHING
    request = Request(
        url,
        call.purpose,
        known.etag,
        known.last_modified,
        headers,
        _ROBOTS[source.robots],
        call.body,
        call.gap,
    )
    answer = await asker.client.fetch(request)
    if isinstance(answer, Failure):
        return source.place.explain(answer)
    # A log-in answers for a page as well as any other page; only a list proves that it is the same place.
    return replace(answer, moved_to=None) if call.purpose is Purpose.PAGE else answer


async def _read(asker: Asker, source: Source, call: Call, response: Response, memory: str | None) -> ParsedFeed | str:
    answer = Answer(
        call, response.body, response.url, response.content_type, dict(response.headers), memory, asker.clock.now()
    )
    try:
        return await run(asker.workers, source.place.read, answer)
    except FeedError as error:
        sent_on = response.url.partition("?")[0] != call.url.partition("?")[0]
        return f"{error}, and it was sent on to {response.url.partition('?')[0]}" if sent_on else str(error)
    except WorkerFailed as error:
        return f"reading the answer {error.reason}"


@dataclass(slots=True)
class _Walk:
    """The answers of one poll on their way to one list."""

    asked: int = 0
    first: Response | None = None
    feeds: list[ParsedFeed] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    broken: str | None = None
    pause: timedelta | None = None
    moved_to: str | None = None

    def take(self, feed: ParsedFeed, answer: Response, call: Call) -> None:
        if self.first is None:
            self.first = answer
            self.moved_to = answer.moved_to if call.conditional else None
        self.feeds.append(feed)
        for entry in feed.entries:
            self.entries.setdefault(entry.identity, entry)

    def stop(self, what: Failure | str) -> None:
        """End the walk early; nothing of it is remembered, so that the rest is asked for again."""
        self.broken = what if isinstance(what, str) else what.reason
        self.pause = None if isinstance(what, str) else what.retry_after

    def found(self, memory: str | None, left: bool) -> Found:
        """What was taken as one list; `left` says that there was more to ask."""
        assert self.first is not None
        feeds: Sequence[ParsedFeed] = self.feeds
        problem = f"request {self.asked} failed, so a part is missing: {self.broken}" if self.broken else None
        warnings = [*(feed.warning for feed in feeds if feed.warning), *([problem] if problem else [])]
        feed = ParsedFeed(
            title=next((feed.title for feed in feeds if feed.title), ""),
            entries=tuple(self.entries.values())[:MOST_ENTRIES],
            hints=max((feed.hints for feed in feeds), key=lambda hints: hints.ttl or timedelta(0)),
            warning="; ".join(dict.fromkeys(warnings)) or None,
            cut_short=any(feed.cut_short for feed in feeds),
            whole=all(feed.whole for feed in feeds) and not left and problem is None,
        )
        kept = Before(memory=memory)
        if len(feeds) == 1 and not feed.cut_short and problem is None:
            kept = replace(
                kept, etag=self.first.etag, last_modified=self.first.last_modified, body_hash=_digest(self.first)
            )
        return Found(feed, self.first, kept, self.pause, self.moved_to)
