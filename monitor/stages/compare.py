"""Stage 4: new mentions meet the stored claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest

from monitor.comparison import Candidate, ClaimRelation, Outcome, decide, outweighed, search_terms
from monitor.coverage import Restated, Scene, find_origin
from monitor.model import Judgement, Modality, Origin, Pair, Relation
from monitor.stages.context import Context
from monitor.stages.judging import ask
from monitor.stages.sourcing import scene_of, survey
from monitor.store.claims import Compared
from monitor.store.codec import words_of
from monitor.store.rows import Apart, StoredMention, VersionContext

NEAREST = 12
_OWN_NEAREST = 3
_POOLED = 5
_ALIKE = frozenset({Relation.SAME, Relation.SUPPORTS})
_KEPT = frozenset({Relation.CONTRADICTS, Relation.UPDATES, Relation.UNJUDGED})

Judged = list[tuple[StoredMention, Judgement]]


async def compare_version(context: Context, item: VersionContext) -> None:
    """Compare one version's new mentions with their nearest stored claims, and store what was decided."""
    mentions = context.store.claims.uncompared(item.version.id)
    found = survey(context, item)
    compared: list[Compared] = []
    for story in dict.fromkeys(mention.story for mention in mentions):
        apart = context.store.decisions.apart(story)
        # What is only read again tells nothing, and an unanswered pair of it would be told when it is answered.
        judge = "rules" if item.version.rebasing else None
        ground = Ground(context, context.threshold(story), apart, judge)
        of_story = [mention for mention in mentions if mention.story == story]
        compared += await _compare(ground, of_story, scene_of(context, item, found, of_story))
    context.store.claims.record_comparison(item.version, compared, item.baseline_stories, found.sourcing)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the mentions of one version and story are compared on."""

    context: Context
    threshold: float
    apart: tuple[Apart, ...]
    judge: str | None = None


async def _compare(ground: Ground, mentions: Sequence[StoredMention], scene: Scene) -> list[Compared]:
    claims = ground.context.store.claims
    terms = [search_terms(mention.mention) for mention in mentions]
    near = [claims.nearest(m.story, words, NEAREST) for m, words in zip(mentions, terms, strict=True)]
    against = [
        [other for other in (*found, *before) if not _two_records(mention, other)]
        for mention, found, before in zip(mentions, near, _before(mentions, terms), strict=True)
    ]
    done: list[Compared] = []
    said = _Said(ground.context, scene)
    judged = await _judge(ground, mentions, against)
    outcomes = [await outcome_of(ground, mention, pairs) for mention, pairs in zip(mentions, judged, strict=True)]
    for mention, pairs, outcome in zip(mentions, judged, _without_moved(mentions, outcomes), strict=True):
        done.append(_compared(mention, pairs, outcome, said.origin(mention, outcome.join)))
    return done


def _without_moved(mentions: Sequence[StoredMention], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes without contradictions to a claim that other words of the same article call its earlier state.

    Where the text says that the toll rose from two to four, its title 'Four dead' contradicts nobody who said two.
    """
    roots = _roots(mentions, outcomes)
    updated = {
        (roots[m.id], r.claim) for m, o in zip(mentions, outcomes, strict=True) for r in o.relations if _moves(r)
    }
    return [
        replace(outcome, relations=tuple(r for r in outcome.relations if _moves(r) or (root, r.claim) not in updated))
        for outcome, root in zip(outcomes, (roots[mention.id] for mention in mentions), strict=True)
    ]


def _moves(relation: ClaimRelation) -> bool:
    return relation.judgement.relation is Relation.UPDATES


def _roots(mentions: Sequence[StoredMention], outcomes: Sequence[Outcome]) -> dict[int, int]:
    """For each mention the claim that it joins, or the first of its article that it restates (as a negative id)."""
    roots: dict[int, int] = {}
    for mention, outcome in zip(mentions, outcomes, strict=True):
        join = outcome.join if outcome.join is not None else -mention.id
        roots[mention.id] = roots.get(-join, join) if join < 0 else join
    return roots


def _two_records(one: StoredMention, other: StoredMention) -> bool:
    """Whether two sentences tell of two records, which are of two things, however alike their names are."""
    return one.of_record and other.of_record and one.article != other.article


def _before(mentions: Sequence[StoredMention], terms: Sequence[Sequence[str]]) -> Iterator[list[StoredMention]]:
    """For each mention the few earlier ones of its version that share most words: a title restates its lead."""
    words = [frozenset(each) for each in terms]
    for index in range(len(mentions)):
        shared = [(len(words[index] & words[other]), other) for other in range(index)]
        likely = nlargest(_OWN_NEAREST, (pair for pair in shared if pair[0] > 1))
        yield [mentions[other] for _, other in likely]


async def _judge(
    ground: Ground, mentions: Sequence[StoredMention], against: Sequence[Sequence[StoredMention]]
) -> list[Judged]:
    pairs = [Pair(one.side, other.side) for one, others in zip(mentions, against, strict=True) for other in others]
    rest = iter(await ask(ground.context, pairs, ground.threshold, ground.judge))
    return [[(other, next(rest)) for other in others] for others in against]


