"""Writes the message that a person reads, in the form of its channel and within its limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.alerts.letter import Ink, Room, first_link, headline, write
from monitor.alerts.templating import TemplateFault, lay_out
from monitor.alerts.text import Form, Shape, clean, plain, shorten
from monitor.alerts.webhook import payload
from monitor.model_alerts import Alert, Message

# What is given up, step by step, until a message fits: long sentences first, the other side and the sentence last.
_ROOMS = (
    *(Room(sentence=length) for length in (2000, 1000, 500, 250, 120)),
    *(Room(sentence=120, events=events) for events in (12, 6, 3)),
    *(Room(250, events, detail=1) for events in (3, 1)),
    Room(120, 1, detail=1),
    *(Room(length, 1, detail=0) for length in (250, 120)),
    *(Room(length, 1, sides=1, detail=0) for length in (250, 120, 60, 0)),
)
_FELL_BACK = "The route's own template failed, so this is the built-in one: monitor show n{} says why."


@dataclass(frozen=True, slots=True)
class Context:
    """What a message needs to know beside its alert: its delivery, the channel, the route's template, its picture."""

    delivery: int | None = None
    shape: Shape = field(default_factory=Shape)
    template: Path | None = None
    picture: bytes = b""


def render(alert: Alert, context: Context, subject: str = "") -> Message:
    """The alert as a message in the channel's form and within its limits, under its own headline or another subject.

    What does not fit is left out from the least important on; the first link stays as long as it fits at
    all, then the ids. A template of the user's own that fails is replaced by the built-in one, and the
    message's `fault` says why.
    """
    shape = context.shape
    if shape.data:
        return Message(headline(alert), payload(alert, context.delivery))
    title = (
        shorten(plain(clean(subject or headline(alert)), shape.form), shape.title_max) if shape.title_max > 0 else ""
    )
    fault, body = "", None
    if context.template is not None:
        try:
            body = _fitting(alert, context)
        except TemplateFault as found:
            fault = str(found)
    if body is None:
        told = replace(alert, note=_FELL_BACK.format(alert.id)) if fault and alert.events else alert
        body = _fitting(told, replace(context, template=None)) or _least(alert, context)
    return Message(title, body, plain=_plain_part(alert, context), fault=fault, picture=context.picture)


def _plain_part(alert: Alert, context: Context) -> str:
    """What a mail program shows that shows no HTML."""
    if context.shape.form is not Form.MAIL:
        return ""
    return _fitting(alert, Context(context.delivery, replace(context.shape, form=Form.TEXT, title_max=0))) or ""


def _fitting(alert: Alert, context: Context) -> str | None:
    """The most that fits; None where not even the least letter does, or only without its link or ids."""
    shape, seen = context.shape, None
    for room in _ROOMS:
        letter = write(alert, context.delivery, Ink(shape.form, shape.body_max, room))
        if letter == seen:
            continue
        seen = letter
        body = lay_out(
            letter, shape.form, titled=shape.title_max > 0, own=context.template, pictured=bool(context.picture)
        )
        if len(body) <= shape.body_max and body:
            return body
    return None


def _least(alert: Alert, context: Context) -> str:
    """The link and the ids, or what of them fits."""
    shape = context.shape
    ids = write(alert, context.delivery, Ink(shape.form, shape.body_max, _ROOMS[-1])).ids
    link = first_link(alert, shape.form)
    for parts in ((link, ids), (link,), (ids,)):
        body = "\n".join(filter(None, parts))
        if body and len(body) <= shape.body_max:
            return body
    return ""
