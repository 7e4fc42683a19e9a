"""Small builders for tests of the history: values with plausible defaults, and the walk of one article."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.model import (
    Basis,
    Changes,
    Entry,
    Event,
    EventArticle,
    EventClaim,
    EventKind,
    Judgement,
    Mention,
    Modality,
    Origin,
    Quantity,
    ReadStatus,
    Relation,
    SourceState,
    Tier,
)
from monitor.model_alerts import Severity
from monitor.store import Store, open_store
from monitor.store.alerts import Alerts
from monitor.store.articles import Articles
from monitor.store.channels import Channels
from monitor.store.claims import Claims, Compared
from monitor.store.database import HISTORY, Database
from monitor.store.decisions import Decisions
from monitor.store.events import Events, Noticed
from monitor.store.facts import Facts
from monitor.store.feedback import Feedback
from monitor.store.hosts import Hosts
from monitor.store.mutes import Mutes
from monitor.store.origins import Origins
from monitor.store.outbox import Outbox
from monitor.store.rows import (
    ConfiguredSource,
    ListedEntry,
    NewVersion,
    PollRecord,
    ReadRecord,
    StoredMention,
    StoredVersion,
    VersionContext,
)
from monitor.store.sources import Sources
from monitor.store.upkeep import Upkeep
from monitor.telling import Decision, Placement, Step

START = datetime(2026, 4, 12, 10, tzinfo=UTC)
STORY = "harbour"


def after(hours: float = 0.0) -> datetime:
    """The start of every test's time, and some hours later."""
    return START + timedelta(hours=hours)


def make_source(name: str = "wire", outlet: str = "Example Wire", **changes: Any) -> ConfiguredSource:
    """A configured feed."""
    made = ConfiguredSource(name, "feed", f"https://{name}.example/feed", outlet, Tier.PRESS)
    return replace(made, **changes)


def make_entry(slug: str = "ferry", **changes: Any) -> Entry:
    """An entry whose identity is its address."""
    url = f"https://news.example/{slug}"
    made = Entry(url, url, f"Title of {slug}", published=after(), summary=f"Summary of {slug}")
    return replace(made, **changes)


def listing(*entries: Entry, stories: tuple[str, ...] = (STORY,)) -> list[ListedEntry]:
    """Entries as a source lists them, each with its article's address."""
    return [ListedEntry(entry, entry.url or f"entry:{entry.identity}", stories) for entry in entries]


def poll(source: str = "wire", at: datetime = START, **changes: Any) -> PollRecord:
    """A poll that listed something, to be repeated in an hour."""
    return replace(PollRecord(source, at, SourceState.OK, None, at + timedelta(hours=1), "as usual"), **changes)


def reading(article: int, at: datetime = START, **changes: Any) -> ReadRecord:
    """A read that went well, to be repeated in a day."""
    return replace(ReadRecord(article, at, ReadStatus.OK, None, at + timedelta(days=1)), **changes)


def new_version(text: str = "The ferry sank.", **changes: Any) -> NewVersion:
    """A version that is about to be stored."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(NewVersion("A title", text, ReadStatus.OK, None, digest, None, None, "0.1.0"), **changes)


def make_mention(text: str, start: int = 0, **changes: Any) -> Mention:
    """A mention that stands at `start`."""
    return replace(Mention(text, start, start + len(text)), **changes)


def judged(relation: Relation = Relation.CONTRADICTS, **changes: Any) -> Judgement:
    """A sure judgement of the rules."""
    scores = (0.9 if relation is side else 0.05 for side in (Relation.CONTRADICTS, Relation.SUPPORTS))
    basis = Basis.NUMERIC if relation is Relation.CONTRADICTS else None
    return replace(Judgement(relation, *scores, 0.05, basis, "two ≠ three", "rules"), **changes)


def compared(mention: int, name: str = "Example Wire", **changes: Any) -> Compared:
    """A comparison that makes a new claim of a mention, whose origin has this name."""
    return replace(Compared(mention, None, None, Origin(name, "own"), (), ()), **changes)


def make_event(kind: EventKind = EventKind.NEW_CLAIM, **changes: Any) -> Event:
    """An event of the story."""
    return replace(Event(kind, START, "something changed", "because", story=STORY, origins={"new": 1}), **changes)


def noticed(event: Event, key: str = "key") -> Noticed:
    """An event that is about to be stored."""
    return Noticed(event, key)


def raised(store: Store, event: Event, key: str = "key", *channels: str) -> int:
    """An event that was stored, and is to be told to these channels at once."""
    (ident,) = store.events.record([noticed(event, key)])
    tell(store, ident, *channels)
    return ident


def tell(store: Store, event: int, *channels: str, **changes: Any) -> None:
    """Decide that an event is told to these channels, as an alert of its own, at the event's time."""
    stored = store.events.get(event)
    assert stored is not None
    placements = tuple(Placement(channel, stored.at) for channel in channels)
    steps = (Step("severity", "high: a test"), *(Step("group", "at once", channel) for channel in channels))
    decision = Decision(Severity.HIGH, "a test", steps, placements, untold=None if channels else "no route: a test")
    store.alerts.record(stored, replace(decision, **changes), stored.at)


