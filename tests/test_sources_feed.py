"""Feeds as they are found: RSS, RDF, Atom and JSON Feed, whole, broken, hostile, or no feed at all."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FeedError
from monitor.sources import ParsedFeed, parse_feed
from monitor.sources.values import MOST_ENTRIES

URL = "https://example.org/news/feed.xml"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAMPLE = "Gönül – “naïve” 日本語 ✓"


def item(title: str = "A title", link: str = "https://example.org/1", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f"{declaration}<rss version='2.0'><channel><title>A desk</title>{head}{''.join(items)}</channel></rss>"


def parsed(body: str | bytes, content_type: str = "application/xml", url: str = URL) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type, url, NOW)


RSS = rss(
    item(
        "One &amp; two",
        "/1?utm_source=rss",
        """<guid>a-1</guid><author>Ann Writer</author><pubDate>Sat, 28 Feb 2026 10:00:00 +0100</pubDate>
        <description>&lt;p&gt;First &lt;b&gt;bold&lt;/b&gt; words.&lt;/p&gt;
        &lt;p&gt;Then more.&lt;/p&gt;</description>""",
    )
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A desk</title><entry><id>a-1</id>
<title type="html">One &amp;amp; two</title><link href="/1?utm_source=rss"/><author><name>Ann Writer</name></author>
<published>2026-02-28T10:00:00+01:00</published><updated>2026-02-28T12:30:00Z</updated>
<summary type="html">&lt;p&gt;First &lt;b&gt;bold&lt;/b&gt; words.&lt;/p&gt;&lt;p&gt;Then more.&lt;/p&gt;</summary>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>A desk</title></channel>
<item rdf:about="a-1"><title>One &amp; two</title><link>https://example.org/1?utm_source=rss</link>
<dc:creator>Ann Writer</dc:creator><dc:date>2026-02-28T10:00:00+01:00</dc:date>
<description>First bold words. Then more.</description></item></rdf:RDF>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "A desk", "items": [{"id": "a-1",
"title": "One & two", "url": "/1?utm_source=rss", "authors": [{"name": "Ann Writer"}],
"date_published": "2026-02-28T10:00:00+01:00", "content_html": "<p>First <b>bold</b> words.</p><p>Then more.</p>"}]}"""


@pytest.mark.parametrize("body", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_each_format_yields_the_same_entry(body: str):
    feed = parsed(body)
    (entry,) = feed.entries
    assert (feed.title, feed.warning) == ("A desk", None)
    assert entry.identity == "https://example.org/1"
    assert entry.url == "https://example.org/1?utm_source=rss"
    assert (entry.title, entry.author) == ("One & two", "Ann Writer")
    assert entry.summary == "First bold words. Then more."
    assert (entry.published or entry.updated) == datetime(2026, 2, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize("first", [True, False])
def test_the_title_of_an_image_inside_an_entry_is_not_the_entrys(first: bool):
    title, image = "<title>A ship</title>", "<image><title>A logo</title></image>"
    inside = title + image if first else image + title
    (entry,) = parse_feed(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{inside}</entry></feed>'.encode(), "", URL
    ).entries
    assert entry.title == "A ship"


def test_an_update_without_publication_leaves_the_publication_unknown():
    atom = ATOM.replace("<published>2026-02-28T10:00:00+01:00</published>", "")
    (entry,) = parsed(atom).entries
    assert entry.published is None
    assert entry.updated == datetime(2026, 2, 28, 12, 30, tzinfo=UTC)


def test_full_content_is_kept_as_markup():
    full = "<content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded><description>Short.</description>"
    head = "<ns xmlns:content='http://purl.org/rss/1.0/modules/content/'/>"
    body = rss(item(more=full), head=head).replace(
        "<rss ", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    )
    (entry,) = parsed(body).entries
    assert (entry.summary, entry.content_html) == ("Short.", "<p>All of it.</p>")
    (short,) = parsed(RSS).entries
    assert short.content_html is None


def test_a_long_description_stands_for_the_article():
    long = "&lt;p&gt;" + "Many words of an article. " * 60 + "&lt;/p&gt;"
    (entry,) = parsed(rss(item(more=f"<description>{long}</description>"))).entries
    assert (entry.content_html or "").startswith("<p>Many words")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("AT&amp;T gains", "AT&T gains"),
        ("It&amp;#8217;s here", "It’s here"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Hello", "Hello"),
        ("&lt;img src=x onerror=alert(1)&gt;Hello", "Hello"),
        ("5 &lt; 6 and 7 &gt; 3", "5 < 6 and 7 > 3"),
        ("<![CDATA[A & B]]>", "A & B"),
        ("two\n  lines\u2028and a third", "two lines and a third"),
        ("bell\x07 and\x1b[0m escape", "bell and[0m escape"),
        ("left\u202eright", "leftright"),
    ],
)
def test_a_title_is_one_line_of_plain_text(raw: str, title: str):
    assert [entry.title for entry in parsed(rss(item(raw))).entries] == [title]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.c", "http://[::1", "http://x:y/"],
)
def test_only_web_addresses_are_kept_as_links(link: str):
    (entry,) = parsed(rss(item("A title", link))).entries
    assert entry.url is None
    assert entry.title == "A title"


