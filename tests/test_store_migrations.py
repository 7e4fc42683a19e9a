"""Histories of earlier releases: each opens, becomes what this release makes, and every command works on it."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlite_utils

from monitor.cli import main
from monitor.errors import StoreFault
from monitor.store import database, migrations, open_store, schema
from monitor.store.database import HISTORY

KEPT = sorted((Path(__file__).parent / "histories").glob("*.db.xz"))
NAMES = [path.name.removesuffix(".db.xz") for path in KEPT]
NOW = "2026-04-15T00:00:00+00:00"
FROZEN = {
    "0001_first": (schema.FIRST, "fd0f4fccaee6e6962d7e8f84770116c2675dabf15db777fa0a396d6a136e5af3"),
    "0002_records": (schema.SECOND, "ad249ca314db5ddb62e27e64d3621f0a0e5547ff1f681c4df20fd4c3669c7146"),
}
HOW = (
    "migration {} has changed. Histories have been made with it: leave it as it is, and add a migration to "
    "monitor/store/migrations.py (docs/history.md, 'When the schema changes')"
)


def unpacked(kept: Path, state: Path) -> Path:
    state.mkdir(exist_ok=True)
    (state / HISTORY).write_bytes(lzma.decompress(kept.read_bytes()))
    return state


@pytest.fixture(params=KEPT, ids=NAMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A state folder with a history as an earlier release left it."""
    return unpacked(request.param, tmp_path / "state")


def shape(file: Path) -> dict[str, str]:
    """Everything that a database is made of; white space does not count."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%fts_%'"
        )
        return {name: re.sub(r"\s+", " ", sql) for name, sql in found}


def counts(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        tables = ("articles", "versions", "claims", "mentions", "relations", "events", "deliveries", "polls")
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_every_schema_has_a_kept_history() -> None:
    assert [migration.name for migration in migrations.history._migrations] == NAMES


def test_the_last_migration_is_the_one_that_a_connection_looks_for() -> None:
    assert migrations.history._migrations[-1].name == database._LATEST


@pytest.mark.parametrize("name", FROZEN)
def test_a_migration_stays_as_it_is(name: str) -> None:
    scripts, digest = FROZEN[name]
    assert hashlib.sha256("\n".join(scripts).encode()).hexdigest() == digest, HOW.format(name)


def test_an_old_history_becomes_what_this_release_makes_and_loses_nothing(old: Path, tmp_path: Path) -> None:
    before = counts(old / HISTORY)
    assert all(before.values())
    open_store(old).close()
    open_store(tmp_path / "new").close()
    assert shape(old / HISTORY) == shape(tmp_path / "new" / HISTORY)
    assert counts(old / HISTORY) == before
    with closing(sqlite3.connect(old / HISTORY)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO claims_fts(claims_fts, rank) VALUES ('integrity-check', 1)")


READING = [
    *(["events"], ["events", "--baseline"], ["claims", "--contested"], ["claims", "--search", "Qwen"], ["articles"]),
    *(["omissions"], ["outlets"], ["stories"], ["alerts", "list"], ["show", "c1"], ["show", "a1"], ["show", "e1"]),
    *(["show", "n1"], ["show", "o1"], ["export", "--what", "claims"], ["export", "--format", "atom"]),
    *(["export", "--format", "csv"], ["export", "--format", "jsonfeed"], ["status"]),
]


@pytest.mark.parametrize("kept", KEPT, ids=NAMES)
def test_every_command_works_on_an_old_history(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    state = unpacked(kept, tmp_path / "state")

    def says(*words: str) -> str:
        code = main(["--config", "none.yaml", "--state", str(state), "--now", NOW, *words])
        shown = capsys.readouterr()
        assert code == 0, (words, shown.err)
        return shown.out

    open_store(state).close()
    for words in READING:
        assert says(*words), words
    changed = next(row for row in map(json.loads, says("articles", "--json").splitlines()) if row["versions"] > 1)
    assert "{+" in says("diff", f"a{changed['id']}")
    assert changed["url"] in says("why", changed["url"])
    contradiction = json.loads(says("events", "--kind", "contradiction", "--json").splitlines()[0])
    says("feedback", f"e{contradiction['id']}", "right")
    says("alerts", "mute", f"c{contradiction['claims'][0]['id']}")
    assert says("alerts", "mutes")
    says("alerts", "ack", "n1")
    says("backup", "copy.db")
    says("report", "report.html")
    says("export", "--format", "sqlite", "--story", contradiction["story"], "--to", "one.db")


def test_an_old_history_is_read_by_who_may_not_write_once_it_was_migrated(old: Path) -> None:
    open_store(old).close()
    with closing(open_store(old, read_only=True)) as store:
        assert store.events.since()


def test_a_newer_history_is_refused_with_the_way_out_and_left_as_it_is(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(old / HISTORY)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('history', '9999_later', '')"
        )
    before = (old / HISTORY).read_bytes()
    assert main(["--state", str(old), "events"]) == 1
    said = capsys.readouterr().err
    assert "written by a newer release (it has 9999_later)" in said
    assert "install that release, or point --state to another folder" in said
    assert (old / HISTORY).read_bytes() == before


@contextmanager
def one_more(monkeypatch: pytest.MonkeyPatch, *statements: str) -> Iterator[None]:
    """A release with one migration more."""

    def add(db: sqlite_utils.Database) -> None:
        for statement in statements:
            db.execute(statement)

    known = list(migrations.history._migrations)
    migrations.history(name="9998_next")(add)
    monkeypatch.setattr(database, "_LATEST", "9998_next")
    try:
        yield
    finally:
        migrations.history._migrations[:] = known


def test_the_next_migration_is_applied_once_and_keeps_what_is_stored(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts(old / HISTORY)
    with one_more(monkeypatch, "ALTER TABLE claims ADD COLUMN mood TEXT", "UPDATE claims SET mood = 'calm'"):
        open_store(old).close()
        open_store(old).close()
    with closing(sqlite3.connect(old / HISTORY)) as connection:
        assert connection.execute("SELECT DISTINCT mood FROM claims").fetchall() == [("calm",)]
    assert counts(old / HISTORY) == before


def test_a_history_that_is_only_read_says_how_it_is_brought_up_to_date(
    old: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(old).close()
    with one_more(monkeypatch, "ALTER TABLE claims ADD COLUMN mood TEXT"):
        assert main(["--state", str(old), "events"]) == 1
        assert "was written by an earlier release; `monitor poll`" in capsys.readouterr().err
        open_store(old).close()
        assert main(["--state", str(old), "events"]) == 0


def test_a_migration_that_fails_half_way_leaves_the_history_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(old).close()
    before = shape(old / HISTORY)
    with (
        one_more(monkeypatch, "ALTER TABLE claims ADD COLUMN mood TEXT", "INSERT INTO origins VALUES (1, 'x', 'y')"),
        pytest.raises(StoreFault),
    ):
        open_store(old)
    assert shape(old / HISTORY) == before
    with closing(open_store(old)) as store:
        assert store.events.since()
