"""What a message says, piece by piece, each already spelled for the channel's form.

Templates only arrange these pieces: whatever a template does with them, text from outside stays text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.text import Form, clean, escape, link, shorten
from monitor.alerts.words import Piece, differences
from monitor.clock import utc
from monitor.model import Changes, Event, EventClaim, EventKind, Modality
from monitor.model_alerts import Alert, AlertKind

HEADLINES = {
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
_SECTIONS = (
    ("Contested", (EventKind.CONTRADICTION,)),
    ("Corrected", (EventKind.CORRECTION, EventKind.REMOVAL)),
    ("Changed", (EventKind.REVISION, EventKind.UPDATE, EventKind.EVIDENCE)),
    ("New", (EventKind.NEW_CLAIM, EventKind.CORROBORATION)),
    ("Coverage and sources", ()),  # what is left
)
_QUALITY = {"Coverage and sources": "about coverage and sources"}
_MOST_CHANGES = 6
_MARK = (
    '<b class="mark" style="background-color:#ffe08a;color:#1a1a1a;font-weight:bold;padding:0 2px;border-radius:2px">'
)


@dataclass(frozen=True, slots=True)
class Room:
    """How much a message may say: characters of a sentence, events, sides of each, and what else is told.

    `detail` is 2 for everything, 1 without how to go on, 0 for the sentence, the link and the ids alone.
    """

    sentence: int = 2000
    events: int = 30
    sides: int = 2
    detail: int = 2


@dataclass(frozen=True, slots=True)
class Ink:
    """Spells text from outside in a form; a link that is longer than `longest` is left out whole."""

    form: Form
    longest: int
    room: Room

    def text(self, words: str, length: int | None = None) -> str:
        """The words on one line, as the form must spell them."""
        cut = shorten(clean(words), self.room.sentence if length is None else length)
        return self.safe(escape(cut, self.form))

    def link(self, url: str) -> str:
        """The address as a link."""
        shown = link(url, self.form)
        return self.safe(shown if len(shown) <= self.longest else "")

    def marked(self, pieces: Sequence[Piece]) -> str:
        """A sentence with the words that differ marked."""
        shown, left = [], self.room.sentence
        for words, mark in pieces:
            part = escape(shorten(words, left), self.form)
            shown.append(self._mark(part) if mark and part.strip() else part)
            left -= len(words)
            if left <= 0:
                break
        return self.safe("".join(shown))

    def _mark(self, part: str) -> str:
        if self.form is Form.TEXT:
            return f"*{part}*"
        if self.form is Form.MARKDOWN:
            return f"**{part}**"
        return f"<b>{part}</b>" if self.form is Form.HTML else f"{_MARK}{part}</b>"

    def safe(self, spelled: str) -> str:
        """Text that is already in the form, so that a template does not escape it again."""
        if not self.form.is_html:
            return spelled
        from markupsafe import Markup

        return Markup(spelled)  # escaped above


@dataclass(frozen=True, slots=True)
class SideView:
    """One sentence with its witness."""

    label: str
    outlet: str
    tier: str
    time: str
    said_by: str
    modality: str
    sentence: str
    behind: str
    link: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One event. `changes` are pairs of a label and a sentence."""

    id: str
    kind: str
    summary: str
    sides: tuple[SideView, ...]
    outlet: str
    title: str
    link: str
    source: str
    found: str
    changes: tuple[tuple[str, str], ...]
    reason: str
    origins: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole message. `sections` hold a digest's events by what they mean; `commands` say how to go on."""

    kind: str
    headline: str
    counts: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int, tuple[EventView, ...]], ...]
    events: tuple[EventView, ...]
    more: str
    note: str
    severity: str
    why: str
    follows: str
    told: tuple[str, ...]
    ids: str
    commands: tuple[tuple[str, str], ...]


