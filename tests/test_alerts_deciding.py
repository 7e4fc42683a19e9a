"""When an event is told, in which alert, and the trail of steps that it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts import Policy, Rule, decide
from monitor.model import Event, EventClaim, EventKind, Modality, Tier
from monitor.telling import Decision, Placement, Standing, Step, Thread

NOW = datetime(2026, 4, 12, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = Policy((Rule(("desk",), frozenset(EventKind)),))
THREAD = Thread(7, NOW - 5 * MINUTE, {"desk": NOW - 5 * MINUTE})


def event(kind: EventKind, tier: Tier = Tier.PRESS) -> Event:
    side = EventClaim(4, "text", "new", "Gazette", tier, "http://x/", NOW, None, Modality.ASSERTED)
    return Event(kind, NOW, "summary", "reason", story="harbour", claims=(side,))


def due(decision: Decision) -> timedelta:
    (placement,) = decision.placements
    return placement.due - NOW


@pytest.mark.parametrize(
    ("kind", "thread", "minutes"),
    [
        (EventKind.CONTRADICTION, None, 0),
        (EventKind.CORRECTION, None, 0),
        (EventKind.NEW_CLAIM, None, 2),
        (EventKind.CONTRADICTION, THREAD, 0),  # its first one
        (EventKind.CONTRADICTION, replace(THREAD, conflict=frozenset({"desk"})), 10),
        (EventKind.CORRECTION, THREAD, 10),
        (EventKind.CORROBORATION, THREAD, 10),
        (EventKind.CORROBORATION, replace(THREAD, told={"desk": NOW - 14 * MINUTE}), 2),
        (EventKind.CORRECTION, replace(THREAD, told={}), 0),
        (EventKind.NEW_CLAIM, replace(THREAD, told={"me": NOW}), 2),
    ],
)
def test_what_presses_goes_at_once_and_the_rest_waits_for_its_group(
    kind: EventKind, thread: Thread | None, minutes: int
) -> None:
    decision = decide(event(kind), ALL, Standing(thread=thread), NOW)
    assert due(decision) == minutes * MINUTE
    assert decision.joins == (None if thread is None else 7)


def test_what_comes_after_the_window_opens_an_alert_that_follows_the_old_one() -> None:
    old = replace(THREAD, last=NOW - timedelta(hours=25))
    decision = decide(event(EventKind.CORRECTION), ALL, Standing(thread=old), NOW)
    assert (decision.joins, decision.follows, due(decision)) == (None, 7, timedelta(0))


def test_an_event_for_a_digest_alone_joins_no_alert() -> None:
    policy = Policy((Rule(("me",), frozenset(EventKind), digest="daily 08:00"),))
    decision = decide(event(EventKind.UPDATE), policy, Standing(thread=THREAD), NOW)
    assert decision.placements == (Placement("me", datetime(2026, 4, 13, 8, tzinfo=UTC), digest=True),)
    assert (decision.joins, decision.follows) == (None, None)


def test_a_claim_that_a_channel_was_told_is_not_told_there_again_in_a_digest() -> None:
    policy = Policy((Rule(("me", "desk"), frozenset(EventKind), digest="daily 08:00"),))
    known = Standing(known=frozenset({"desk"}))
    again = decide(event(EventKind.CORROBORATION), policy, known, NOW)
    assert [placement.channel for placement in again.placements] == ["me"]
    news = decide(event(EventKind.UPDATE), policy, known, NOW)
    assert [placement.channel for placement in news.placements] == ["me", "desk"]


def test_what_was_there_at_the_first_look_is_told_in_a_digest_only() -> None:
    rules = (Rule(("desk",), frozenset(EventKind)), Rule(("me",), frozenset(EventKind), digest="daily 08:00"))
    decision = decide(replace(event(EventKind.NEW_CLAIM), baseline=True), Policy(rules), Standing(), NOW)
    assert [(placement.channel, placement.digest) for placement in decision.placements] == [("me", True)]


def test_every_step_stands_in_the_trail() -> None:
    rules = (Rule(("desk",), frozenset({EventKind.CONTRADICTION})), Rule(("me",), digest="daily 08:00", default=True))
    assert decide(event(EventKind.CONTRADICTION), Policy(rules), Standing(), NOW).steps == (
        Step("severity", "high: contradiction"),
        Step("route", "entry 1 of alerts: sends it to desk", "desk"),
        Step("group", "first of its matter: at once", "desk"),
    )
    assert decide(event(EventKind.UPDATE, Tier.FORUM), Policy(rules), Standing(), NOW).steps == (
        Step("severity", "low: update, said in a forum"),
        Step("route", "entry 2 of alerts: sends it to me (daily 08:00)", "me"),
        Step("digest", "waits for the digest of 2026-04-13 08:00 UTC", "me"),
    )
