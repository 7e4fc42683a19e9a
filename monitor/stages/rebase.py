"""After an upgrade: stored pages are read again, so that a change of ours never looks like an outlet's."""

from __future__ import annotations

from pathlib import Path

from monitor.model import ReadStatus
from monitor.stages.context import Context
from monitor.stages.pages import kept_page
from monitor.stages.reading import digest_of, read_again
from monitor.stages.release import release
from monitor.store.rebasing import KeptReading, Rebasing, Reread
from monitor.store.rows import DueArticle
from monitor.workers import WorkerFailed, run

_AT_ONCE = 100


def due(context: Context, *, awaited: bool) -> list[int]:
    """Articles that another release has read, some at a time; with `awaited` those that will be read again."""
    return Rebasing(context.store.database).outdated(release(), _AT_ONCE, awaited=awaited)


def is_current(article: DueArticle) -> bool:
    """Whether this release has read what is stored of an article, so that a new reading can be compared with it."""
    return article.version is None or article.version.release == release()


async def rebase_article(context: Context, article: int) -> None:
    """Read all kept pages of an article with this release; the texts take the place of those that it gave before.

    A page that was not kept, or in which this release finds no article, leaves its text as it is.
    """
    rebasing = Rebasing(context.store.database)
    found = [await _read_again(context, kept) for kept in rebasing.readings(article)]
    rebasing.record(article, [each for each in found if each is not None], release())


async def _read_again(context: Context, kept: KeptReading) -> Reread | None:
    body = _body(context.state, kept)
    if body is None:
        return None
    try:
        read = await run(context.workers, read_again, kept, body)
    except WorkerFailed:
        return None
    if read.status is not kept.status:
        return None
    return Reread(kept.version, read.text, digest_of(kept.title, read.text), read.links)


def _body(state: Path, kept: KeptReading) -> bytes | None:
    # An empty text was forgotten on purpose (retention.versions), and is not to be filled in again.
    readable = kept.text and kept.status in (ReadStatus.OK, ReadStatus.PARTIAL)
    return kept_page(state, kept.page) if readable and kept.page is not None else None