def write(alert: Alert, delivery: int | None, ink: Ink) -> Letter:
    """What the alert's message says within the ink's room."""
    room, many = ink.room, alert.kind in (AlertKind.DIGEST, AlertKind.SUMMARY)
    ordered = [event for _, group in _grouped(alert.events) for event in group] if many else list(alert.events)
    counts = tuple(_counts(alert.events))
    kept = ordered[: room.events]
    left = len(ordered) - len(kept)
    views = {id(event): _event(event, ink, labelled=not many) for event in kept}
    return Letter(
        kind=str(alert.kind),
        headline=ink.text(headline(alert)),
        counts=counts if many or len(counts) > 1 else (),
        sections=tuple(
            (name, len(group), tuple(views[id(event)] for event in group if id(event) in views))
            for name, group in (_grouped(alert.events) if many else [])
        ),
        events=() if many else tuple(views[id(event)] for event in kept),
        more=ink.text(f"… and {left} more: monitor show n{alert.id}") if left and room.detail else "",
        note=ink.text(alert.note),
        severity=str(alert.severity) if alert.events else "",
        why=ink.text(alert.why) if room.detail and not many else "",
        follows=_follows(alert) if room.detail else "",
        told=tuple(_told(event, ink) for event in alert.earlier[-3:]) if room.detail == 2 else (),
        ids=_ids(alert, delivery),
        commands=tuple(_commands(alert)) if room.detail == 2 and not many else (),
    )


def headline(alert: Alert) -> str:
    """What the alert is about, in one line that is not yet spelled for a form."""
    if alert.kind is AlertKind.TROUBLE:
        return clean(alert.note.partition(": ")[0]).rstrip(".")
    if alert.kind is AlertKind.DIGEST and not alert.events:
        return "Nothing to report"
    if alert.kind is not AlertKind.MATTER:
        counts = ", ".join(f"{count} {_QUALITY.get(name, name.lower())}" for name, count in _counts(alert.events))
        return f"{len(alert.events)} changes in the coverage: {counts}"
    first, more = alert.events[0], len(alert.events) - 1
    also = f" (and {more} more)" if more else ""
    follows = "Follow-up: " if alert.earlier or alert.follows else ""
    what = "" if first.source is not None else f"{HEADLINES[first.kind]}: "  # a source's summary says it all
    return f"{follows}{what}{clean(first.summary)}{also}"


def moment(at: datetime) -> str:
    """A time as messages show it."""
    return utc(at).strftime("%Y-%m-%d %H:%M UTC")


def first_link(alert: Alert, form: Form) -> str:
    """The link that a message keeps to the last: that of the first event's new side, or of its article."""
    urls = [side.url for event in alert.events for side in _sides(event)]
    urls += [event.article.url for event in alert.events if event.article is not None]
    return link(urls[0], form) if urls else ""


