"""Events in the JSON that DESIGN fixes: for `--json`, webhooks and exports."""

from __future__ import annotations

from typing import Any

from monitor.clock import iso
from monitor.model import Changes, Event, EventClaim

Row = dict[str, Any]


def event_row(event: Event) -> Row:
    """An event as `events --json` shows it."""
    row: Row = {
        "id": event.id,
        "at": iso(event.at),
        "story": event.story,
        "kind": event.kind.value,
        "basis": event.basis,
        "score": event.score,
        "summary": event.summary,
        "reason": event.reason,
        "claims": [_event_claim_row(claim) for claim in event.claims],
        "article": None,
        "origins": dict(event.origins),
    }
    if event.article is not None:
        article = event.article
        row["article"] = {"id": article.id, "url": article.url, "outlet": article.outlet, "title": article.title}
    if event.changes is not None:
        row["changes"] = changes_json(event.changes)
    if event.source is not None:
        row["source"] = event.source
    if event.baseline:
        row["baseline"] = True
    return row


def _event_claim_row(claim: EventClaim) -> Row:
    return {
        "id": claim.claim,
        "text": claim.text,
        "role": claim.role,
        "outlet": claim.outlet,
        "tier": claim.tier,
        "url": claim.url,
        "published": None if claim.published is None else iso(claim.published),
        "attribution": claim.attribution,
        "modality": claim.modality,
    }


def changes_json(changes: Changes) -> dict[str, object]:
    """The changes as they stand in the history and in `--json`."""
    shown: dict[str, object] = {
        "added": list(changes.added),
        "dropped": list(changes.dropped),
        "altered": [{"from": old, "to": new} for old, new in changes.altered],
    }
    if changes.notice is not None:
        shown["notice"] = changes.notice
    if changes.corrects:
        shown["corrects"] = [
            {"claim": each.claim, "text": each.text, "still_said_by": list(each.still_said_by)}
            for each in changes.corrects
        ]
    return shown
