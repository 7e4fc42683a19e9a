"""One SQLite connection with the transactions and errors of this room.

WAL, so that people read while the daemon writes. Every writing unit begins with BEGIN IMMEDIATE: a
deferred transaction that reads first fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from monitor.errors import StoreError, StoreFault, StoreLocked
from monitor.store.records import settle

HISTORY = "history.db"
_BUSY_MS = 10_000
_LATEST = "0002_records"

Parameters = Sequence[Any] | Mapping[str, Any]


class Database:
    """A connection to the history. Used by one thread."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_ms: int = _BUSY_MS) -> None:
        self.path = path
        if read_only and not path.exists():
            raise _absent(path)
        with _mapped(path):
            if not read_only:
                _make_private(path)
            self.connection = sqlite3.connect(path, isolation_level=None)
        try:
            self._set_up(read_only, busy_ms)
        except BaseException:
            self.connection.close()
            raise

    def _set_up(self, read_only: bool, busy_ms: int) -> None:
        self.connection.row_factory = sqlite3.Row
        self.execute(f"PRAGMA busy_timeout = {busy_ms}")
        self.execute("PRAGMA foreign_keys = ON")
        if read_only:
            self.execute("PRAGMA query_only = ON")
        else:
            self.execute("PRAGMA journal_mode = WAL")
            self.execute("PRAGMA synchronous = NORMAL")
        last = self._last_migration()
        if last == _LATEST:
            return
        if read_only and last is None:
            raise _absent(self.path)
        # sqlite_utils takes a third of a second to import: only when there is something to apply.
        from monitor.store.migrations import check_known, migrate

        with _mapped(self.path):
            if read_only:
                check_known(self.connection)
                raise _outdated(self.path)
            with self.writing():  # two processes may be the first ones
                migrate(self.connection)

    def _last_migration(self) -> str | None:
        if not self.value("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"):
            return None
        last = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'history' ORDER BY rowid DESC LIMIT 1"
        name: str | None = self.value(last)
        return name

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement. Raises StoreError with the reason."""
        try:  # not `_mapped`: nearly everything passes here, and it costs a tenth of a small statement
            return self.connection.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise _ours(error, self.path) from error

    def many(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Run one statement for each of these rows."""
        with _mapped(self.path):
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise _ours(error, self.path) from error

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        try:
            found: sqlite3.Row | None = self.connection.execute(sql, parameters).fetchone()
        except sqlite3.DatabaseError as error:
            raise _ours(error, self.path) from error
        return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def insert(self, sql: str, parameters: Parameters) -> int:
        """Run an INSERT and give the new row's id."""
        rowid = self.execute(sql, parameters).lastrowid
        if rowid is None:
            raise StoreError("the history took no row")
        return rowid

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is stored, with the sums that follow from it, or nothing. Units nest."""
        if self.connection.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            settle(self)
            with _mapped(self.path):
                self.connection.commit()
        except BaseException:
            self.connection.rollback()
            raise

    def backup(self, target: Path) -> None:
        """A consistent copy while others write. Raises StoreError when the target exists."""
        try:
            target.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise StoreError(f"{target} exists already; name a new file") from None
        except OSError as error:
            raise StoreError(f"{target}: {error.strerror}") from error
        try:
            with _mapped(target), closing(sqlite3.connect(target)) as copy:
                self.connection.backup(copy)
        except BaseException:
            target.unlink()
            raise

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class StateLock:
    """Held by the one process that polls. Another one is refused with the holder's pid."""

    def __init__(self, state: Path) -> None:
        self._path = state / "lock"
        with _mapped(self._path):
            _make_private(self._path)

    def __enter__(self) -> StateLock:
        with _mapped(self._path):
            self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            pid = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreLocked(
                f"another monitor (pid {pid}) works on {self._path.parent}; stop it first, or use another --state"
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.truncate(0)
        self._file.close()


def _absent(path: Path) -> StoreError:
    return StoreError(f"there is no history at {path}; run `monitor poll` first, or name its folder with --state")


def _outdated(path: Path) -> StoreError:
    # Not brought up to date here: the daemon of the earlier release may still be at work on it.
    return StoreError(
        f"{path} was written by an earlier release; `monitor poll`, or a restart of the daemon, brings it up to date"
    )


def _make_private(path: Path) -> None:
    """Create the file readable by its owner alone; WAL files inherit its mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    """The errors of what is done within as ours."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise _ours(error, path) from error


def _ours(error: sqlite3.DatabaseError | OSError, path: Path) -> StoreError:
    """An error of sqlite3 or of the disk as ours, with the place and the way out."""
    match error:
        case sqlite3.OperationalError():
            if "locked" in str(error) or "busy" in str(error):
                return StoreLocked(f"{path} is locked by another process ({error}); try again")
            return StoreError(f"{path}: {error}")
        case sqlite3.IntegrityError() | sqlite3.ProgrammingError():
            return StoreFault(f"{path}: {error}")
        case OSError():
            return StoreError(f"{path}: {error.strerror or error}")
    return StoreError(f"{path}: {error}; `sqlite3 {path} 'PRAGMA integrity_check'` tells more")