def _grouped(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    groups = [(name, [event for event in events if section_of(event.kind) == name]) for name, _ in _SECTIONS]
    return [(name, group) for name, group in groups if group]


def section_of(kind: str) -> str:
    """The part of a digest that tells of events of this kind."""
    return next((name for name, kinds in _SECTIONS if kind in kinds), _SECTIONS[-1][0])


def _counts(events: Sequence[Event]) -> list[tuple[str, int]]:
    return [(name, len(group)) for name, group in _grouped(events)]


def _sides(event: Event) -> list[EventClaim]:
    return sorted(event.claims, key=lambda side: side.role == "earlier")


def _event(event: Event, ink: Ink, *, labelled: bool) -> EventView:
    article, detail = event.article, ink.room.detail
    return EventView(
        id=f"e{event.id}" if event.id is not None else "",
        kind=HEADLINES[event.kind],
        summary=ink.text(event.summary),
        sides=_side_views(event, ink, labelled),
        outlet="" if article is None else ink.text(article.outlet, 100),
        title="" if article is None else ink.text(article.title),
        link="" if article is None else ink.link(article.url),
        source="" if event.source is None else ink.text(event.source, 100),
        found=_found(event),
        changes=tuple(_changes(event.changes, ink)) if event.changes and ink.room.sentence else (),
        reason=_reason(event, ink) if detail and not _is_notice(event) else "",
        origins=_origins(event) if detail and not event.claims else "",
    )


def _found(event: Event) -> str:
    if event.kind not in _FOUND:
        return ""
    meaning = ". What it publishes is not seen until it is back" if event.kind is EventKind.SOURCE_DOWN else ""
    return f"{_FOUND[event.kind]}: {moment(event.at)}{meaning}"


def _side_views(event: Event, ink: Ink, labelled: bool) -> tuple[SideView, ...]:
    sides = _sides(event)[: ink.room.sides]
    texts: list[Sequence[Piece]] = [((clean(side.text), False),) for side in sides]
    if len(sides) == 2 and {side.role for side in sides} == {"new", "earlier"}:
        texts = list(differences(clean(sides[0].text), clean(sides[1].text)))
    return tuple(_side(event, side, ink, text, labelled) for side, text in zip(sides, texts, strict=True))


def _side(event: Event, side: EventClaim, ink: Ink, pieces: Sequence[Piece], labelled: bool) -> SideView:
    count = event.origins.get(side.role)
    behind = "" if count is None else f"{count} independent origin{'s' if count != 1 else ''}"
    several = labelled and len(event.claims) > 1
    return SideView(
        label=ink.text(side.role.upper(), 20) if several else "",
        outlet=ink.text(side.outlet, min(100, ink.room.sentence)),
        tier=str(side.tier),
        time="time unknown" if side.published is None else moment(side.published),
        said_by=ink.text(side.attribution or "", 100) if ink.room.detail else "",
        modality="" if side.modality is Modality.ASSERTED else str(side.modality),
        sentence=ink.marked(pieces) if ink.room.sentence else ink.safe(""),
        behind=behind if ink.room.detail else "",
        link=ink.link(side.url),
    )


def _changes(changes: Changes, ink: Ink) -> list[tuple[str, str]]:
    shown = [("Notice", ink.text(changes.notice))] if changes.notice else []
    shown_as_altered = {before for before, _ in changes.altered}
    for corrected in changes.corrects:
        if corrected.text not in shown_as_altered:
            shown.append(("Takes back", ink.text(corrected.text)))
        if corrected.still_said_by:
            shown.append(("Still said by", ink.text(", ".join(corrected.still_said_by))))
    groups = [_altered(before, after, ink) for before, after in changes.altered]
    groups += [[("Added", ink.text(text))] for text in changes.added]
    groups += [[("Dropped", ink.text(text))] for text in changes.dropped]
    shown += [line for group in groups[:_MOST_CHANGES] for line in group]
    if len(groups) > _MOST_CHANGES:
        shown.append(("…", f"and {len(groups) - _MOST_CHANGES} more changes"))
    return shown


def _altered(before: str, after: str, ink: Ink) -> list[tuple[str, str]]:
    old, new = differences(clean(before), clean(after))
    return [("Said before", ink.marked(old)), ("Says now", ink.marked(new))]


def _reason(event: Event, ink: Ink) -> str:
    marks = [str(event.basis)] if event.basis else []
    marks += [] if event.score is None else [f"score {event.score:.2f}"]
    suffix = f" ({', '.join(marks)})" if marks else ""
    return ink.safe(ink.text(event.reason) + suffix) if event.reason else ink.safe("")


def _is_notice(event: Event) -> bool:
    """Whether the reason is the outlet's notice, which stands among the changes already."""
    return event.changes is not None and event.reason == event.changes.notice


def _origins(event: Event) -> str:
    return " · ".join(f"{role} {count}" for role, count in Counter(event.origins).items())


def _told(event: Event, ink: Ink) -> str:
    return ink.text(f"{HEADLINES[event.kind]} (e{event.id}): {event.summary}", 200)


def _follows(alert: Alert) -> str:
    if not (alert.earlier or alert.follows):
        return ""
    return f"Follows what was told in alert n{alert.id if alert.earlier else alert.follows}"


def _ids(alert: Alert, delivery: int | None) -> str:
    events = [f"e{event.id}" for event in alert.events if event.id is not None]
    shown = ", ".join(events[:5]) + (f" and {len(events) - 5} more" if len(events) > 5 else "")
    ids = (
        f"alert n{alert.id}" if alert.id is not None else "",
        f"event {shown}" if events and alert.kind is AlertKind.MATTER else "",
        f"delivery {delivery}" if delivery is not None else "",
    )
    return " · ".join(filter(None, ids))


def _commands(alert: Alert) -> list[tuple[str, str]]:
    first = next(iter(alert.events), None)
    if first is None or first.id is None:
        return []
    claims = [side.claim for side in _sides(first)]
    mute = [("Mute this claim", f"monitor alerts mute c{claims[0]} --for 7d")] if claims else []
    return [
        ("Look further", f"monitor show e{first.id}"),
        *mute,
        ("Not right", f"monitor feedback e{first.id} wrong"),
    ]
