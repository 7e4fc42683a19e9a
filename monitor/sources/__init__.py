"""Stage 1: what a source lists, and when it is asked again. One file a kind of source.

Everything here is pure: the answer of a source goes in as bytes. feedparser is imported when the first
XML feed is read, the kinds (`registry.kinds()`) when the configuration is.
"""

from monitor.sources.feed import parse_feed
from monitor.sources.schedule import Asked, Limits, next_poll
from monitor.sources.standing import Standing, after_failure, after_read, after_unchanged
from monitor.sources.urls import canonical_url
from monitor.sources.values import Answer, Call, ParsedFeed, PollHints

__all__ = [
    "Answer",
    "Asked",
    "Call",
    "Limits",
    "ParsedFeed",
    "PollHints",
    "Standing",
    "after_failure",
    "after_read",
    "after_unchanged",
    "canonical_url",
    "next_poll",
    "parse_feed",
]
