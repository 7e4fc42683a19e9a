"""What each page shows: from the history to the values that its template takes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from monitor.articles.versions import DiffOp, word_diff
from monitor.as_json import event_row
from monitor.explore.charts import Spec, per_day, values
from monitor.explore.feeds import write_atom, write_json_feed
from monitor.explore.graph import origin_graph
from monitor.explore.sides import marked, side_by_side
from monitor.model import EventKind, SourceState
from monitor.store import Store, lookup, overview
from monitor.store.listings import source_rows

Page = dict[str, Any]
_EVENTS = 40
_PAIRS = 40
_STANDING = 200
_RIVALS = 10
_MENTIONS = 200
_ARTICLES = 100
_HITS = 50
_VERSION_LETTERS = 60_000
_RECORD = {
    "articles": "articles",
    "reread": "read more than once",
    "mentions": "sentences that make a claim",
    "claims": "claims",
    "shared": "of them told by others too",
    "first": "told first of all",
    "repeated": "told after others, from the same origin",
    "contradicted": "contradicted by others later",
    "confirmed": "confirmed by the party itself later",
    "corroborated": "borne out by another origin later",
    "revisions": "changed after publishing",
    "silent_edits": "of them without a notice",
    "corrections": "corrected",
    "removals": "withdrawn",
}
_LATEST = 3
_TROUBLED = (SourceState.BACKOFF, SourceState.FAILING, SourceState.BLOCKED, SourceState.GONE)
_STANDINGS = ("contested", "denied", "superseded", "withdrawn", "confirmed", "corroborated", "unconfirmed")


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
    """The front page: every story with what changed last, and the sources that cannot be read."""
    rows = overview.story_rows(store.database)
    notable = tuple(kind for kind in EventKind if kind is not EventKind.NEW_CLAIM)
    sources = source_rows(store.database)
    return {
        "title": "Stories",
        "stories": [
            {**row, "latest": overview.event_rows(store.database, row["id"], notable, _LATEST)} for row in rows
        ],
        "sources": len(sources),
        "troubled": [row for row in sources if row["state"] in _TROUBLED],
    }


def story(store: Store, ident: str, kind: str | None, before: int | None) -> Page | None:
    """What is contested now, what changed, how the claims stand, and who covers it; None for an unknown story."""
    found = story_row(store, ident)
    if found is None:
        return None
    days = overview.event_days(store.database, ident)
    kinds = Counter[str]()
    for day in days:
        kinds[day["kind"]] += day["count"]
    events = overview.event_rows(store.database, ident, _wanted(kind, kinds), _EVENTS, before)
    pairs = [marked(pair) for pair in overview.contested_pairs(store.database, ident, _PAIRS)]
    standing = overview.latest_standing(store.database, ident, _STANDING)
    return {
        "title": found["title"],
        "story": found,
        "contested": [pair for pair in pairs if pair["new_outlets"] and pair["earlier_outlets"]],
        "given_up": [pair for pair in pairs if not (pair["new_outlets"] and pair["earlier_outlets"])],
        "days": [(day, list(each)) for day, each in groupby(events, lambda row: row["at"][:10])],
        "kind": kind,
        "before": before,
        "kinds": dict(kinds.most_common()),
        "more": events[-1]["id"] if len(events) == _EVENTS else None,
        "standing": {name: [row for row in standing if row["standing"] == name] for name in _STANDINGS},
        "looked_at": len(standing),
        "outlets": overview.story_outlets(store.database, ident),
        "event_days": days,
        "article_days": overview.article_days(store.database, ident),
        "origin_days": overview.origin_days(store.database, ident),
    }


def story_row(store: Store, ident: str) -> dict[str, Any] | None:
    """A story with how much is known of it, or None."""
    return next((row for row in overview.story_rows(store.database) if row["id"] == ident), None)


def _wanted(kind: str | None, kinds: Mapping[str, int]) -> tuple[str, ...]:
    """The kinds of events that are shown: without a choice all but new claims, which would hide the others."""
    if kind == "all":
        return tuple(kinds)
    if kind is not None:
        return (kind,)
    return tuple(name for name in kinds if name != EventKind.NEW_CLAIM) or tuple(kinds)


def claim(store: Store, ident: int) -> Page | None:
    """Every mention of a claim, what stands against it, its values over time and where it comes from."""
    row = lookup.claim_detail(store.database, ident)
    if row is None:
        return None
    standing = [mention for mention in row["mentions"] if not mention["dropped_at"]]
    rivals = [each for each in row["relations"] if each["relation"] == "contradicts"]
    return {
        "title": row["text"],
        "story": story_row(store, row["story"]),
        "claim": {**row, "mentions": row["mentions"][:_MENTIONS]},
        "more": len(row["mentions"][_MENTIONS:]),
        "outlets": sorted({mention["outlet"] for mention in standing}),
        "rivals": [_rival(store, row, each) for each in rivals[-_RIVALS:][::-1]],
        "beside": [each for each in row["relations"] if each not in rivals[-_RIVALS:]],
        "graph": origin_graph(standing),
        "values": _values(store, row),
    }


def _rival(store: Store, row: Mapping[str, Any], rival: Mapping[str, Any]) -> Page:
    """Another claim that contradicts this one, with the words of both that differ and the outlets that say it."""
    words, against = side_by_side(row["text"], rival["text"])
    outlets = overview.claim_outlets(store.database, rival["claim"])
    return {**rival, "words": words, "against": against, "outlets": outlets}


def chart(store: Store, what: str, ident: str) -> Spec | None:
    """The chart that a page shows: `events`, `articles` or `origins` of a story, or `values` of a claim, if any."""
    if what == "events":
        return per_day(overview.event_days(store.database, ident), "kind")
    if what == "articles":
        return per_day(overview.article_days(store.database, ident), "outlet")
    if what == "origins":
        return per_day(overview.origin_days(store.database, ident), "origin")
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
    stories = [each for each in overview.story_rows(store.database) if each["id"] in row["stories"]]
    shown = {"diff": diff, "shown": (first, last), "DiffOp": DiffOp}
    return {"title": row["title"] or "untitled", "article": row, "stories": stories, **shown}


def event(store: Store, ident: int) -> Page | None:
    """An event with both sides, the reason, and who was told."""
    row = lookup.event_detail(store, ident)
    if row is None:
        return None
    of = story_row(store, row["story"])
    return {"title": row["summary"], "story": of, "event": row, "sides": _sides(row["claims"])}


def _sides(claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Both sentences with the words that differ marked; one sentence is shown as it is."""
    if len(claims) != 2:
        return [{**claim, "words": [(False, claim["text"])]} for claim in claims]
    earlier, new = sorted(claims, key=lambda claim: claim["role"])
    before, now = side_by_side(earlier["text"], new["text"])
    return [{**new, "words": now}, {**earlier, "words": before}]


def outlet(store: Store, name: str) -> Page | None:
    """An outlet's record, its latest articles and what was noticed about them."""
    record = overview.outlet_row(store.database, name)
    if record is None:
        return None
    return {
        "title": name,
        "tier": record["tier"],
        "record": [(label, record[key]) for key, label in _RECORD.items()],
        "articles": overview.outlet_articles(store.database, name, _ARTICLES),
        "events": overview.outlet_events(store.database, name, _EVENTS),
    }


def search(store: Store, words: str) -> Page:
    """Claims and articles that hold all of the words."""
    return {
        "title": f"Search: {words}" if words else "Search",
        "words": words,
        "claims": overview.found_claims(store.database, words, _HITS),
        "articles": overview.found_articles(store.database, words, _HITS),
    }
