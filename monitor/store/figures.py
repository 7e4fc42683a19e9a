"""Counts for a dashboard, from the history."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from monitor.clock import iso, parse_iso
from monitor.store import Store
from monitor.store.database import Database
from monitor.store.listings import status_row

# What stands wrong now, by the reason as people read it; only the most frequent ones, and each cut to a label's length.
_MOST_REASONS = 20
_ERRORS = {
    "sources": "SELECT reason FROM sources WHERE active = 1 AND failures > 0",
    "articles": "SELECT reason FROM articles WHERE failures > 0 OR status = 'failed'",
    "versions": "SELECT reason FROM versions WHERE reason LIKE 'unexpected %'",
    "deliveries": "SELECT reason FROM deliveries WHERE state = 'dead' OR (state = 'due' AND attempts > 0)",
}


def figures(store: Store, now: datetime, tick: timedelta) -> dict[str, Any]:
    """How everything stands in numbers, with `healthy` and its `reasons`."""
    database = store.database
    status = status_row(store, now, tick)
    last = store.facts.time("last_cycle")
    return {
        "healthy": status["healthy"],
        "reasons": status["reasons"],
        "sources": _counted(
            database, "SELECT coalesce(state, 'new'), count(*) FROM sources WHERE active = 1 GROUP BY 1"
        ),
        "errors": {part: _reasons(database, sql) for part, sql in _ERRORS.items()},
        "backlog": status["backlog"],
        "outbox": status["outbox"],
        "articles": _counted(database, "SELECT coalesce(status, 'unread'), count(*) FROM articles GROUP BY 1"),
        "dead_letters": _counted(database, "SELECT channel, count(*) FROM deliveries WHERE state = 'dead' GROUP BY 1"),
        "deliveries": _counted(database, "SELECT channel, count(*) FROM deliveries WHERE state = 'sent' GROUP BY 1"),
        "judgements": _counted(database, "SELECT judge, count(*) FROM judgements GROUP BY 1"),
        "unjudged": database.value("SELECT count(*) FROM judgements WHERE relation = 'unjudged'"),
        "events": _counted(database, "SELECT kind, count(*) FROM events GROUP BY 1"),
        "polls": _counted(database, "SELECT state, count(*) FROM polls GROUP BY 1"),
        "poll_lag_seconds": _lag(database, now),
        "last_cycle_seconds": None if last is None else max(0.0, (now - last).total_seconds()),
        "judge_calls_today": store.facts.count("llm_calls", now.date()),
        "database_bytes": database.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    }


def _counted(database: Database, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in database.rows(sql)}


def _reasons(database: Database, sql: str) -> dict[str, int]:
    return _counted(
        database,
        f"""SELECT substr(coalesce(reason, 'no reason was given'), 1, 120), count(*) AS n FROM ({sql})
        GROUP BY 1 ORDER BY n DESC LIMIT {_MOST_REASONS}""",
    )


def _lag(database: Database, now: datetime) -> float:
    oldest = database.value("SELECT min(next_poll) FROM sources WHERE active = 1 AND next_poll <= ?", (iso(now),))
    return 0.0 if oldest is None else (now - parse_iso(oldest)).total_seconds()


def inventory(database: Database) -> dict[str, Any]:
    """What the file holds: its schema, its size, the rows of each table and the latest troubles."""
    tables = [row["name"] for row in database.rows("SELECT name FROM pragma_table_list WHERE type = 'table'")]
    plain = [name for name in tables if not name.startswith("sqlite_")]
    return {
        "migration": database.value("SELECT name FROM _sqlite_migrations ORDER BY rowid DESC LIMIT 1"),
        "sqlite": database.value("SELECT sqlite_version()"),
        "quick_check": database.value("PRAGMA quick_check(1)"),
        "rows": {name: database.value(f'SELECT count(*) FROM "{name}"') for name in sorted(plain)},
        "troubles": [row["reason"] for row in database.rows(_TROUBLES)],
    }


_TROUBLES = """SELECT reason FROM (
  SELECT reason, at FROM versions WHERE reason LIKE 'unexpected %'
  UNION ALL SELECT reason, at FROM polls WHERE reason LIKE 'unexpected %') ORDER BY at DESC LIMIT 20"""
