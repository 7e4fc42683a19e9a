"""One story as one HTML file to send to somebody: it opens from disk, and fetches nothing."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from monitor import __version__
from monitor.clock import iso
from monitor.explore.charts import Spec, per_day, svg
from monitor.explore.filters import FILTERS
from monitor.explore.sides import marked
from monitor.model import EventKind
from monitor.store import Store, overview
from monitor.store.listings import article_rows
from monitor.store.paging import Page

_HERE = Path(__file__).parent
_EVENTS = 500
_ARTICLES = 500
_PAIRS = 200


def report(store: Store, story: str, made: datetime) -> str | None:
    """The file's text; None for a story that is not in the history. Charts are drawn where vl-convert is installed."""
    database = store.database
    found = next((row for row in overview.story_rows(database) if row["id"] == story), None)
    if found is None:
        return None
    events = overview.event_rows(database, story, tuple(EventKind), _EVENTS)
    environment = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True)
    environment.filters.update(FILTERS)
    return environment.get_template("monitor/report.html").render(
        story=found,
        made=iso(made),
        release=__version__,
        css=(_HERE / "static" / "monitor.css").read_text("utf-8"),
        contested=[marked(pair) for pair in overview.contested_pairs(database, story, _PAIRS)],
        events=events,
        more=len(events) == _EVENTS,
        outlets=overview.story_outlets(database, story),
        articles=list(article_rows(database, story, page=Page(_ARTICLES))),
        all_articles=found["articles"],
        event_chart=_drawn(per_day(overview.event_days(database, story), "kind")),
        article_chart=_drawn(per_day(overview.article_days(database, story), "outlet")),
    )


def _drawn(spec: Spec | None) -> str | None:
    return svg(spec) if spec is not None and find_spec("vl_convert") else None
