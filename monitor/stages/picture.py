"""The small picture in a mail: who said which side when, or what the last two weeks brought."""

from __future__ import annotations

from datetime import timedelta

from monitor.alerts import section_of
from monitor.explore.charts import Spec, per_day, printed, sayings
from monitor.explore.drawing import can_draw, draw
from monitor.model_alerts import Alert, AlertKind
from monitor.stages.context import Context
from monitor.store import overview

_SPAN = timedelta(days=14)
_DEADLINE = 20.0


async def picture_of(context: Context, alert: Alert, delivery: int) -> bytes:
    """A timeline as PNG; empty where there is nothing to show or nothing to draw with. A failure is on the trail."""
    spec = _chart(context, alert) if can_draw() else None
    if spec is None:
        return b""
    drawn = await draw(printed(spec), _DEADLINE)
    if isinstance(drawn, bytes):
        return drawn
    context.store.outbox.remark(delivery, "picture", f"picture: left out, as {drawn}", context.clock.now())
    return b""


def _chart(context: Context, alert: Alert) -> Spec | None:
    database, now = context.store.database, context.clock.now()
    if alert.kind is AlertKind.MATTER:
        roles = {side.claim: side.role for event in alert.events for side in event.claims}
        said = overview.said_when(database, tuple(roles)) if roles else []
        return sayings([{**row, "side": roles[row["claim"]]} for row in said])
    if alert.kind is AlertKind.TROUBLE or not alert.events:
        return None
    days = overview.days_since(database, now - _SPAN)
    return per_day([{**row, "section": section_of(row["kind"])} for row in days], "section")
