"""What a newly compared version adds to the coverage: at most one event a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.coverage.changes import Edit, claim_changes
from monitor.coverage.conflicts import Conflict, one_matter
from monitor.model import (
    Changes,
    Corrected,
    Event,
    EventArticle,
    EventClaim,
    EventKind,
    Judgement,
    Relation,
    Tier,
)

_SHOWN = 90
_RANKS = (EventKind.UPDATE, EventKind.CORROBORATION, EventKind.NEW_CLAIM)


@dataclass(frozen=True, slots=True)
class Said:
    """A mention that a version brought, with what the comparison found.

    `origin` is where it comes from, `joined` tells that its claim was known before, `witness` what kind of witness
    it adds to that claim (None: nobody new), `moved` that the claim was told as the later state of another one.
    """

    side: EventClaim
    origin: str
    joined: bool
    witness: str | None
    relations: tuple[tuple[EventClaim, Judgement], ...]  # (earlier side, judgement), best first
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Noticing:
    """A compared version of one story: its article, what it brought, and what it no longer says.

    A `record` is no text that somebody wrote, but what a primary source keeps as data.
    """

    at: datetime
    story: str
    baseline: bool
    article: EventArticle
    revised: bool
    notice: str | None
    said: tuple[Said, ...]
    dropped: tuple[str, ...]
    origins: Mapping[int, int]
    edit: Edit = field(default_factory=Edit)
    corrects: tuple[Corrected, ...] = ()
    record: bool = False


Known = Callable[[Conflict, Sequence[Conflict]], bool]


def notice(version: Noticing, known_conflict: Known) -> list[tuple[str, Event]]:
    """The events of a version with the key under which each can happen only once.

    `known_conflict(conflict, others)` tells whether a conflict was raised before, or is one of the other ones that this
    version has, in other words.
    """
    found: list[tuple[str, Event]] = []
    told: list[Conflict] = []
    spent: set[int] = set()
    for said in _by_strength(version.said):
        conflict = _contradiction(version, said, told, known_conflict)
        if conflict is not None and said.side.claim not in spent:
            found.append(conflict)
            spent.add(said.side.claim)
    if version.record:
        return _evidence(version, spent) + found
    if version.revised:
        return _change(version) + found
    if version.notice is not None:
        found = _change(version) + found
    lesser: dict[int, tuple[str, Event]] = {}
    for said in version.said:
        event, told_before = _lesser(version, said), lesser.get(said.side.claim)
        stronger = event is not None and (told_before is None or _rank(event) < _rank(told_before))
        if event is not None and stronger and said.side.claim not in spent:
            lesser[said.side.claim] = event
    return found + list(lesser.values())


def _rank(event: tuple[str, Event]) -> int:
    """Which of the events of one claim is told: an update before a witness, and a witness before the claim itself."""
    return _RANKS.index(event[1].kind)


def _by_strength(said: Sequence[Said]) -> list[Said]:
    """Those with the surest contradiction first: of several sentences on one matter the clearest is told."""
    return sorted(said, key=lambda item: -max((j.contradicts for _, j in _conflicts(item)), default=0.0))


def _conflicts(said: Said) -> list[tuple[EventClaim, Judgement]]:
    return [pair for pair in said.relations if pair[1].relation is Relation.CONTRADICTS]


def _contradiction(version: Noticing, said: Said, told: list[Conflict], known: Known) -> tuple[str, Event] | None:
    """The surest conflict of a sentence that is news; against other words of a told one it is none."""
    settled: list[Judgement] = []
    for earlier, judgement in _conflicts(said):
        if any(one_matter(judgement, other) for other in settled):
            continue
        conflict = Conflict(said.side.claim, earlier.claim, judgement.basis)
        news = all(earlier.claim != one.earlier for one in told) and not known(conflict, told)
        told.append(conflict)
        if news:
            event = _between(version, said.side, earlier, judgement, EventKind.CONTRADICTION)
            low, high = sorted((said.side.claim, earlier.claim))
            return f"contradiction:{low}:{high}", event
        settled.append(judgement)
    return None


def _lesser(version: Noticing, said: Said) -> tuple[str, Event] | None:
    updates = [
        pair
        for pair in said.relations
        if pair[1].relation is Relation.UPDATES and _is_later(said.side, pair[0]) and not _told_so(said, pair[0])
    ]
    if updates:
        return _update(version, said, *updates[0])
    borne_out = next((pair[0] for pair in said.relations if pair[1].relation is Relation.SUPPORTS), None)
    if not said.joined and borne_out is not None and said.witness is not None:
        return _corroboration(version, said, said.witness, borne_out)
    if said.joined:
        return None if said.witness is None else _corroboration(version, said, said.witness)
    return _new_claim(version, said)


def _told_so(said: Said, earlier: EventClaim) -> bool:
    """Whether others have told the same later state, so that this sentence only joins them."""
    return said.joined and said.moved and earlier.claim < said.side.claim


def _is_later(new: EventClaim, earlier: EventClaim) -> bool:
    """Whether the new side was also published later: an old report that is read late updates nothing."""
    return new.published is None or earlier.published is None or new.published >= earlier.published


def _update(version: Noticing, said: Said, earlier: EventClaim, judgement: Judgement) -> tuple[str, Event]:
    event = _between(version, said.side, earlier, judgement, EventKind.UPDATE)
    return f"update:{said.side.claim}:{earlier.claim}", event


def _between(version: Noticing, new: EventClaim, earlier: EventClaim, judgement: Judgement, kind: EventKind) -> Event:
    """An event with a new and an earlier side: a contradiction, or an update."""
    conflict = kind is EventKind.CONTRADICTION
    link = "against" if conflict else "after"
    return Event(
        kind=kind,
        at=version.at,
        story=version.story,
        basis=judgement.basis if conflict else None,
        score=round(judgement.contradicts if conflict else judgement.neutral, 3),
        summary=f"{new.outlet}: “{_cut(new.text)}” {link} {earlier.outlet}: “{_cut(earlier.text)}”",
        reason=judgement.reason,
        claims=(new, earlier),
        origins=_origins(version, new, earlier),
        baseline=version.baseline,
    )


def _corroboration(version: Noticing, said: Said, witness: str, earlier: EventClaim | None = None) -> tuple[str, Event]:
    """The event that a witness joins a claim: that of the sentence itself, or an `earlier` one that it bears out."""
    sides = (said.side,) if earlier is None else (said.side, earlier)
    count = sum(version.origins.get(side.claim, 1) for side in sides)
    event = Event(
        kind=EventKind.CORROBORATION,
        at=version.at,
        story=version.story,
        summary=f"{said.side.outlet} now stands behind “{_cut(said.side.text)}”: {witness}",
        reason=f"{witness} joins; {count} independent {'origin' if count == 1 else 'origins'} now",
        claims=sides,
        origins={"new": count},
        baseline=version.baseline,
    )
    primary = ":primary" if said.side.tier is Tier.PRIMARY else ""
    return f"corroboration:{sides[-1].claim}:{said.origin}{primary}", event


def _new_claim(version: Noticing, said: Said) -> tuple[str, Event]:
    event = Event(
        kind=EventKind.NEW_CLAIM,
        at=version.at,
        story=version.story,
        summary=f"{said.side.outlet}: “{_cut(said.side.text)}”",
        reason="nobody in the stored coverage said this before",
        claims=(said.side,),
        origins={"new": version.origins.get(said.side.claim, 1)},
        baseline=version.baseline,
    )
    return f"new_claim:{said.side.claim}", event


def _change(version: Noticing) -> list[tuple[str, Event]]:
    """The one event of a changed text: a correction when it carries a new notice, else a revision."""
    notice = _fold(version.notice or "")
    added = [said.side.text for said in version.said if _fold(said.side.text) not in notice] if version.revised else []
    changes = replace(claim_changes(added, version.dropped, version.notice, version.edit), corrects=version.corrects)
    if not changes:
        return []
    corrected = version.notice is not None
    article = version.article
    done = "has corrected" if corrected else "has changed"
    event = Event(
        kind=EventKind.CORRECTION if corrected else EventKind.REVISION,
        at=version.at,
        story=version.story,
        summary=f"{article.outlet} {done} “{_cut(article.title)}”",
        reason=version.notice or _counted(changes, version.edit.note),
        article=article,
        changes=changes,
        baseline=version.baseline,
    )
    return [("change", event)]


def _evidence(version: Noticing, spent: Set[int]) -> list[tuple[str, Event]]:
    """What a primary source's record says now, and did not before: one event, whatever it is about."""
    added = [said.side.text for said in version.said if said.side.claim not in spent]
    changes = claim_changes(added, version.dropped, None, version.edit)
    if not changes:
        return []
    if changes.altered:
        shown = "{} → {}".format(*map(_cut, changes.altered[0]))
    else:
        shown = _cut((*changes.added, *changes.dropped)[0])
    was = "changed" if version.revised else "is new"
    event = Event(
        kind=EventKind.EVIDENCE,
        at=version.at,
        story=version.story,
        summary=f"{version.article.outlet}: {shown}",
        reason=f"what {version.article.outlet} keeps of {_cut(version.article.title)} {was}",
        article=version.article,
        changes=changes,
        baseline=version.baseline,
    )
    return [("change", event)]


def _counted(changes: Changes, note: str | None) -> str:
    how = "without a notice" if note is None else f"with the note “{_cut(note)}”"
    counts = ((changes.added, "added"), (changes.dropped, "dropped"), (changes.altered, "altered"))
    said = [f"{len(group)} claim{'s' * (len(group) > 1)} {what}" for group, what in counts if group]
    return f"the text was changed {how}: {', '.join(said)}"


def _origins(version: Noticing, new: EventClaim, earlier: EventClaim) -> dict[str, int]:
    return {"new": version.origins.get(new.claim, 1), "earlier": version.origins.get(earlier.claim, 1)}


def _fold(text: str) -> str:
    """A text for finding one in another: without case, in single spaces."""
    return " ".join(text.casefold().split())


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
