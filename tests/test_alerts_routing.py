"""Who is told of an event, and which events belong in one alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts import Rule, group_key, route
from monitor.model import Event, EventArticle, EventClaim, EventKind, Modality, Tier

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)


def event(kind: EventKind = EventKind.CONTRADICTION, **fields: object) -> Event:
    return replace(Event(kind, AT, "what changed", "why"), **fields)  # type: ignore[arg-type]


def side(claim: int, role: str = "new", outlet: str = "Daily Example") -> EventClaim:
    url = f"https://example.org/{claim}"
    return EventClaim(claim, "A sentence.", role, outlet, Tier.PRESS, url, AT, None, Modality.ASSERTED)


def rule(*to: str, on: tuple[EventKind, ...] = (EventKind.CONTRADICTION,), **fields: object) -> Rule:
    return replace(Rule(frozenset(on), to), **fields)  # type: ignore[arg-type]


def test_a_channel_named_by_two_rules_is_told_once_in_the_order_of_the_rules() -> None:
    assert route(event(), [rule("desk", "me"), rule("me", "wall")]) == ("desk", "me", "wall")


def test_a_baseline_event_is_told_to_nobody() -> None:
    assert route(event(baseline=True), [rule("desk")]) == ()


def test_an_event_that_no_rule_names_is_told_to_nobody() -> None:
    assert route(event(EventKind.SURGE), [rule("desk")]) == ()


@pytest.mark.parametrize(
    ("fields", "filters", "told"),
    [
        ({"score": 0.7}, {"min_score": 0.7}, True),
        ({"score": 0.69}, {"min_score": 0.7}, False),
        ({"score": None}, {"min_score": 0.7}, True),
        ({"story": "ships"}, {"stories": frozenset({"ships"})}, True),
        ({"story": "trains"}, {"stories": frozenset({"ships"})}, False),
        ({"story": None}, {"stories": frozenset({"ships"})}, False),
        ({"claims": (side(1, outlet="Gazette"),)}, {"outlets": frozenset({"Gazette"})}, True),
        ({"claims": (side(1, outlet="Herald"),)}, {"outlets": frozenset({"Gazette"})}, False),
        ({"article": EventArticle(3, "u", "Gazette", "t")}, {"outlets": frozenset({"Gazette"})}, True),
        ({}, {"outlets": frozenset({"Gazette"})}, False),
    ],
)
def test_a_rule_holds_back_what_its_filters_exclude(
    fields: dict[str, object], filters: dict[str, object], told: bool
) -> None:
    assert route(event(**fields), [rule("desk", **filters)]) == (("desk",) if told else ())


def test_conflicts_with_the_same_earlier_claim_share_an_alert() -> None:
    first = event(claims=(side(41), side(12, "earlier")))
    second = event(claims=(side(57), side(12, "earlier")))
    assert group_key(first) == group_key(second) == "claim:12"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"article": EventArticle(3, "u", "o", "t"), "claims": (side(9),)}, "article:3"),
        ({"claims": (side(9),)}, "claim:9"),
        ({"source": "ft"}, "source:ft"),
        ({"story": "ships"}, "story:ships:contradiction"),
    ],
)
def test_an_event_is_grouped_by_what_it_is_about(fields: dict[str, object], key: str) -> None:
    assert group_key(event(**fields)) == key
