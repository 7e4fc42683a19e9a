"""What is asked at every tick, and for every mention, is answered through an index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Event, Relation
from monitor.store import Store
from monitor.store.database import HISTORY, Database, Parameters
from monitor.store.listings import backlog
from tests.builders import STORY, add_article, add_version, after, compared, judged, parts, publish, say, small_history


class Planning(Database):
    """A connection that keeps the query plan of everything it is asked."""

    def __init__(self, path: Path) -> None:
        self.plans: list[str] = []
        super().__init__(path)

    def _plan(self, sql: str, parameters: Parameters) -> None:
        if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            rows = self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            self.plans += [row[3] for row in rows]

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        self._plan(sql, parameters)
        return super().execute(sql, parameters)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        self._plan(sql, parameters)
        return super().rows(sql, parameters)

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        self._plan(sql, parameters)
        return super().row(sql, parameters)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    small_history(state).close()
    with closing(parts(Planning(state / HISTORY))) as opened:
        yield opened


def plans(store: Store, ask: Callable[[Store], object]) -> list[str]:
    assert isinstance(store.database, Planning)
    store.database.plans.clear()
    ask(store)
    return store.database.plans


def scans(plan: list[str]) -> list[str]:
    """The steps that walk a whole table, or go through it until they find one row.

    The search index is none; nor are the claims that the transaction itself has touched.
    """
    walked = re.compile(r"SCAN (?!.*VIRTUAL TABLE INDEX|records_due$)|SEARCH \w+$")
    return [step for step in plan if walked.match(step)]


def told(store: Store, ident: int) -> Event:
    event = store.events.get(ident)
    assert event is not None
    return event


HOT: dict[str, tuple[Callable[[Store], object], str]] = {
    "due sources": (lambda store: store.sources.due(after()), "sources_due (next_poll<?)"),
    "due articles": (lambda store: store.articles.due(after()), "articles_due (next_read<?)"),
    "unread versions": (lambda store: store.articles.unfinished("read"), "versions_unfinished (stage=?)"),
    "compared versions": (lambda store: store.articles.unfinished("compared"), "versions_unfinished (stage=?)"),
    "due deliveries": (lambda store: store.outbox.due(after()), "deliveries_due (next_attempt<?)"),
    "what bears on an event": (lambda store: store.alerts.standing(told(store, 1)), "event_claims_claim (claim=?)"),
    "events near one": (lambda store: store.alerts.standing(told(store, 2)), "events_article (article=?)"),
    "what a delivery tells": (lambda store: store.outbox.alert(1), "tellings_delivery (delivery=?)"),
    "what a channel got": (lambda store: store.outbox.sent_times("desk", after()), "deliveries_sent (channel=?"),
    "untold removals": (lambda store: store.articles.untold_removals(), "articles_gone (gone_at>?)"),
    "nearest": (lambda store: store.claims.nearest(STORY, ["ferries"], 5), "SEARCH m USING INTEGER PRIMARY KEY"),
    "search terms": (
        lambda store: store.claims.nearest(STORY, ["ferries"], 5),
        "mention_terms_place (story=? AND place>?)",
    ),
    "mentions of a claim": (lambda store: store.claims.of_claim(1), "mentions_claim (claim=?)"),
    "mentions of a version": (lambda store: store.claims.added_by(1), "mentions_version (version=?)"),
    "dropped by a version": (lambda store: store.claims.dropped_by(1), "mentions_dropped_version (dropped_version=?)"),
    "what an article says": (lambda store: store.claims.standing(1), "mentions_article (article=?)"),
    "origins of a claim": (lambda store: store.claims.origins(1), "mentions_claim (claim=?)"),
    "relations of a version": (lambda store: store.claims.relations_of(1), "relations_version (version=?)"),
    "related claims": (lambda store: store.claims.related(1, Relation.SAME), "relations_earlier (earlier_claim=?)"),
    "told conflicts": (lambda store: store.events.told_pairs(1), "event_claims_claim (claim=?)"),
    "claims kept apart": (lambda store: store.decisions.apart(STORY), "decisions_kind (kind=?)"),
    "what is muted": (lambda store: store.mutes.active(after()), "mutes_until (until>?)"),
    "verdicts on a story": (lambda store: store.feedback.scored(STORY), "feedback_story (story=?)"),
    "one event": (lambda store: store.events.get(1), "SEARCH m USING INTEGER PRIMARY KEY"),
    "entry times": (lambda store: store.sources.entry_times("wire"), "entries_times (source=?)"),
    "a version's article": (lambda store: store.articles.context(1), "USING INTEGER PRIMARY KEY (rowid=?)"),
}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_query_uses_its_index_and_walks_no_table(store: Store, name: str) -> None:
    ask, index = HOT[name]
    plan = plans(store, ask)
    assert any(index in step for step in plan), plan
    assert scans(plan) == []


def walk(store: Store) -> object:
    """An article that was listed, through all the stages after that."""
    first = store.claims.mention(1)
    article = store.articles.due(after(20), limit=1)[0].id
    version = add_version(store, article, "Four ferries sank.", after(20)).version
    mention = say(store, version, "Four ferries sank.")["Four ferries sank."]
    done = compared(mention.id, relations=((first.claim or 0, first.id, judged()),))
    store.claims.record_comparison(version, [done], frozenset())
    return store.events.record([], version.id)


def test_taking_an_article_through_all_stages_walks_no_table(store: Store) -> None:
    add_article(store, "new", at=after(20))
    assert scans(plans(store, walk)) == []


def test_an_edit_walks_no_table(store: Store) -> None:
    def edit(store: Store) -> object:
        version = add_version(store, 1, "Two ferries sank.", after(20)).version
        return say(store, version, "Two ferries sank.")

    assert scans(plans(store, edit)) == []


def test_the_backlog_reads_only_what_is_unfinished(store: Store) -> None:
    publish(store, "more", "Five ferries sank.", at=after(21))
    plan = plans(store, lambda store: backlog(store.database, after(22)))
    assert scans(plan) == ["SCAN versions USING COVERING INDEX versions_unfinished"]


def test_the_pairs_without_an_answer_are_found_among_themselves(store: Store) -> None:
    plan = plans(store, lambda store: store.claims.unjudged(after(22), 9))
    assert scans(plan) == ["SCAN j USING INDEX judgements_unjudged"]
