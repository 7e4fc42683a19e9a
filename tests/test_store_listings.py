"""What people list: rows in fixed shapes, whatever they type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.as_json import event_row
from monitor.model import SourceState
from monitor.store import Store, open_store
from monitor.store.listings import (
    ClaimFilter,
    article_rows,
    backlog,
    claim_rows,
    delivery_rows,
    outbox_counts,
    source_rows,
    status_row,
)
from tests.builders import (
    START,
    STORY,
    add_article,
    add_version,
    after,
    compared,
    make_source,
    new_history,
    poll,
    publish,
    raised,
    say,
    small_history,
)

TICK = timedelta(seconds=1)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(small_history(state)) as opened:
        yield opened


@pytest.fixture(scope="module")
def chatter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A history with claims in two languages, opened for reading as the listings open it."""
    state = tmp_path_factory.mktemp("state")
    with closing(new_history(state)) as made:
        publish(
            made,
            "a",
            "The ferry's café closed.",
            "阿里巴巴 不再 开源 Qwen 4。",
            'He said "no" to wi-fi.',
            "C++ AND OR NOT",
        )
    with closing(open_store(state, read_only=True)) as opened:
        yield opened


def found(store: Store, text: str, **filters: object) -> list[str]:
    return [row["text"] for row in claim_rows(store.database, ClaimFilter(search=text, **filters))]


@given(text=st.text() | st.text(alphabet='"*^:(){}+-\x00 ANDORNET阿里巴巴\ud800'))
@example(text='"')
@example(text="a\x00b")
@example(text="\x00")
@example(text="\udcff")
@example(text='NEAR("a" "b", 5)')
@example(text="text:ferry")
@example(text="AND OR NOT")
@example(text="'; DROP TABLE claims; --")
@example(text="ferry " * 50_000)
@example(text="".join(f"word{number} " for number in range(20_000)))
@example(text="开" * 100_000)
@example(text="开 源 " * 20_000)
@example(text="x" * 1_000_000)
def test_search_survives_any_input(chatter: Store, text: str) -> None:
    assert all(isinstance(claim, str) for claim in found(chatter, text))
    assert len(found(chatter, "ferry")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ferry", 1),
        ("FERRY closed", 1),
        ("closed ferry's", 1),
        ("cafe", 1),
        ("ferry shut", 0),
        ("不再", 1),
        ("里巴", 1),
        ("不再 开源", 1),
        ("开源 不再", 1),
        ("阿里巴巴 开放", 0),
        ("qwen 开源", 1),
        ('"no"', 1),
        ("wi-fi", 1),
        ("and or", 1),
        ("fer*", 0),
        ("", 4),
    ],
)
def test_search_finds_all_its_words_in_any_order_chinese_ones_as_parts_of_the_text(
    chatter: Store, text: str, count: int
) -> None:
    assert len(found(chatter, text)) == count


def test_claims_are_listed_with_their_mentions_oldest_first(store: Store) -> None:
    rows = list(claim_rows(store.database, ClaimFilter()))
    assert [row["text"] for row in rows] == [
        "Two ferries sank.",
        "The port stays open.",
        "Three ferries sank.",
        "The port is shut.",
    ]
    first = rows[0]
    assert (first["story"], first["origins"], first["contested"], first["baseline"]) == (STORY, 1, True, False)
    assert first["outlets"] == ["Example Wire", "The Daily"]
    assert first["last_seen"] == "2026-04-12T12:00:00+00:00"
    copy = first["mentions"][1]
    assert {key: copy[key] for key in ("outlet", "tier", "attribution", "modality", "dropped_at")} == {
        "outlet": "The Daily",
        "tier": "aggregator",
        "attribution": "Example Wire",
        "modality": "reported",
        "dropped_at": "2026-04-12T18:00:00+00:00",
    }
    assert rows[1]["mentions"][0]["dropped_at"] == "2026-04-12T15:00:00+00:00"


def test_claims_are_filtered_by_story_contest_and_search_together(store: Store) -> None:
    assert found(store, "sank", contested=True, story=STORY) == ["Two ferries sank.", "Three ferries sank."]
    assert found(store, "port", contested=True) == []
    assert found(store, "port", story="weather") == []
    assert [row["id"] for row in claim_rows(store.database, ClaimFilter(contested=True))] == [1, 3]


def test_articles_are_listed_by_story_and_outlet(store: Store) -> None:
    rows = list(article_rows(store.database))
    assert [(row["id"], row["outlet"], row["versions"], row["claims"]) for row in rows] == [
        (1, "Example Wire", 2, 2),
        (2, "The Daily", 1, 0),
        (3, "Harbour Gazette", 1, 1),
    ]
    assert rows[1]["gone_at"] == "2026-04-12T18:00:00+00:00"
    assert [row["id"] for row in article_rows(store.database, STORY, "The Daily")] == [2]
    assert list(article_rows(store.database, "weather")) == []
    assert list(article_rows(store.database, outlet="' OR 1=1 --")) == []


def test_events_are_shown_with_their_claims_or_their_changes(store: Store) -> None:
    contradiction, revision, removal = (event_row(event) for event in store.events.since())
    assert [(claim["role"], claim["id"], claim["outlet"]) for claim in contradiction["claims"]] == [
        ("new", 3, "Harbour Gazette"),
        ("earlier", 1, "Example Wire"),
    ]
    assert (contradiction["basis"], contradiction["article"], contradiction["score"]) == ("numeric", None, 0.9)
    assert "baseline" not in contradiction
    assert revision["changes"]["altered"] == [{"from": "The port stays open.", "to": "The port is shut."}]
    assert removal["article"]["outlet"] == "The Daily"


