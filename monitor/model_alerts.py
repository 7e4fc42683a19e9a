"""The words of telling people, as values: what an alert holds, how it is sent, and what is muted.

As in `monitor.model`, they carry no behaviour that needs a database, a network or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import Event


class MuteKind(StrEnum):
    """What can be muted."""

    CLAIM = "claim"
    OUTLET = "outlet"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Mute:
    """Nothing is told of this claim (its number), outlet or story until then."""

    kind: MuteKind
    name: str
    until: datetime


class Severity(StrEnum):
    """How much an event or an alert matters, the most first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Its place in this order, 0 for the most severe."""
        return list(Severity).index(self)


class AlertKind(StrEnum):
    """Why the events of an alert are told together.

    `matter`: they are about the same claim or article. `digest`: they waited for the same time. `summary`: more
    came than the channel's limits let through one by one. `trouble`: no event, but a channel that fails.
    """

    MATTER = "matter"
    DIGEST = "digest"
    SUMMARY = "summary"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Alert:
    """Events that belong together, as one message tells them.

    `events` are told now, what matters most first; `earlier` are events of the same matter that the channel was
    told before, and `follows` is an older alert on it. `note` is what a trouble says.
    """

    kind: AlertKind = AlertKind.MATTER
    events: tuple[Event, ...] = ()
    id: int | None = None
    severity: Severity = Severity.NORMAL
    why: str = ""
    earlier: tuple[Event, ...] = ()
    follows: int | None = None
    note: str = ""


class SendOutcome(StrEnum):
    """How one attempt to deliver ended."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Message:
    """An alert ready for one channel.

    `ident` names the message and `thread` the first message on the same matter, where a channel has ids (mail).
    `plain` is the text of an HTML mail and `picture` a PNG in it; `fault` is why the route's own template was not used.
    """

    title: str
    body: str
    ident: str = ""
    thread: str = ""
    plain: str = ""
    fault: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The end of one attempt, with a reason that holds no secret, and how long the channel asks to be left alone."""

    outcome: SendOutcome
    reason: str = ""
    pause: timedelta | None = None
