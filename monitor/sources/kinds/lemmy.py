"""Kind `lemmy`: the newest posts and comments of a community, or what a search on a Lemmy server finds.

Source: LemmyNet/lemmy, API version 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import model_validator

from monitor.clock import iso
from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.dates import read_date
from monitor.sources.json_answers import objects, paragraphs, post, read_json, said, text, within
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.text import plain
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

_MOST = 50
_HERE = re.compile(r"(?P<site>https?://[^/]+)/c/(?P<community>[\w.]{2,60}(?:@[\w.-]{3,100})?)/?")


class Lemmy(Kind):
    """One server knows what its members follow on others; a post is the same one on each of them."""

    kind: ClassVar[str] = "lemmy"
    tier: ClassVar[Tier] = Tier.FORUM
    url: Site
    community: Words | None = None
    query: Words | None = None
    comments: bool = True

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.community and not self.query:
            raise ValueError("needs community (name, or name@server) or query")
        return self

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        return cls(url=found["site"], community=found["community"]) if found else None

    def address(self) -> str:
        return self._url("Posts")

    def _url(self, what: str) -> str:
        wanted = {"sort": "New", "limit": str(_MOST)} | ({"community_name": self.community} if self.community else {})
        if self.query is not None:
            wanted = {"q": self.query, "type_": what, "listing_type": "All"} | wanted
            return f"{self.url}/api/v3/search?{urlencode(wanted)}"
        return f"{self.url}/api/v3/{what[:-1].lower()}/list?{urlencode({'type_': 'All'} | wanted)}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return tuple(self._page(what, 1) for what in (("Posts", "Comments") if self.comments else ("Posts",)))

    def _page(self, what: str, page: int) -> Call:
        return Call(f"{self._url(what)}&page={page}", f"{what} {page}")

    def read(self, answer: Answer) -> ParsedFeed:
        what, _, page = answer.call.step.partition(" ")
        views = objects(read_json(answer.body), what.lower(), what.lower())
        key = what[:-1].lower()
        times = [time for view in views if (time := read_date(within(view, key, "published"), answer.now)) is not None]
        older = answer.memory is None or len(views) < _MOST or not times or iso(min(times)) <= answer.memory
        entries = (_entry(view, key, answer.now) for view in views)
        return ParsedFeed(
            "Lemmy",
            tuple(entry for entry in entries if entry is not None),
            whole=False,
            then=() if older else (self._page(what, int(page) + 1),),
            memory=iso(max(times)) if times else None,
        )

    def remember(self, given: Sequence[str]) -> str:
        """When the newest of all was published; a page whose oldest is newer than that is not the last one."""
        return max(given)

    def explain(self, failure: Failure) -> Failure:
        """Lemmy refuses with a word of its own, whatever the status."""
        word = text(said(failure.said), "error")
        if word == "rate_limit_error":
            reason = "the server asks to be left alone for a while"
            return replace(failure, kind=FailureKind.RATE_LIMITED, reason=reason)
        if word == "couldnt_find_community":
            return replace(failure, reason=f"the server knows no community {self.community}")
        return failure


def _entry(view: Mapping[str, Any], key: str, now: datetime | None) -> Entry | None:
    thing, url = view.get(key), readable_url(text(view, key, "ap_id"), "")
    if url is None or within(thing, "removed") is True or within(thing, "deleted") is True:
        return None
    comment = key == "comment"
    return post(
        f"lemmy:{url}",
        url,
        "" if comment else plain(text(thing, "name")),
        paragraphs(text(thing, "content") if comment else text(thing, "body")),
        text(view, "creator", "name"),
        read_date(within(thing, "published"), now),
        link=None if comment else text(thing, "url"),
        about=text(view, "post", "name") if comment else "",
    )
