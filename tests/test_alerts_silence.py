"""Why nobody is told of an event: muted, baseline, no route, or too low a score."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts import Rule, muting, untold
from monitor.model import Event, EventArticle, EventClaim, EventKind, Modality, Mute, MuteKind, Tier

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


def rule(kind: EventKind, least: float = 0.0) -> Rule:
    return Rule(frozenset({kind}), ("desk",), least)


@pytest.mark.parametrize(
    ("event", "rules", "mute", "said"),
    [
        (CONFLICT, [], Mute(MuteKind.CLAIM, "4", AT), "muted: the claim c4 is muted until 2026-04-12 10:00 UTC"),
        (CONFLICT, [], Mute(MuteKind.OUTLET, "Gazette", AT), "muted: the outlet Gazette is muted until"),
        (replace(CONFLICT, baseline=True), [rule(CONFLICT.kind)], None, "baseline: "),
        (CONFLICT, [], None, "no route: alerts: in the configuration is empty"),
        (CONFLICT, [rule(EventKind.REVISION)], None, "no route: no entry of alerts: names contradiction"),
        (
            CONFLICT,
            [rule(CONFLICT.kind, 0.95), rule(CONFLICT.kind, 0.9)],
            None,
            "min_score: its score 0.85 is below 0.90",
        ),
    ],
)
def test_the_reason_names_what_kept_an_event_from_being_told(
    event: Event, rules: list[Rule], mute: Mute | None, said: str
) -> None:
    assert untold(event, rules, mute).startswith(said)