def test_a_link_loses_its_credentials():
    (entry,) = parsed(rss(item(link="https://me:secret@example.org/1"))).entries
    assert entry.url == "https://example.org/1"


def test_a_guid_that_is_no_address_is_no_link():
    (entry,) = parsed(rss("<item><guid>tag-17</guid><title>x</title></item>")).entries
    assert entry.url is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item(SAMPLE)).encode(), "application/xml; charset=iso-8859-1"),
        (rss(item(SAMPLE)).encode(), "text/xml"),
        (rss(item(SAMPLE)).encode(), "application/octet-stream"),
        (rss(item(SAMPLE)).encode(), ""),
        (("\ufeff" + rss(item(SAMPLE))).encode(), "application/xml"),
        (rss(item(SAMPLE), declaration='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"), ""),
        (rss(item(SAMPLE), declaration='<?xml version="1.0" encoding="x-unheard-of"?>').encode(), ""),
    ],
)
def test_the_bytes_decide_on_the_encoding(body: bytes, content_type: str):
    (entry,) = parsed(body, content_type).entries
    assert entry.title == SAMPLE


@pytest.mark.parametrize(
    ("label", "codec", "title"),
    [
        ("utf-8", "cp1252", "“quoted” – text"),
        ("gb2312", "gb18030", "日本語中文€"),
        ("koi8-r", "koi8-r", "Москва"),
        ("windows-1251", "cp1251", "Москва"),
    ],
)
def test_other_encodings_are_read_as_they_are_meant(label: str, codec: str, title: str):
    body = rss(item(title), declaration=f'<?xml version="1.0" encoding="{label}"?>').encode(codec)
    assert [entry.title for entry in parsed(body).entries] == [title]


@pytest.mark.parametrize(
    "body",
    [
        rss(item("AT&T — now &mdash; and then")),
        "\n<br />\n<b>Warning</b>: foo() in bar.php on line 3<br />\n" + rss(item()),
        rss(item()) + "<!-- served --><script>ads()</script>",
        rss(item("null\x00byte")),
    ],
)
def test_small_faults_are_repaired_without_a_word(body: str):
    feed = parsed(body)
    assert len(feed.entries) == 1
    assert feed.warning is None


def test_a_bare_ampersand_keeps_its_words():
    assert [entry.title for entry in parsed(rss(item("AT&T news &mdash; now"))).entries] == ["AT&T news — now"]


def test_a_feed_that_ends_in_the_middle_yields_its_whole_entries_and_says_so():
    whole = rss(
        item("a", "https://example.org/1"), item("b", "https://example.org/2"), item("c", "https://example.org/3")
    )
    feed = parsed(whole[: whole.index("<title>c") + 8])
    assert [entry.title for entry in feed.entries] == ["a", "b"]
    assert feed.cut_short
    assert "middle" in (feed.warning or "")


def test_a_broken_feed_that_can_be_read_carries_a_warning():
    feed = parsed(rss(item("a"), "<item><title>b</wrong></item>"))
    assert feed.entries[0].title == "a"
    assert feed.warning
    assert not feed.cut_short


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("<!doctype html><html><head><title>News</title></head></html>", "web page ('News')"),
        ('<?xml version="1.0"?><s:Envelope xmlns:s="http://x"><s:Body/></s:Envelope>', "<s:Envelope>"),
        ("just words", "no XML"),
        ("/etc/passwd", "no XML"),
        ('{"items": [{"id": "1"', "cut short"),
        ('{"error": "no such feed"}', "it says: no such feed"),
        ("[1, 2]", "no object"),
        ('{"items":' + "[" * 100_000, "nested"),
        ("<rss><channel>" + "<a>" * 5_000 + "</channel></rss>", "nested"),
        (f"<rss><channel><item {' '.join(f'a{n}=1' for n in range(5000))}/></channel></rss>", "attributes"),
        (
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + rss(item("&b;"), declaration=""),
            "document type",
        ),
        (f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>' + rss(item("&a;"), declaration=""), "document type"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(body: str, reason: str):
    with pytest.raises(FeedError) as refused:
        parsed(body)
    assert reason in str(refused.value)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_a_web_page_is_refused_with_the_feed_that_it_names():
    page = """<!DOCTYPE html><html><head><link rel="stylesheet" href="/x.css">
    <link rel="alternate" type="application/rss+xml; charset=utf-8" href="/feed?a=1&amp;b=2"></head></html>"""
    with pytest.raises(FeedError) as refused:
        parsed(page)
    assert refused.value.hint == "it names this feed: https://example.org/feed?a=1&b=2"


def test_an_external_entity_is_not_read():
    body = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss(
        item("x&a;y"), item("b", "/2"), declaration=""
    )
    assert all("root:" not in entry.title for entry in parsed(body).entries)


def test_a_feed_without_entries_is_a_feed():
    assert parsed(rss()).entries == ()


def test_more_entries_than_the_bound_are_cut_and_said_so():
    feed = parsed(rss(*(item(f"t{n}", f"https://example.org/{n}") for n in range(MOST_ENTRIES + 5))))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].title == "t0"
    assert str(MOST_ENTRIES) in (feed.warning or "")


