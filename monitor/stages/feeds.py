"""Keeps the feeds that feeds.yaml asks for: files that are replaced as a whole when an event was decided on."""

from __future__ import annotations

import io
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from monitor.as_json import event_row
from monitor.config_alerts import Feeds
from monitor.explore.feeds import write_atom, write_json_feed
from monitor.stages.context import Context

_ENTRIES = 100
_MARK, _PROBLEM = "feeds_written", "feeds_problem"


def keep_feeds(context: Context) -> None:
    """Write the feeds if there is something new for them; a file that cannot be written shows in `status`."""
    feeds, facts = context.config.feeds, context.store.facts
    if feeds is None:
        if facts.text(_PROBLEM) is not None:
            facts.clear(_PROBLEM)
        return
    mark = f"{context.store.events.decided()} {feeds!r}"
    if facts.text(_MARK) == mark and all(path.exists() for path in (feeds.atom, feeds.json_feed) if path is not None):
        return
    problem, known = _write(context, feeds), facts.text(_PROBLEM)
    if problem is None:
        facts.set_text(_MARK, mark)
        if known is not None:
            facts.clear(_PROBLEM)
    elif problem != known:
        facts.set_text(_PROBLEM, problem)
        context.progress(problem)


def _write(context: Context, feeds: Feeds) -> str | None:
    """Write both; gives what went wrong, as a sentence."""
    config, now = context.config, context.clock.now()
    title = ", ".join(story.title for story in config.stories)
    rows = [event_row(event) for event in context.store.events.published(feeds.on, _ENTRIES)]
    atom, json_feed = io.StringIO(), io.StringIO()
    write_atom(rows, title, now, atom)
    write_json_feed(rows, title, json_feed)
    for path, text in ((feeds.atom, atom), (feeds.json_feed, json_feed)):
        if path is not None:
            try:
                _replace(path, text.getvalue())
            except OSError as error:
                return f"feeds: {path} cannot be written: {error.strerror or error}"
    return None


def _replace(path: Path, text: str) -> None:
    """The file has the old text or the new one at any moment, also when the power fails."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)  # a web server reads it as another user
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
