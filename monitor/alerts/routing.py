"""Decides which channels are told of an event, and by which entry of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Basis, Event, EventKind, Tier
from monitor.model_alerts import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `alerts:`: which events go to which channels. An empty filter lets everything pass.

    One that is not `onward` keeps what it takes from the entries after it; a `default` one takes what no other took.
    """

    to: tuple[str, ...]
    on: frozenset[EventKind] = frozenset()
    digest: str | None = None
    min_score: float = 0.0
    stories: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    bases: frozenset[Basis] = frozenset()
    origins: int = 0
    severity: Severity = Severity.LOW
    onward: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A channel that an event goes to, by the entry of this number (from 1), at once or with a digest."""

    entry: int
    channel: str
    digest: str | None = None

    def __str__(self) -> str:
        how = "" if self.digest is None else f" ({self.digest})"
        return f"entry {self.entry} of alerts: sends it to {self.channel}{how}"


def route(event: Event, severity: Severity, rules: Sequence[Rule]) -> tuple[Match, ...]:
    """Where the event goes, each channel once: at once if any entry says so, else with the first entry's digest."""
    taken = _taken(event, severity, rules, default=False) or _taken(event, severity, rules, default=True)
    found: dict[str, Match] = {}
    for match in taken:
        known = found.get(match.channel)
        if known is None or (known.digest is not None and match.digest is None):
            found[match.channel] = match
    return tuple(found.values())


def _taken(event: Event, severity: Severity, rules: Sequence[Rule], *, default: bool) -> list[Match]:
    found: list[Match] = []
    for entry, rule in enumerate(rules, start=1):
        if rule.default is default and held_back(event, severity, rule) is None:
            found += [Match(entry, channel, rule.digest) for channel in rule.to]
            if not rule.onward:
                break
    return found


def held_back(event: Event, severity: Severity, rule: Rule) -> str | None:
    """Which of the rule's filters keeps the event out, as a clause; None if it passes.

    An event without a score, a basis or origins passes those filters only where they ask for nothing, but for
    the score: what has none is not uncertain.
    """
    origins = max(event.origins.values(), default=0)
    low = event.score is not None and event.score < rule.min_score
    checks = (
        (bool(rule.on) and event.kind not in rule.on, f"on does not name {event.kind}"),
        (low, f"min_score: its score {event.score or 0:.2f} is below {rule.min_score:.2f}"),
        (bool(rule.stories) and event.story not in rule.stories, f"its story {event.story} is not in story"),
        (bool(rule.outlets) and rule.outlets.isdisjoint(outlets_of(event)), "none of its outlets is in outlet"),
        (bool(rule.tiers) and rule.tiers.isdisjoint(side.tier for side in event.claims), "no side has the tier"),
        (bool(rule.bases) and event.basis not in rule.bases, f"its basis {event.basis or 'none'} is not in basis"),
        (origins < rule.origins, f"origins: {origins} of at least {rule.origins}"),
        (severity.rank > rule.severity.rank, f"severity: {severity} is below {rule.severity}"),
    )
    return next((reason for out, reason in checks if out), None)


def outlets_of(event: Event) -> frozenset[str]:
    """Who published what the event is about."""
    article = () if event.article is None else (event.article.outlet,)
    return frozenset((*article, *(claim.outlet for claim in event.claims)))
