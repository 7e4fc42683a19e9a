"""Why nobody is told of an event."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts.routing import Rule
from monitor.model import Event, Mute, MuteKind


def muting(event: Event, mutes: Sequence[Mute]) -> Mute | None:
    """The mute that silences an event: of its story, of a claim in it, or of the outlet whose news it is."""
    return next((mute for mute in mutes if mute.name in _muted_by(event, mute.kind)), None)


def _muted_by(event: Event, kind: MuteKind) -> frozenset[str]:
    if kind is MuteKind.STORY:
        return frozenset(() if event.story is None else (event.story,))
    if kind is MuteKind.CLAIM:
        return frozenset(str(side.claim) for side in event.claims)
    news = frozenset(side.outlet for side in event.claims if side.role == "new")
    return news | ({event.article.outlet} if event.article is not None else frozenset())


def untold(event: Event, rules: Sequence[Rule], mute: Mute | None) -> str:
    """A sentence that says why no channel is told of an event that no rule led to a channel."""
    if mute is not None:
        what = f"claim c{mute.name}" if mute.kind is MuteKind.CLAIM else f"{mute.kind} {mute.name}"
        return f"muted: the {what} is muted until {mute.until:%Y-%m-%d %H:%M} UTC"
    if event.baseline:
        return "baseline: its new side was there at the first look at the source"
    if not rules:
        return "no route: alerts: in the configuration is empty"
    on = [rule for rule in rules if event.kind in rule.on]
    if not on:
        return f"no route: no entry of alerts: names {event.kind}"
    least = min(rule.min_score for rule in on)
    if event.score is not None and event.score < least:
        return f"min_score: its score {event.score:.2f} is below {least:.2f}, the least that a route for it asks for"
    return "no route: no entry of alerts: that names its kind lets it pass"
