"""Makes the history follow feeds.yaml: its sources, and its stories over what is already stored."""

from __future__ import annotations

from monitor.model import Entry
from monitor.sources.matching import StoryMatcher
from monitor.sources.urls import canonical_url
from monitor.stages.context import Context
from monitor.store.rows import ListedEntry


def apply_configuration(context: Context) -> None:
    """Bring sources and stories into the history; a new or changed story takes in stored entries as its baseline."""
    store = context.store
    store.sources.sync(context.configured)
    stories = [(story.id, story.title, story.model_dump(mode="json")) for story in context.config.stories]
    changed = set(store.articles.add_stories(stories, context.clock.now()))
    store.feedback.set_threshold(context.config.judge.threshold)
    for matcher in context.matchers:
        if matcher.story in changed:
            _take_in(context, matcher)


def _take_in(context: Context, matcher: StoryMatcher) -> None:
    for source, entry in context.store.sources.unmatched_entries(matcher.story):
        if matcher.matches(entry_text(entry, *context.party(source))):
            listed = ListedEntry(entry, article_url(source, entry), (matcher.story,))
            context.store.sources.add_to_story(source, context.clock.now(), listed)


def entry_text(entry: Entry, *party: str) -> str:
    """What a story's match reads of an entry; a party seldom names itself, so its outlet stands for it."""
    return "\n".join((*party, entry.about, entry.title, entry.summary))


def article_url(source: str, entry: Entry) -> str:
    """The canonical address of an entry's article; an entry without one gets a name of its own."""
    return canonical_url(entry.url) if entry.url else f"entry:{source}:{entry.identity}"
