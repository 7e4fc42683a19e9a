"""What becomes of what an outlet publishes, counted with its base."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.model import EventArticle, EventKind, Modality, Relation, Tier
from monitor.store import Store
from monitor.store.claims import Compared
from monitor.store.overview import Row, outlet_records
from tests.builders import (
    add_article,
    add_version,
    after,
    compared,
    judged,
    make_event,
    make_source,
    new_history,
    noticed,
    publish,
    reading,
    say,
    small_history,
)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    sources = (
        make_source(),
        make_source("gazette", "Gazette"),
        make_source("daily", "Daily"),
        make_source("yard", "Yard", tier=Tier.PRIMARY),
    )
    with closing(new_history(state, *sources)) as opened:
        yield opened


def record(store: Store, outlet: str) -> Row:
    return next(row for row in outlet_records(store.database) if row["outlet"] == outlet)


def counts(store: Store, outlet: str, *names: str) -> tuple[int, ...]:
    row = record(store, outlet)
    return tuple(row[name] for name in names)


def repeat(store: Store, slug: str, text: str, claim: int | None, **changes: object) -> None:
    publish(store, slug, text, joins={text: claim or 0}, **changes)  # type: ignore[arg-type]


def test_who_was_first_and_who_repeats_is_counted_of_the_claims_that_several_make(store: Store) -> None:
    first, _ = publish(store, "a", "Two ferries sank.", "The port is open.")
    repeat(store, "b", "Two ferries sank.", first.claim, source="gazette", at=after(1))
    repeat(store, "c", "Two ferries sank.", first.claim, source="daily", at=after(2), origin="Daily")
    assert counts(store, "Example Wire", "claims", "shared", "first", "repeated") == (2, 1, 1, 0)
    assert counts(store, "Gazette", "claims", "shared", "first", "repeated") == (1, 1, 0, 1)
    assert counts(store, "Daily", "claims", "shared", "first", "repeated") == (1, 1, 0, 0)


def test_who_published_first_counts_and_not_whom_we_read_first(store: Store) -> None:
    (late,) = publish(store, "a", "Two ferries sank.", at=after(5))
    repeat(store, "b", "Two ferries sank.", late.claim, source="gazette", at=after(1), origin="Gazette")
    assert counts(store, "Gazette", "shared", "first") == (1, 1)
    assert counts(store, "Example Wire", "shared", "first", "repeated") == (1, 0, 0)


def test_only_what_came_later_from_elsewhere_bears_a_claim_out(store: Store) -> None:
    (said,) = publish(store, "a", "Two ferries sank.")
    repeat(store, "b", "Two ferries sank.", said.claim, source="gazette", at=after(1))
    assert counts(store, "Example Wire", "confirmed", "corroborated") == (0, 0)
    repeat(store, "c", "Two ferries sank.", said.claim, source="yard", at=after(2), origin="Yard")
    assert counts(store, "Example Wire", "confirmed", "corroborated") == (1, 1)
    assert counts(store, "Yard", "confirmed", "corroborated") == (0, 0)


def test_who_has_it_from_the_party_is_not_confirmed_by_the_party(store: Store) -> None:
    version = add_version(store, add_article(store, "a"), "The yard sold two ferries.").version
    (brought,) = say(store, version, "The yard sold two ferries.").values()
    from_party = compared(brought.id, origin=replace(compared(1, "Yard").origin, kind="party"))
    store.claims.record_comparison(version, [from_party], frozenset())
    claim = store.claims.mention(brought.id).claim
    repeat(store, "b", "The yard sold two ferries.", claim, source="yard", at=after(2), origin="Yard")
    assert counts(store, "Example Wire", "claims", "confirmed") == (1, 0)


def test_another_outlets_claim_that_is_borne_out_in_other_words_counts(store: Store) -> None:
    (said,) = publish(store, "a", "Two ferries sank.")
    version = add_version(store, add_article(store, "b", "gazette", after(3)), "A pair of ferries went down.", after(3))
    (other,) = say(store, version.version, "A pair of ferries went down.").values()
    relations = ((said.claim, said.id, judged(Relation.SUPPORTS)),)
    done = Compared(other.id, None, None, compared(1, "Gazette").origin, relations, ())  # type: ignore[arg-type]
    store.claims.record_comparison(version.version, [done], frozenset())
    assert counts(store, "Example Wire", "shared", "corroborated") == (0, 1)
    assert counts(store, "Gazette", "shared", "corroborated") == (0, 0)


def test_a_later_contradiction_counts_against_who_was_contradicted(store: Store) -> None:
    (said,) = publish(store, "a", "Two ferries sank.")
    publish(store, "b", "Three ferries sank.", source="gazette", at=after(3), origin="Gazette", against=said)
    assert counts(store, "Example Wire", "claims", "contradicted") == (1, 1)
    assert counts(store, "Gazette", "claims", "contradicted") == (1, 0)


def test_a_later_denial_contradicts_and_is_itself_no_claim(store: Store) -> None:
    (said,) = publish(store, "a", "The yard sold two ferries.")
    denial = "The yard did not sell two ferries."
    publish(store, "b", denial, source="yard", at=after(3), origin="Yard", against=said, modality=Modality.DENIED)
    assert counts(store, "Example Wire", "claims", "contradicted") == (1, 1)
    assert counts(store, "Yard", "claims", "contradicted") == (0, 0)


def test_an_outlet_that_reports_a_denial_does_not_make_the_claim(store: Store) -> None:
    publish(store, "a", "The yard did not sell two ferries.", modality=Modality.DENIED)
    assert counts(store, "Example Wire", "mentions", "claims") == (1, 0)


def test_edits_are_silent_unless_the_text_says_that_it_was_changed(store: Store) -> None:
    article = add_article(store)
    for number, (notice, kind) in enumerate(
        [
            (None, EventKind.REVISION),
            ("Updated at noon", EventKind.REVISION),
            ("Correction: three", EventKind.CORRECTION),
        ]
    ):
        version = add_version(store, article, f"Text {number}.", after(number), notice=notice)
        change = make_event(kind, article=EventArticle(article, version.url, version.outlet, "A title"))
        store.events.record([noticed(change, f"change:{number}")], version.version.id)
    names = ("articles", "reread", "revisions", "silent_edits", "corrections", "removals")
    assert counts(store, "Example Wire", *names) == (1, 1, 2, 1, 1, 0)


def test_a_withdrawn_article_counts_once_though_it_came_back_and_went_again(store: Store) -> None:
    article = add_article(store)
    add_version(store, article, "Two ferries sank.")
    for hours in (1, 3):
        store.articles.record_read(reading(article, after(hours), gone_at=after(hours)))
        store.claims.drop_article(article, after(hours))
        store.articles.record_read(reading(article, after(hours + 1)))
    assert counts(store, "Example Wire", "articles", "removals") == (1, 1)


def test_the_claims_of_the_latest_hundred_articles_are_counted(store: Store) -> None:
    with store.database.writing():
        for number in range(120):
            store.database.execute(
                """INSERT INTO articles(url, outlet, source, title, first_seen)
                VALUES (?, 'Daily', 'daily', '', '2026-01-01')""",
                (f"https://daily.example/{number}",),
            )
        store.database.execute(
            """INSERT INTO versions(article, number, at, title, text, status, text_hash, release, stage)
            SELECT id, 1, '', '', '', 'ok', '', '', 'done' FROM articles"""
        )
        store.database.execute(
            """INSERT INTO claims(id, story, text, first_seen, last_seen, baseline)
            SELECT id, 'harbour', '', '', '', 0 FROM articles"""
        )
        store.database.execute(
            """INSERT INTO mentions(version, article, story, claim, text, span_start, span_end, in_title, modality,
              polarity, analysis, release)
            SELECT id, article, 'harbour', article, '', 0, 0, 0, 'asserted', '', '', '' FROM versions"""
        )
    assert counts(store, "Daily", "articles", "mentions", "claims") == (120, 120, 100)


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_command_lists_every_outlet_that_published(
    state: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    small_history(state).close()
    assert main(["--state", str(state), "outlets", *options]) == 0
    shown = capsys.readouterr().out
    assert "Slow News" not in shown
    if options:
        rows = [json.loads(line) for line in shown.splitlines()]
        assert {row["outlet"]: (row["first"], row["shared"], row["removals"]) for row in rows} == {
            "Example Wire": (1, 1, 0),
            "Harbour Gazette": (0, 0, 0),
            "The Daily": (0, 1, 1),
        }
    else:
        wire = next(line for line in shown.splitlines() if line.startswith("Example Wire"))
        assert wire.split()[2:] == ["press", "1", "1/1", "0/1", "1/3", "0/3", "0/3", "1/1", "0/1", "0/1"], wire
