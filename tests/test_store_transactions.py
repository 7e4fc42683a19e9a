"""Every method that writes is one transaction: under a lock and under a rollback nothing is half-written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreLocked
from monitor.model import EventKind, Relation, Verdict
from monitor.model_alerts import Mute, MuteKind
from monitor.network.robots import RobotsFile
from monitor.store import Store
from monitor.store.alerts import Alerts
from monitor.store.articles import Articles
from monitor.store.channels import Channels
from monitor.store.claims import Claims, Rejudged
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.events import Events
from monitor.store.facts import Facts
from monitor.store.feedback import Feedback
from monitor.store.hosts import Hosts
from monitor.store.mutes import Mutes
from monitor.store.outbox import Outbox
from monitor.store.rows import Missed, StoredVersion
from monitor.store.sources import Sources
from tests.builders import (
    STORY,
    add_article,
    add_version,
    after,
    compared,
    impatient,
    judged,
    listing,
    make_entry,
    make_event,
    make_mention,
    make_source,
    new_version,
    noticed,
    poll,
    reading,
    say,
    small_history,
    tell,
)

Write = Callable[[Store], object]

WRITES: dict[str, Write] = {
    "sources.sync": lambda store: store.sources.sync([make_source(), make_source("new", "New Outlet")]),
    "sources.record_quiet": lambda store: store.sources.record_quiet(poll(at=after(20), reason="no")),
    "sources.record_entries": lambda store: store.sources.record_entries(
        poll(at=after(20), etag='"1"'), listing(make_entry("new"), make_entry("sinking", title="Changed"))
    ),
    "hosts.keep": lambda store: store.hosts.keep({"a.example": after(21)}, {"a.example": after(20)}, after(20)),
    "hosts.keep_robots": lambda store: store.hosts.keep_robots({"a.example": RobotsFile(after(20), "User-agent: *")}),
    "sources.add_to_story": lambda store: store.sources.add_to_story("wire", after(20), listing(make_entry("odd"))[0]),
    "articles.make_due": lambda store: store.articles.make_due(after(20), timedelta(days=9)),
    "articles.record_read": lambda store: store.articles.record_read(reading(1, after(20), etag='"1"')),
    "articles.record_version": lambda store: store.articles.record_version(
        reading(1, after(20)), new_version("Another text.", canonical_url="https://news.example/moved")
    ),
    "articles.leave_stories": lambda store: store.articles.leave_stories(1, [STORY]),
    "articles.record_trouble": lambda store: store.articles.record_trouble(1, "unexpected"),
    "articles.add_stories": lambda store: store.articles.add_stories([("weather", "Weather", {})], after(20)),
    "claims.record_mentions": lambda store: store.claims.record_mentions(
        waiting(store, "read"), {STORY: [make_mention("A claim.")]}, {"A claim.": ["claim"]}, "0.1.0"
    ),
    "claims.record_comparison": lambda store: store.claims.record_comparison(
        waiting(store, "claimed"), [compared(latest_mention(store), relations=((1, 1, judged()),))], frozenset()
    ),
    "claims.record_rejudged": lambda store: store.claims.record_rejudged(
        store.articles.context(1).version,
        [Rejudged(3, ((1, 1, judged(Relation.UPDATES)),), ((1, judged()),))],
        after(20),
    ),
    "claims.retract": lambda store: store.claims.retract(replace(store.articles.context(1).version, id=2)),
    "claims.drop_article": lambda store: store.claims.drop_article(1, after(20)),
    "events.record": lambda store: store.events.record([noticed(make_event(EventKind.SURGE), "surge")], 1),
    "alerts.record": lambda store: tell(store, 4, "desk", "me"),
    "alerts.add_digest": lambda store: store.alerts.add_digest("desk", after(30), after(20)),
    "alerts.withdraw": lambda store: store.alerts.withdraw("desk", 1, "muted: a test", after(20)),
    "outbox.begin": lambda store: store.outbox.begin(1),
    "outbox.hold": lambda store: store.outbox.hold([1], after(30), "limit: a test", after(20)),
    "outbox.merge": lambda store: store.outbox.merge(store.outbox.due(after(20), "desk"), after(20)),
    "channels.keep": lambda store: store.channels.keep(["me"]),
    "channels.tell_failing": lambda store: store.channels.tell_failing("desk", "me", "it fails", after(20)),
    "channels.tell_recovered": lambda store: store.channels.tell_recovered("desk", "me", "it works", after(20)),
    "outbox.record_sent": lambda store: store.outbox.record_sent(1, after(20)),
    "outbox.record_failed": lambda store: store.outbox.record_failed(1, "refused", None, after(20)),
    "outbox.remark": lambda store: store.outbox.remark(1, "render", "the template fails", after(20)),
    "outbox.strand": lambda store: store.outbox.strand(["me"], after(20)),
    "outbox.retry": lambda store: store.outbox.retry(after(20)),
    "outbox.acknowledge": lambda store: store.outbox.acknowledge(1, after(20)),
    "feedback.set_threshold": lambda store: store.feedback.set_threshold(0.7),
    "feedback.record": lambda store: store.feedback.record(1, Verdict.WRONG, "no", after(20)),
    "feedback.undo": lambda store: store.feedback.undo(2, after(20)),
    "feedback.undo_missed": lambda store: store.feedback.undo_missed(3, 2, after(20)),
    "feedback.record_missed": lambda store: store.feedback.record_missed(
        Missed(2, 1, 2, 1, judged(Relation.NEUTRAL)), None, after(20)
    ),
    "decisions.join": lambda store: store.decisions.join(1, 3, after(20)),
    "decisions.split": lambda store: store.decisions.split(1, 3, after(20)),
    "mutes.add": lambda store: store.mutes.add(Mute(MuteKind.STORY, STORY, after(30)), after(20)),
    "mutes.lift": lambda store: store.mutes.lift(MuteKind.OUTLET, "Slow News", after(20)),
    "facts.set_text": lambda store: store.facts.set_text("last_cycle", "a word"),
    "facts.add": lambda store: store.facts.add("llm_calls", after(20).date(), 3),
    "facts.clear": lambda store: store.facts.clear("running_since"),
}


def waiting(store: Store, stage: str) -> StoredVersion:
    return store.articles.unfinished(stage)[0].version


def latest_mention(store: Store) -> int:
    return int(store.database.value("SELECT max(id) FROM mentions"))


def scene(state: Path) -> Store:
    """A history in which every write has something to change."""
    store = small_history(state)
    store.sources.record_entries(poll(at=after(10)), listing(make_entry("odd"), stories=()))
    add_version(store, add_article(store, "unread", at=after(11)), "Unread.", after(11))
    say(store, add_version(store, add_article(store, "said", at=after(12)), "Said.", after(12)).version, "It was said.")
    store.outbox.record_failed(3, "refused", None, after(12))
    store.events.record([noticed(make_event(EventKind.SILENCE), "undecided")])
    store.facts.set_time("running_since", after(1))
    store.mutes.add(Mute(MuteKind.OUTLET, "Slow News", after(40)), after(10))
    store.feedback.record(2, Verdict.RIGHT, None, after(12))
    store.feedback.record_missed(Missed(3, 2, 3, 2, judged()), None, after(12))
    return store


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored, the search indexes too."""
    tables = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    return {name: [tuple(row) for row in database.rows(f"SELECT * FROM {name}")] for (name,) in map(tuple, tables)}


