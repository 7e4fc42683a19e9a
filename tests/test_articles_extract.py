"""From the bytes of a page, or a feed entry, to the article without its page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.articles import extract, from_entry
from monitor.model import Entry, Extraction, ReadStatus

URL = "https://herald.example/2026/05/ferry"
TITLE = "Ferry line orders four electric boats"
PARAGRAPHS = (
    "The Harbour Ferry Company has ordered four electric boats from a yard in Bergen, its director said on Tuesday.",
    "The boats will carry 250 passengers each and should sail from next spring. The order is worth €38 million.",
    "Residents of the northern quay had asked for a later last crossing. The company said it would look into that.",
)
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def page(body: str, head: str = "", title: str = TITLE) -> bytes:
    """A page of an outlet with the usual things around an article's body."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Herald</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Herald">{head}</head><body>
<header class="site-header"><nav><a href="/">Front page</a> <a href="/sport">Sport and weather</a></nav></header>
<main><article><h1>{title}</h1><p class="byline">By Inga Dahl</p>{body}</article></main>
<footer><p>Made by the Herald in Harbour Street.</p></footer></body></html>""".encode()


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str, head: str = "", entry: Entry | None = None, url: str = URL) -> Extraction:
    return extract(page(body, head), url, entry, "text/html; charset=utf-8")


def test_an_article_comes_out_without_its_page() -> None:
    got = read(paragraphs(*PARAGRAPHS))
    assert (got.status, got.reason) == (ReadStatus.OK, None)
    assert got.text == "\n".join(PARAGRAPHS)
    assert (got.title, got.language) == (TITLE, "en")


def test_a_page_that_wants_to_be_in_no_index_is_read_as_any_other() -> None:
    head = '<meta name="robots" content="noindex, noarchive"><meta name="tdm-reservation" content="1">'
    got = read(paragraphs(*PARAGRAPHS), head)
    assert (got.status, PARAGRAPHS[1] in got.text) == (ReadStatus.OK, True)


def test_a_short_article_keeps_its_paragraphs() -> None:
    short = ("Four boats were ordered.", "They will sail in spring.")
    assert read(paragraphs(*short)).text == "\n".join(short)


def test_a_chinese_article_is_read_as_chinese() -> None:
    text = (
        "港口轮渡公司周二宣布，已向卑尔根船厂订购四艘电动渡轮，总价约三千八百万欧元。",
        "新船每艘可载客二百五十人，预计明年春季投入运营。",
    )
    got = extract(page(paragraphs(*text), title="轮渡公司订购电动船"), URL)
    assert (got.text, got.language, got.title) == ("\n".join(text), "zh", "轮渡公司订购电动船")


BOXES = {
    "nav": "<nav><a href='/a'>Ports of the north</a></nav>",
    "aside": "<aside><h3>Popular</h3><ul><li><a href='/b'>Seven harbour walks</a></li></ul></aside>",
    "related by class": "<div class='related-stories'><p>Tugs are back in the eastern basin this week.</p></div>",
    "camel case class": "<section class='RelatedArticles'><p>Tugs are back in the eastern basin.</p></section>",
    "most read by id": "<div id='most-read'><ol><li>Tugs are back in the eastern basin</li></ol></div>",
    "share bar": "<div class='share-buttons'>Send it to a friend</div>",
    "newsletter": "<div class='newsletter-box'><p>Our harbour letter comes out every Friday morning.</p></div>",
    "promotion": "<p class='promo'>Read the Herald for three months at half the price.</p>",
    "advertisement": "<div class='ad-slot'><p>Paint your hull with Seaproof, the blue one.</p></div>",
    "comments by id": "<section id='comments'><h2>Comments</h2><p>I sailed on the old one.</p></section>",
    "comments by class": "<ol class='comment-list'><li><p>The old boats were better than these.</p></li></ol>",
    "form": "<form><label>Your e-mail address</label><input></form>",
    "role": "<div role='complementary'><p>The tide tables for the whole week are here.</p></div>",
    "author": "<div class='author-bio'><p>Inga Dahl has covered the harbour since 2009.</p></div>",
    "cookie bar": "<div class='cookie-banner'><p>We use cookies to make this site work.</p></div>",
    "button line": "<p>Share this article</p>",
    "back link": "<p>← Back to stories</p>",
    "helpful": "<p>Was this page helpful?</p>",
    "advert label": "<p>ADVERTISEMENT</p>",
    "reading time": "<p>4 min read</p>",
    "chinese share": "<p>分享到微博</p>",
    "icon": "<p>🔗</p>",
    "related inline": "<p>Read more: Tugs are back in the eastern basin</p>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_what_stands_around_an_article_is_left_out(box: str) -> None:
    for body in (box + paragraphs(*PARAGRAPHS), paragraphs(*PARAGRAPHS) + box):
        assert read(body).text == "\n".join(PARAGRAPHS)


KEPT = {
    "pull quote": "<blockquote><p>“Nobody has built a boat like this one,” she said.</p></blockquote>",
    "correction in an aside": "<aside class='correction'><p>Correction: we gave the wrong yard.</p></aside>",
    "correction in a footer": "<footer><p id='correction'>Correction: the yard is in Bergen.</p></footer>",
    "sentence about sharing": "<p>Share prices of the yard rose by a tenth on Tuesday.</p>",
    "sentence about comments": "<p>Comments by the minister were not expected before Friday.</p>",
    "sentence about cookies": "<p>Passengers get cookies and tea on board, as they always did.</p>",
    "commentary class": "<div class='commentary'><p>This is a large order for a small company.</p></div>",
    "shown on wide screens": "<p class='hidden md:block'>The yard has built boats since 1921.</p>",
    "white on black": "<div style='background:#000'><p style='color:#fff'>The yard is from 1921.</p></div>",
}


@pytest.mark.parametrize("part", KEPT.values(), ids=KEPT)
def test_what_belongs_to_an_article_stays(part: str) -> None:
    from lxml import html

    words = " ".join(html.fromstring(f"<div>{part}</div>").text_content().split())
    assert words in read(paragraphs(*PARAGRAPHS) + part).text.split("\n")


def test_a_box_called_comments_around_the_whole_article_is_not_taken_out() -> None:
    html = page(paragraphs(*PARAGRAPHS)).replace(b"<main>", b"<main class='has-comments newsletter-page'>")
    assert extract(html, URL).text == "\n".join(PARAGRAPHS)


def test_tables_and_lists_survive_as_lines() -> None:
    got = read(
        paragraphs(*PARAGRAPHS)
        + "<ul><li>The Skua has 250 seats and two decks.</li><li>The Tern has 250 seats and one deck.</li></ul>"
        + "<table><tr><th>Boat</th><th>Speed</th></tr><tr><td>Skua</td><td>14 knots</td></tr></table>"
    )
    lines = got.text.split("\n")
    assert "- The Skua has 250 seats and two decks." in lines
    assert any("Skua" in line and "14 knots" in line for line in lines[4:])


def test_references_at_the_end_are_cut_and_text_after_them_stays() -> None:
    works = (
        "References",
        "[1] Harbour Review — Boats that hum — https://review.example/hum",
        "[2] The yard's own list",
    )
    after = "The Herald asked the yard for its plans on Monday."
    assert read(paragraphs(*PARAGRAPHS, *works)).text == "\n".join(PARAGRAPHS)
    assert read(paragraphs(*PARAGRAPHS, *works, after)).text == "\n".join([*PARAGRAPHS, after])


def test_a_sentence_that_begins_with_sources_is_no_list_of_references() -> None:
    said = "Sources: nobody at the yard would say who ordered the fifth boat."
    assert read(paragraphs(*PARAGRAPHS, said)).text.endswith(said)


TITLES = {
    "og:title loses the outlet": (
        "<meta property='og:title' content='Boats ordered | The Herald'>",
        None,
        "Boats ordered",
    ),
    "the entry's title comes first": ("", "Ferry line goes electric", "Ferry line goes electric"),
    "a title cut short by the feed is the page's": ("", "Ferry line orders four elec…", TITLE),
    "an outlet's own column": (
        "<meta property='og:title' content='The Herald: a week at sea'>",
        None,
        "The Herald: a week at sea",
    ),
    "an outlet before the title": (
        "<meta property='og:title' content='The Herald | Boats ordered'>",
        None,
        "Boats ordered",
    ),
}


@pytest.mark.parametrize(("head", "listed", "expected"), TITLES.values(), ids=TITLES)
def test_the_title_is_the_articles_alone(head: str, listed: str | None, expected: str) -> None:
    html = page(paragraphs(*PARAGRAPHS)).replace(
        f'<meta property="og:title" content="{TITLE}">'.encode(), head.encode() or b""
    )
    entry = Entry("e1", URL, listed) if listed else None
    assert extract(html, URL, entry).title == expected


def test_a_title_that_is_the_site_name_on_every_page_loses_to_the_headline() -> None:
    html = page(paragraphs(*PARAGRAPHS)).replace(
        f"<title>{TITLE} | The Herald</title>".encode(), b"<title>The Herald</title>"
    )
    html = html.replace(
        f'<meta property="og:title" content="{TITLE}">'.encode(), b'<meta property="og:title" content="The Herald">'
    )
    assert extract(html, URL).title == TITLE


DATES = {
    "open graph": ("<meta property='article:published_time' content='2026-05-12T14:00:00+02:00'>", URL, NOON),
    "json-ld": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-05-12T12:00Z"}</script>',
        URL,
        NOON,
    ),
    "a lie that the address belies": (
        "<meta property='article:published_time' content='2031-01-01T00:00:00Z'>",
        "https://herald.example/2026/05/12/ferry",
        datetime(2026, 5, 12, tzinfo=UTC),
    ),
    "an absurd year": ("<meta property='article:published_time' content='0001-01-01T00:00:00Z'>", URL, None),
}


@pytest.mark.parametrize(("head", "url", "expected"), DATES.values(), ids=DATES)
def test_the_date_is_the_one_the_page_declares(head: str, url: str, expected: datetime | None) -> None:
    assert read(paragraphs(*PARAGRAPHS), head, url=url).published == expected


def test_the_entrys_date_comes_before_the_pages() -> None:
    entry = Entry("e1", URL, TITLE, published=NOON)
    head = "<meta property='article:published_time' content='2020-01-01T00:00:00Z'>"
    assert read(paragraphs(*PARAGRAPHS), head, entry).published == NOON


CANONICALS = {
    "same site": ("https://www.herald.example/ferry-boats", "ferry-boats"),
    "relative": ("/ferry-boats", "ferry-boats"),
    "another site": ("https://wire.example/ferry-boats", "2026/05/ferry"),
    "the front page": ("https://herald.example/", "2026/05/ferry"),
    "no web address": ("javascript:alert(1)", "2026/05/ferry"),
    "broken": ("https://[herald.example/x", "2026/05/ferry"),
}


@pytest.mark.parametrize(("href", "path"), CANONICALS.values(), ids=CANONICALS)
def test_a_page_may_name_its_own_address_but_not_anothers(href: str, path: str) -> None:
    got = read(paragraphs(*PARAGRAPHS), f"<link rel='canonical' href='{href}'>")
    assert got.url.endswith(path)
    assert "herald.example/" in got.url


ENCODINGS = {
    "utf-8 under a latin-1 header": ("utf-8", "text/html; charset=iso-8859-1", ""),
    "latin-1 as declared": ("cp1252", "text/html; charset=iso-8859-1", ""),
    "utf-16 with its mark": ("utf-16", "text/html", ""),
    "meta only": ("cp1252", "text/html", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>"),
    "unknown label": ("utf-8", "text/html; charset=klingon", ""),
    "utf-7 is refused": ("utf-8", "text/html; charset=utf-7", ""),
}


@pytest.mark.parametrize(("encoding", "header", "head"), ENCODINGS.values(), ids=ENCODINGS)
def test_bytes_become_the_right_letters(encoding: str, header: str, head: str) -> None:
    text = "Der Zürcher Fährmann übernahm das Boot; “naïve” sei, wer das für eine kleine Bestellung halte."
    html = page(paragraphs(text), head).decode().replace('<meta charset="utf-8">', "")
    assert extract(html.encode(encoding), URL, None, header).text == text


def test_gb18030_bytes_under_a_gb2312_label_are_read() -> None:
    text = "港口輪渡公司訂購四艘電動渡輪，票價為五€，預計明年春季投入運營。"
    html = page(paragraphs(text)).decode().replace('charset="utf-8"', 'charset="gb2312"')
    assert extract(html.encode("gb18030"), URL, None, "text/html; charset=gb2312").text == text


def test_controls_and_nul_bytes_never_reach_the_text() -> None:
    got = read(paragraphs("The boat\x0b is\x07 white\x1b[31m and very long, said the yard's\x00 director."))
    assert not [c for c in got.text + got.title if ord(c) < 32 and c != "\n"]
    assert "white[31m and very long" in got.text


def test_plain_text_is_taken_line_by_line() -> None:
    got = extract("\r\n".join(PARAGRAPHS).encode(), URL, Entry("e", URL, TITLE), "text/plain; charset=utf-8")
    assert (got.text, got.title, got.status) == ("\n".join(PARAGRAPHS), TITLE, ReadStatus.OK)


def test_an_entry_stands_in_with_its_own_text() -> None:
    rest = f"<div>{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}</div><p>Share this article</p>"
    html = f"<p>{PARAGRAPHS[0]}</p><p hidden>unseen</p>{rest}"
    entry = Entry("e1", URL, TITLE, "Inga Dahl", NOON, content_html=html, summary="Short.")
    got = from_entry(entry, "the site answered 403")
    assert (got.status, got.reason) == (ReadStatus.PARTIAL, "the site answered 403")
    assert got.text == "\n".join(PARAGRAPHS)
    assert (got.title, got.author, got.published, got.language) == (TITLE, "Inga Dahl", NOON, "en")


def test_an_entry_with_a_summary_alone_gives_its_summary() -> None:
    assert (
        from_entry(Entry("e1", URL, TITLE, summary="Four boats\n are coming."), "blocked").text
        == "Four boats are coming."
    )


def test_an_entry_without_text_gives_nothing() -> None:
    got = from_entry(Entry("e1", None, TITLE), "blocked")
    assert (got.status, got.text, got.reason) == (ReadStatus.FAILED, "", "blocked")
