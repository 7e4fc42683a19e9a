"""Messages about nothing: a trial of a channel, and samples to try a template on before it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.alerts.letter import moment
from monitor.alerts.rendering import Context, render
from monitor.alerts.text import Form, Shape, clean
from monitor.model import Changes, Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, AlertKind, Message, Severity

_AT = datetime(2000, 1, 1, tzinfo=UTC)
_NEW = EventClaim(
    2, "Forty ships came.", "new", "Gazette", Tier.PRESS, "https://a.example", _AT, "a pilot", Modality.REPORTED
)
_EARLIER = replace(_NEW, claim=1, text="Thirty ships came.", role="earlier", published=None, attribution=None)
_CONFLICT = Event(
    EventKind.CONTRADICTION, _AT, "forty, not thirty", "40 ≠ 30", id=1, score=0.9, claims=(_NEW, _EARLIER)
)
_CORRECTION = Event(
    EventKind.CORRECTION, _AT, "corrected", "a notice was added", id=2,
    article=EventArticle(1, "https://a.example", "Gazette", "Ships"),
    changes=Changes(("One came.",), ("None came.",), (("Forty.", "Thirty."),), "Correction: thirty."),
)  # fmt: skip
_DOWN = Event(EventKind.SOURCE_DOWN, _AT, "gazette is down", "503", id=3, source="gazette")
_SAMPLES = (
    Alert(events=(_CONFLICT,), id=1, severity=Severity.HIGH, why="contradiction"),
    Alert(events=(_CORRECTION, _DOWN), id=1, earlier=(_CONFLICT,), why="correction"),
    Alert(AlertKind.DIGEST, (_CONFLICT, _CORRECTION, _DOWN), id=2),
    Alert(AlertKind.DIGEST, (), id=3),
    Alert(AlertKind.TROUBLE, id=4, note="The channel desk fails."),
)


def trial_message(channel: str, now: datetime, shape: Shape) -> Message:
    """A message that shows a person that the channel works, for `monitor alerts test`."""
    note = (
        f"This channel ({clean(channel)}) can be reached: alerts will look like this. "
        f"Sent on request at {moment(now)}. Nothing has changed in the coverage."
    )
    title = "Trial message from the story monitor"
    message = render(Alert(AlertKind.TROUBLE, note=note), Context(shape=shape), title)
    return replace(message, plain=f"{title}\n\n{note}" if shape.form is Form.MAIL else "")


def check_template(own: Path) -> str | None:
    """Why a template cannot be used, with its file and line, tried in every form on every kind of alert."""
    for form in Form:
        for alert in _SAMPLES:
            message = render(alert, Context(9, Shape(form, body_max=100_000), own))
            if message.fault:
                return message.fault
    return None
