"""Writes the message that a person reads: what changed, who says what, why, and how to look further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.alerts.text import LINE_BREAK, Form, Shape, clean, escape, link, plain, shorten
from monitor.clock import utc
from monitor.model import Alert, AlertKind, Changes, Event, EventArticle, EventClaim, EventKind, Message, Modality

_HEADLINES = {
    EventKind.NEW_CLAIM: "New claim",
    EventKind.CORROBORATION: "Another origin confirms",
    EventKind.CONTRADICTION: "Contradiction",
    EventKind.UPDATE: "Update",
    EventKind.REVISION: "Changed after publishing",
    EventKind.CORRECTION: "Correction",
    EventKind.REMOVAL: "Withdrawn",
    EventKind.EVIDENCE: "Primary source changed",
    EventKind.SURGE: "Surge in coverage",
    EventKind.SILENCE: "Coverage went silent",
    EventKind.SOURCE_DOWN: "Source down",
    EventKind.SOURCE_RECOVERED: "Source back",
}
_FOUND = {
    EventKind.REMOVAL: "Found withdrawn",
    EventKind.SOURCE_DOWN: "Found down",
    EventKind.SOURCE_RECOVERED: "Found back",
}
_MOST_CHANGES = 6
_MOST_LISTED = 30
_DIGEST_ORDER = (EventKind.CONTRADICTION, EventKind.CORRECTION, EventKind.REMOVAL, EventKind.REVISION)
_CUTS = (2000, 1000, 500, 250, 120, 60)

# What a line is worth when not all of them fit; the least goes first.
_LINK, _IDS, _HEADLINE, _SENTENCE, _LABEL, _LOOK, _REASON, _MORE, _BLANK = range(90, 0, -10)


@dataclass(frozen=True, slots=True)
class Context:
    """What a message needs to know beside its alert; the id is None for an alert that is only shown."""

    delivery: int | None = None
    shape: Shape = field(default_factory=Shape)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its text before it is escaped, its worth, and whether it may be cut short or is a link."""

    text: str
    worth: int
    cut: bool = False
    is_link: bool = False

    def render(self, form: Form) -> str:
        return link(self.text, form) if self.is_link else escape(self.text, form)


_GAP = _Line("", _BLANK)


def render(alert: Alert, context: Context) -> Message:
    """The alert as a message in the channel's form and within its limits.

    What does not fit is left out from the least important on; the first link stays as long as it fits at
    all. Sentences are verbatim in a text channel, but for collapsed white space and broken mentions.
    """
    headline = _headline(alert)
    if alert.kind in (AlertKind.DIGEST, AlertKind.SUMMARY):
        return _message(headline, list(_first_link_first(_listed(alert, context))), context.shape)
    lines = [line for event in alert.events for line in _event_lines(event)]
    if alert.note:
        lines.append(_Line(clean(alert.note), _SENTENCE, cut=True))
    return _message(headline, [*_first_link_first(lines), *_closing_lines(alert, context)], context.shape)


def _headline(alert: Alert) -> str:
    if alert.kind is AlertKind.TROUBLE:
        return "A channel fails"
    if alert.kind is AlertKind.DIGEST and not alert.events:
        return "Nothing to report"
    if alert.kind is not AlertKind.MATTER:
        return f"{len(alert.events)} changes in the coverage"
    first, more = alert.events[0], len(alert.events) - 1
    also = f" (and {more} more)" if more else ""
    follows = "Follow-up: " if alert.earlier or alert.follows else ""
    return f"{follows}{_HEADLINES[first.kind]}: {clean(first.summary)}{also}"


def _listed(alert: Alert, context: Context) -> Iterator[_Line]:
    """How many of each kind, then a line each, what matters most first."""
    rank = {kind: place for place, kind in enumerate(_DIGEST_ORDER)}
    ordered = sorted(alert.events, key=lambda event: (rank.get(event.kind, len(rank)), event.kind))
    counts = Counter(event.kind for event in ordered)
    yield from (_Line(f"{_HEADLINES[kind]}: {count}", _HEADLINE) for kind, count in counts.items())
    yield _GAP
    for event in ordered[:_MOST_LISTED]:
        yield _Line(f"{_HEADLINES[event.kind]} (e{event.id}): {clean(event.summary)}", _SENTENCE, cut=True)
        yield from (_Line(side.url, _LINK, is_link=True) for side in event.claims[:1])
    if len(ordered) > _MOST_LISTED:
        yield _Line(f"… and {len(ordered) - _MOST_LISTED} more: monitor show n{alert.id}", _MORE)
    yield _GAP
    yield _ids(alert, context)


def trial_message(channel: str, now: datetime, shape: Shape) -> Message:
    """A message that shows a person that the channel works, for `monitor alerts test`."""
    lines = [
        _Line(f"This channel ({clean(channel)}) can be reached: alerts will look like this.", _SENTENCE),
        _Line(f"Sent on request at {_moment(now)}. Nothing has changed in the coverage.", _REASON),
    ]
    return _message("Trial message from the story monitor", lines, shape)


def _message(headline: str, lines: Sequence[_Line], shape: Shape) -> Message:
    if shape.title_max > 0:
        title = shorten(plain(headline, shape.form), shape.title_max)
        return Message(title, _fit(lines, shape))
    return Message("", _fit([_Line(headline, _HEADLINE, cut=True), _GAP, *lines], shape))