def side(mention: StoredMention, role: str) -> EventClaim:
    """A stored mention as one side of an event."""
    assert mention.claim is not None
    return EventClaim(
        mention.claim,
        mention.mention.text,
        role,
        mention.side.outlet,
        mention.side.tier,
        mention.url,
        mention.side.published,
        mention.mention.attribution,
        mention.mention.modality,
        mention.id,
    )


def parts(database: Database) -> Store:
    """A history over a connection of one's own."""
    rooms = (
        *(Sources, Articles, Claims, Events, Outbox, Facts, Hosts, Feedback, Decisions, Mutes, Upkeep, Origins),
        *(Alerts, Channels),
    )
    return Store(database, *(room(database) for room in rooms))  # type: ignore[arg-type]


def impatient(state: Path, busy_ms: int = 20) -> Store:
    """The history with a connection that waits 20 ms for others."""
    return parts(Database(state / HISTORY, busy_ms=busy_ms))


def new_history(state: Path, *sources: ConfiguredSource) -> Store:
    """A history with one story and, if none is named, one source."""
    store = open_store(state)
    store.sources.sync(sources or (make_source(),))
    store.articles.add_stories([(STORY, "The harbour", {"any": ["ferry"]})], START)
    return store


def list_entries(store: Store, *entries: Entry, source: str = "wire", at: datetime = START) -> int:
    """Store a poll that listed these entries; gives how many are new."""
    return store.sources.record_entries(poll(source, at), listing(*entries))


def article_of(store: Store, entry: Entry) -> int:
    """The article to which an entry leads."""
    return int(store.database.value("SELECT article FROM entries WHERE identity = ?", (entry.identity,)))


def due_ids(store: Store, now: datetime) -> list[int]:
    """The articles that are due."""
    return [article.id for article in store.articles.due(now)]


def read_all(store: Store, at: datetime = START) -> None:
    """Read every due article; none changes."""
    for article in store.articles.due(at):
        store.articles.record_read(reading(article.id, at))


def add_article(store: Store, slug: str = "ferry", source: str = "wire", at: datetime = START) -> int:
    """An article that the source lists."""
    entry = make_entry(slug, published=at)
    list_entries(store, entry, source=source, at=at)
    return article_of(store, entry)


def add_version(store: Store, article: int, text: str, at: datetime = START, **changes: Any) -> VersionContext:
    """A read that gave a new version."""
    version = store.articles.record_version(reading(article, at), new_version(text, **changes))
    assert version is not None
    return store.articles.context(version)


def say(
    store: Store, version: StoredVersion, *texts: str, story: str = STORY, **changes: Any
) -> dict[str, StoredMention]:
    """Store a version's mentions, with the words of their texts as search terms; gives those it brought, by text."""
    terms = {text: text.lower().rstrip(".").split() for text in texts}
    mentions = [make_mention(text, index * 1000, **changes) for index, text in enumerate(texts)]
    store.claims.record_mentions(version, {story: mentions}, terms, "0.1.0")
    return {mention.mention.text: mention for mention in store.claims.added_by(version.id)}


