"""The values that pass between the history and the decision who is told of an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model_alerts import Mute, Severity


@dataclass(frozen=True, slots=True)
class Thread:
    """An alert on the same matter: when each channel was last told of it, and which are told of a conflict."""

    alert: int
    last: datetime
    told: Mapping[str, datetime] = field(default_factory=dict)
    conflict: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the history knows that bears on one event.

    `outlets` counts those that carry its best carried claim, `inhibited` says what makes it pointless, `known` are
    channels that were told its claims.
    """

    mutes: Sequence[Mute] = ()
    inhibited: str | None = None
    outlets: int = 0
    thread: Thread | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that had a say in who is told of an event."""

    name: str
    reason: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A channel that is told of the event no sooner than `due`, as part of its alert or of a digest."""

    channel: str
    due: datetime
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one event. `joins` is the open alert that it adds to, `follows` an older one on the matter."""

    severity: Severity
    why: str
    steps: tuple[Step, ...]
    placements: tuple[Placement, ...] = ()
    joins: int | None = None
    follows: int | None = None
    untold: str | None = None