async def outcome_of(ground: Ground, mention: StoredMention, judged: Judged) -> Outcome:
    """What follows from a mention's judged pairs, borne out by all mentions of the claims concerned."""
    return await _sound(ground, mention, _outcome(ground, mention, judged))


def _outcome(ground: Ground, mention: StoredMention, judged: Judged) -> Outcome:
    """What the room of comparison decides, except where a person decided otherwise."""
    usable = [(other, answer) for other, answer in judged if _usable(mention, other, answer)]
    candidates = [
        (Candidate(_claim(other), other.id, other.article, other.side), answer)
        for other, answer in usable
        if answer.relation not in _ALIKE or not _split_by_hand(ground.apart, mention, other)
    ]
    outcome = decide(mention.mention, candidates, ground.threshold)
    apart = {each.against for each in ground.apart if each.claim == outcome.join}
    relations = (r for r in outcome.relations if r.judgement.relation not in _ALIKE or r.claim not in apart)
    return replace(outcome, relations=tuple(relations))


def _split_by_hand(apart: Sequence[Apart], one: StoredMention, other: StoredMention) -> bool:
    """Whether a person has said that what these two say is not one claim."""
    words, others = words_of(one.mention.text), words_of(other.mention.text)
    sides = {(each.claim, each.against): each.words for each in apart}
    return any(
        words in mine and (other.claim == against or others in sides[against, claim])
        for (claim, against), mine in sides.items()
    )


async def _sound(ground: Ground, mention: StoredMention, outcome: Outcome) -> Outcome:
    """The outcome without contradictions that all mentions of the two claims, taken together, do not bear out."""
    kept = [relation for relation in outcome.relations if await _borne_out(ground, mention, outcome.join, relation)]
    return replace(outcome, relations=tuple(kept))


async def _borne_out(ground: Ground, mention: StoredMention, join: int | None, found: ClaimRelation) -> bool:
    """Whether a contradiction holds between all that stands of the two claims, each wording counted once."""
    if found.judgement.relation is not Relation.CONTRADICTS or found.claim < 0:
        return True
    claims = ground.context.store.claims
    if join is not None and join > 0 and found.claim in claims.related(join, Relation.UPDATES):
        return False
    shown, earlier = claims.mention(found.mention_id), claims.of_claim(found.claim)
    if all(other.dropped for other in earlier):
        return False
    new = _wordings(mention, claims.of_claim(join) if join is not None and join > 0 else ())
    others = _wordings(shown, earlier)
    if len(new) == len(others) == 1:
        return True
    judged = await _judge(ground, new, [others] * len(new))
    return not outweighed([answer for pairs in judged for _, answer in pairs])


def _wordings(shown: StoredMention, of_claim: Sequence[StoredMention]) -> list[StoredMention]:
    """The mention in question, and the other wordings of its claim that stand, newest first; copies count once."""
    by_words = {words_of(shown.mention.text): shown}
    for other in reversed(of_claim):
        if not other.dropped:
            by_words.setdefault(words_of(other.mention.text), other)
    return list(by_words.values())[:_POOLED]


def _compared(mention: StoredMention, judged: Judged, outcome: Outcome, origin: Origin) -> Compared:
    join = outcome.join
    return Compared(
        mention=mention.id,
        join=join if join is not None and join > 0 else None,
        restates=-join if join is not None and join < 0 else None,
        origin=origin,
        relations=tuple((r.claim, r.mention_id, r.judgement) for r in outcome.relations if r.claim > 0),
        judged=tuple((other.id, answer) for other, answer in judged if answer.relation in _KEPT),
    )


def _usable(mention: StoredMention, other: StoredMention, answer: Judgement) -> bool:
    """An article neither contradicts nor updates itself (a changed text is a revision), and a forecast nobody."""
    if answer.relation in _ALIKE:
        return True
    foretold = Modality.FORECAST in (mention.mention.modality, other.mention.modality)
    return other.article != mention.article and not (foretold and answer.relation is Relation.CONTRADICTS)


def _claim(mention: StoredMention) -> int:
    """The claim of a stored mention; one of the same version has none yet and stands for itself."""
    return mention.claim if mention.claim is not None else -mention.id


@dataclass(slots=True)
class _Said:
    """What one version has said of each claim so far, with where it has it from."""

    context: Context
    scene: Scene
    by_claim: dict[int, list[Restated]] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=dict)  # of a claim that is not stored yet, by its mentions

    def origin(self, mention: StoredMention, join: int | None) -> Origin:
        """The origin of a mention that joins a claim, or restates an earlier mention of its version."""
        claim = self.claims.get(-join, join) if join is not None and join < 0 else join
        stored = self.context.store.origins.restated(claim) if claim is not None and claim > 0 else []
        claim = -mention.id if claim is None else claim
        here = self.by_claim.setdefault(claim, [])
        found = find_origin(mention.mention, [*(Restated(*each) for each in stored), *here], self.scene)
        here.append(Restated(mention.mention.text, mention.article, mention.side.outlet, found.name))
        self.claims[mention.id] = claim
        return found
