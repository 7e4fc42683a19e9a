"""Which entries of the configuration take an event, and how much it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts import Match, Rule, route, weigh
from monitor.model import Basis, Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Severity

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)


def event(kind: EventKind = EventKind.CONTRADICTION, **fields: object) -> Event:
    return replace(Event(kind, AT, "what changed", "why"), **fields)  # type: ignore[arg-type]


def side(claim: int, role: str = "new", outlet: str = "Daily Example", tier: Tier = Tier.PRESS) -> EventClaim:
    url = f"https://example.org/{claim}"
    return EventClaim(claim, "A sentence.", role, outlet, tier, url, AT, None, Modality.ASSERTED)


def rule(*to: str, on: tuple[EventKind, ...] = (EventKind.CONTRADICTION,), **fields: object) -> Rule:
    return replace(Rule(to, frozenset(on)), **fields)  # type: ignore[arg-type]


def channels(found: tuple[Match, ...]) -> list[str]:
    return [match.channel for match in found]


def test_a_channel_named_by_two_entries_is_told_once_in_their_order() -> None:
    found = route(event(), Severity.HIGH, [rule("desk", "me"), rule("me", "wall")])
    assert channels(found) == ["desk", "me", "wall"]


def test_a_channel_that_is_told_at_once_is_not_told_again_in_a_digest() -> None:
    digest = rule("desk", "me", digest="daily 08:00")
    found = route(event(), Severity.HIGH, [digest, rule("desk")])
    assert found == (Match(2, "desk"), Match(1, "me", "daily 08:00"))


def test_an_event_that_no_entry_names_is_told_to_nobody() -> None:
    assert route(event(EventKind.SURGE), Severity.NORMAL, [rule("desk")]) == ()


def test_an_entry_that_does_not_continue_keeps_what_it_takes_from_those_after_it() -> None:
    rules = [rule("desk", onward=False), rule("me")]
    assert channels(route(event(), Severity.HIGH, rules)) == ["desk"]
    kinds = (EventKind.CONTRADICTION, EventKind.REMOVAL)
    rules = [rule("desk", onward=False), rule("me", on=kinds)]
    assert channels(route(event(EventKind.REMOVAL), Severity.HIGH, rules)) == ["me"]


def test_the_default_entry_takes_what_no_other_took_wherever_it_stands() -> None:
    rules = [rule("rest", on=(), default=True), rule("desk")]
    assert channels(route(event(), Severity.HIGH, rules)) == ["desk"]
    assert channels(route(event(EventKind.SURGE), Severity.NORMAL, rules)) == ["rest"]


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
        ({"claims": (side(1), side(2, "earlier", tier=Tier.PRIMARY))}, {"tiers": frozenset({Tier.PRIMARY})}, True),
        ({"claims": (side(1),)}, {"tiers": frozenset({Tier.PRIMARY})}, False),
        ({"basis": Basis.DENIAL}, {"bases": frozenset({Basis.DENIAL, Basis.NUMERIC})}, True),
        ({"basis": Basis.DATE}, {"bases": frozenset({Basis.DENIAL})}, False),
        ({"basis": None}, {"bases": frozenset({Basis.DENIAL})}, False),
        ({"origins": {"new": 1, "earlier": 3}}, {"origins": 3}, True),
        ({"origins": {"new": 1, "earlier": 2}}, {"origins": 3}, False),
        ({}, {"severity": Severity.NORMAL}, True),
        ({}, {"severity": Severity.URGENT}, False),
    ],
)
def test_an_entry_holds_back_what_its_filters_exclude(
    fields: dict[str, object], filters: dict[str, object], told: bool
) -> None:
    found = route(event(**fields), Severity.HIGH, [rule("desk", **filters)])
    assert channels(found) == (["desk"] if told else [])


TIERS = (Tier.PRIMARY, Tier.PRESS, Tier.FORUM)


def conflict(new: Tier, earlier: Tier, **fields: object) -> Event:
    return event(claims=(side(1, tier=new), side(2, "earlier", tier=earlier)), **fields)


@pytest.mark.parametrize(
    ("pair", "severity", "why"),
    [
        ((Tier.PRESS, Tier.PRIMARY), Severity.URGENT, "contradiction, primary against press"),
        ((Tier.PRIMARY, Tier.FORUM), Severity.URGENT, "contradiction, primary against forum"),
        ((Tier.PRESS, Tier.PRESS), Severity.HIGH, "contradiction, press against press"),
        ((Tier.FORUM, Tier.PRESS), Severity.HIGH, "contradiction, press against forum"),
        ((Tier.FORUM, Tier.FORUM), Severity.NORMAL, "contradiction, forum against forum"),
    ],
)
def test_a_contradiction_is_as_severe_as_its_witnesses_are_good(
    pair: tuple[Tier, Tier], severity: Severity, why: str
) -> None:
    assert weigh(conflict(*pair)) == (severity, why)


def test_independent_origins_and_a_central_claim_make_it_more_severe() -> None:
    backed = conflict(Tier.PRESS, Tier.PRESS, origins={"new": 2, "earlier": 2})
    assert weigh(backed) == (
        Severity.URGENT,
        "contradiction, press against press, at least 2 independent origins on each side",
    )
    central = weigh(conflict(Tier.PRESS, Tier.PRESS), outlets=5)
    assert central == (Severity.URGENT, "contradiction, press against press, central: 5 outlets carry the claim")
    assert weigh(conflict(Tier.PRESS, Tier.PRESS), outlets=3)[0] is Severity.HIGH


@pytest.mark.parametrize("kind", list(EventKind))
def test_what_a_primary_source_says_is_never_less_severe_than_what_a_forum_says(kind: EventKind) -> None:
    ranks = [weigh(event(kind, claims=(side(1, tier=tier),)))[0].rank for tier in TIERS]
    assert ranks == sorted(ranks)
    assert weigh(event(kind))[1].startswith(kind.replace("_", " "))
