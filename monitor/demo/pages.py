"""What an outlet of the embedded newsroom shows: its feed and its article pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from monitor.demo.coverage import Item, Outlet

FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "sitemap": "application/xml",
    "lemmy": "application/json",
}


@dataclass(frozen=True, slots=True)
class Published:
    """An item with its address and its times."""

    item: Item
    url: str
    published: datetime
    updated: datetime


def feed(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    """What the outlet lists, newest item first, in its format."""
    makers = {"rss": _rss, "atom": _atom, "json": _json_feed, "sitemap": _sitemap, "lemmy": _lemmy}
    return makers[outlet.format](outlet, address, shown)


def _rss(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    items = "".join(
        f"<item><title>{escape(each.item.title)}</title><link>{each.url}</link>"
        f'<guid isPermaLink="false">{outlet.key}-{each.item.id}</guid>'
        f"<pubDate>{format_datetime(each.published)}</pubDate>"
        f"<description>{escape(f'<p>{escape(_lead(each))}</p>')}</description></item>\n"
        for each in shown
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{address}/</link><description>All stories</description>"
        f"<ttl>30</ttl>\n{items}</channel></rss>\n"
    )


def _sitemap(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    """A news sitemap, as Google's schema has it."""
    pages = "".join(
        f"<url><loc>{each.url}</loc><lastmod>{each.updated.isoformat()}</lastmod><news:news><news:publication>"
        f"<news:name>{escape(outlet.name)}</news:name><news:language>{outlet.language}</news:language></news:publication>"
        f"<news:publication_date>{each.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(each.item.title)}</news:title></news:news></url>\n"
        for each in shown
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{pages}</urlset>\n'
    )


def _lemmy(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    """What a Lemmy server answers to a search for posts."""
    posts = [
        {
            "post": {
                "id": number,
                "name": each.item.title,
                "body": each.item.text,
                "ap_id": each.url,
                "published": each.published.isoformat(),
                "removed": False,
                "deleted": False,
            },
            "creator": {"name": each.item.author},
            "community": {"name": outlet.key, "title": outlet.name},
        }
        for number, each in enumerate(shown, 1)
    ]
    return json.dumps({"type_": "Posts", "posts": posts, "comments": []}, ensure_ascii=False)


def _atom(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    entries = "".join(
        f"<entry><title>{escape(each.item.title)}</title><id>{each.url}</id>"
        f'<link rel="alternate" href="{each.url}"/>'
        f"<published>{each.published.isoformat()}</published><updated>{each.updated.isoformat()}</updated>"
        f"<author><name>{escape(each.item.author)}</name></author>"
        f"<summary>{escape(_lead(each))}</summary></entry>\n"
        for each in shown
    )
    newest = max((each.updated.isoformat() for each in shown), default="2026-01-01T00:00:00+00:00")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title>{escape(outlet.name)}</title><id>{address}/</id><link href="{address}/"/>'
        f"<updated>{newest}</updated>\n{entries}</feed>\n"
    )


def _json_feed(outlet: Outlet, address: str, shown: Sequence[Published]) -> str:
    items = [
        {
            "id": each.url,
            "url": each.url,
            "title": each.item.title,
            "summary": _lead(each),
            "date_published": each.published.isoformat(),
            "date_modified": each.updated.isoformat(),
            "authors": [{"name": each.item.author}],
        }
        for each in shown
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{address}/",
        "language": outlet.language,
    }
    return json.dumps({**head, "items": items}, ensure_ascii=False)


def _lead(each: Published) -> str:
    return each.item.paragraphs()[0]


def page(outlet: Outlet, shown: Published, others: Sequence[Published], links: Sequence[Published]) -> str:
    """The article's page, with what stands around an article: navigation, teasers, comments, small print."""
    item = shown.item
    title, name, author = escape(item.title), escape(outlet.name), escape(item.author)
    text = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs())
    cited = "".join(f'<p>Read also: <a href="{each.url}">{escape(each.item.title)}</a></p>' for each in links)
    teasers = "".join(f'<li><a href="{each.url}">{escape(each.item.title)}</a></li>' for each in others[:4])
    return f"""<!doctype html>
<html lang="{outlet.language}"><head><meta charset="utf-8"><title>{title} | {name}</title>
<link rel="canonical" href="{shown.url}">
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{name}">
<meta property="article:published_time" content="{shown.published.isoformat()}">
<meta property="article:modified_time" content="{shown.updated.isoformat()}">
<meta name="author" content="{author}"></head>
<body><header><a href="/">{name}</a>
<nav><ul><li><a href="/">Front page</a></li><li><a href="/business">Business</a></li>
<li><a href="/local">Local</a></li><li><a href="/about">About us</a></li></ul></nav></header>
<main><article><h1>{title}</h1>
<p class="byline">By <span class="author">{author}</span>,
<time datetime="{shown.published.isoformat()}">{shown.published:%d %B %Y}</time></p>
{text}
{cited}</article>
{_comments(item.comments)}</main>
<aside class="related"><h3>Most read</h3><ul>{teasers}</ul></aside>
<footer><p>Sign up for our newsletter and never miss a story.</p><p>Terms of use. Privacy. All rights reserved.</p>
</footer></body></html>
"""


def _comments(comments: Sequence[str]) -> str:
    if not comments:
        return ""
    written = "".join(
        f'<li class="comment"><b>reader{number}</b><p>{escape(comment)}</p></li>'
        for number, comment in enumerate(comments, 1)
    )
    return f'<section id="comments" class="comments"><h2>Comments</h2><ul>{written}</ul></section>'
