"""Stage 3: a version becomes mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.articles import find_notices, only_of_article
from monitor.claims import Text, find_mentions
from monitor.comparison import search_terms
from monitor.model import EntryForm, Mention, ReadStatus, Tier
from monitor.stages.context import Context
from monitor.stages.release import release
from monitor.store.rows import VersionContext
from monitor.workers import WorkerFailed, run

# Characters of a text in which claims are looked for: a long feature has 40,000, a log or a book has no end.
_SEARCHED = 60_000
_READ_LANGUAGES = frozenset({"en", "zh", None})


async def claim_version(context: Context, item: VersionContext) -> None:
    """Find the mentions of one version in every story that it belongs to, and store them."""
    found: dict[str, tuple[Mention, ...]] = {}
    entities = {story.id: story.entities for story in context.config.stories}
    stories = _belongs_to(context, item)
    for story in stories:
        found[story] = await _mentions(context, item, entities.get(story, {}))
    if set(stories) != set(item.stories):
        context.store.articles.leave_stories(item.version.article, sorted(set(item.stories) - set(stories)))
    terms = {mention.text: search_terms(mention) for mentions in found.values() for mention in mentions}
    context.store.claims.record_mentions(item.version, found, terms, release())


def _belongs_to(context: Context, item: VersionContext) -> list[str]:
    """The stories to which an article belongs by its text; what only its feed shows is not measured by it.

    A comment was matched whole when it was listed, with its thread's title, which is no part of its text.
    """
    if item.form is not EntryForm.LINK or item.version.status is not ReadStatus.OK or item.version.number > 1:
        return list(item.stories)
    party = item.outlet if item.tier is Tier.PRIMARY else ""
    text = f"{party}\n{item.version.title}\n{item.version.text}"
    matchers = {matcher.story: matcher for matcher in context.matchers}
    return [story for story in item.stories if story not in matchers or matchers[story].matches(text)]


async def _mentions(
    context: Context, item: VersionContext, entities: Mapping[str, Sequence[str]]
) -> tuple[Mention, ...]:
    if item.language not in _READ_LANGUAGES:
        return ()
    text = Text(
        title=item.version.title,
        text=item.version.text[:_SEARCHED],
        published=item.published or item.first_seen,
        tier=item.tier,
        language=item.language or "en",
        outlet=item.outlet,
    )
    notices = find_notices(item.version.text, item.version.title)
    try:
        found = await run(context.workers, find_mentions, text, entities)
        return tuple(mention for mention in found if not only_of_article(mention.text, notices))
    except WorkerFailed as error:
        context.store.articles.record_trouble(item.version.id, f"searching it for claims {error.reason}")
        return ()
