"""Events, the outbox and facts: what is told, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.clock import iso
from monitor.errors import UsageError
from monitor.model import Basis, Changes, Event, EventArticle, EventKind
from monitor.model_alerts import Severity
from monitor.store import Store
from monitor.store.rows import DueDelivery
from tests.builders import (
    START,
    add_article,
    add_version,
    after,
    make_event,
    new_history,
    noticed,
    publish,
    raised,
    side,
    small_history,
    tell,
)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    with closing(new_history(state)) as opened:
        yield opened


def conflict(store: Store) -> Event:
    first = publish(store, "a", "Two ferries sank.")[0]
    second = publish(store, "b", "Three ferries sank.", at=after(1), against=first)[0]
    return make_event(
        EventKind.CONTRADICTION,
        basis=Basis.NUMERIC,
        score=0.9,
        claims=(side(second, "new"), side(first, "earlier")),
        origins={"new": 1, "earlier": 2},
    )


def test_an_event_comes_back_as_it_was_stored(store: Store) -> None:
    event = conflict(store)
    ids = store.events.record([noticed(event)])
    assert store.events.get(ids[0]) == replace(event, id=ids[0])
    assert store.events.get(ids[0] + 1) is None


@pytest.mark.parametrize("notice", [None, "Correction: it was the port."])
def test_the_changes_of_a_text_come_back_as_they_were_stored(store: Store, notice: str | None) -> None:
    item = add_version(store, add_article(store), "Text.")
    article = EventArticle(item.version.article, item.url, item.outlet, item.version.title)
    changes = Changes(("added “one”",), ("dropped",), (("from", "到"),), notice)
    event = make_event(EventKind.REVISION, article=article, changes=changes, baseline=True)
    ids = store.events.record([noticed(event)], item.version.id)
    assert store.events.get(ids[0]) == replace(event, id=ids[0])


def test_an_event_of_a_source_belongs_to_no_story(store: Store) -> None:
    event = make_event(EventKind.SOURCE_DOWN, story=None, source="wire", origins={})
    assert store.events.get(store.events.record([noticed(event)])[0]) == replace(event, id=1)


def test_an_event_key_is_stored_once_and_its_outbox_rows_once(store: Store) -> None:
    event = make_event()
    assert store.events.record([noticed(event, "k")]) == [1]
    assert store.events.record([noticed(event, "k"), noticed(event, "l")]) == [2]
    assert store.events.record([noticed(event, "m"), noticed(event, "m")]) == [3]
    assert store.alerts.undecided() == [1, 2, 3]
    tell(store, 1, "desk", "me")
    tell(store, 3, "desk")
    due = store.outbox.due(START)
    assert [(store.outbox.told_by(one.id), one.channel) for one in due] == [([1], "desk"), ([1], "me"), ([3], "desk")]
    assert store.alerts.undecided() == [2]
    assert store.database.value("SELECT count(*) FROM alerts") == 2


def test_a_version_is_done_even_when_it_raises_nothing(store: Store) -> None:
    version = publish(store, "a", "Two ferries sank.")[0].version
    assert [item.version.id for item in store.articles.unfinished("compared")] == [version]
    assert store.events.record([], version) == []
    assert store.articles.unfinished("compared") == []


def test_events_are_listed_from_a_time_and_after_an_id_oldest_first(store: Store) -> None:
    for hour in range(4):
        store.events.record([noticed(make_event(at=after(hour)), f"k{hour}")])
    assert [event.id for event in store.events.since()] == [1, 2, 3, 4]
    assert [event.id for event in store.events.since(after(2))] == [3, 4]
    assert [event.id for event in store.events.since(after=3)] == [4]
    assert [event.id for event in store.events.since(after(1), after=3)] == [4]


def test_told_conflicts_are_found_from_either_side_with_their_basis(store: Store) -> None:
    event = conflict(store)
    new, earlier = (claim.claim for claim in event.claims)
    assert store.events.told_pairs(new) == []
    store.events.record([noticed(event), noticed(make_event(claims=(event.claims[0],)), "other")])
    assert store.events.told_pairs(new) == [(earlier, Basis.NUMERIC)]
    assert store.events.told_pairs(earlier) == [(new, Basis.NUMERIC)]
    assert store.events.told_pairs(99) == []


def outbox(store: Store, *channels: str) -> list[DueDelivery]:
    raised(store, make_event(), "k", *(channels or ("desk", "me")))
    return store.outbox.due(START)


def test_an_event_with_no_channel_makes_no_alert(store: Store) -> None:
    raised(store, make_event(), "k")
    assert store.outbox.due(START) == []
    assert store.database.value("SELECT count(*) FROM alerts") == 0


def test_deliveries_are_due_oldest_first_and_not_before_their_time(store: Store) -> None:
    raised(store, make_event(at=after(1)), "later", "desk")
    raised(store, make_event(), "k", "desk")
    assert [(one.id, one.attempts, one.created_at) for one in store.outbox.due(after(1))] == [
        (2, 0, START),
        (1, 0, after(1)),
    ]
    store.database.execute("UPDATE deliveries SET created_at = ? WHERE id = 1", (iso(START),))
    assert [one.id for one in store.outbox.due(START)] == [2]


def test_what_was_written_while_the_clock_was_ahead_is_due_at_once(store: Store) -> None:
    raised(store, make_event(at=after(9000)), "k", "desk")
    assert [one.id for one in store.outbox.due(START)] == [1]


def test_what_matters_most_is_due_first(store: Store) -> None:
    for key, severity in (("a", Severity.LOW), ("b", Severity.URGENT), ("c", Severity.HIGH)):
        (ident,) = store.events.record([noticed(make_event(), key)])
        tell(store, ident, "desk", severity=severity)
    assert [one.severity for one in store.outbox.due(START)] == [Severity.URGENT, Severity.HIGH, Severity.LOW]


def test_what_was_sent_is_never_due_again(store: Store) -> None:
    first, second = outbox(store)
    assert store.outbox.begin(first.id)
    store.outbox.record_sent(first.id, after(1))
    assert not store.outbox.begin(first.id)
    assert store.outbox.due(after(99)) == [second]
    assert store.outbox.retry(after(99)) == 0
    row = store.database.row("SELECT state, sent_at, attempts, next_attempt FROM deliveries WHERE id = ?", (first.id,))
    assert row is not None
    assert tuple(row) == ("sent", "2026-04-12T11:00:00+00:00", 1, None)


def test_a_failed_delivery_waits_for_its_next_attempt_with_the_reason(store: Store) -> None:
    first = outbox(store, "desk")[0]
    store.outbox.begin(first.id)
    store.outbox.record_failed(first.id, "it answered 429", after(1), START)
    assert store.outbox.due(START) == []
    assert store.outbox.due_channels(START) == []
    assert store.outbox.due(after(1)) == [replace(first, attempts=1)]
    assert store.outbox.due_channels(after(1)) == ["desk"]
    assert store.database.value("SELECT reason FROM deliveries") == "it answered 429"
    store.outbox.record_sent(first.id, after(1))
    assert store.database.value("SELECT reason FROM deliveries") is None


def test_a_dead_letter_is_due_again_only_when_a_person_says_so(store: Store) -> None:
    first, second = outbox(store)
    for one in (first, second):
        store.outbox.record_failed(one.id, "no such channel", None, START)
    assert store.outbox.due(after(99)) == []
    assert store.outbox.retry(after(1), delivery=second.id) == 1
    assert store.outbox.due(after(1)) == [second]
    assert store.outbox.retry(after(2)) == 1
    assert [one.id for one in store.outbox.due(after(2))] == [first.id, second.id]
    assert store.outbox.retry(after(3)) == 0


def test_an_alert_is_acknowledged_once(store: Store) -> None:
    alert = outbox(store)[0].alert
    store.outbox.acknowledge(alert, after(1))
    store.outbox.acknowledge(alert, after(2))
    assert store.database.value("SELECT acknowledged_at FROM alerts") == "2026-04-12T11:00:00+00:00"
    with pytest.raises(UsageError, match=r"no alert n99.*alerts list"):
        store.outbox.acknowledge(99, after(1))
    assert not store.database.connection.in_transaction


def test_hostile_texts_are_data(store: Store) -> None:
    text = "'); DROP TABLE events; --\" {0} %s"
    event = make_event(summary=text, reason=text)
    assert raised(store, event, text, text) == 1
    assert store.events.record([noticed(event, text)]) == []
    assert store.events.get(1) == replace(event, id=1)
    due = store.outbox.due(START)[0]
    assert due.channel == text
    store.outbox.record_failed(due.id, text, None, START)
    assert store.database.value("SELECT reason FROM deliveries WHERE channel = ?", (text,)) == text


def test_facts_are_times_by_name(store: Store) -> None:
    assert store.facts.time("last_cycle") is None
    store.facts.set_time("last_cycle", START)
    store.facts.set_time("running_since", START)
    store.facts.set_time("last_cycle", after(1))
    assert (store.facts.time("last_cycle"), store.facts.time("running_since")) == (after(1), START)
    store.facts.clear("last_cycle")
    store.facts.clear("last_cycle")
    assert (store.facts.time("last_cycle"), store.facts.time("running_since")) == (None, START)


def test_what_is_counted_counts_for_its_day_alone(store: Store) -> None:
    today, tomorrow = START.date(), after(24).date()
    assert store.facts.count("calls", today) == 0
    store.facts.add("calls", today, 3)
    store.facts.add("calls", today, 2)
    store.facts.add("calls", today, -1)
    assert (store.facts.count("calls", today), store.facts.count("calls", tomorrow)) == (4, 0)
    store.facts.add("calls", tomorrow, 1)
    assert (store.facts.count("calls", today), store.facts.count("calls", tomorrow)) == (0, 1)


def test_a_history_of_a_whole_story_breaks_no_foreign_key(tmp_path: Path) -> None:
    with closing(small_history(tmp_path / "small")) as small:
        assert small.database.rows("PRAGMA foreign_key_check") == []
        assert small.database.value("PRAGMA integrity_check") == "ok"
        assert [event.kind for event in small.events.since()] == ["contradiction", "revision", "removal"]
