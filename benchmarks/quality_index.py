"""A history that holds sentences as claims, to be searched as the comparison searches it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from monitor.comparison import search_terms
from monitor.model import Entry, Mention, Origin, ReadStatus, SourceState, Tier
from monitor.store import open_store
from monitor.store.claims import Compared
from monitor.store.rows import ConfiguredSource, ListedEntry, NewVersion, PollRecord, ReadRecord, StoredVersion

_AT = datetime(2026, 3, 2, tzinfo=UTC)
_STORY, _OUTLET, _URL = "all", "Everybody", "https://sentences.example/all"
_NEAREST = 10


class Index:
    """One article that says everything. A context manager."""

    def __init__(self, state: Path) -> None:
        self._store = open_store(state)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def add(self, mentions: Iterable[Mention]) -> None:
        """Store mentions, each as a claim of its own; a text that is there already is stored once."""
        found = {mention.text: mention for mention in mentions}
        version = self._version()
        terms = {text: search_terms(mention) for text, mention in found.items()}
        self._store.claims.record_mentions(version, {_STORY: tuple(found.values())}, terms, "benchmark")
        origin = Origin(_OUTLET, "own")
        stored = self._store.claims.added_by(version.id)
        compared = [Compared(mention.id, None, None, origin, (), ()) for mention in stored]
        self._store.claims.record_comparison(version, compared, frozenset())

    def finds(self, asked: Mention, wanted: Mention) -> bool:
        """Whether a mention is among the ten nearest of another, which is itself not counted."""
        near = self._store.claims.nearest(_STORY, search_terms(asked), _NEAREST + 1)
        texts = [other.mention.text for other in near if other.mention.text != asked.text]
        return wanted.text in texts[:_NEAREST]

    def _version(self) -> StoredVersion:
        store = self._store
        store.sources.sync([ConfiguredSource("all", "feed", _URL, _OUTLET, Tier.PRESS)])
        store.articles.add_stories([(_STORY, "All", {"any": ["all"]})], _AT)
        listed = ListedEntry(Entry(_URL, _URL, "All"), _URL, (_STORY,))
        store.sources.record_entries(PollRecord("all", _AT, SourceState.OK, None, None, "once"), [listed])
        (article,) = store.articles.due(_AT)
        new = NewVersion("", "", ReadStatus.OK, None, "all", None, None, "benchmark")
        store.articles.record_version(ReadRecord(article.id, _AT, ReadStatus.OK, None, None), new)
        (context,) = store.articles.unfinished("read")
        return context.version
