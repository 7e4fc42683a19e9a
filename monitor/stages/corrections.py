"""Part of stage 5: what a notice takes back, and who has not."""

from __future__ import annotations

from monitor.articles import NoticeKind
from monitor.coverage import Edit, SaidBefore, corrected
from monitor.model import Corrected
from monitor.stages.context import Context
from monitor.store.repeated import said_before, still_said
from monitor.store.rows import StoredVersion, VersionContext


def notice_of(version: StoredVersion) -> str | None:
    """The correction, clarification or retraction that a version brought; a note that it was updated is none."""
    return None if version.notice_kind == NoticeKind.UPDATE else version.notice


def edit_of(version: StoredVersion, previous: StoredVersion | None) -> Edit:
    """The words of a version and of the one before it."""
    note = version.notice if version.notice_kind == NoticeKind.UPDATE else None
    return Edit() if previous is None else Edit(_whole(previous), _whole(version), note)


def _whole(version: StoredVersion) -> str:
    return f"{version.title}\n{version.text}"


def corrections_of(context: Context, item: VersionContext, story: str) -> tuple[Corrected, ...]:
    """The claims that a version's notice takes back, each with the other outlets that still make it."""
    version, database = item.version, context.store.database
    notice = notice_of(version)
    if notice is None:
        return ()
    before = [SaidBefore(*said) for said in said_before(database, version.article, version.id, story)]
    found = corrected(notice, before, retraction=version.notice_kind == NoticeKind.RETRACTION)
    elsewhere = still_said(database, [each.claim for each in found], version.article)
    return tuple(
        Corrected(each.claim, each.text, tuple(dict.fromkeys(r.outlet for r in elsewhere if r.claim == each.claim)))
        for each in found
    )
