"""The kinds of sources that come with the monitor, one file each."""

from __future__ import annotations

from monitor.sources.kind import Kind
from monitor.sources.kinds.feed import Feed
from monitor.sources.kinds.github import GitHub
from monitor.sources.kinds.hackernews import HackerNews
from monitor.sources.kinds.huggingface import HuggingFace
from monitor.sources.kinds.page import Page
from monitor.sources.kinds.reddit import Reddit
from monitor.sources.kinds.sitemap import Sitemap

BUILT_IN: tuple[type[Kind], ...] = (Feed, HackerNews, Reddit, GitHub, HuggingFace, Page, Sitemap)
