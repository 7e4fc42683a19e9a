"""Decides what becomes of one event: who is told, when, in which alert, and why. Touches nothing.

The order is that of Prometheus Alertmanager: inhibit, mute, route, group; time windows and limits come when it is
sent (`timing`, `pacing`). Every step that has a say leaves a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.alerts.pacing import Limits
from monitor.alerts.routing import Match, Rule, route
from monitor.alerts.severity import weigh
from monitor.alerts.silence import muted, muting, unrouted
from monitor.alerts.timing import Quiet, next_digest
from monitor.model import Event, EventKind
from monitor.model_alerts import Severity
from monitor.telling import Decision, Placement, Standing, Step, Thread

_AT_ONCE = {EventKind.CONTRADICTION, EventKind.CORRECTION, EventKind.REMOVAL}
_CLAIM_ALONE = {EventKind.NEW_CLAIM, EventKind.CORROBORATION}


@dataclass(frozen=True, slots=True)
class Grouping:
    """How long an alert's first message waits for more, its follow-ups after that, and how long it stays open."""

    wait: timedelta = timedelta(minutes=2)
    interval: timedelta = timedelta(minutes=15)
    window: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the configuration says about who is told what, and when."""

    rules: tuple[Rule, ...] = ()
    group: Grouping = Grouping()
    limits: Limits = field(default_factory=Limits)
    quiet: Quiet | None = None
    zone: tzinfo = UTC


def decide(event: Event, policy: Policy, standing: Standing, now: datetime) -> Decision:
    """Who is told of the event, and when, with every step that decided it."""
    severity, why = weigh(event, standing.outlets)
    steps = [Step("severity", f"{severity}: {why}")]
    matches = route(event, severity, policy.rules)
    reason = _silenced(event, standing, matches) or (None if matches else unrouted(event, severity, policy.rules))
    if reason is not None:
        steps.append(Step(reason.partition(":")[0], reason))
        return Decision(severity, why, tuple(steps), untold=reason)
    thread = standing.thread
    is_open = thread is not None and now - thread.last <= policy.group.window
    placements: list[Placement] = []
    for match in matches:
        steps.append(Step("route", str(match), match.channel))
        placed, step = _place(event, severity, match, _Now(policy, standing, thread if is_open else None, now))
        steps.append(step)
        placements += placed
    if not placements:
        reason = next(step.reason for step in reversed(steps))
        return Decision(severity, why, tuple(steps), untold=reason)
    told = any(not placement.digest for placement in placements)
    joins = thread.alert if told and thread is not None and is_open else None
    follows = thread.alert if told and thread is not None and not is_open else None
    return Decision(severity, why, tuple(steps), tuple(placements), joins, follows)


@dataclass(frozen=True, slots=True)
class _Now:
    policy: Policy
    standing: Standing
    thread: Thread | None
    now: datetime


def _silenced(event: Event, standing: Standing, matches: Sequence[Match]) -> str | None:
    if standing.inhibited is not None:
        return f"inhibited: {standing.inhibited}"
    mute = muting(event, standing.mutes)
    if mute is not None:
        return muted(mute)
    if event.baseline and not any(match.digest for match in matches):
        return "baseline: its new side was there at the first look at the source"
    return None


def _place(event: Event, severity: Severity, match: Match, at: _Now) -> tuple[Sequence[Placement], Step]:
    """Where the event goes by one match, and why then."""
    if match.digest is not None:
        return _place_in_digest(event, match, at)
    if event.baseline:
        reason = "baseline: told in a digest only, as its new side was there at the first look at the source"
        return (), Step("baseline", reason, match.channel)
    due, reason = _moment(event, severity, match.channel, at)
    return (Placement(match.channel, due),), Step("group", reason, match.channel)


def _place_in_digest(event: Event, match: Match, at: _Now) -> tuple[Sequence[Placement], Step]:
    assert match.digest is not None
    if match.channel in at.standing.known and event.kind in _CLAIM_ALONE:
        return (), Step("told", f"told: {match.channel} was told of this claim already", match.channel)
    due = next_digest(match.digest, at.now, at.policy.zone)
    step = Step("digest", f"waits for the digest of {due:%Y-%m-%d %H:%M} UTC", match.channel)
    return (Placement(match.channel, due, digest=True),), step


def _moment(event: Event, severity: Severity, channel: str, at: _Now) -> tuple[datetime, str]:
    """When the group's next message to a channel is due with this event in it, and why."""
    thread, group, now = at.thread, at.policy.group, at.now
    pressing = event.kind in _AT_ONCE or severity.rank <= Severity.HIGH.rank
    if thread is None:
        return (
            (now, "first of its matter: at once") if pressing else _waits(now + group.wait, now, "first of its matter")
        )
    name, last = f"n{thread.alert}", thread.told.get(channel)
    if event.kind is EventKind.CONTRADICTION and channel not in thread.conflict:
        return now, f"first contradiction of {name}: at once"
    if last is None:
        return (now, f"joins {name}: at once") if pressing else _waits(now + group.wait, now, f"joins {name}")
    last = min(last, now)  # what lies ahead was sent before the clock was set back: nothing waits until then again
    until = max(now + (timedelta(0) if pressing else group.wait), last + group.interval)
    return _waits(until, now, f"follows up {name}")


def _waits(until: datetime, now: datetime, what: str) -> tuple[datetime, str]:
    how = "at once" if until <= now else f"waits for more until {until:%Y-%m-%d %H:%M} UTC"
    return until, f"{what}: {how}"
