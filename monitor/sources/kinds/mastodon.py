"""Kind `mastodon`: the posts with a hashtag that a Mastodon server knows.

Source: https://docs.joinmastodon.org/methods/timelines/ (300 requests in 5 minutes for each address).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, SecretStr

from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.dates import read_date
from monitor.sources.json_answers import objects, post, read_json, text, within
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

_MOST = 40
_HERE = re.compile(r"(?P<site>https?://[^/]+)/tags/(?P<tag>[^/?#]+?)(?:\.rss)?/?")


class Mastodon(Kind):
    """A server shows only what its members follow; a post is the same one on every server."""

    kind: ClassVar[str] = "mastodon"
    tier: ClassVar[Tier] = Tier.FORUM
    url: Site
    tag: Annotated[Words, AfterValidator(lambda tag: tag.lstrip("#"))]
    token: SecretStr | None = None

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        return cls(url=found["site"], tag=found["tag"]) if found else None

    def address(self) -> str:
        return f"{self.url}/api/v1/timelines/tag/{quote(self.tag, safe='')}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        """The newest posts, or from the last known one on, oldest first, so that none is skipped."""
        return (self._call(memory),)

    def _call(self, after: str | None) -> Call:
        wanted = {"limit": str(_MOST)} | ({"min_id": after} if after else {})
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token.get_secret_value()}"}
        return Call(f"{self.address()}?{urlencode(wanted)}", headers=headers)

    def read(self, answer: Answer) -> ParsedFeed:
        statuses = objects(read_json(answer.body), "posts")
        ids = [ident for one in statuses if (ident := text(one, "id")) and ident.isalnum() and len(ident) < 40]
        newest = self.remember(ids) if ids else None
        more = answer.memory is not None and len(statuses) == _MOST and newest is not None
        entries = (_entry(status, answer.now) for status in statuses)
        return ParsedFeed(
            f"#{self.tag}",
            tuple(entry for entry in entries if entry is not None),
            whole=False,
            then=(self._call(newest),) if more else (),
            memory=newest,
        )

    def remember(self, given: Sequence[str]) -> str:
        """The newest id: they are numbers without a bound, so the longer one is the later one."""
        return max(given, key=lambda ident: (len(ident), ident))

    def explain(self, failure: Failure) -> Failure:
        if failure.status in (401, 422):
            reason = f"the server shows its hashtags to members only ({failure.status}); give it a token"
            return replace(failure, kind=FailureKind.BLOCKED, reason=reason)
        return failure


def _entry(status: Mapping[str, Any], now: datetime | None) -> Entry | None:
    uri = text(status, "uri")
    if not uri or text(status, "visibility") not in ("public", "unlisted", "") or within(status, "reblog"):
        return None
    acct = text(status, "account", "acct")
    return post(
        f"mastodon:{uri}",
        readable_url(text(status, "url") or uri, ""),
        "",
        text(status, "content"),
        acct,
        read_date(status.get("created_at"), now),
        link=text(status, "card", "url"),
    )
