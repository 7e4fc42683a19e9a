"""Kind `bluesky`: posts that Bluesky's search finds. It answers reliably only to those who have an account.

Source: bluesky-social/atproto, lexicons/app/bsky/feed/searchPosts.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import quote, urlencode

from pydantic import SecretStr, model_validator

from monitor.clock import iso
from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.dates import read_date
from monitor.sources.json_answers import objects, own_words, paragraphs, post, read_json, said, text
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.values import Answer, Call, ParsedFeed

_MOST = 100
_URI = re.compile(r"at://(did:[a-z]+:[\w.:%-]{1,200})/app\.bsky\.feed\.post/([\w.~:-]{1,100})")
_TOKEN = re.compile(r"[\w.~+/=-]{1,8000}")


class Bluesky(Kind):
    """A search; `identifier` and `app_password` are those of an account of yours."""

    kind: ClassVar[str] = "bluesky"
    tier: ClassVar[Tier] = Tier.FORUM
    query: Words
    identifier: Words | None = None
    app_password: SecretStr | None = None
    base_url: Site = "https://bsky.social"

    @model_validator(mode="after")
    def _whole_credentials(self) -> Self:
        if (self.identifier is None) != (self.app_password is None):
            raise ValueError("needs both identifier and app_password, or neither")
        return self

    def address(self) -> str:
        return self._search(None, None)

    def _search(self, since: str | None, cursor: str | None) -> str:
        wanted = {"q": self.query, "sort": "latest", "limit": str(_MOST), "since": since, "cursor": cursor}
        given = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self.base_url}/xrpc/app.bsky.feed.searchPosts?{given}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        if self.identifier is None or self.app_password is None:
            return (Call(self._search(memory, None), "posts"),)
        login = {"identifier": self.identifier, "password": self.app_password.get_secret_value()}
        url = f"{self.base_url}/xrpc/com.atproto.server.createSession"
        headers = {"Content-Type": "application/json"}
        return (Call(url, "session", headers=headers, body=json.dumps(login).encode()),)

    def read(self, answer: Answer) -> ParsedFeed:
        document = read_json(answer.body)
        if answer.call.step == "session":
            token = text(document, "accessJwt")
            if not _TOKEN.fullmatch(token):
                raise FeedError("bluesky gave no session for this account", own_words(document))
            return ParsedFeed("", (), then=(self._authorized(self._search(answer.memory, None), f"Bearer {token}"),))
        posts = objects(document, "posts", "posts")
        cursor, access = text(document, "cursor"), answer.call.headers.get("Authorization")
        more = cursor and access and answer.memory and len(posts) == _MOST
        entries = [entry for one in posts if (entry := _entry(one, answer.now)) is not None]
        times = [entry.published for entry in entries if entry.published is not None]
        return ParsedFeed(
            "Bluesky",
            tuple(entries),
            whole=False,
            then=(self._authorized(self._search(answer.memory, cursor), access or ""),) if more else (),
            memory=iso(min(max(times), answer.now or max(times))) if times else None,
        )

    def _authorized(self, url: str, access: str) -> Call:
        return Call(url, "posts", headers={"Authorization": access})

    def remember(self, given: Sequence[str]) -> str:
        return max(given)

    def explain(self, failure: Failure) -> Failure:
        word = text(said(failure.said), "error")
        if failure.status == 403 and self.identifier is None:
            reason = "bluesky lets nobody search without an account (403); give identifier and app_password"
            return replace(failure, reason=reason)
        if word in ("AuthenticationRequired", "AuthMissing", "ExpiredToken", "InvalidToken"):
            reason = f"bluesky refuses this identifier and app_password ({failure.status})"
            return replace(failure, kind=FailureKind.BLOCKED, reason=reason)
        return failure


def _entry(one: Mapping[str, Any], now: datetime | None) -> Entry | None:
    uri = _URI.fullmatch(text(one, "uri"))
    if uri is None:
        return None
    handle = text(one, "author", "handle")
    # What a writer's own client declares as the time may lie; the server's time bounds it.
    times = [read_date(text(one, *keys), now) for keys in (("record", "createdAt"), ("indexedAt",))]
    return post(
        f"bluesky:{uri[0]}",
        f"https://bsky.app/profile/{uri[1]}/post/{quote(uri[2])}",
        "",
        paragraphs(text(one, "record", "text")),
        handle,
        min((time for time in times if time is not None), default=None),
        link=text(one, "record", "embed", "external", "uri"),
    )