def publish(
    store: Store,
    slug: str,
    *texts: str,
    source: str = "wire",
    at: datetime = START,
    origin: str = "Example Wire",
    joins: Mapping[str, int] | None = None,
    against: StoredMention | None = None,
    **changes: Any,
) -> list[StoredMention]:
    """An article from its listing to its relations: its mentions, each a new claim or one that it `joins`.

    With `against`, the first mention contradicts that one.
    """
    version = add_version(store, add_article(store, slug, source, at), " ".join(texts), at).version
    brought = say(store, version, *texts, **changes)
    done = []
    for index, text in enumerate(texts):
        relations = ()
        if against is not None and index == 0:
            assert against.claim is not None
            relations = ((against.claim, against.id, judged()),)
        join = (joins or {}).get(text)
        done.append(compared(brought[text].id, origin, join=join, relations=relations))
    store.claims.record_comparison(version, done, frozenset())
    return [store.claims.mention(brought[text].id) for text in texts]


def small_history(state: Path) -> Store:
    """Three outlets on one ferry: a report, its copy, a contradiction, an edit, a withdrawal, a source that fails."""
    store = new_history(
        state,
        make_source(),
        make_source("gazette", "Harbour Gazette"),
        make_source("daily", "The Daily", tier=Tier.AGGREGATOR),
        make_source("slow", "Slow News"),
    )
    sunk = Quantity("Two ferries", 2.0, 2.0, of="ferry")
    first = publish(store, "sinking", "Two ferries sank.", "The port stays open.", quantities=(sunk,))
    copy = publish(
        store,
        "copy",
        "Two ferries sank.",
        source="daily",
        at=after(2),
        joins={"Two ferries sank.": first[0].claim or 0},
        attribution="Example Wire",
        modality=Modality.REPORTED,
    )
    third = publish(
        store,
        "count",
        "Three ferries sank.",
        source="gazette",
        at=after(3),
        origin="Harbour Gazette",
        against=first[0],
        quantities=(replace(sunk, text="Three ferries", low=3.0, high=3.0),),
    )
    conflict = make_event(
        EventKind.CONTRADICTION,
        at=after(3),
        summary="Harbour Gazette says three, Example Wire says two",
        basis=Basis.NUMERIC,
        score=0.9,
        claims=(side(third[0], "new"), side(first[0], "earlier")),
    )
    (ident,) = store.events.record([noticed(conflict, "conflict")], third[0].version)
    tell(store, ident, "desk", "me")
    for told in (first, copy):
        store.events.record([], told[0].version)
    _edit(store, first[0], after(5))
    _withdraw(store, copy[0].article, after(8))
    _fail(store, "slow", after(1))
    return store


def _edit(store: Store, said: StoredMention, at: datetime) -> None:
    before = store.articles.context(said.version)
    edited = add_version(store, said.article, "Two ferries sank. The port is shut.", at)
    brought = say(store, edited.version, "Two ferries sank.", "The port is shut.")
    shut = compared(brought["The port is shut."].id)
    store.claims.record_comparison(edited.version, [shut], frozenset())
    changes = Changes(altered=(("The port stays open.", "The port is shut."),))
    change = make_event(
        EventKind.REVISION,
        at=at,
        article=EventArticle(said.article, before.url, before.outlet, before.version.title),
        changes=changes,
        summary="Example Wire changed its report",
    )
    (ident,) = store.events.record([noticed(change, "change")], edited.version.id)
    tell(store, ident)


def _withdraw(store: Store, article: int, at: datetime) -> None:
    gone = reading(article, at, status=None, next_read=None, gone_at=at, reason="410 Gone")
    store.articles.record_read(gone)
    item = store.articles.untold_removals()[0]
    store.claims.drop_article(article, at)
    removal = make_event(
        EventKind.REMOVAL,
        at=at,
        article=EventArticle(article, item.url, item.outlet, item.version.title),
        summary="The Daily withdrew its report",
    )
    raised(store, removal, "removal", "desk")


def _fail(store: Store, source: str, at: datetime) -> None:
    for failures in (1, 2, 3):
        when = at + timedelta(hours=failures)
        store.sources.record_quiet(
            poll(source, when, state=SourceState.FAILING, reason="it answered 503", failures=failures)
        )
