"""Why nobody is told of an event."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts.routing import Rule, held_back
from monitor.model import Event
from monitor.model_alerts import Mute, MuteKind, Severity


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


def muted(mute: Mute) -> str:
    """A sentence that says what is muted, and until when."""
    what = f"claim c{mute.name}" if mute.kind is MuteKind.CLAIM else f"{mute.kind} {mute.name}"
    return f"muted: the {what} is muted until {mute.until:%Y-%m-%d %H:%M} UTC"


def unrouted(event: Event, severity: Severity, rules: Sequence[Rule]) -> str:
    """A sentence that says why no entry of the configuration takes an event."""
    if not rules:
        return "no route: alerts: in the configuration is empty"
    kept = [(number, held_back(event, severity, rule)) for number, rule in enumerate(rules, start=1)]
    on = [(number, reason) for number, reason in kept if reason and not reason.startswith("on ")]
    if not on:
        return f"no route: no entry of alerts: names {event.kind}"
    number, reason = on[0]
    name, sign, rest = str(reason).partition(": ")
    if sign:
        return f"{name}: {rest}, as entry {number} of alerts: asks"
    return f"no route: {reason} of entry {number} of alerts:"
