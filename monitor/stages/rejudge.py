"""Pairs that no judge had an answer for are judged again, and what comes out of it is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.model import Judgement, Pair, Relation
from monitor.stages.compare import Ground, Judged, outcome_of
from monitor.stages.context import Context
from monitor.stages.judging import ask
from monitor.store.claims import Rejudged
from monitor.store.rows import StoredMention

_AGAIN = timedelta(minutes=20)
_AT_ONCE = 200
# A judge that has had no answer for so long is not waited for: the rules always have one.
_GIVE_UP = timedelta(days=1)

_Two = tuple[StoredMention, StoredMention]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The pairs of one version that are due to be judged again."""

    version: int
    pairs: tuple[_Two, ...]

    def __repr__(self) -> str:
        return f"Unanswered({self.version})"


def due(context: Context) -> Iterator[Unanswered]:
    """What is due to be judged again, by version."""
    found: dict[int, list[_Two]] = defaultdict(list)
    for new, earlier in context.store.claims.unjudged(context.clock.now() - _AGAIN, _AT_ONCE):
        found[new.version].append((new, earlier))
    for version, pairs in found.items():
        yield Unanswered(version, tuple(pairs))


async def rejudge_version(context: Context, item: Unanswered) -> None:
    """Judge the pairs of one version again and store what was decided."""
    now = context.clock.now()
    found = context.store.articles.context(item.version)
    rejudged: list[Rejudged] = []
    for story in dict.fromkeys(new.story for new, _ in item.pairs):
        ground = Ground(context, context.threshold(story), context.store.decisions.apart(story))
        pairs = [pair for pair in item.pairs if pair[0].story == story]
        kind = "rules" if now - found.version.at > _GIVE_UP else None
        answers = await ask(context, [Pair(new.side, old.side) for new, old in pairs], ground.threshold, kind)
        rejudged += [await _rejudged(ground, new, judged) for new, judged in _by_mention(pairs, answers)]
    context.store.claims.record_rejudged(found.version, rejudged, now)


def _by_mention(pairs: Sequence[_Two], answers: Sequence[Judgement]) -> Iterator[tuple[StoredMention, Judged]]:
    judged: dict[int, Judged] = defaultdict(list)
    for (new, earlier), answer in zip(pairs, answers, strict=True):
        judged[new.id].append((earlier, answer))
    return ((new, judged[new.id]) for new in {new.id: new for new, _ in pairs}.values())


async def _rejudged(ground: Ground, mention: StoredMention, judged: Judged) -> Rejudged:
    """What a mention's pairs come to. Its claim is not joined to another any more, only related to it."""
    outcome = await outcome_of(ground, mention, judged)
    relations = [(one.claim, one.mention_id, one.judgement) for one in outcome.relations]
    same = [(old.claim, old.id, answer) for old, answer in judged if old.claim and old.claim == outcome.join]
    relations += [one for one in same if one[2].relation is Relation.SAME][:1]
    return Rejudged(mention.id, tuple(relations), tuple((old.id, answer) for old, answer in judged))
