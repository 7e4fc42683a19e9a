"""What Datasette shows of the tables: titles, labels, facets and ready queries."""

from __future__ import annotations

from typing import Any

_LABELS = {
    "stories": "title",
    "outlets": "name",
    "sources": "name",
    "articles": "title",
    "claims": "text",
    "mentions": "text",
    "origins": "name",
    "events": "summary",
}
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
    return settings


METADATA: dict[str, Any] = {
    "title": "The history",
    "description": "Everything that was seen and decided. docs/history.md describes each table and column.",
    "databases": {
        "history": {
            "tables": {name: _table(name) for name in {*_LABELS, *_FACETS, *_NEWEST}},
            "queries": _QUERIES,
        }
    },
}
