"""Kind `feed`: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, or the page of a site that names its feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from monitor.errors import FeedError
from monitor.network import Purpose
from monitor.sources.feed import advertised_feed, parse_feed
from monitor.sources.kind import Kind, WebAddress
from monitor.sources.values import Answer, Call, ParsedFeed

_ITSELF = "the address itself"


class Feed(Kind):
    """The feed at an address."""

    kind: ClassVar[str] = "feed"
    url: WebAddress

    def address(self) -> str:
        return self.url

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        """The feed; where the address was a page at the first poll, the feed that it named then."""
        url = self.url if memory in (None, _ITSELF) else memory
        return (Call(url, purpose=Purpose.FEED, conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        """The feed's entries. A page is followed to its feed only at first: later it is an error page in its place."""
        try:
            feed = parse_feed(answer.body, answer.content_type, answer.url, answer.now)
        except FeedError:
            found = advertised_feed(answer.body, answer.url)
            if answer.memory is not None or answer.call.step or found is None:
                raise
            on = Call(found, "named", Purpose.FEED)
            return ParsedFeed("", (), warning=f"the address is a page; its feed is {found}", then=(on,))
        if answer.call.step == "named":
            return replace(feed, memory=answer.call.url)
        # A feed that was read once is known to be one: an error page must not lead to another feed in its place.
        return replace(feed, memory=_ITSELF)
