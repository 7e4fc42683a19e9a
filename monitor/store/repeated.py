"""What an article said, and who else still says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.store.database import Database


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sentence of another article that still makes a claim."""

    claim: int
    article: int
    outlet: str
    url: str
    text: str


def said_before(database: Database, article: int, version: int, story: str) -> list[tuple[int, str, bool]]:
    """What earlier versions of an article said: claim, words, and whether this version dropped it; that first."""
    rows = database.rows(
        """SELECT m.claim, m.text, m.dropped_version IS :version AS dropped FROM mentions m
        WHERE m.article = :article AND m.version < :version AND m.story = :story
        AND m.claim IS NOT NULL AND m.retired_by IS NULL
        ORDER BY dropped DESC, m.in_title, m.version DESC, m.span_start""",
        {"article": article, "version": version, "story": story},
    )
    return [(row["claim"], row["text"], bool(row["dropped"])) for row in rows]


def still_said(database: Database, claims: Iterable[int], article: int) -> list[Repeated]:
    """Sentences of other articles that make one of these claims, deny nothing, and stand to this day."""
    wanted = sorted(set(claims))
    marks = ", ".join("?" * len(wanted))
    rows = database.rows(
        f"""SELECT m.claim, m.article, a.outlet, a.url, m.text FROM mentions m JOIN articles a ON a.id = m.article
        WHERE m.claim IN ({marks}) AND m.article != ? AND m.dropped_at IS NULL AND m.modality != 'denied'
        AND a.gone_at IS NULL AND a.duplicate_of IS NULL ORDER BY coalesce(a.published, a.first_seen), m.id""",
        (*wanted, article),
    )
    return [Repeated(row["claim"], row["article"], row["outlet"], row["url"], row["text"]) for row in rows]
