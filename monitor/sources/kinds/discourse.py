"""Kind `discourse`: the newest posts of a Discourse forum, a search in it, or one topic.

Source: https://docs.discourse.org (50 requests in 10 seconds and 200 a minute for each address).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import Field, SecretStr, model_validator

from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind
from monitor.sources.dates import read_date
from monitor.sources.json_answers import number, objects, post, read_json, said, several, text, within
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.text import plain
from monitor.sources.values import Answer, Call, ParsedFeed

_AT_ONCE = 20  # posts that one request names
_MOST_TOPICS = 6  # of a search, whose results hold only the beginning of each post
_TOPIC = re.compile(r"(?P<site>https?://[^/]+)/t/(?:[^/]+/)?(?P<topic>\d{1,10})(?:[/?#].*)?")


class Discourse(Kind):
    """A whole forum, unless `query` or `topic` says which part; `#name` searches a category, `tags:name` a tag."""

    kind: ClassVar[str] = "discourse"
    tier: ClassVar[Tier] = Tier.FORUM
    url: Site
    query: Words | None = None
    topic: int | None = Field(default=None, gt=0)
    api_key: SecretStr | None = None
    api_username: Words | None = None

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if self.query and self.topic:
            raise ValueError("takes query or topic, not both")
        return self

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _TOPIC.fullmatch(url)
        return cls(url=found["site"], topic=int(found["topic"])) if found else None

    def address(self) -> str:
        if self.topic is not None:
            return f"{self.url}/t/{self.topic}.json"
        if self.query is not None:
            return f"{self.url}/search.json?{urlencode({'q': f'{self.query} order:latest'})}"
        return f"{self.url}/posts.json"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (self._call(self.address(), "topic" if self.topic else "search" if self.query else "posts"),)

    def _call(self, url: str, step: str) -> Call:
        headers = {} if self.api_key is None else {"Api-Key": self.api_key.get_secret_value()}
        if self.api_username is not None:
            headers["Api-Username"] = self.api_username
        return Call(url, step, headers=headers)

    def read(self, answer: Answer) -> ParsedFeed:
        document = read_json(answer.body)
        if answer.call.step == "search":
            return self._found(document, answer.memory)
        if answer.call.step == "posts":
            return self._newest(objects(document, "posts", "latest_posts"), answer)
        posts = objects(document, "posts", "post_stream", "posts")
        title = text(document, "title") or answer.call.step.partition(" ")[2]
        feed = self._listed(posts, title, answer.now)
        return feed if answer.call.step != "topic" else replace(feed, then=self._rest(document, title, answer.memory))

    def _newest(self, posts: Sequence[Mapping[str, Any]], answer: Answer) -> ParsedFeed:
        """A page of the newest posts, and the one before it where all of these came since the last poll."""
        feed = self._listed(posts, "", answer.now)
        oldest = min((ident for one in posts if (ident := number(one, "id")) is not None), default=0)
        if answer.memory is None or oldest <= int(answer.memory):
            return feed
        return replace(feed, then=(self._call(f"{self.address()}?before={oldest}", "posts"),))

    def _found(self, document: object, memory: str | None) -> ParsedFeed:
        """The topics of what a search found since the last poll: their posts are read whole."""
        if within(document, "posts") is None and within(document, "grouped_search_result") is not None:
            return ParsedFeed("", (), whole=False)
        titles = {number(topic, "id"): text(topic, "title") for topic in several(document, "topics")}
        topics: dict[int, list[int]] = {}
        for one in objects(document, "posts", "posts"):
            ident, topic = number(one, "id"), number(one, "topic_id")
            if ident is not None and topic is not None and ident > int(memory or 0):
                topics.setdefault(topic, []).append(ident)
        calls = [self._named(topic, ids, titles.get(topic, "")) for topic, ids in topics.items()]
        return ParsedFeed("", (), whole=False, then=tuple(calls[:_MOST_TOPICS]))

    def _rest(self, document: object, title: str, memory: str | None) -> tuple[Call, ...]:
        """The posts of a topic that its first answer does not hold: those that came since the last poll."""
        stream = [ident for ident in several(document, "post_stream", "stream") if isinstance(ident, int)]
        here = {number(one, "id") for one in several(document, "post_stream", "posts")}
        wanted = [ident for ident in stream if ident not in here and ident > int(memory or 0)]
        newest = wanted if memory else wanted[-3 * _AT_ONCE :]
        assert self.topic is not None
        return tuple(self._named(self.topic, part, title) for part in _parts(newest))

    def _named(self, topic: int, ids: Sequence[int], title: str) -> Call:
        wanted = urlencode([("post_ids[]", ident) for ident in ids])
        return replace(self._call(f"{self.url}/t/{topic}/posts.json?{wanted}", f"rest {title}"), optional=True)

    def _listed(self, posts: Sequence[Mapping[str, Any]], title: str, now: datetime | None) -> ParsedFeed:
        entries = [entry for one in posts if (entry := self._entry(one, title, now)) is not None]
        newest = max((ident for one in posts if (ident := number(one, "id")) is not None), default=None)
        return ParsedFeed(title, tuple(entries), whole=False, memory=None if newest is None else str(newest))

    def _entry(self, one: Mapping[str, Any], title: str, now: datetime | None) -> Entry | None:
        ident, topic, place = number(one, "id"), number(one, "topic_id") or self.topic, number(one, "post_number")
        if ident is None or topic is None or place is None or within(one, "hidden") is True:
            return None
        thread = plain(text(one, "topic_title") or title)
        return post(
            f"discourse:{ident}",
            f"{self.url}/t/{topic}/{place}",
            thread if place == 1 else "",
            text(one, "cooked"),
            text(one, "username"),
            read_date(one.get("created_at"), now),
            about="" if place == 1 else thread,
        )

    def remember(self, given: Sequence[str]) -> str:
        return max(given, key=int)

    def explain(self, failure: Failure) -> Failure:
        """Discourse says how long to wait in the body, and where a forum shows nothing without an account."""
        told = said(failure.said)
        if failure.status == 403 and text(told, "error_type") == "not_logged_in":
            return replace(failure, reason="the forum shows its posts to members only (403); give it an api_key")
        if failure.status == 429 and (wait := number(told, "extras", "wait_seconds")):
            return replace(failure, kind=FailureKind.RATE_LIMITED, retry_after=timedelta(seconds=min(wait, 86_400)))
        return failure


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
