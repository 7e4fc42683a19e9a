"""Who a statement comes from: the outlet itself, or somebody whom it repeats, followed to the root."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from monitor.coverage.names import Known, Named, as_known, fold, met_its_source, named_sources, speaker
from monitor.coverage.quotations import same_quotation
from monitor.model import Mention, Origin, Step, Tier

_COPIED_WORDS = 8
_COPIED_SHARE = 0.7
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Restated:
    """A mention of the same claim that is stored already."""

    text: str
    article: int
    outlet: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Scene:
    """What an article says of its sources as a whole.

    `cited` are all whom it names, `speakers` those whom it quotes by their office, `copies` the articles of other
    outlets that it is a copy of, `links` the articles that it links to with the words of the link, `credit` the agency
    of its byline and the byline.
    """

    article: int
    outlet: str
    tier: Tier
    known: Known = field(default_factory=Known)
    cited: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    copies: frozenset[int] = frozenset()
    links: Mapping[int, str] = field(default_factory=dict)
    credit: tuple[str, str] | None = None


def find_origin(mention: Mention, restated: Sequence[Restated], scene: Scene) -> Origin:
    """The origin of one mention.

    In this order: whoever the sentence names, the agency of the byline, an earlier text that it copies, an earlier one
    with the same quotation, what the article says of its source elsewhere, an article that it links to, whoever the
    article names and the claim already comes from, the outlet itself. What leads to another outlet goes on to where
    that outlet has it from.
    """
    named = named_sources(mention, scene.outlet, scene.known)
    said = [_step(link, named[:place], restated, scene) for place, link in enumerate(named)]
    if any(step.kind != "anonymous" for step in said):
        steps = _followed(said, restated)
        if steps[-1].kind in ("person", "party"):
            return _spoken(mention, steps, restated)
        return Origin(steps[-1].name, _last_kind(steps), tuple(steps))
    if scene.tier is not Tier.PRIMARY:
        repeated = _repeated(mention, restated, scene)
        if repeated:
            steps = _followed(repeated, restated)
            return Origin(steps[-1].name, repeated[0].kind, (*said, *steps))
    return Origin(own_name(scene), _own_kind(scene), tuple(said))


def _spoken(mention: Mention, steps: list[Step], restated: Sequence[Restated]) -> Origin:
    """The origin of what a person is quoted with: one utterance has one speaker, under whatever name.

    What others printed of it before without a name comes from that speaker too.
    """
    same = [each for each in restated if same_quotation(mention.text, each.text)]
    before = next((each for each in same if each.origin not in (None, each.outlet, steps[-1].name)), None)
    if before is not None and before.origin is not None:
        steps = [*steps, Step(before.origin, "quoted", before.text, before.article)]
    unnamed = tuple(dict.fromkeys(each.article for each in same if each.origin in (None, each.outlet)))
    return Origin(steps[-1].name, _last_kind(steps), tuple(steps), unnamed)


def own_name(scene: Scene) -> str:
    """Under which name an outlet speaks for itself: a party's own outlet speaks as the party."""
    return (scene.known.party(scene.outlet) if scene.tier is Tier.PRIMARY else None) or scene.outlet


def _own_kind(scene: Scene) -> str:
    return {Tier.PRIMARY: "party", Tier.FORUM: "forum"}.get(scene.tier, "own")


def _step(link: Named, before: Sequence[Named], restated: Sequence[Restated], scene: Scene) -> Step:
    """The step to a named source; one that names nobody leads to the outlet that met these people."""
    if link.name is None:
        met = next((other.name for other in reversed(before) if other.name is not None), None)
        return Step(met or own_name(scene), "anonymous", link.words)
    name = as_known(link.name, (*scene.known.outlets, *(each.origin for each in restated if each.origin)))
    found = next((each.article for each in restated if each.outlet == name), None)
    return Step(name, link.kind, link.words, found)


def _repeated(mention: Mention, restated: Sequence[Restated], scene: Scene) -> list[Step]:
    """The steps to a statement that this one repeats without saying so in the sentence; none where it repeats none."""
    if scene.credit is not None and as_known(scene.credit[0], scene.known.outlets) != scene.outlet:
        return [Step(as_known(scene.credit[0], scene.known.outlets), "wire", scene.credit[1])]
    if met_its_source(mention, scene.outlet):
        return []
    others = [each for each in restated if each.origin is not None and each.outlet != scene.outlet]
    for other in others:
        # What a text that is known to be a copy says as the other does, it has from there, however short or edited.
        if other.article in scene.copies or is_copy(mention.text, other.text):
            return _through(other, "copied", f"near-identical to {other.outlet}")
    for other in others:
        if same_quotation(mention.text, other.text):
            return _through(other, "quoted", f"the quotation that {other.outlet} prints")
    told_by = speaker(mention)
    speakers = scene.speakers if mention.in_title else {told_by} - {None}  # a title leaves to its text who says so
    for other, name in product(others, sorted(filter(None, speakers))):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fold(other.text)):
            return _through(other, "office", name)
    for own in restated:
        if own.article == scene.article and own.origin not in (None, own_name(scene)):
            return [Step(own.origin or own.outlet, "elsewhere", own.text)]
    for other in others:
        if other.article in scene.links:
            return _through(other, "linked", scene.links[other.article])
    for other in others:
        if other.origin in scene.cited:
            return [Step(other.origin or other.outlet, "cited", f"the article names {other.origin}", other.article)]
    return []


def _through(other: Restated, kind: str, words: str) -> list[Step]:
    """The step to another outlet's mention, and the one from there to its origin."""
    steps = [Step(other.outlet, kind, words, other.article)]
    if other.origin is not None and other.origin != other.outlet:
        steps.append(Step(other.origin, "followed", other.text, other.article))
    return steps


def _followed(steps: list[Step], restated: Sequence[Restated]) -> list[Step]:
    """The steps with those that follow: from an outlet to whoever it has the claim from, as far as that is known."""
    steps, seen = list(steps), {step.name for step in steps}
    while steps and len(steps) < _LONGEST_CHAIN:
        origins = [(each.origin, each) for each in restated if each.outlet == steps[-1].name]
        if not origins or any(origin == steps[-1].name for origin, _ in origins):
            break
        name, via = next(((origin, each) for origin, each in origins if origin is not None), (None, None))
        if name is None or via is None or name in seen:
            break
        seen.add(name)
        steps.append(Step(name, "followed", via.text, via.article))
    return steps


def _last_kind(steps: Sequence[Step]) -> str:
    return next(step.kind for step in reversed(steps) if step.kind not in ("anonymous", "followed"))


def is_copy(text: str, other: str) -> bool:
    """Whether two sentences are one sentence with edits that leave seven in ten of its word pairs.

    Source: containment of word bigrams (Broder 1997), with a floor on length since short sentences
    agree by chance.
    """
    one, two = _pairs(text), _pairs(other)
    smaller = min(len(one), len(two))
    return smaller >= _COPIED_WORDS and len(one & two) >= _COPIED_SHARE * smaller


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(re.findall(r"\w+", fold(text))))
