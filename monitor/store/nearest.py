"""The stored mentions that a new one is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.store.codec import STORED_MENTION, stored_mention
from monitor.store.database import Database
from monitor.store.rows import StoredMention
from monitor.store.term_index import TermIndex

_AT_ONCE = 10_000  # rows: all two million of a long story at once would take half a gigabyte


class Nearest:
    """An index in memory of each story's mentions, read from `mention_terms` and kept up with it.

    It holds what has a claim, in the order in which that was found, so that what came last is all there is to read.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._stories: dict[str, tuple[int, TermIndex]] = {}

    def find(self, story: str, terms: Sequence[str], limit: int) -> list[StoredMention]:
        """Mentions of the story's claims that share the rarest of these terms, best match first."""
        ids = self._index(story).nearest(words(terms), limit)
        if not ids:
            return []
        marks = ", ".join("?" * len(ids))
        rows = self._db.rows(f"{STORED_MENTION} WHERE m.id IN ({marks}) AND m.claim IS NOT NULL", ids)
        found = {row["id"]: row for row in rows}
        return [stored_mention(found[each]) for each in ids if each in found]

    def _index(self, story: str) -> TermIndex:
        last, index = self._stories.get(story, (0, TermIndex()))
        while rows := self._db.rows(
            """SELECT place, mention, terms FROM mention_terms WHERE story = ? AND place > ?
            ORDER BY place LIMIT ?""",
            (story, last, _AT_ONCE),
        ):
            for row in rows:
                index.add(row["mention"], row["terms"].split())
            last = rows[-1]["place"]
            if len(rows) < _AT_ONCE:
                break
        self._stories[story] = (last, index)
        return index


def words(terms: Iterable[str]) -> list[str]:
    """Search terms as they are kept: lower case, cut at white space, each once."""
    return list(dict.fromkeys(word for term in terms for word in term.lower().split()))
