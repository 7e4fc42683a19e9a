"""Kind `stackexchange`: new questions of one of the Stack Exchange sites, by tag or search.

Source: https://api.stackexchange.com/docs (300 requests a day for each address, 10,000 with a key).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import Field, SecretStr, model_validator

from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.json_answers import epoch, latest, number, objects, own_words, post, read_json, said, text
from monitor.sources.kind import Kind, Several, Site, Words
from monitor.sources.text import plain
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed, PollHints

_MOST = 100
_THROTTLED = 502
_REST = timedelta(minutes=30)


class StackExchange(Kind):
    """Questions with any of the tags, or that the site's search finds."""

    kind: ClassVar[str] = "stackexchange"
    tier: ClassVar[Tier] = Tier.FORUM
    site: Words
    tagged: Several = Field(default=())
    query: Words | None = None
    key: SecretStr | None = None
    base_url: Site = "https://api.stackexchange.com"

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.tagged and not self.query:
            raise ValueError("needs tagged or query")
        return self

    def address(self) -> str:
        return f"{self.base_url}/2.3/search/advanced?{urlencode(self._wanted())}"

    def _wanted(self) -> dict[str, str]:
        wanted = {"site": self.site, "order": "desc", "sort": "creation", "pagesize": str(_MOST), "filter": "withbody"}
        return (
            wanted
            | ({"tagged": ";".join(self.tagged)} if self.tagged else {})
            | ({"q": self.query} if self.query else {})
        )

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (self._page(memory, 1),)

    def _page(self, since: str | None, page: int) -> Call:
        wanted = self._wanted() | {"page": str(page)} | ({"fromdate": since} if since else {})
        if self.key is not None:
            wanted["key"] = self.key.get_secret_value()
        return Call(f"{self.base_url}/2.3/search/advanced?{urlencode(wanted)}", step=str(page))

    def read(self, answer: Answer) -> ParsedFeed:
        document = read_json(answer.body)
        if number(document, "error_id") is not None:
            raise FeedError("the site refuses the request", own_words(document))
        items = objects(document, "questions", "items")
        backoff = number(document, "backoff")
        more = isinstance(document, dict) and document.get("has_more") is True and answer.memory and not backoff
        then = (self._page(answer.memory, int(answer.call.step) + 1),) if more else ()
        entries = [entry for item in items if (entry := _entry(item, answer.now)) is not None]
        hints = PollHints(ttl=timedelta(seconds=min(backoff, 86_400))) if backoff else PollHints()
        memory = latest((number(item, "creation_date") for item in items), answer.now)
        return ParsedFeed(self.site, tuple(entries), hints, whole=False, then=then, memory=memory)

    def remember(self, given: Sequence[str]) -> str:
        return max(given, key=int)

    def explain(self, failure: Failure) -> Failure:
        """A throttle comes as status 400 with a number of its own in the body."""
        told = said(failure.said)
        if number(told, "error_id") == _THROTTLED or failure.status == 503:
            wait = failure.retry_after or _REST
            reason = f"Stack Exchange asks to be left alone for a while ({failure.status}); a key raises its limit"
            return replace(failure, kind=FailureKind.RATE_LIMITED, reason=reason, retry_after=wait)
        if text(told, "error_name") == "bad_parameter":
            return replace(failure, reason=f"Stack Exchange knows no site {self.site}, or refuses the search (400)")
        return failure


def _entry(item: Mapping[str, Any], now: datetime | None) -> Entry | None:
    ident, url = number(item, "question_id"), readable_url(text(item, "link"), "")
    if ident is None or url is None:
        return None
    return post(
        f"stackexchange:{ident}",
        url,
        plain(text(item, "title")),
        text(item, "body"),
        plain(text(item, "owner", "display_name")),
        epoch(number(item, "creation_date"), now),
    )
