"""The kinds of sources that come with the monitor, one file each."""

from __future__ import annotations

from monitor.sources.kind import Kind
from monitor.sources.kinds.bluesky import Bluesky
from monitor.sources.kinds.discourse import Discourse
from monitor.sources.kinds.feed import Feed
from monitor.sources.kinds.gdelt import Gdelt
from monitor.sources.kinds.github import GitHub
from monitor.sources.kinds.google_news import GoogleNews
from monitor.sources.kinds.hackernews import HackerNews
from monitor.sources.kinds.huggingface import HuggingFace
from monitor.sources.kinds.lemmy import Lemmy
from monitor.sources.kinds.lobsters import Lobsters
from monitor.sources.kinds.mastodon import Mastodon
from monitor.sources.kinds.page import Page
from monitor.sources.kinds.reddit import Reddit
from monitor.sources.kinds.sitemap import Sitemap
from monitor.sources.kinds.stackexchange import StackExchange

BUILT_IN: tuple[type[Kind], ...] = (
    Feed,
    GoogleNews,
    Gdelt,
    HackerNews,
    Reddit,
    Discourse,
    Lemmy,
    Lobsters,
    Mastodon,
    Bluesky,
    StackExchange,
    GitHub,
    HuggingFace,
    Page,
    Sitemap,
)