def test_the_backlog_counts_what_waits_before_each_stage(state: Path) -> None:
    with closing(new_history(state)) as store:
        assert backlog(store.database, START) == {"read": 0, "claim": 0, "compare": 0, "notice": 0}
        articles = [add_article(store, slug) for slug in "abcd"]
        versions = [add_version(store, article, "Text.").version for article in articles[:3]]
        for version in versions[:2]:
            say(store, version, "Text.")
        store.claims.record_comparison(versions[0], [compared(1)], frozenset())
        assert backlog(store.database, START) == {"read": 1, "claim": 1, "compare": 1, "notice": 1}
        assert backlog(store.database, after(-1))["read"] == 0


def test_the_outbox_counts_due_waiting_and_unacknowledged_dead_letters(store: Store) -> None:
    now = after(9)
    assert outbox_counts(store.database, after(3)) == {"due": 2, "waiting": 1, "dead": 0}
    desk, me, _ = sorted(store.outbox.due(now), key=lambda due: due.id)
    store.outbox.record_sent(desk.id, now)
    store.outbox.record_failed(me.id, "refused", None, now)
    assert outbox_counts(store.database, now) == {"due": 1, "waiting": 0, "dead": 1}
    store.outbox.acknowledge(me.alert, now)
    assert outbox_counts(store.database, now)["dead"] == 0
    assert [(row["channel"], row["state"], row["kind"]) for row in delivery_rows(store.database)] == [
        ("desk", "sent", "contradiction"),
        ("me", "dead", "contradiction"),
        ("desk", "due", "removal"),
    ]


def test_citizen_48_the_sources_are_listed_with_why_they_fail(store: Store) -> None:
    rows = {row["name"]: row for row in source_rows(store.database)}
    assert set(rows) == {"wire", "gazette", "daily", "slow"}
    slow = rows["slow"]
    assert (slow["state"], slow["reason"], slow["failures"]) == ("failing", "it answered 503", 3)
    assert (slow["last_ok"], slow["down_since"]) == (None, "2026-04-12T12:00:00+00:00")


def settled(store: Store) -> None:
    for due in store.outbox.due(after(99)):
        store.outbox.record_sent(due.id, after(8))


def stuck(store: Store) -> None:
    store.facts.clear("running_since")


def stopped(store: Store) -> None:
    settled(store)
    store.facts.set_time("running_since", after(0))
    store.facts.set_time("last_cycle", after(7))


def dead(store: Store) -> None:
    settled(store)
    raised(store, store.events.since()[0], "again", "desk")
    store.outbox.record_failed(store.outbox.due(after(9))[0].id, "refused", None, after(8))


def failing(store: Store) -> None:
    settled(store)
    for name in ("wire", "gazette"):
        store.sources.record_quiet(poll(name, after(8), state=SourceState.BLOCKED))


@pytest.mark.parametrize(
    ("arrange", "reasons"),
    [
        (settled, []),
        (stuck, ["3 deliveries have waited for over an hour"]),
        (stopped, ["no cycle has finished since 2026-04-12T17:00:00"]),
        (dead, ["1 dead letter: "]),
        (failing, ["3 of 4 sources fail: gazette, slow, wire"]),
    ],
    ids=["settled", "stuck", "stopped", "dead", "failing"],
)
def test_the_state_of_the_whole_says_why_it_is_not_healthy(store: Store, arrange: object, reasons: list[str]) -> None:
    assert callable(arrange)
    arrange(store)
    row = status_row(store, after(9.5), TICK)
    assert row["healthy"] is not bool(reasons)
    assert [said.startswith(reason) for said, reason in zip(row["reasons"], reasons, strict=True)] == [True] * len(
        reasons
    )


def test_a_daemon_whose_cycles_go_on_but_poll_nothing_that_is_due_is_not_healthy(state: Path) -> None:
    with closing(new_history(state, make_source("a"), make_source("b"))) as store:
        store.sources.record_quiet(poll("a", at=after(0)))
        store.facts.set_time("running_since", after(0))
        store.facts.set_time("last_cycle", after(2))
        row = status_row(store, after(2), TICK)
        assert row["reasons"] == ["no source has been polled since 2026-04-12T10:00:00+00:00, though 2 are due"]
        store.facts.set_text("disk_problem", "the disk is full")
        assert status_row(store, after(2), TICK)["reasons"] == ["the disk is full"]
        store.facts.clear("disk_problem")
        store.sources.record_quiet(poll("b", at=after(1.99)))
        assert status_row(store, after(2), TICK)["healthy"] is True


def test_what_is_due_after_a_long_stop_has_five_minutes_to_be_polled(state: Path) -> None:
    with closing(new_history(state, make_source("a"))) as store:
        store.sources.record_quiet(poll("a", at=after(0)))
        store.facts.set_time("running_since", after(50))
        store.facts.set_time("last_cycle", after(50.05))
        assert status_row(store, after(50.05), TICK)["healthy"] is True


def test_one_failing_source_is_no_reason(state: Path) -> None:
    with closing(new_history(state, make_source("a"), make_source("b"))) as store:
        store.sources.record_quiet(poll("a", state=SourceState.FAILING))
        assert status_row(store, START, TICK)["healthy"] is True
