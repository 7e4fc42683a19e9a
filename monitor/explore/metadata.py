"""What Datasette shows of the tables: titles, labels, facets and ready queries."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_LABELS = {
    "stories": "title",
    "outlets": "name",
    "sources": "name",
    "articles": "title",
    "claims": "title",
    "mentions": "title",
    "origins": "name",
    "events": "title",
    "alerts": "title",
    "deliveries": "title",
}
_HIDDEN = (
    *("_sqlite_migrations", "captures", "frames", "hosts", "mention_terms", "record_claims", "records_due"),
    *("robots", "text_bands"),
)
_FACETS = {
    "events": ["kind", "story", "basis", "baseline"],
    "articles": ["outlet", "status", "language"],
    "claims": ["story", "contested", "baseline"],
    "mentions": ["modality", "story"],
    "relations": ["relation", "basis", "judge"],
    "deliveries": ["channel", "state"],
    "coverage": ["outlet", "tier", "story", "status"],
    "timeline": ["kind", "story", "outlet"],
    "claim_history": ["outlet", "tier", "modality", "origin"],
    "contested_claims": ["story", "basis"],
    "claim_standing": ["story", "standing"],
    "outlet_record": ["tier"],
    "feedback": ["verdict"],
}
_NEWEST = ("events", "articles", "claims", "mentions", "relations", "alerts", "deliveries", "polls", "versions")
_QUERIES = {
    "contested": {
        "title": "Which claims are contested, and why?",
        "sql": "SELECT claim, text, against, against_text, basis, score, reason, at FROM contested_claims "
        "WHERE story = :story ORDER BY at DESC",
    },
    "first": {
        "title": "Who said it first?",
        "sql": "SELECT coalesce(published, seen) AS at, outlet, tier, origin, modality, text, url FROM claim_history "
        "WHERE claim = :claim ORDER BY at, mention",
    },
    "changed": {
        "title": "What did an outlet change after publishing?",
        "sql": "SELECT e.at, e.kind, e.summary, a.url FROM events e JOIN articles a ON a.id = e.article "
        "WHERE a.outlet = :outlet AND e.kind IN ('revision', 'correction', 'removal') ORDER BY e.at DESC",
    },
    "week": {
        "title": "What happened in the last seven days of the history?",
        "sql": "SELECT at, story, kind, summary FROM timeline WHERE baseline = 0 AND julianday(at) > "
        "(SELECT julianday(max(at)) - 7 FROM events) ORDER BY at DESC",
    },
    "search": {
        "title": "Which claims hold these words?",
        "sql": "SELECT c.id, c.story, c.text, c.first_seen, c.contested FROM claims_fts f "
        "JOIN claims c ON c.id = f.rowid WHERE claims_fts MATCH "
        """'"' || replace(replace(trim(:words), '"', '""'), ' ', '" "') || '"' ORDER BY f.rowid DESC LIMIT 200""",
    },
    "search_chinese": {
        "title": "Which claims hold these Chinese characters?",
        "sql": "SELECT c.id, c.story, c.text, c.first_seen, c.contested FROM claims_cjk f "
        "JOIN claims c ON c.id = f.rowid WHERE claims_cjk MATCH '\"' || hex(substr(trim(:words), 1, 2)) || '\"' "
        "AND instr(c.text, trim(:words)) > 0 ORDER BY f.rowid DESC LIMIT 200",
    },
    "outlet": {
        "title": "How did an outlet fare?",
        "sql": "SELECT * FROM outlet_record WHERE outlet = :outlet",
    },
    "withdrawn": {
        "title": "What was withdrawn?",
        "sql": "SELECT gone_at, outlet, title, url FROM articles WHERE gone_at IS NOT NULL "
        "ORDER BY gone_at DESC LIMIT 200",
    },
    "repeats": {
        "title": "Who repeats whom, on a story?",
        "sql": "SELECT n.name AS origin, a.outlet, count(DISTINCT m.claim) AS claims FROM mentions m "
        "JOIN origins n ON n.id = m.origin JOIN articles a ON a.id = m.article "
        "WHERE m.story = :story AND a.outlet != n.name GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 200",
    },
    "failing": {
        "title": "Which sources fail?",
        "sql": "SELECT name, state, reason, failures, down_since, last_ok, next_poll FROM sources "
        "WHERE active = 1 AND down_since IS NOT NULL ORDER BY down_since",
    },
    "undelivered": {
        "title": "Which alerts did not arrive?",
        "sql": "SELECT a.id AS alert, a.kind, d.channel, d.state, d.attempts, d.next_attempt, d.reason "
        "FROM deliveries d JOIN alerts a ON a.id = d.alert WHERE d.state IN ('due', 'dead') "
        "AND a.acknowledged_at IS NULL ORDER BY d.id",
    },
    "untold": {
        "title": "Which events was nobody told of, and why?",
        "sql": "SELECT id, at, kind, summary, untold FROM events WHERE untold IS NOT NULL AND baseline = 0 "
        "ORDER BY at DESC LIMIT 200",
    },
}


def _table(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if name in _LABELS:
        settings["label_column"] = _LABELS[name]
    if name in _FACETS:
        settings["facets"] = _FACETS[name]
    if name in _NEWEST:
        settings["sort_desc"] = "id"
    if name in _HIDDEN:
        settings["hidden"] = True
    return settings


METADATA: dict[str, Any] = {
    "title": "The history",
    "description": "Everything that was seen and decided. docs/history.md describes each table and column.",
    "databases": {
        "history": {
            "tables": {name: _table(name) for name in sorted({*_LABELS, *_FACETS, *_NEWEST, *_HIDDEN})},
            "queries": _QUERIES,
        }
    },
}


def write_metadata(state: Path) -> None:
    """Write it beside the history, where `datasette state` finds it; one that is there is left as it is."""
    try:
        file = os.open(state / "metadata.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(file, "w", encoding="utf-8") as out:
        json.dump(METADATA, out, indent=2)
