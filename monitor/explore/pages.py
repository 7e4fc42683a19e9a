"""What each page shows: from the history to the values that its template takes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.articles.versions import DiffOp, word_diff
from monitor.as_json import event_row
from monitor.coverage.omissions import Omission
from monitor.coverage.omissions import omissions as weighed
from monitor.explore.charts import Spec, per_day, values
from monitor.explore.feeds import write_atom, write_json_feed
from monitor.explore.graph import origin_graph
from monitor.model import EventKind
from monitor.store import Store, lookup, overview
from monitor.store import omissions as absence

Page = dict[str, Any]
_EVENTS = 60
_PAIRS = 40
_ARTICLES = 100
_HITS = 50
_MATTERS = 40
_VERSION_LETTERS = 60_000


def feed(store: Store, form: str, story: str | None, now: datetime) -> str:
    """The latest events as an `atom` or a `json` feed, of one story or of all."""
    out = io.StringIO()
    rows = [event_row(event) for event in store.events.published(tuple(EventKind), _ARTICLES, story)]
    if form == "atom":
        write_atom(rows, story or "monitor", now, out)
    else:
        write_json_feed(rows, story or "monitor", out)
    return out.getvalue()


def stories(store: Store) -> Page:
    """The front page: every story."""
    return {"title": "Stories", "stories": overview.story_rows(store.database)}


def story(store: Store, ident: str, kind: str | None, before: int | None) -> Page | None:
    """What is contested now, what changed, and who covers it; None for an unknown story."""
    found = next((row for row in overview.story_rows(store.database) if row["id"] == ident), None)
    if found is None:
        return None
    days = overview.event_days(store.database, ident)
    articles = overview.article_days(store.database, ident)
    events = overview.event_rows(store.database, ident, kind, _EVENTS, before)
    return {
        "title": found["title"],
        "story": found,
        "contested": overview.contested_pairs(store.database, ident, _PAIRS),
        "events": events,
        "kind": kind,
        "kinds": sorted({row["kind"] for row in days}),
        "more": events[-1]["id"] if len(events) == _EVENTS else None,
        "outlets": overview.story_outlets(store.database, ident),
        "event_days": days,
        "article_days": articles,
    }


def claim(store: Store, ident: int) -> Page | None:
    """Every mention of a claim, what stands against it, its values over time and where it comes from."""
    row = lookup.claim_detail(store.database, ident)
    if row is None:
        return None
    standing = [mention for mention in row["mentions"] if not mention["dropped_at"]]
    return {
        "title": row["text"],
        "claim": row,
        "graph": origin_graph(standing),
        "values": _values(store, row),
    }


def chart(store: Store, what: str, ident: str) -> Spec | None:
    """The chart that a page shows: `events` or `articles` of a story, `values` of a claim; None where there is none."""
    if what == "events":
        return per_day(overview.event_days(store.database, ident), "kind")
    if what == "articles":
        return per_day(overview.article_days(store.database, ident), "outlet")
    row = lookup.claim_detail(store.database, int(ident)) if ident.isdigit() else None
    return None if row is None else values(_values(store, row))


def _values(store: Store, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The first quantity of each mention of the claim and of what contradicts or updates it, where the units agree."""
    claims = [
        row["id"],
        *(each["claim"] for each in row["relations"] if each["relation"] in ("contradicts", "updates")),
    ]
    found = overview.quantity_rows(store.database, claims)
    units = {each["unit"] for each in found}
    return found if len(units) == 1 and len({each["value"] for each in found}) > 1 else []


def article(store: Store, ident: int, old: int | None, new: int | None) -> Page | None:
    """An article with its versions, a readable diff of two of them, its claims and events."""
    row = lookup.article_detail(store.database, ident)
    if row is None:
        return None
    versions = {version.number: version for version in lookup.article_versions(store.database, ident)}
    last = new if new in versions else max(versions, default=None)
    earlier = [number for number in versions if last is not None and number < last]
    first = old if old in versions else max(earlier, default=last)
    diff: list[tuple[DiffOp, str]] = []
    if last is not None and first is not None:
        before, after = versions[first].text[:_VERSION_LETTERS], versions[last].text[:_VERSION_LETTERS]
        diff = [(DiffOp.SAME, after)] if first == last else list(word_diff(before, after))
    return {"title": row["title"], "article": row, "diff": diff, "shown": (first, last), "DiffOp": DiffOp}


def event(store: Store, ident: int) -> Page | None:
    """An event with both sides, the reason, and who was told."""
    row = lookup.event_detail(store, ident)
    return None if row is None else {"title": row["summary"], "event": row, "sides": _sides(row["claims"])}


def _sides(claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Both sentences with the words that differ marked; one sentence is shown as it is."""
    if len(claims) != 2:
        return [{**claim, "words": [(False, claim["text"])]} for claim in claims]
    earlier, new = sorted(claims, key=lambda claim: claim["role"])
    ops = list(word_diff(earlier["text"], new["text"]))
    return [
        {**earlier, "words": [(op is DiffOp.DROPPED, words) for op, words in ops if op is not DiffOp.ADDED]},
        {**new, "words": [(op is DiffOp.ADDED, words) for op, words in ops if op is not DiffOp.DROPPED]},
    ]


def outlet(store: Store, name: str) -> Page | None:
    """An outlet's record, its latest articles and what was noticed about them."""
    record = overview.outlet_row(store.database, name)
    if record is None:
        return None
    return {
        "title": name,
        "record": {key: value for key, value in record.items() if key != "outlet"},
        "articles": overview.outlet_articles(store.database, name, _ARTICLES),
        "events": overview.outlet_events(store.database, name, _EVENTS),
    }


def omissions(store: Store, ident: str) -> Page | None:
    """Who says, disputes and leaves out what matters in a story, and the lenses of each; None for an unknown story."""
    found = next((row for row in overview.story_rows(store.database) if row["id"] == ident), None)
    if found is None:
        return None
    present = absence.attendance(store.database, ident)
    matters = weighed(absence.matters(store.database, ident), present)[:_MATTERS]
    heard = {voice.outlet for one in matters for voice in (*one.matter.says, *one.matter.disputes)}
    return {
        "title": f"Omissions: {found['title']}",
        "story": found,
        "outlets": sorted(heard | {each.outlet for each in present}),
        "matters": [{"omission": one, "cells": _cells(one)} for one in matters],
        "lenses": absence.lens_counts(store.database, ident),
    }


def _cells(one: Omission) -> dict[str, str]:
    """What the matrix says of each outlet that had an occasion to mention a claim."""
    cells = {each.outlet: f"leaves out ({each.articles})" for each in one.leaves_out}
    cells |= {voice.outlet: "says" for voice in one.matter.says}
    for voice in one.matter.disputes:
        cells[voice.outlet] = "says and disputes" if cells.get(voice.outlet, "").startswith("says") else "disputes"
    return cells


def search(store: Store, words: str) -> Page:
    """Claims and articles that hold all of the words."""
    return {
        "title": f"Search: {words}" if words else "Search",
        "words": words,
        "claims": overview.found_claims(store.database, words, _HITS),
        "articles": overview.found_articles(store.database, words, _HITS),
    }
