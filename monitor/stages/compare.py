"""Stage 4: new mentions meet the stored claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest

from monitor.comparison import Candidate, decide, judge_pairs, search_terms
from monitor.coverage import CitedNames, find_origin
from monitor.coverage.origins import Restated, cited_names
from monitor.model import Judgement, Pair, Relation
from monitor.stages.context import Context
from monitor.store.claims import Compared, MentionOrigin
from monitor.store.rows import StoredMention, VersionContext
from monitor.workers import WorkerFailed, run

_NEAREST = 12
_OWN_NEAREST = 3
_KEPT = frozenset({Relation.CONTRADICTS, Relation.UPDATES, Relation.UNJUDGED})

Judged = list[tuple[StoredMention, Judgement]]


async def compare_version(context: Context, item: VersionContext) -> None:
    """Compare one version's new mentions with their nearest stored claims, and store what was decided."""
    claims = context.store.claims
    mentions = claims.uncompared(item.version.id)
    terms = [search_terms(mention.mention) for mention in mentions]
    near = [claims.nearest(m.story, words, _NEAREST) for m, words in zip(mentions, terms, strict=True)]
    against = [[*found, *before] for found, before in zip(near, _before(mentions, terms), strict=True)]
    judged = await _judge(context, mentions, against)
    outlets = frozenset(source.outlet for source in context.config.sources)
    names = cited_names([mention.mention for mention in mentions], item.outlet, outlets)
    compared = [_decide(context, mention, pairs, names) for mention, pairs in zip(mentions, judged, strict=True)]
    claims.record_comparison(item.version, compared, item.baseline_stories)


def _before(mentions: Sequence[StoredMention], terms: Sequence[Sequence[str]]) -> Iterator[list[StoredMention]]:
    """For each mention the few earlier ones of its version that share most words: a title restates its lead."""
    words = [frozenset(each) for each in terms]
    for index, mention in enumerate(mentions):
        shared = [
            (len(words[index] & words[other]), other)
            for other in range(index)
            if mentions[other].story == mention.story
        ]
        likely = nlargest(_OWN_NEAREST, (pair for pair in shared if pair[0] > 1))
        yield [mentions[other] for _, other in likely]


async def _judge(
    context: Context, mentions: Sequence[StoredMention], against: Sequence[Sequence[StoredMention]]
) -> list[Judged]:
    pairs = [Pair(one.side, other.side) for one, others in zip(mentions, against, strict=True) for other in others]
    settings = context.config.judge
    try:
        answers = await run(context.workers, judge_pairs, settings, pairs) if pairs else []
    except WorkerFailed as error:
        answers = [_unjudged(settings.kind, f"the judge {error.reason}") for _ in pairs]
    rest = iter(answers)
    return [[(other, next(rest)) for other in others] for others in against]


def _unjudged(judge: str, reason: str) -> Judgement:
    return Judgement(Relation.UNJUDGED, 0.0, 0.0, 0.0, None, reason, judge)


def _decide(context: Context, mention: StoredMention, judged: Judged, names: CitedNames) -> Compared:
    usable = [(other, answer) for other, answer in judged if _usable(mention, other, answer)]
    outcome = decide(
        mention.mention,
        [(Candidate(_claim(other), other.id, other.article, other.side), answer) for other, answer in usable],
        context.config.judge.threshold,
    )
    join = outcome.join
    restated = [other for other, _ in usable if join is not None and _claim(other) == join]
    return Compared(
        mention=mention.id,
        join=join if join is not None and join > 0 else None,
        restates=-join if join is not None and join < 0 else None,
        origin=_origin(mention, restated, names),
        relations=tuple((r.claim, r.mention_id, r.judgement) for r in outcome.relations if r.claim > 0),
        judged=tuple((other.id, answer) for other, answer in judged if answer.relation in _KEPT),
    )


def _usable(mention: StoredMention, other: StoredMention, answer: Judgement) -> bool:
    """An article neither contradicts nor updates itself; a changed text is a revision."""
    return other.article != mention.article or answer.relation in (Relation.SAME, Relation.SUPPORTS)


def _claim(mention: StoredMention) -> int:
    """The claim of a stored mention; one of the same version has none yet and stands for itself."""
    return mention.claim if mention.claim is not None else -mention.id


def _origin(mention: StoredMention, restated: Sequence[StoredMention], names: CitedNames) -> MentionOrigin:
    earlier = [Restated(other.mention.text, other.side.outlet, other.origin) for other in restated]
    found = find_origin(mention.mention, mention.side.outlet, mention.side.tier, earlier, names)
    return MentionOrigin(found.name, found.kind, found.words)
