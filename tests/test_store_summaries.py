"""The sums that the database keeps itself agree with what they sum up, whatever is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import Store, open_store

DAYS = ("2026-03-01T09:00:00+00:00", "2026-03-02T09:00:00+00:00", "2026-04-02T09:00:00+00:00")
STORIES, OUTLETS = ("bridge", "tram"), ("Harbour Post", "Canal Times")
COUNTED_CLAIMS = """SELECT s.id, (SELECT count(*) FROM claims WHERE story = s.id AND part_of IS NULL),
  (SELECT count(*) FROM claims WHERE story = s.id AND part_of IS NULL AND contested = 1) FROM stories s ORDER BY 1"""
COUNTED_ARTICLES = """SELECT s.story, date(coalesce(a.published, a.first_seen)), a.outlet, count(*)
  FROM article_stories s JOIN articles a ON a.id = s.article WHERE a.duplicate_of IS NULL
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
COUNTED_ORIGINS = """SELECT m.story, date(coalesce(a.published, a.first_seen)), n.name, count(*)
  FROM mentions m JOIN articles a ON a.id = m.article JOIN origins n ON n.id = m.origin WHERE m.retired_by IS NULL
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""

writes = st.lists(
    st.one_of(
        st.tuples(st.just("article"), st.sampled_from(DAYS), st.sampled_from(OUTLETS), st.sampled_from(STORIES)),
        st.tuples(st.just("redate"), st.integers(1, 6), st.sampled_from([*DAYS, None])),
        st.tuples(st.just("duplicate"), st.integers(2, 6), st.sampled_from([1, None])),
        st.tuples(st.just("mention"), st.integers(1, 6), st.sampled_from(STORIES), st.sampled_from([1, 2, None])),
        st.tuples(st.just("trace"), st.integers(1, 6), st.sampled_from([1, 2])),
        st.tuples(st.just("retire"), st.integers(1, 6), st.sampled_from(["0.2", None])),
        st.tuples(st.just("claim"), st.sampled_from(STORIES)),
        st.tuples(st.just("contest"), st.integers(1, 6), st.sampled_from([0, 1])),
        st.tuples(st.just("join"), st.integers(2, 6), st.sampled_from([1, None])),
    ),
    max_size=25,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path)
    database = store.database
    for name in OUTLETS:
        database.execute("INSERT INTO origins(name, kind) VALUES (?, 'outlet')", (name,))
        database.execute("INSERT INTO outlets VALUES (?, 'press')", (name,))
    for story in STORIES:
        database.execute(
            "INSERT INTO stories(id, title, definition, added_at) VALUES (?, ?, '{}', ?)", (story, story, DAYS[0])
        )
    database.execute(
        "INSERT INTO sources(name, kind, url, outlet) VALUES ('s', 'feed', 'https://a.example/', ?)", OUTLETS[:1]
    )
    return store


def write(store: Store, number: int, what: tuple[object, ...]) -> None:
    execute = store.database.execute
    match what:
        case ("article", at, outlet, story):
            ident = store.database.insert(
                "INSERT INTO articles(url, outlet, source, title, first_seen) VALUES (?, ?, 's', 't', ?)",
                (f"https://a.example/{number}", outlet, at),
            )
            execute("INSERT INTO article_stories VALUES (?, ?, 0)", (ident, story))
            execute(
                """INSERT INTO versions(article, number, at, title, text, status, text_hash, release, stage)
                VALUES (?, 1, ?, 't', 't', 'ok', 'h', '1', 'done')""",
                (ident, at),
            )
        case ("redate", ident, at):
            execute("UPDATE articles SET published = ? WHERE id = ?", (at, ident))
        case ("duplicate", ident, of):
            known = store.database.value("SELECT 1 FROM articles WHERE id = 1")
            execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (of if known else None, ident))
        case ("mention", article, story, origin):
            execute(
                """INSERT INTO mentions(version, article, story, origin, text, span_start, span_end, in_title,
                  modality, polarity, analysis, release)
                SELECT v.id, v.article, ?, ?, 't', 0, 1, 0, 'asserted', 'positive', '{}', '1'
                FROM versions v WHERE v.article = ?""",
                (story, origin, article),
            )
        case ("trace", ident, origin):
            execute("UPDATE mentions SET origin = ? WHERE id = ?", (origin, ident))
        case ("retire", ident, release):
            execute("UPDATE mentions SET retired_by = ? WHERE id = ?", (release, ident))
        case ("claim", story):
            execute(
                "INSERT INTO claims(story, text, first_seen, last_seen, baseline) VALUES (?, 'c', ?, ?, 0)",
                (story, DAYS[0], DAYS[0]),
            )
        case ("contest", ident, contested):
            execute("UPDATE claims SET contested = ? WHERE id = ?", (contested, ident))
        case ("join", ident, whole):
            known = store.database.value("SELECT 1 FROM claims WHERE id = 1")
            execute("UPDATE claims SET part_of = ? WHERE id = ?", (whole if known else None, ident))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=writes)
def test_the_sums_agree_with_a_count(store: Store, done: list[tuple[object, ...]]) -> None:
    store.database.execute("BEGIN")
    try:
        for number, what in enumerate(done):
            write(store, number, what)
        kept = store.database.rows("SELECT story, claims, contested FROM story_counts ORDER BY 1")
        assert [tuple(row) for row in kept] == [tuple(row) for row in store.database.rows(COUNTED_CLAIMS)]
        for what, counted in (("article", COUNTED_ARTICLES), ("origin", COUNTED_ORIGINS)):
            days = store.database.rows(
                "SELECT story, day, name, count FROM story_days WHERE what = ? AND count != 0 ORDER BY 1, 2, 3", (what,)
            )
            assert [tuple(row) for row in days] == [tuple(row) for row in store.database.rows(counted)]
            months = store.database.rows(
                "SELECT story, month, name, count FROM story_months WHERE what = ? AND count != 0 ORDER BY 1, 2, 3",
                (what,),
            )
            summed = """SELECT story, substr(day, 1, 7), name, sum(count) FROM story_days WHERE what = ?
              GROUP BY 1, 2, 3 HAVING sum(count) != 0 ORDER BY 1, 2, 3"""
            assert [tuple(row) for row in months] == [tuple(row) for row in store.database.rows(summed, (what,))]
    finally:
        store.database.execute("ROLLBACK")
