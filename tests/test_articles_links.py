"""Which links an article makes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.articles import extract
from monitor.articles.extract import from_entry
from monitor.model import Entry

URL = "https://canal.example/news/1"
PAGE = f"""<html><head><title>Night boats</title></head><body>
<nav><a href="/sport">Sport</a></nav>
<article><h1>Night boats</h1>
<p>Nordlink will end its night crossings in May, the <a href="https://Post.example/a/7/?utm_source=x#top">Harbour
Post</a> reported on Monday after a meeting of its board.</p>
<p>The <a href="/news/0">timetable</a> changes then, and <a href="{URL}#notes">notes</a> tell how the
<a href="mailto:desk@canal.example">desk</a> learnt of it, or <a href="javascript:void(0)">nothing</a> at all.</p>
<p>The full vote stands at https://board.example/minutes/12.</p>
</article><aside class="related"><a href="/news/9">Most read</a></aside></body></html>"""


def test_links_of_the_article_are_kept_with_their_words_and_their_paragraph() -> None:
    links = extract(PAGE.encode(), URL).links
    assert [(link.url, link.words) for link in links] == [
        ("https://post.example/a/7", "Harbour Post"),
        ("https://canal.example/news/0", "timetable"),
        ("https://board.example/minutes/12", "https://board.example/minutes/12."),
    ]
    assert links[0].line.startswith("Nordlink will end its night crossings in May, the Harbour Post reported")


def test_a_list_of_sources_that_is_cut_from_the_text_still_gives_its_addresses() -> None:
    listed = "<h2>References</h2><p>[1] Post — Boats — https://post.example/a/7</p></article>"
    read = extract(PAGE.replace("</article>", listed, 1).encode(), URL)
    assert "[1]" not in read.text
    assert "https://post.example/a/7" in [link.url for link in read.links]


def test_the_links_of_a_feeds_own_text_are_kept() -> None:
    html = '<p>Nordlink will stop, <a href="https://post.example/a/7">the Post</a> says.</p>'
    entry = Entry("1", URL, "Night boats", content_html=html)
    assert [link.url for link in from_entry(entry, "no page").links] == ["https://post.example/a/7"]


@given(st.text(max_size=200))
def test_any_href_is_a_link_on_the_web_or_none(href: str) -> None:
    escaped = href.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    page = f'<html><body><article><p>Nordlink will <a href="{escaped}">stop</a> here.</p></article></body></html>'
    links = extract(page.encode("utf-8", "replace"), URL).links
    assert all(link.url.startswith(("http://", "https://")) for link in links)
