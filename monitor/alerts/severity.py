"""How much an event matters, and why."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import Event, EventKind, Tier
from monitor.model_alerts import Severity

_KINDS = {
    EventKind.CONTRADICTION: 4,
    EventKind.CORRECTION: 4,
    EventKind.REMOVAL: 4,
    EventKind.EVIDENCE: 3,
    EventKind.SURGE: 3,
    EventKind.SOURCE_DOWN: 3,
    EventKind.SOURCE_RECOVERED: 2,
    EventKind.UPDATE: 2,
    EventKind.REVISION: 2,
    EventKind.CORROBORATION: 2,
    EventKind.SILENCE: 2,
    EventKind.NEW_CLAIM: 1,
}
_URGENT, _HIGH, _NORMAL = 6, 4, 2
_CENTRAL = 4  # outlets from which on a claim is central to its story
_HEARSAY = {Tier.FORUM, Tier.AGGREGATOR}


def weigh(event: Event, outlets: int = 0) -> tuple[Severity, str]:
    """The severity of an event whose best carried claim stands in so many outlets, and the reason in one line."""
    points, reasons = _KINDS[event.kind], [str(event.kind).replace("_", " ")]
    for more, reason in (*_witnesses(event), *_weight(event, outlets)):
        points += more
        reasons.append(reason)
    severity = (
        Severity.URGENT
        if points >= _URGENT
        else Severity.HIGH
        if points >= _HIGH
        else Severity.NORMAL
        if points >= _NORMAL
        else Severity.LOW
    )
    return severity, ", ".join(reasons)


def _witnesses(event: Event) -> Iterator[tuple[int, str]]:
    """What the tiers add: a party against the press is more than one forum against another."""
    tiers = [side.tier for side in event.claims]
    if not tiers:
        return
    if len(tiers) == 1:
        if tiers[0] is Tier.PRIMARY:
            yield 1, "said by a primary source"
        elif tiers[0] in _HEARSAY:
            yield -1, f"said in a {tiers[0]}"
        return
    new, earlier = sorted(tiers, key=list(Tier).index)[:2]
    if _HEARSAY.issuperset(tiers):
        yield -2, f"{new} against {earlier}"
    elif new is Tier.PRIMARY:
        yield 2, f"primary against {earlier}"
    elif earlier is Tier.PRESS:
        yield 1, "press against press"
    else:
        yield 0, f"{new} against {earlier}"


def _weight(event: Event, outlets: int) -> Iterator[tuple[int, str]]:
    least = min(event.origins.values(), default=0)
    if len(event.origins) > 1 and least > 1:
        yield 1, f"at least {least} independent origins on each side"
    elif max(event.origins.values(), default=0) > 2:
        yield 1, f"{max(event.origins.values())} independent origins"
    if outlets >= _CENTRAL:
        yield 1, f"central: {outlets} outlets carry the claim"
