"""Decides which channels are told of an event, and which events belong in one alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Event, EventKind


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `alerts:`: which events go to which channels. An empty filter lets everything pass."""

    on: frozenset[EventKind]
    to: tuple[str, ...]
    min_score: float = 0.0
    stories: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()


def route(event: Event, rules: Sequence[Rule]) -> tuple[str, ...]:
    """The channels that are told of the event, each once, in the order of the rules.

    A baseline event is told to nobody. An event without a score is not held back by `min_score`.
    """
    if event.baseline:
        return ()
    channels = (channel for rule in rules if _matches(rule, event) for channel in rule.to)
    return tuple(dict.fromkeys(channels))


def _matches(rule: Rule, event: Event) -> bool:
    return (
        event.kind in rule.on
        and (event.score is None or event.score >= rule.min_score)
        and (not rule.stories or event.story in rule.stories)
        and (not rule.outlets or not rule.outlets.isdisjoint(_outlets(event)))
    )


def _outlets(event: Event) -> frozenset[str]:
    article = () if event.article is None else (event.article.outlet,)
    return frozenset((*article, *(claim.outlet for claim in event.claims)))


def group_key(event: Event) -> str:
    """What the event is about; events of one cycle with the same key may be told as one alert.

    That is the changed article, else the claim that was there first, else the source, else story and kind.
    """
    if event.article is not None:
        return f"article:{event.article.id}"
    if event.claims:
        earlier = [side.claim for side in event.claims if side.role == "earlier"]
        return f"claim:{min(earlier or [side.claim for side in event.claims])}"
    if event.source is not None:
        return f"source:{event.source}"
    return f"story:{event.story}:{event.kind}"
