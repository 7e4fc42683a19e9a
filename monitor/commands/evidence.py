"""`monitor show a7 --evidence FILE`: proof of what was online, in one file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.run import Run
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.articles.evidence import EvidencePage, EvidenceVersion
    from monitor.store.captures import KeptVersion

_KNOWN = ("id", "url", "outlet", "tier", "title", "author", "published", "first_seen", "gone_at", "reason", "events")


def write_evidence(run: Run, row: dict[str, Any], path: Path) -> None:
    """Write the evidence of an article, as `show --json` has it, to a new file, and say what its checksum is."""
    from monitor import __version__
    from monitor.articles.evidence import evidence
    from monitor.store.captures import kept_versions

    if path.exists():
        raise UsageError(f"{path} exists already; evidence is never overwritten, name another file")
    versions = [_version(run.state, kept) for kept in kept_versions(run.history().database, row["id"])]
    if not versions:
        raise UsageError(f"a{row['id']} was not read yet, so there is nothing to show")
    article = {key: row[key] for key in _KNOWN}
    body = evidence(article, versions, f"story-monitor {__version__}", run.clock.now())
    _write(path, body)
    pages = sum(version.page is not None for version in versions)
    click.echo(f"{path}: {len(versions)} versions, {pages} pages, sha256 {hashlib.sha256(body).hexdigest()}")


def _write(path: Path, body: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(body)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _version(state: Path, kept: KeptVersion) -> EvidenceVersion:
    from monitor.articles.evidence import EvidenceVersion

    version = kept.version
    return EvidenceVersion(
        number=version.number,
        first_read=version.at,
        last_read=version.last_seen or version.at,
        title=version.title,
        text=version.text,
        page=_page(state, kept),
    )


def _page(state: Path, kept: KeptVersion) -> EvidencePage | None:
    from monitor.articles.evidence import EvidencePage
    from monitor.stages.pages import kept_page

    body = None if kept.page is None else kept_page(state, kept.page)
    if body is None or kept.capture is None:
        return None
    capture = kept.capture
    return EvidencePage(capture.asked_url, capture.url, capture.status, capture.headers, body)
