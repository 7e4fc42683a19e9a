"""The sums of an outlet's record agree with a count of all that is stored, whatever is written."""

from __future__ import annotations

import lzma
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import Store, open_store
from monitor.store.database import HISTORY, Database
from monitor.store.records import settle
from monitor.store.reduce import copy_story
from monitor.store.schema.views import VIEWS

KEPT = sorted((Path(__file__).parent / "histories").glob("*.db.xz"))
# The view as the first release had it looks at everything that is stored.
COUNTED = VIEWS[VIEWS.index("CREATE VIEW outlet_record") :].replace("VIEW outlet_record", "TEMP VIEW counted_record")
DAYS = ("2026-03-01T09:00:00+00:00", "2026-03-02T09:00:00+00:00", "2026-03-03T09:00:00+00:00")
OUTLETS = ("Harbour Post", "Canal Times", "The Yard")
ORIGINS = (("Harbour Post", "outlet"), ("Canal Times", "outlet"), ("the yard", "party"))
CLAIMS, ARTICLES = 4, 6

articles, claims, mentions = st.integers(1, ARTICLES), st.integers(1, CLAIMS), st.integers(1, 8)
origins = st.sampled_from([1, 2, 3, None])
kinds = st.sampled_from(["contradicts", "supports", "same", "updates"])
writes = st.one_of(
    st.tuples(st.just("article"), st.sampled_from(OUTLETS), st.sampled_from(DAYS), st.sampled_from([0, 2])),
    st.tuples(st.just("many"), st.sampled_from(OUTLETS)),
    *(st.tuples(st.just("mention"), articles, claims, origins, st.sampled_from(["asserted", "reported", "denied"])),)
    * 4,
    *(st.tuples(st.just("relate"), claims, claims, mentions, mentions, kinds),) * 2,
    st.tuples(st.just("move"), mentions, st.one_of(claims, st.none())),
    st.tuples(st.just("trace"), mentions, origins),
    st.tuples(st.just("retire"), mentions, st.sampled_from(["0.2", None])),
    st.tuples(st.just("reword"), mentions, st.sampled_from(["asserted", "denied"])),
    st.tuples(st.just("turn"), claims, claims),
    st.tuples(st.just("unrelate"), claims),
    st.tuples(st.just("redate"), articles, st.sampled_from([*DAYS, None])),
    st.tuples(st.just("duplicate"), st.integers(2, ARTICLES), st.sampled_from([1, None])),
    st.tuples(st.just("reread"), articles, st.integers(0, 3)),
    st.tuples(st.just("withdraw"), articles, st.sampled_from([DAYS[2], None])),
    st.tuples(st.just("edit"), articles, st.sampled_from(["revision", "correction"]), st.sampled_from(["Note", None])),
    st.tuples(st.just("tier"), st.sampled_from(OUTLETS), st.sampled_from(["press", "primary"])),
)
units = st.lists(st.lists(writes, min_size=1, max_size=6), max_size=7)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path)
    database = store.database
    database.execute("INSERT INTO stories(id, title, definition, added_at) VALUES ('s', 's', '{}', ?)", (DAYS[0],))
    for name in OUTLETS:
        database.execute("INSERT INTO outlets VALUES (?, 'press')", (name,))
    for origin in ORIGINS:
        database.execute("INSERT INTO origins(name, kind) VALUES (?, ?)", origin)
    database.execute(
        "INSERT INTO sources(name, kind, url, outlet) VALUES ('s', 'feed', 'https://a.example/', ?)", OUTLETS[:1]
    )
    for _ in range(CLAIMS):
        database.execute(
            "INSERT INTO claims(story, text, first_seen, last_seen, baseline) VALUES ('s', 'c', ?, ?, 0)", DAYS[:2]
        )
    database.execute(COUNTED)
    with database.writing():
        for number in range(1, ARTICLES):
            write(database, ("article", OUTLETS[number % 3], DAYS[number // 2], 1))
            write(database, ("mention", number, 1 + number % 3, 1 + number % 2, "asserted"))
        write(database, ("relate", 1, 2, 3, 1, "contradicts"))
        write(database, ("relate", 2, 3, 1, 2, "supports"))
    return store


def add_article(database: Database, outlet: str, at: str, reads: int = 0) -> None:
    number = database.value("SELECT count(*) FROM articles")
    database.execute(
        "INSERT INTO articles(url, outlet, source, title, first_seen, reads) VALUES (?, ?, 's', 't', ?, ?)",
        (f"https://a.example/{number}", outlet, at, reads),
    )


def add_version(database: Database, article: int, notice: str | None = None) -> int | None:
    number = database.value("SELECT count(*) FROM versions")
    database.execute(
        """INSERT INTO versions(article, number, at, title, text, status, text_hash, release, notice, stage)
        SELECT id, ?, first_seen, 't', 't', 'ok', 'h', '1', ?, 'done' FROM articles WHERE id = ?""",
        (number, notice, article),
    )
    version: int | None = database.value("SELECT max(id) FROM versions WHERE article = ?", (article,))
    return version


def write(database: Database, what: tuple[object, ...]) -> None:
    execute = database.execute
    match what:
        case ("article", str(outlet), str(at), int(reads)):
            add_article(database, outlet, at, reads)
        case ("many", str(outlet)):
            for _ in range(100):
                add_article(database, outlet, DAYS[2])
        case ("mention", int(article), claim, origin, modality):
            if (version := add_version(database, article)) is not None:
                execute(
                    """INSERT INTO mentions(version, article, story, claim, origin, text, span_start, span_end,
                      in_title, modality, polarity, analysis, release)
                    VALUES (?, ?, 's', ?, ?, 't', 0, 1, 0, ?, '', '{}', '1')""",
                    (version, article, claim, origin, modality),
                )
        case ("relate", new, earlier, one, other, kind) if new != earlier:
            execute(
                """INSERT OR IGNORE INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention,
                  relation, score, reason, judge, version, at)
                SELECT 's', ?, ?, a.id, b.id, ?, 1, '', 'rules', a.version, ?
                FROM mentions a JOIN mentions b WHERE a.id = ? AND b.id = ?""",
                (new, earlier, kind, DAYS[0], one, other),
            )
        case ("edit", int(article), kind, notice):
            # An event for each of two stories.
            if (version := add_version(database, article, str(notice) if notice else None)) is not None:
                for once in ("a", "b"):
                    execute(
                        """INSERT INTO events(at, kind, summary, reason, article, version, origins, baseline, once_key)
                        VALUES (?, ?, '', '', ?, ?, '{}', 0, ?)""",
                        (DAYS[2], kind, article, version, f"{version} {once}"),
                    )
        case (name, *values) if name in CHANGES:
            execute(CHANGES[str(name)], tuple(reversed(values)))


CHANGES = {
    "move": "UPDATE mentions SET claim = ? WHERE id = ?",
    "trace": "UPDATE mentions SET origin = ? WHERE id = ?",
    "retire": "UPDATE mentions SET retired_by = ? WHERE id = ?",
    "reword": "UPDATE mentions SET modality = ? WHERE id = ?",
    "turn": "UPDATE OR IGNORE relations SET earlier_claim = ? WHERE new_claim = ?",
    "unrelate": "DELETE FROM relations WHERE new_claim = ?",
    "redate": "UPDATE articles SET published = ? WHERE id = ?",
    "duplicate": "UPDATE articles SET duplicate_of = ? WHERE id = ? AND EXISTS (SELECT 1 FROM articles WHERE id = 1)",
    "reread": "UPDATE articles SET reads = ? WHERE id = ?",
    "withdraw": "UPDATE articles SET gone_noticed = ? WHERE id = ?",
    "tier": "UPDATE outlets SET tier = ? WHERE name = ?",
}


def agrees(database: Database) -> int:
    """How many records there are, each of which is what a count of everything gives."""
    kept = [dict(row) for row in database.rows("SELECT * FROM outlet_record ORDER BY outlet")]
    assert kept == [dict(row) for row in database.rows("SELECT * FROM counted_record ORDER BY outlet")]
    assert database.value("SELECT count(*) FROM records_due") == 0
    return len(kept)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=units)
def test_the_records_agree_with_a_count(store: Store, done: list[list[tuple[object, ...]]]) -> None:
    store.database.execute("BEGIN")
    try:
        for unit in done:
            for what in unit:
                write(store.database, what)
            settle(store.database)
            agrees(store.database)
    finally:
        store.database.execute("ROLLBACK")


@pytest.fixture(params=KEPT, ids=[path.name for path in KEPT])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    (tmp_path / HISTORY).write_bytes(lzma.decompress(request.param.read_bytes()))
    store = open_store(tmp_path)
    store.database.execute(COUNTED)
    return store


def test_the_records_of_a_played_history_agree_with_a_count_and_outlive_what_is_forgotten(played: Store) -> None:
    with closing(played) as store:
        assert agrees(store.database) > 3
        assert store.database.value("SELECT sum(claims) FROM outlet_record") > 10
        late = datetime(2100, 1, 1, tzinfo=UTC)
        assert store.upkeep.forget_texts(late)
        assert store.upkeep.forget_polls(late)
        store.upkeep.forget_entries(late)
        agrees(store.database)


def test_a_copy_of_one_story_has_records_of_its_own(played: Store, tmp_path: Path) -> None:
    database = played.database
    with closing(played):
        story = database.value("SELECT id FROM stories")
        with database.writing():
            database.execute(
                "INSERT INTO stories(id, title, definition, added_at) VALUES ('tram', 't', '{}', ?)", DAYS[:1]
            )
            database.execute("UPDATE article_stories SET story = 'tram' WHERE article % 2 = 0")
            database.execute("UPDATE mentions SET story = 'tram' WHERE article % 2 = 0")
        whole = database.value("SELECT sum(claims) FROM outlet_record")
        copy_story(database, tmp_path / "one.db", str(story))
    with closing(Database(tmp_path / "one.db")) as copy:
        copy.execute(COUNTED)
        agrees(copy)
        assert 0 < copy.value("SELECT sum(claims) FROM outlet_record") < whole