def _first_link_first(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines with every link but the first worth no more than the sentence that it belongs to."""
    seen = False
    for line in lines:
        yield replace(line, worth=_SENTENCE) if line.is_link and seen else line
        seen = seen or line.is_link


def _event_lines(event: Event) -> Iterator[_Line]:
    for side in sorted(event.claims, key=lambda side: side.role == "earlier"):
        yield from _claim_lines(side, labelled=len(event.claims) > 1)
        yield _GAP
    if event.article is not None:
        yield from _article_lines(event.article)
    if event.source is not None:
        yield _Line(f"Source: {clean(event.source)}", _LABEL, cut=True)
    if event.kind in _FOUND:
        yield _Line(f"{_FOUND[event.kind]}: {_moment(event.at)}", _LABEL)
    if event.changes:
        yield from _change_lines(event.changes)
    if event.article is not None or event.source is not None:
        yield _GAP


def _claim_lines(side: EventClaim, labelled: bool) -> Iterator[_Line]:
    published = "time unknown" if side.published is None else _moment(side.published)
    parts = [f"{clean(side.outlet)} ({side.tier})", published]
    if side.attribution:
        parts.append(f"said by {clean(side.attribution)}")
    if side.modality is not Modality.ASSERTED:
        parts.append(side.modality)
    role = f"{clean(side.role).upper()}: " if labelled else ""
    yield _Line(role + " · ".join(parts), _LABEL, cut=True)
    yield _Line(f"“{clean(side.text)}”", _SENTENCE, cut=True)
    yield _Line(side.url, _LINK, is_link=True)


def _article_lines(article: EventArticle) -> Iterator[_Line]:
    yield _Line(f"{clean(article.outlet)}: “{clean(article.title)}”", _SENTENCE, cut=True)
    yield _Line(article.url, _LINK, is_link=True)


def _change_lines(changes: Changes) -> Iterator[_Line]:
    if changes.notice:
        yield _sentence("Notice", changes.notice)
    for corrected in changes.corrects:
        yield _sentence("Takes back", corrected.text)
        if corrected.still_said_by:
            yield _Line(f"Still said by: {clean(', '.join(corrected.still_said_by))}", _SENTENCE, cut=True)
    groups = [
        *([("Said before", before), ("Says now", after)] for before, after in changes.altered),
        *([("Added", text)] for text in changes.added),
        *([("Dropped", text)] for text in changes.dropped),
    ]
    for group in groups[:_MOST_CHANGES]:
        yield from (_sentence(label, text) for label, text in group)
    if len(groups) > _MOST_CHANGES:
        yield _Line(f"… and {len(groups) - _MOST_CHANGES} more changes", _MORE)


def _sentence(label: str, text: str) -> _Line:
    return _Line(f"{label}: “{clean(text)}”", _SENTENCE, cut=True)


def _closing_lines(alert: Alert, context: Context) -> Iterator[_Line]:
    for event in alert.events:
        yield from _reasons(event)
    if alert.why:
        yield _Line(f"Severity: {alert.severity} ({clean(alert.why)})", _REASON, cut=True)
    if alert.earlier or alert.follows:
        told = f"n{alert.id if alert.earlier else alert.follows}"
        yield _Line(f"Follows what was told in alert {told}", _MORE)
    yield _ids(alert, context)
    if alert.events and alert.events[0].id is not None:
        yield _Line(f"Look further: monitor show e{alert.events[0].id}", _LOOK)


def _reasons(event: Event) -> Iterator[_Line]:
    if event.reason:
        marks = [str(event.basis)] if event.basis else []
        marks += [] if event.score is None else [f"score {event.score:.2f}"]
        suffix = f" ({', '.join(marks)})" if marks else ""
        yield _Line(f"Why: {clean(event.reason)}{suffix}", _REASON, cut=True)
    if event.origins:
        counts = " · ".join(f"{clean(side)} {count}" for side, count in event.origins.items())
        yield _Line(f"Independent origins: {counts}", _REASON)


def _ids(alert: Alert, context: Context) -> _Line:
    events = ", ".join(f"e{event.id}" for event in alert.events if event.id is not None)
    ids = [
        f"alert n{alert.id}" if alert.id is not None else "",
        f"event {events}" if events and alert.kind is AlertKind.MATTER else "",
        f"delivery {context.delivery}" if context.delivery is not None else "",
    ]
    return _Line(" · ".join(filter(None, ids)), _IDS)


def _fit(lines: Sequence[_Line], shape: Shape) -> str:
    """The lines joined within the limit: long sentences are cut first, then the least lines dropped."""
    possible = [line for line in lines if line.cut or _length([line], shape.form) <= shape.body_max]
    while possible and possible[-1] == _GAP:
        possible.pop()
    fitted = possible
    for cut in _CUTS:
        if _length(fitted, shape.form) <= shape.body_max:
            break
        fitted = [_cut(line, cut) for line in possible]
    while fitted and _length(fitted, shape.form) > shape.body_max:
        # Of equal lines the last one goes: the new side is shown before the earlier one.
        fitted.pop(min(range(len(fitted)), key=lambda index: (fitted[index].worth, -index)))
    return _join(fitted, shape.form)


def _cut(line: _Line, length: int) -> _Line:
    return replace(line, text=shorten(line.text, length)) if line.cut else line


def _length(lines: Sequence[_Line], form: Form) -> int:
    return len(_join(lines, form))


def _join(lines: Sequence[_Line], form: Form) -> str:
    return LINE_BREAK[form].join(line.render(form) for line in lines).strip()


def _moment(moment: datetime) -> str:
    return utc(moment).strftime("%Y-%m-%d %H:%M UTC")
