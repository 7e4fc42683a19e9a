"""Brings a history to the current schema, one migration a released change."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import sqlite_utils

from monitor.errors import StoreTooNew
from monitor.store import schema

history = sqlite_utils.Migrations("history")


@history(name="0001_first")
def _first(db: sqlite_utils.Database) -> None:
    _run(db, schema.FIRST)


@history(name="0002_records")
def _records(db: sqlite_utils.Database) -> None:
    """Sums behind the record of an outlet, and an index of Chinese."""
    _run(db, schema.SECOND)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending. Raises StoreTooNew when a newer release has been here."""
    check_known(connection)
    history.apply(sqlite_utils.Database(connection))


def check_known(connection: sqlite3.Connection) -> None:
    """Raises StoreTooNew when a newer release has been here."""
    known = {migration.name for migration in history._migrations}
    unknown = {migration.name for migration in history.applied(sqlite_utils.Database(connection))} - known
    if unknown:
        raise StoreTooNew(
            f"this history was written by a newer release (it has {', '.join(sorted(unknown))}); "
            "install that release, or point --state to another folder"
        )


def _run(db: sqlite_utils.Database, scripts: Sequence[str]) -> None:
    for script in scripts:
        for statement in _statements(script):
            db.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script; a trigger's body keeps its own semicolons."""
    statements, current = [], ""
    for line in script.splitlines():
        current += line + "\n"
        if sqlite3.complete_statement(current):
            statements.append(current.strip())
            current = ""
    return [statement for statement in statements if statement]