@pytest.mark.parametrize(
    "text", ["&lt;" * 50_000, "a" * 50_000, "[" * 10_000, "&lt;!--" * 20_000, "&lt;script&gt;" * 20_000, '"' * 50_000]
)
def test_texts_made_to_explode_are_read_in_a_second(text: str):
    began = time.perf_counter()
    assert len(parsed(rss(item(text, more=f"<description>{text}</description>"))).entries) == 1
    assert time.perf_counter() - began < 2


def test_a_title_of_megabytes_is_cut():
    (entry,) = parsed(rss(item("x" * 2_000_000))).entries
    assert len(entry.title) == 1000
    assert entry.title.endswith("…")


def test_what_a_feed_says_about_polling_is_read():
    head = """<ttl>120</ttl><skipHours><hour>0</hour><hour>24</hour><hour>99</hour><hour>7</hour></skipHours>
    <skipDays><day>Sunday</day><day>Someday</day></skipDays>
    <sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>
    <sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">2</sy:updateFrequency>"""
    hints = parsed(rss(head=head)).hints
    assert hints.ttl == timedelta(minutes=120)
    assert hints.period == timedelta(minutes=30)
    assert hints.skip_hours == {0, 7}
    assert hints.skip_days == {6}


@pytest.mark.parametrize("ttl", ["-5", "0", "soon", "", "99999999999"])
def test_a_senseless_ttl_is_ignored(ttl: str):
    assert parsed(rss(head=f"<ttl>{ttl}</ttl>")).hints.ttl is None


def test_json_oddities_cost_only_the_items_that_have_them():
    body = """{"title": {"no": "text"}, "items": [null, 3,
    {"id": 7, "title": {"a": 1}, "url": ["x"], "authors": [null]},
    {"id": "8", "title": "a\\ud800b", "content_text": "One <two>.\\n\\nThree.", "n": NaN, "date_published": null},
    {"id": "https://example.org/9", "title": "nine", "n": %s}]}""" % ("9" * 10_000)
    feed = parsed(body)
    assert [entry.title for entry in feed.entries] == ["", "ab", "nine"]
    assert feed.entries[1].content_html == "<p>One &lt;two&gt;.</p><p>Three.</p>"
    assert feed.entries[2].url == "https://example.org/9"
    assert feed.warning == "2 of its 5 items could not be read"


def test_a_json_item_that_holds_nothing_is_no_entry():
    feed = parsed('{"items": [{"id": null}, {}, {"content_text": "The toll rises."}, {"id": 5}]}')
    assert [entry.summary for entry in feed.entries] == ["The toll rises.", ""]
    assert feed.warning == "2 of its 4 items could not be read"


def test_a_json_feed_says_that_it_has_ended_and_names_its_hub():
    hints = parsed('{"items": [], "expired": true, "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]}').hints
    assert hints.expired
    assert hints.hub == "https://hub.example/"


def test_a_result_can_cross_to_another_process():
    feed = parsed(RSS)
    assert pickle.loads(pickle.dumps(feed)) == feed


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_feed_or_are_refused(body: bytes):
    try:
        feed = parse_feed(body, "application/xml", URL)
    except FeedError as error:
        assert error.reason
    else:
        assert isinstance(feed, ParsedFeed)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_title_and_link_become_text_that_can_be_stored(title: str, link: str):
    import json

    feed = parsed(json.dumps({"items": [{"id": "1", "title": title, "url": link, "content_html": title}]}))
    (entry,) = feed.entries
    for text in (entry.title, entry.summary, entry.url or "", entry.content_html or "", entry.identity):
        assert text.encode("utf-8").isascii() or text
        assert "\x00" not in text
    assert "\n" not in entry.title
