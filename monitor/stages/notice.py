"""Stage 5: relations become events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.articles import NoticeKind
from monitor.coverage import Conflict, Noticing, Said, ToldConflict, is_known, notice, witness
from monitor.coverage.removals import TOGETHER, are_many, removal
from monitor.model import EntryForm, EventArticle, EventClaim, EventKind, Relation
from monitor.stages.context import Context
from monitor.stages.corrections import corrections_of, edit_of, notice_of
from monitor.store.events import Noticed
from monitor.store.removals import Removals
from monitor.store.rows import StoredMention, StoredRelation, VersionContext

_RECORD_GONE = "its source had ceased to list it"


async def notice_version(context: Context, item: VersionContext) -> None:
    """Store the events of one compared version."""
    found: list[Noticed] = []
    for story in () if item.version.silent or item.version.rebasing else item.stories:
        version = _noticing(context, item, story)
        known = _known_conflicts(context)
        for key, event in notice(version, known):
            once = f"{key}:{item.version.id}:{story}" if key == "change" else key
            found.append(Noticed(event, once))
    with context.store.database.writing():
        if item.version.notice_kind == NoticeKind.RETRACTION:
            context.store.claims.retract(item.version)
        stored = context.store.events.record(found, item.version.id)
    _tell_of(context, stored)


async def notice_late(context: Context, item: VersionContext) -> None:
    """Store, as of now, the conflicts and updates that a version's pairs came to when judged again."""
    found: list[Noticed] = []
    for story in () if item.version.silent else item.stories:
        version = replace(_noticing(context, item, story), at=context.clock.now())
        found += [
            Noticed(event, key)
            for key, event in notice(version, _known_conflicts(context))
            if event.kind in (EventKind.CONTRADICTION, EventKind.UPDATE)
        ]
    _record(context, item, found)


def _record(context: Context, item: VersionContext, found: Sequence[Noticed]) -> None:
    _tell_of(context, context.store.events.record(found, item.version.id))


def _tell_of(context: Context, stored: Sequence[int]) -> None:
    for event in filter(None, map(context.store.events.get, stored)):
        if not event.baseline:
            context.progress(f"{event.kind}: {event.summary}")


def notice_removals(context: Context) -> None:
    """Store a removal for every article that is gone and was not noticed; one for many that went together."""
    removals = Removals(context.store.database)
    for item in context.store.articles.untold_removals():
        # What comes back and goes once more is the same removal: nobody was told that it was back.
        stories = () if removals.was_noticed(item.version.article) else item.stories
        found = [_removal(context, item, story) for story in stories]
        with context.store.database.writing():
            context.store.claims.drop_article(item.version.article, _gone_at(item))
            context.store.events.record(found)


def _removal(context: Context, item: VersionContext, story: str) -> Noticed:
    article, outlet = item.version.article, item.outlet
    since = item.missing_since or _gone_at(item)
    together, first = Removals(context.store.database).together(outlet, since, TOGETHER)
    dropped = (each.mention.text for each in context.store.claims.standing(article) if each.story == story)
    event = removal(_article(item), story, _gone_at(item), tuple(dropped), together)
    if item.form is EntryForm.RECORD:
        event = replace(event, reason=f"{_RECORD_GONE} at {_gone_at(item):%Y-%m-%d %H:%M} UTC")
    once = f"{outlet}:{first.isoformat(timespec='seconds')}" if are_many(together) else article
    return Noticed(event, f"removal:{once}:{story}")


def _gone_at(item: VersionContext) -> datetime:
    assert item.gone_at is not None
    return item.gone_at


def _noticing(context: Context, item: VersionContext, story: str) -> Noticing:
    claims, version = context.store.claims, item.version
    previous = context.store.articles.previous(version)
    mentions = [mention for mention in claims.added_by(version.id) if mention.story == story]
    relations = claims.relations_of(version.id)
    said = tuple(_said(context, mention, relations) for mention in mentions)
    involved = {s.side.claim for s in said} | {side.claim for s in said for side, _ in s.relations}
    revised = previous is not None and previous.status is version.status
    return Noticing(
        at=version.at,
        story=story,
        baseline=not revised and story in item.baseline_stories,
        article=_article(item),
        revised=revised,
        notice=notice_of(version),
        said=said,
        dropped=tuple(m.mention.text for m in claims.dropped_by(version.id) if m.story == story),
        origins={claim: claims.origins(claim) for claim in involved},
        edit=edit_of(version, previous if revised else None),
        corrects=corrections_of(context, item, story) if revised else (),
        record=item.form is EntryForm.RECORD,
    )


def _said(context: Context, mention: StoredMention, relations: Sequence[StoredRelation]) -> Said:
    claims = context.store.claims
    assert mention.claim is not None
    origin, before = context.store.origins.witness(mention.id), context.store.origins.witnesses_before(mention.id)
    related = tuple(
        (event_claim(claims.mention(relation.earlier_mention), "earlier"), relation.judgement)
        for relation in relations
        if relation.new_mention == mention.id
    )
    borne_out = next((side for side, judgement in related if judgement.relation is Relation.SUPPORTS), None)
    others = [] if borne_out is None else context.store.origins.witnesses(borne_out.claim)
    return Said(
        side=event_claim(mention, "new"),
        origin=origin.origin,
        joined=bool(before),
        witness=witness(origin, before or others, mention.mention.modality),
        relations=related,
        moved=bool(before) and context.store.events.is_moved(mention.claim),
    )


def event_claim(mention: StoredMention, role: str) -> EventClaim:
    """A stored mention as one side of an event."""
    return EventClaim(
        claim=mention.claim or 0,
        text=mention.mention.text,
        role=role,
        outlet=mention.side.outlet,
        tier=mention.side.tier,
        url=mention.url,
        published=mention.side.published,
        attribution=mention.mention.attribution,
        modality=mention.mention.modality,
        mention=mention.id,
    )


def _article(item: VersionContext) -> EventArticle:
    return EventArticle(item.version.article, item.url, item.outlet, item.version.title)


def _known_conflicts(context: Context) -> Callable[[Conflict, Sequence[Conflict]], bool]:
    """Asks whether a conflict was raised before, or by another sentence of its version, in these or other words."""
    claims, events = context.store.claims, context.store.events

    def side(claim: int) -> set[int]:
        return {claim, *claims.related(claim, Relation.SUPPORTS), *claims.related(claim, Relation.SAME)}

    def known(conflict: Conflict, others: Sequence[Conflict]) -> bool:
        earlier = side(conflict.earlier)
        told = [ToldConflict(*pair) for claim in earlier for pair in events.told_pairs(claim)]
        told += [ToldConflict(other.new, other.basis) for other in others if other.earlier in earlier]
        against = claims.related(conflict.new, Relation.CONTRADICTS)
        return is_known(side(conflict.new), against, told, conflict.basis)

    return known
