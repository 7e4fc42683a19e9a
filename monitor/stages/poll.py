"""Stage 1: a source becomes entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.model import Event, EventKind, SourceState
from monitor.network import Failure, Response
from monitor.network.limits import fresh_for
from monitor.sources import (
    Asked,
    Limits,
    ParsedFeed,
    PollHints,
    Standing,
    after_failure,
    after_read,
    after_unchanged,
    next_poll,
)
from monitor.sources.websub import with_hub
from monitor.stages.asking import NOTHING, Asker, Before, Found, ask
from monitor.stages.configure import article_url, entry_text
from monitor.stages.context import Context
from monitor.stages.hints import hints_json, hints_of
from monitor.stages.moves import after_answer, after_failures, before_of
from monitor.store.events import Noticed
from monitor.store.rows import NOT_MOVED, ListedEntry, Move, PollRecord, StoredSource
from monitor.workers import small

_DOWN_AFTER = 3


@dataclass(frozen=True, slots=True)
class _Answered:
    """How a poll ended, and what it brings to bear on the next one."""

    standing: Standing
    asked: Asked
    before: Before = NOTHING
    move: Move = NOT_MOVED
    whole: bool = False
    hints: str | None = None


async def poll_source(context: Context, source: StoredSource) -> None:
    """Ask one source what it lists and store the answer, whatever it is."""
    asker = Asker(context.client, small(context.workers), context.clock)
    before = before_of(source, context.clock.now())
    found = await ask(asker, context.source(source.name), before)
    match found:
        case Found():
            await _listed(context, source, found)
        case Response():
            await _unchanged(context, source, before, found)
        case Failure():
            _failed(context, source, found, found)
        case str():
            _failed(context, source, found, None)


def _failed(context: Context, source: StoredSource, what: Failure | str, failure: Failure | None) -> None:
    standing = after_failure(what, source.failures)
    asked = Asked(failure, standing.failures, hints=hints_of(source.hints))
    record = _record(context, source, _Answered(standing, asked, move=after_failures(source.move, standing.failures)))
    with context.store.database.writing():
        context.store.sources.record_quiet(record)
        context.store.hosts.keep(context.client.pauses, context.client.asked, record.at)
        if source.failures < _DOWN_AFTER <= standing.failures or standing.state is SourceState.GONE:
            since = source.down_since or record.at
            _tell(context, source, EventKind.SOURCE_DOWN, f"{standing.reason}, since {since:%Y-%m-%d %H:%M} UTC")
    context.progress(f"{source.name}: {standing.reason}")


async def _unchanged(context: Context, source: StoredSource, before: Before, answer: Response) -> None:
    asked = Asked(fresh=fresh_for(answer.headers, answer.date), hints=hints_of(source.hints))
    kept = Before(answer.etag, answer.last_modified)
    whole = not answer.unchanged or (before.etag or before.last_modified) is None
    ended = _Answered(after_unchanged(), asked, kept, _moved(context, source, answer.moved_to), whole)
    record = _record(context, source, ended)

    def write() -> None:
        context.store.sources.record_quiet(record)
        _recovered(context, source)

    await context.together.store(write)


async def _listed(context: Context, source: StoredSource, found: Found) -> None:
    listed = _matched(context, source, found.feed)
    new = 0

    def write() -> None:
        nonlocal new
        record = _record(context, source, _read(context, source, found, listed))
        whole = found.feed.whole and not found.feed.cut_short
        new = context.store.sources.record_entries(record, listed, whole=whole)
        _recovered(context, source)

    await context.together.store(write)
    entries = "1 entry" if len(listed) == 1 else f"{len(listed)} entries"
    context.progress(f"{source.name}: {entries}, {new} new")


def _read(context: Context, source: StoredSource, found: Found, listed: Sequence[ListedEntry]) -> _Answered:
    feed = found.feed
    fresh = fresh_for(found.first.headers, found.first.date)
    asked = Asked(pause=found.pause, fresh=fresh, hints=_hints(context, found))
    past = feed.whole and context.store.sources.has_run_past(source.name, [item.entry.identity for item in listed])
    move = _moved(context, source, found.moved_to)
    return _Answered(after_read(feed, past), asked, found.before, move, whole=True, hints=hints_json(asked.hints))


def _hints(context: Context, found: Found) -> PollHints:
    """What the feed says of itself; a hub is not asked for an address that holds a secret of feeds.yaml."""
    hints = with_hub(found.feed.hints, found.first.headers, found.first.url)
    told = f"{hints.hub} {hints.topic}"
    return hints if context.config.redact(told) == told else replace(hints, hub=None, topic=None)


def _moved(context: Context, source: StoredSource, told: str | None) -> Move:
    """Where the source lives now; an address that holds a secret of feeds.yaml is followed but never stored."""
    if told is not None and context.config.redact(told) != told:
        told = None
    move = after_answer(source.move, source.url, told, context.clock.now())
    if move.url != source.move.url:
        context.progress(f"{source.name}: from now on asked at {move.url or source.url}, where it has moved for good")
    return move


def _matched(context: Context, source: StoredSource, feed: ParsedFeed) -> list[ListedEntry]:
    """The entries with the stories that they belong to; `read: all` takes every entry into all stories."""
    everything, party = context.source(source.name).read == "all", context.party(source.name)
    listed = []
    for entry in feed.entries:
        text = entry_text(entry, *party)
        stories = tuple(m.story for m in context.matchers if everything or m.matches(text))
        # Most of what a general feed lists belongs to no story: its canonical address is not worked out.
        listed.append(ListedEntry(entry, article_url(source.name, entry) if stories else None, stories))
    return listed


def _record(context: Context, source: StoredSource, ended: _Answered) -> PollRecord:
    now, settings, general = context.clock.now(), context.source(source.name), context.config.polling
    limits = Limits(
        settings.interval or general.interval,
        settings.min_interval or general.min_interval,
        settings.max_interval or general.max_interval,
    )
    times = context.store.sources.entry_times(source.name)
    wait, why = next_poll(ended.asked, times, limits, now, context.rng)
    return PollRecord(
        source=source.name,
        at=now,
        state=ended.standing.state,
        reason=ended.standing.reason or _address_note(ended.move),
        next_poll=None if wait is None else now + wait,
        why_next=why,
        failures=ended.standing.failures,
        etag=ended.before.etag,
        last_modified=ended.before.last_modified,
        body_hash=ended.before.body_hash,
        hints=ended.hints,
        memory=ended.before.memory,
        whole=ended.whole,
        move=ended.move,
    )


def _address_note(move: Move) -> str | None:
    return None if move.url is None else f"it has moved for good to {move.url}; feeds.yaml may say so"


def _recovered(context: Context, source: StoredSource) -> None:
    was_told = source.failures >= _DOWN_AFTER or source.state is SourceState.GONE
    if was_told and source.down_since is not None:
        _tell(context, source, EventKind.SOURCE_RECOVERED, f"it was down since {source.down_since:%Y-%m-%d %H:%M} UTC")


def _tell(context: Context, source: StoredSource, kind: EventKind, reason: str) -> None:
    """Raise an event about a source, once for each time that it goes down or comes back."""
    now = context.clock.now()
    state = "is down" if kind is EventKind.SOURCE_DOWN else "is back"
    event = Event(kind=kind, at=now, summary=f"Source {source.name} {state}", reason=reason, source=source.name)
    since = source.down_since or now
    context.store.events.record([Noticed(event, f"{kind}:{source.name}:{since.isoformat()}")])
