"""Why nobody is told of an event: muted, baseline, inhibited, no route, or a filter of every entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts import Policy, Rule, decide, muting
from monitor.model import Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Mute, MuteKind, Severity
from monitor.telling import Standing

AT = datetime(2026, 4, 12, 10, tzinfo=UTC)


def side(claim: int, role: str, outlet: str) -> EventClaim:
    return EventClaim(claim, "text", role, outlet, Tier.PRESS, "http://x/", AT, None, Modality.ASSERTED)


CONFLICT = Event(
    EventKind.CONTRADICTION,
    AT,
    "summary",
    "reason",
    story="harbour",
    score=0.85,
    claims=(side(4, "new", "Gazette"), side(2, "earlier", "Courier")),
)
REVISION = Event(
    EventKind.REVISION, AT, "summary", "reason", story="harbour", article=EventArticle(1, "http://x/", "Courier", "T")
)


@pytest.mark.parametrize(
    ("event", "kind", "name", "silent"),
    [
        (CONFLICT, MuteKind.CLAIM, "4", True),
        (CONFLICT, MuteKind.CLAIM, "2", True),
        (CONFLICT, MuteKind.CLAIM, "3", False),
        (CONFLICT, MuteKind.STORY, "harbour", True),
        (CONFLICT, MuteKind.STORY, "4", False),
        (CONFLICT, MuteKind.OUTLET, "Gazette", True),
        (CONFLICT, MuteKind.OUTLET, "Courier", False),  # it is contradicted; the news is another's
        (REVISION, MuteKind.OUTLET, "Courier", True),
        (REVISION, MuteKind.CLAIM, "1", False),
    ],
)
def test_a_mute_silences_what_is_about_it(event: Event, kind: MuteKind, name: str, silent: bool) -> None:
    mute = Mute(kind, name, AT)
    assert muting(event, [Mute(MuteKind.STORY, "other", AT), mute]) == (mute if silent else None)


def rule(kind: EventKind, **filters: object) -> Rule:
    return replace(Rule(("desk",), frozenset({kind})), **filters)  # type: ignore[arg-type]


OPEN = rule(CONFLICT.kind)
MUTED = Standing(mutes=[Mute(MuteKind.CLAIM, "4", AT)])


@pytest.mark.parametrize(
    ("event", "rules", "standing", "said"),
    [
        (CONFLICT, [OPEN], MUTED, "muted: the claim c4 is muted until 2026-04-12 10:00 UTC"),
        (CONFLICT, [OPEN], Standing(mutes=[Mute(MuteKind.OUTLET, "Gazette", AT)]), "muted: the outlet Gazette is"),
        (CONFLICT, [OPEN], replace(MUTED, inhibited="the correction e9 resolves it"), "inhibited: the correction e9"),
        (replace(CONFLICT, baseline=True), [OPEN], Standing(), "baseline: its new side"),
        (CONFLICT, [], Standing(), "no route: alerts: in the configuration is empty"),
        (CONFLICT, [rule(EventKind.REVISION)], Standing(), "no route: no entry of alerts: names contradiction"),
        (CONFLICT, [rule(REVISION.kind), rule(CONFLICT.kind, min_score=0.9)], Standing(),
         "min_score: its score 0.85 is below 0.90, as entry 2 of alerts: asks"),
        (CONFLICT, [rule(CONFLICT.kind, severity=Severity.URGENT)], Standing(),
         "severity: high is below urgent, as entry 1 of alerts: asks"),
        (CONFLICT, [rule(CONFLICT.kind, stories=frozenset({"rail"}))], Standing(),
         "no route: its story harbour is not in story of entry 1 of alerts:"),
        (replace(CONFLICT, kind=EventKind.NEW_CLAIM), [rule(EventKind.NEW_CLAIM, digest="daily 08:00")],
         Standing(known=frozenset({"desk"})), "told: desk was told of this claim already"),
    ],
)  # fmt: skip
def test_the_reason_names_what_kept_an_event_from_being_told(
    event: Event, rules: list[Rule], standing: Standing, said: str
) -> None:
    decision = decide(event, Policy(tuple(rules)), standing, AT)
    assert decision.placements == ()
    assert decision.untold is not None
    assert decision.untold.startswith(said)
    assert decision.steps[-1].reason == decision.untold
    assert decision.steps[0].name == "severity"