def test_every_method_that_writes_is_tried_here() -> None:
    rooms = (Sources, Articles, Claims, Events, Outbox, Facts, Hosts, Feedback, Decisions, Mutes, Alerts, Channels)
    writing = {
        f"{room.__name__.lower()}.{name}"
        for room in rooms
        for name, method in inspect.getmembers(room, inspect.isfunction)
        if not name.startswith("_") and ".writing()" in inspect.getsource(method)
    }
    assert writing == set(WRITES)


@pytest.mark.parametrize("name", WRITES)
def test_under_a_lock_nothing_is_written_and_after_it_everything_is(state: Path, name: str) -> None:
    with closing(scene(state)) as other, closing(impatient(state)) as store:
        before = contents(store.database)
        other.database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked, match=r"history\.db is locked by another process.*try again"):
            WRITES[name](store)
        assert not store.database.connection.in_transaction
        other.database.execute("ROLLBACK")
        assert contents(store.database) == before
        WRITES[name](store)
        assert contents(other.database) != before


class KilledError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("name", WRITES)
def test_a_unit_that_is_broken_off_leaves_nothing(state: Path, name: str) -> None:
    with closing(scene(state)) as store, closing(impatient(state)) as other:
        before = contents(store.database)
        with pytest.raises(KilledError), store.database.writing():
            WRITES[name](store)
            assert contents(store.database) != before
            assert contents(other.database) == before
            raise KilledError
        assert contents(store.database) == before
        WRITES[name](store)
        assert contents(other.database) != before
