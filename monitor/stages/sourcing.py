"""Part of stage 4: what a version says of its sources as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.coverage import Known, Scene, cited_names, credit, is_relevant, overlap, shingles, signature
from monitor.coverage.names import fold, speaker
from monitor.stages.context import Context
from monitor.store.rows import Sourcing, StoredLink, StoredMention, VersionContext


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found of a version's sources, with the words of its links by the article that they lead to."""

    sourcing: Sourcing
    links: dict[int, str]
    credit: tuple[str, str] | None


def survey(context: Context, item: VersionContext) -> Survey:
    """Look for articles of other outlets that a version copies, for what it links to, and for who signed it."""
    origins, version = context.store.origins, item.version
    parts = shingles(version.text)
    signed = signature(version.text)
    shares = [(article, overlap(parts, shingles(text))) for article, text in origins.alike(signed, item.outlet)]
    links = [link for link in origins.links(version.id) if link.article != version.article]
    return Survey(
        Sourcing(
            bands=signed,
            copied=tuple((article, share) for article, share in shares if share > 0),
            links=tuple((link.id, link.article, _is_relevant(context, item, link)) for link in links),
        ),
        {link.article: link.link.words or link.link.url for link in links if link.article is not None},
        credit(origins.author(version.article), version.text, item.outlet, _outlets(context)),
    )


def _is_relevant(context: Context, item: VersionContext, link: StoredLink) -> bool:
    """Whether a link has to do with its text: it leads to the story, speaks of it, or shares the text's words."""
    if link.article is not None and not set(context.store.origins.stories(link.article)).isdisjoint(item.stories):
        return True
    described = f"{link.link.words}\n{link.link.line}"
    spoken = any(matcher.matches(described) for matcher in context.matchers if matcher.story in item.stories)
    return spoken or is_relevant(link.link, item.version.text)


def scene_of(context: Context, item: VersionContext, found: Survey, mentions: Sequence[StoredMention]) -> Scene:
    """What the mentions of one version and story are traced in."""
    entities = next((each.entities for each in context.config.stories if each.id == mentions[0].story), {})
    parties = {fold(alias): name for name, aliases in entities.items() for alias in (name, *aliases)}
    known = Known(_outlets(context), parties)
    return Scene(
        article=item.version.article,
        outlet=item.outlet,
        tier=item.tier,
        known=known,
        cited=cited_names([mention.mention for mention in mentions], item.outlet, known),
        speakers=frozenset(name for each in mentions if (name := speaker(each.mention)) is not None),
        copies=frozenset(article for article, _ in found.sourcing.copied),
        links=found.links,
        credit=found.credit,
    )


def _outlets(context: Context) -> frozenset[str]:
    return frozenset(source.outlet for source in context.config.sources)
