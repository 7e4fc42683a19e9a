"""What a poll leaves in the history, and which articles it makes due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Entry, SourceState, Tier
from monitor.network.robots import RobotsFile
from monitor.store import Store
from monitor.store.rows import StoredSource
from tests.builders import (
    STORY,
    add_article,
    add_version,
    after,
    article_of,
    due_ids,
    list_entries,
    listing,
    make_entry,
    make_source,
    new_history,
    new_version,
    poll,
    read_all,
    reading,
)

READ = (SourceState.OK, SourceState.PARTIAL)
FAILED = (SourceState.BACKOFF, SourceState.FAILING, SourceState.BLOCKED, SourceState.PAUSED, SourceState.GONE)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def wire(store: Store) -> StoredSource:
    return next(source for source in store.sources.all() if source.name == "wire")


def stories_of(store: Store, article: int) -> list[tuple[str, int]]:
    sql = "SELECT story, baseline FROM article_stories WHERE article = ? ORDER BY story"
    return [tuple(row) for row in store.database.rows(sql, (article,))]


def fail(store: Store, at: float, failures: int = 1) -> None:
    record = poll(at=after(at), state=SourceState.FAILING, reason="it answered 503", failures=failures, etag='"lost"')
    store.sources.record_quiet(record)


def test_the_sources_are_those_of_the_configuration(store: Store) -> None:
    store.sources.sync([make_source(), make_source("gazette", "Gazette")])
    store.sources.sync([make_source("gazette", "Gazette", tier=Tier.FORUM), make_source("new", "New")])
    assert [(source.name, source.tier) for source in store.sources.all()] == [
        ("gazette", Tier.FORUM),
        ("new", Tier.PRESS),
    ]
    assert [source.name for source in store.sources.due(after())] == ["gazette", "new"]


def test_a_source_that_comes_back_remembers_its_polls(store: Store) -> None:
    list_entries(store, make_entry())
    store.sources.sync([])
    assert store.sources.all() == []
    store.sources.sync([make_source()])
    assert wire(store).baseline_at == after()


def test_a_changed_address_forgets_validators_and_baseline_and_is_due_at_once(store: Store) -> None:
    store.sources.record_entries(poll(etag='"1"', last_modified="Sun", body_hash="h"), [])
    store.sources.sync([make_source()])
    assert (wire(store).etag, wire(store).last_modified, wire(store).body_hash) == ('"1"', "Sun", "h")
    store.sources.sync([make_source(url="https://wire.example/other")])
    moved = wire(store)
    assert (moved.etag, moved.last_modified, moved.body_hash, moved.baseline_at) == (None, None, None, None)
    assert store.sources.due(after()) == [moved]


def test_due_sources_come_longest_waiting_first_and_new_ones_before_them(store: Store) -> None:
    store.sources.sync([*(make_source(name) for name in ("a", "b", "c", "gone", "later"))])
    for name, next_poll in (("a", 2), ("b", 1), ("later", 9)):
        store.sources.record_quiet(poll(name, state=SourceState.UNCHANGED, next_poll=after(next_poll)))
    store.sources.record_quiet(poll("gone", state=SourceState.GONE, next_poll=None))
    assert [source.name for source in store.sources.due(after(2))] == ["c", "b", "a"]


def test_validators_are_stored_only_with_what_was_read(store: Store) -> None:
    with pytest.raises(RuntimeError), store.database.writing():
        store.sources.record_entries(poll(etag='"1"', last_modified="Sun", body_hash="h"), listing(make_entry()))
        raise RuntimeError("killed before the commit")
    assert (wire(store).etag, wire(store).last_modified, wire(store).body_hash) == (None, None, None)
    assert store.database.value("SELECT count(*) FROM entries") == 0
    store.sources.record_entries(poll(etag='"1"', last_modified="Sun", body_hash="h"), listing(make_entry()))
    assert (wire(store).etag, wire(store).last_modified, wire(store).body_hash) == ('"1"', "Sun", "h")


@pytest.mark.parametrize("failed", FAILED)
def test_a_failure_keeps_the_validators_of_what_was_read(store: Store, failed: SourceState) -> None:
    store.sources.record_entries(poll(etag='"1"', last_modified="Sun", body_hash="h"), [])
    store.sources.record_quiet(poll(at=after(1), state=failed, reason="no", etag='"2"', body_hash="other"))
    now = wire(store)
    assert (now.etag, now.last_modified, now.body_hash, now.state, now.reason) == ('"1"', "Sun", "h", failed, "no")
    assert (now.last_ok, now.down_since) == (after(0), after(1))


def test_an_unchanged_answer_may_bring_new_validators_and_ends_a_failure(store: Store) -> None:
    store.sources.record_entries(poll(etag='"1"', body_hash="h"), listing(make_entry()))
    fail(store, 1)
    fail(store, 2, failures=2)
    assert (wire(store).down_since, wire(store).failures) == (after(1), 2)
    store.sources.record_quiet(poll(at=after(3), state=SourceState.UNCHANGED, etag='"2"', body_hash="other"))
    now = wire(store)
    assert (now.etag, now.body_hash, now.down_since, now.last_ok, now.failures) == ('"2"', "h", None, after(3), 0)
    assert store.database.value("SELECT entries FROM sources") == 1


def test_polls_are_logged_unless_nothing_changed(store: Store) -> None:
    list_entries(store, make_entry("a"), make_entry("b"))
    store.sources.record_quiet(poll(at=after(1), state=SourceState.UNCHANGED))
    fail(store, 2)
    list_entries(store, make_entry("b"), make_entry("c"), at=after(3))
    rows = store.database.rows("SELECT state, reason, entries, new_entries FROM polls ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("ok", None, 2, 2),
        ("failing", "it answered 503", 0, 0),
        ("ok", None, 2, 1),
    ]


@pytest.mark.parametrize("first", READ)
def test_the_first_answer_that_parses_is_the_baseline_and_later_entries_are_not(
    store: Store, first: SourceState
) -> None:
    old, new = make_entry("old"), make_entry("new")
    store.sources.record_entries(poll(state=first), listing(old))
    list_entries(store, old, new, at=after(1))
    assert stories_of(store, article_of(store, old)) == [(STORY, 1)]
    assert stories_of(store, article_of(store, new)) == [(STORY, 0)]
    flags = store.database.rows("SELECT baseline FROM entries UNION ALL SELECT baseline FROM articles")
    assert [row[0] for row in flags] == [1, 0, 1, 0]
    assert wire(store).baseline_at == after(0)


def test_an_empty_first_answer_is_the_baseline_too(store: Store) -> None:
    list_entries(store)
    list_entries(store, make_entry(), at=after(1))
    assert stories_of(store, article_of(store, make_entry())) == [(STORY, 0)]


def test_a_failure_before_the_first_success_does_not_end_the_baseline(store: Store) -> None:
    fail(store, 0)
    fail(store, 1, failures=2)
    assert wire(store).baseline_at is None
    list_entries(store, make_entry(), at=after(2))
    assert stories_of(store, article_of(store, make_entry())) == [(STORY, 1)]
    assert wire(store).baseline_at == after(2)


def test_each_source_has_a_baseline_of_its_own(store: Store) -> None:
    store.sources.sync([make_source(), make_source("late", "Late")])
    list_entries(store, make_entry("a"))
    list_entries(store, make_entry("b"), source="late", at=after(5))
    list_entries(store, make_entry("a"), make_entry("c"), at=after(6))
    baseline = {slug: stories_of(store, article_of(store, make_entry(slug)))[0][1] for slug in "abc"}
    assert baseline == {"a": 1, "b": 1, "c": 0}


def test_the_same_entries_twice_add_nothing_and_make_no_article_due(store: Store) -> None:
    entries = [make_entry(slug) for slug in ("a", "b", "c")]
    assert list_entries(store, *entries) == 3
    read_all(store)
    assert list_entries(store, *entries, at=after(1)) == 0
    assert due_ids(store, after(1)) == []
    assert store.database.value("SELECT count(*) FROM articles") == 3


ENTRIES = st.lists(
    st.builds(
        make_entry,
        slug=st.sampled_from("abcdefgh"),
        title=st.text(max_size=5).map(lambda text: text.encode("utf-8", "replace").decode()),
        published=st.none() | st.integers(-50, 0).map(after),
    ),
    max_size=6,
    unique_by=lambda entry: entry.identity,
)


@given(entries=ENTRIES, data=st.data())
@settings(max_examples=30)
def test_reordering_a_feed_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], data: st.DataObject
) -> None:
    store = new_history(tmp_path_factory.mktemp("state"))
    list_entries(store, *entries)
    read_all(store)
    before = [tuple(row) for row in store.database.rows("SELECT * FROM entries")]
    assert list_entries(store, *data.draw(st.permutations(entries)), at=after(1)) == 0
    assert due_ids(store, after(1)) == []
    assert [tuple(row) for row in store.database.rows("SELECT * FROM entries")] == before
    store.close()


def test_an_entry_that_leaves_its_feed_while_an_older_one_stays_makes_its_article_due(store: Store) -> None:
    old, pulled, new = (make_entry(f"e{hour}", published=after(hour)) for hour in (-3, -2, -1))
    list_entries(store, old, pulled, new)
    read_all(store)
    list_entries(store, old, new, at=after(1))
    assert due_ids(store, after(1)) == [article_of(store, pulled)]
    read_all(store, after(1))
    list_entries(store, old, new, at=after(2))
    assert due_ids(store, after(2)) == []


def test_the_oldest_entry_dropping_off_makes_nothing_due(store: Store) -> None:
    old, middle, new = (make_entry(f"e{hour}", published=after(hour)) for hour in (-3, -2, -1))
    list_entries(store, old, middle)
    read_all(store)
    list_entries(store, middle, new, at=after(1))
    assert due_ids(store, after(1)) == [article_of(store, new)]
    read_all(store, after(1))
    list_entries(store, at=after(2))
    assert due_ids(store, after(2)) == []


def test_an_entry_that_is_listed_again_can_leave_again(store: Store) -> None:
    old, flighty = make_entry("old", published=after(-3)), make_entry("flighty", published=after(-1))
    for at, listed in enumerate([(old, flighty), (old,), (old, flighty)]):
        list_entries(store, *listed, at=after(at))
        read_all(store, after(at))
    list_entries(store, old, at=after(3))
    assert due_ids(store, after(3)) == [article_of(store, flighty)]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"summary": "Another summary"},
        {"content_html": "<p>Another text</p>"},
        {"updated": after(1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_makes_its_article_due_and_is_stored_as_changed(
    store: Store, change: dict[str, object]
) -> None:
    entry, other = make_entry(), make_entry("other")
    list_entries(store, entry, other)
    read_all(store)
    changed = replace(entry, **change)
    list_entries(store, changed, other, at=after(1))
    due = store.articles.due(after(1))
    assert [article.entry for article in due] == [changed]
    read_all(store, after(1))
    list_entries(store, changed, other, at=after(2))
    assert due_ids(store, after(2)) == []


def test_a_changed_entry_of_a_withdrawn_article_makes_nothing_due(store: Store) -> None:
    entry = make_entry()
    list_entries(store, entry)
    article = store.articles.due(after())[0]
    store.articles.record_read(reading(article.id, gone_at=after(), next_read=None, status=None, reason="410 Gone"))
    list_entries(store, replace(entry, title="Another title"), at=after(1))
    assert due_ids(store, after(1)) == []


def test_an_entry_outside_the_story_makes_no_article_until_it_changes_into_it(store: Store) -> None:
    entry = make_entry()
    store.sources.record_entries(poll(), listing(entry, stories=()))
    assert store.database.value("SELECT count(*) FROM articles") == 0
    list_entries(store, replace(entry, title="The ferry"), at=after(1))
    assert due_ids(store, after(1)) == [article_of(store, entry)]
    assert stories_of(store, article_of(store, entry)) == [(STORY, 0)]


def test_an_entry_that_changes_into_a_further_story_joins_it(store: Store) -> None:
    store.articles.add_stories([("weather", "Weather", {})], after())
    entry = make_entry()
    list_entries(store, entry)
    changed = replace(entry, title="Storm sinks the ferry")
    store.sources.record_entries(poll(at=after(1)), listing(changed, stories=(STORY, "weather")))
    assert stories_of(store, article_of(store, entry)) == [(STORY, 1), ("weather", 0)]


def test_the_same_article_from_two_sources_is_one_article(store: Store) -> None:
    store.sources.sync([make_source(), make_source("search", "Search", tier=Tier.AGGREGATOR)])
    list_entries(store, make_entry())
    read_all(store)
    assert list_entries(store, make_entry(), source="search", at=after(1)) == 1
    assert store.database.value("SELECT count(*) FROM articles") == 1
    assert store.database.value("SELECT count(*) FROM entries WHERE article IS NOT NULL") == 2
    assert due_ids(store, after(1)) == []
    assert store.database.value("SELECT outlet FROM articles") == "Example Wire"


def test_an_entry_that_lists_a_duplicate_leads_to_its_original(store: Store) -> None:
    store.sources.sync([make_source(), make_source("search", "Search")])
    original = add_article(store, "original")
    copy = add_article(store, "amp", at=after(1))
    store.articles.record_version(reading(copy, after(1)), new_version(canonical_url="https://news.example/original"))
    list_entries(store, make_entry("amp"), source="search", at=after(2))
    rows = store.database.rows("SELECT article FROM entries")
    assert [row["article"] for row in rows] == [original] * 3


def test_entry_times_are_those_of_the_newest_entries_oldest_first(store: Store) -> None:
    entries = [make_entry(f"e{hour}", published=after(hour)) for hour in (-1, -9, -5)]
    list_entries(store, *entries, make_entry("undated", published=None))
    assert store.sources.entry_times("wire")[-3:] == (after(-5), after(-1), after(0))
    assert store.sources.entry_times("nobody") == ()


def test_entry_times_follow_what_is_listed_next(store: Store) -> None:
    list_entries(store, make_entry("e1", published=after(-3)))
    assert store.sources.entry_times("wire")[-1] == after(-3)
    list_entries(store, make_entry("e2", published=after(-1)))
    assert store.sources.entry_times("wire")[-1] == after(-1)


def test_pauses_outlive_a_restart_and_only_the_latest_count(store: Store) -> None:
    store.hosts.keep({"a.example": after(1), "b.example": after(2)}, {}, after(0))
    store.hosts.keep({"a.example": after(1), "b.example": after(3)}, {}, after(2))
    assert store.hosts.pauses() == {"b.example": after(3)}


def test_when_a_host_was_asked_outlives_a_restart_for_an_hour(store: Store) -> None:
    store.hosts.keep({"b.example": after(9)}, {"a.example": after(0), "b.example": after(0.5)}, after(0.9))
    assert store.hosts.asked() == {"a.example": after(0), "b.example": after(0.5)}
    store.hosts.keep({"b.example": after(9)}, {"a.example": after(0), "b.example": after(0.5)}, after(1.1))
    assert (store.hosts.asked(), store.hosts.pauses()) == ({"b.example": after(0.5)}, {"b.example": after(9)})


def test_a_robots_txt_outlives_a_restart_and_is_replaced_by_a_later_one(store: Store) -> None:
    first = RobotsFile(after(0), "User-agent: *\nDisallow: /private", "", after(0))
    none = RobotsFile(after(0), None, "it answered 503")
    store.hosts.keep_robots({"a.example": first, "b.example": none})
    assert store.hosts.robots() == {"a.example": first, "b.example": none}
    later = RobotsFile(after(24), "", "", after(24))
    store.hosts.keep_robots({"b.example": later})
    assert store.hosts.robots() == {"a.example": first, "b.example": later}
    before = store.database.connection.total_changes
    store.hosts.keep_robots({"b.example": later})
    assert store.database.connection.total_changes == before


def test_a_story_that_comes_later_takes_in_stored_entries_as_its_baseline(store: Store) -> None:
    outside, inside = make_entry("outside"), make_entry("inside")
    list_entries(store)
    store.sources.record_entries(poll(at=after(1)), [*listing(outside, stories=()), *listing(inside)])
    assert store.sources.unmatched_entries(STORY) == [("wire", outside)]
    store.articles.add_stories([("weather", "Weather", {})], after(2))
    assert [entry for _, entry in store.sources.unmatched_entries("weather")] == [outside, inside]
    store.sources.add_to_story("wire", after(2), listing(outside, stories=("weather",))[0])
    assert store.sources.unmatched_entries("weather") == [("wire", inside)]
    assert stories_of(store, article_of(store, outside)) == [("weather", 1)]
    assert article_of(store, outside) in due_ids(store, after(2))


def test_hostile_texts_are_data(store: Store) -> None:
    texts = ["'); DROP TABLE entries; --", '" OR 1=1 --', "%s {0} \x00 \\", "Robert'); SELECT 1"]
    entries = [make_entry(f"e{n}", title=text, summary=text, author=text) for n, text in enumerate(texts)]
    list_entries(store, *entries)
    assert [article.entry for article in store.articles.due(after())] == entries
    source = make_source("'; DELETE FROM sources; --", "Outlet'\"")
    store.sources.sync([source])
    assert [(found.name, found.outlet) for found in store.sources.due(after())] == [(source.name, source.outlet)]
    version = add_version(store, article_of(store, entries[0]), texts[0], title=texts[1], notice=texts[2]).version
    assert (version.text, version.title, version.notice) == tuple(texts[:3])


def test_times_are_stored_in_utc_to_the_second(store: Store) -> None:
    elsewhere = after(2).replace(microsecond=999999).astimezone(timezone(timedelta(hours=8)))
    list_entries(store, make_entry(published=elsewhere), at=elsewhere)
    assert store.database.value("SELECT published FROM entries") == "2026-04-12T12:00:00+00:00"
    assert store.database.value("SELECT last_poll FROM sources") == "2026-04-12T12:00:00+00:00"
    with pytest.raises(ValueError, match="no time zone"):
        list_entries(store, make_entry(), at=after().replace(tzinfo=None))
