"""The history's file: who may open it, and what a transaction keeps."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.errors import StoreError, StoreLocked, StoreTooNew
from monitor.store import Database, StateLock, open_store
from monitor.store.database import HISTORY
from tests.builders import START, add_article, impatient, new_history, publish, small_history

HOLD = """
import pathlib, sys
from monitor.store import StateLock
with StateLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

OPEN = """
import pathlib, sys
from monitor.store import open_store
sys.stdin.read()
open_store(pathlib.Path(sys.argv[1])).close()
"""


def child(script: str, state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_two_processes_cannot_hold_the_state_and_the_second_is_told_the_pid_of_the_first(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with child(HOLD, state) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreLocked, match=rf"pid {holder.pid}\b.*stop it first"), StateLock(state):
            pass
        holder.communicate("")
    with StateLock(state):
        assert (state / "lock").read_text() == str(os.getpid())


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    with child(HOLD, tmp_path) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
        holder.communicate()
    with StateLock(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_several_processes_may_be_the_first_to_open_a_history(tmp_path: Path) -> None:
    children = [child(OPEN, tmp_path / "state") for _ in range(3)]
    for one in children:
        assert one.stdin is not None
        one.stdin.close()
        one.stdin = None
    ends = [one.communicate() for one in children]
    assert [one.returncode for one in children] == [0, 0, 0], ends


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_state_files_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    state = tmp_path / "state"
    before = os.umask(umask)
    try:
        store = new_history(state)
        add_article(store)
        store.database.backup(tmp_path / "copy.db")
        with StateLock(state):
            modes = {path.name: mode(path) for path in (*state.iterdir(), tmp_path / "copy.db")}
        store.close()
    finally:
        os.umask(before)
    assert mode(state) == 0o700
    assert set(modes) >= {HISTORY, HISTORY + "-wal", HISTORY + "-shm", "lock", "copy.db"}
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize("read_only", [False, True])
def test_a_history_of_a_newer_release_is_refused(state: Path, read_only: bool) -> None:
    store = open_store(state)
    store.database.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('history', '9999_later', '')"
    )
    store.close()
    with pytest.raises(StoreTooNew, match=r"newer release .*9999_later.*install"):
        open_store(state, read_only=read_only)


def test_reading_without_a_history_says_how_to_get_one(state: Path) -> None:
    with pytest.raises(StoreError, match=r"no history at .*monitor poll"):
        open_store(state, read_only=True)
    (state / HISTORY).touch()
    with pytest.raises(StoreError, match=r"no history at .*monitor poll"):
        open_store(state, read_only=True)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_named(state: Path, read_only: bool) -> None:
    (state / HISTORY).write_bytes(b"these are not the bytes of a database" * 100)
    with pytest.raises(StoreError, match=r"history\.db: file is not a database"):
        open_store(state, read_only=read_only)


def test_a_state_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StoreError, match="state"):
        open_store(tmp_path / "state")
    with pytest.raises(StoreError, match="state"):
        StateLock(tmp_path / "state")


def test_a_history_opened_for_reading_cannot_be_written(state: Path) -> None:
    small_history(state).close()
    store = open_store(state, read_only=True)
    with pytest.raises(StoreError, match="readonly"):
        store.facts.set_time("last_cycle", START)
    store.close()


def test_opening_a_history_again_keeps_what_it_holds(state: Path) -> None:
    new_history(state).close()
    store = open_store(state)
    assert [source.name for source in store.sources.all()] == ["wire"]
    store.close()


def test_people_read_while_the_daemon_writes(state: Path) -> None:
    store = new_history(state)
    reader = open_store(state, read_only=True)
    with store.database.writing():
        store.facts.set_time("last_cycle", START)
        assert reader.facts.time("last_cycle") is None
    assert reader.facts.time("last_cycle") == START
    reader.close()
    store.close()


def test_units_nest_into_the_outermost(state: Path) -> None:
    store = new_history(state)
    with pytest.raises(RuntimeError), store.database.writing():
        with store.database.writing():
            store.facts.set_time("inner", START)
        raise RuntimeError
    assert store.facts.time("inner") is None
    store.close()


def test_a_unit_that_reads_first_shuts_other_writers_out_from_its_beginning(state: Path) -> None:
    store, other = new_history(state), impatient(state)
    with store.database.writing():
        assert store.facts.time("last_cycle") is None
        with pytest.raises(StoreLocked):
            other.facts.set_time("last_cycle", START)
        store.facts.set_time("last_cycle", START)
    assert other.facts.time("last_cycle") == START
    other.close()
    store.close()


def test_a_commit_that_fails_leaves_no_transaction_open(state: Path) -> None:
    store = new_history(state)
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.database.writing():
        store.database.execute("PRAGMA defer_foreign_keys = ON")
        store.facts.set_time("lost", START)
        store.database.execute("INSERT INTO polls(source, at, state) VALUES ('nobody', '', 'ok')")
    assert not store.database.connection.in_transaction
    assert store.facts.time("lost") is None
    store.facts.set_time("next", START)
    assert store.facts.time("next") == START
    store.close()


def test_a_writer_waits_for_another_to_finish(state: Path) -> None:
    store, other = new_history(state), impatient(state, busy_ms=5000)
    store.database.execute("BEGIN EXCLUSIVE")
    script = (
        "import pathlib, sys; from monitor.store import open_store; from monitor.clock import Clock; "
        "s = open_store(pathlib.Path(sys.argv[1])); print('ready', flush=True); s.facts.set_time('late', Clock().now())"
    )
    with child(script, state) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "ready\n"
        store.database.execute("COMMIT")
        _, errors = waiting.communicate()
    assert waiting.returncode == 0, errors
    assert other.facts.time("late") is not None
    other.close()
    store.close()


def test_opening_under_a_lock_is_refused_and_closes_the_connection(state: Path) -> None:
    (state / HISTORY).touch()
    blocker = sqlite3.connect(state / HISTORY, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked, match="locked by another process"):
        Database(state / HISTORY, busy_ms=10)
    blocker.close()
    Database(state / HISTORY, busy_ms=10).close()


def test_a_backup_is_consistent_while_another_connection_writes(state: Path, tmp_path: Path) -> None:
    store, writer = small_history(state), impatient(state)
    with writer.database.writing():
        publish(writer, "later", "Four ferries sank.")
        store.database.backup(tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    assert copy.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    assert copy.execute("SELECT count(*) FROM events").fetchone() == (3,)
    copy.close()
    assert store.database.value("SELECT count(*) FROM articles") == 4
    writer.close()
    store.close()


def test_a_backup_refuses_to_overwrite(state: Path, tmp_path: Path) -> None:
    store = new_history(state)
    target = tmp_path / "mine.txt"
    target.write_text("my own file")
    with pytest.raises(StoreError, match=r"mine\.txt exists already"):
        store.database.backup(target)
    assert target.read_text() == "my own file"
    store.close()


def test_a_backup_to_a_folder_that_is_not_there_says_so(state: Path, tmp_path: Path) -> None:
    store = new_history(state)
    with pytest.raises(StoreError, match="No such file"):
        store.database.backup(tmp_path / "missing" / "copy.db")
    store.close()


def test_a_backup_that_fails_leaves_no_file(state: Path, tmp_path: Path) -> None:
    store = new_history(state)
    store.database.connection.close()
    with pytest.raises(StoreError, match="closed"):
        store.database.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
