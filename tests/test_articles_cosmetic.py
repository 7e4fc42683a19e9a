"""A page that only looks different is read as the same text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Tier
from monitor.stages.reading import read_page
from monitor.store.rows import DueArticle

URL = "https://gazette.example/news/ferry"
STORY = (
    "Nordlink Ferries has ordered four electric boats from a yard in Bergen. They cost €38 million, the director said.",
    "“We shall not raise the fare,” she said – at least not in the first year. The boats carry 250 people each.",
    "Residents of the northern quay asked for a later crossing. The council will vote on it in May.",
)
STORY_ZH = (
    "北岸轮渡公司向卑尔根一家船厂订购了四艘电动船。公司主管周二表示，这些船共耗资三千八百万欧元。",
    "每艘船可载客二百五十人，预计明年春季投入运营。公司称第一年不会提高票价。",
    "北码头的居民要求增加晚间班次，市议会将于五月就此表决。",
)
COUNTED = ("views", "comments", "shares", "likes", "reads")
CLOCKS = (
    "Updated {n} minutes ago",
    "{n} min ago",
    "Last updated: 12 May 2026 at 14:{n:02}",
    "Published 3 March 2026, 09:{n:02} GMT",
    "{n} hours ago",
    "Updated on March 3, 2026 at 9:{n:02} a.m. ET",
    "By Ada Holm | Updated 3 Mar 2026 14:{n:02}",
    "{n}分钟前",
    "更新于2026年3月2日 14:{n:02}",
    "发布时间：2026-03-02 09:{n:02}",
    "2026年3月2日 09:{n:02}",
    "2026-03-02 09:{n:02}:11",
)
COUNTERS = (
    "{n} views",
    "{n} comments",
    "{n} comments · {n} shares",
    "{n} people are reading this",
    "Share {n}",
    "阅读 {n}",
    "{n}次阅读",
    "{n}人点赞 · {n}条评论",
    "评论({n})",
)
RELATED = (
    '<p>Read more: <a href="/x{n}">Harbour fees rise for the {n}th time</a></p>',
    '<div class="related"><h3>Related stories</h3><ul><li><a href="/y{n}">Bridge shut {n} days</a></li></ul></div>',
    '<p><strong>Related:</strong> <a href="/z{n}">What {n} captains say of the plan</a></p>',
    "<h3>Related articles</h3><ul><li><a href='/a{n}'>Tug sinks off Skua with {n} aboard</a></li>"
    "<li><a href='/b{n}'>Pilots strike for {n} days</a></li></ul>",
    '<p><a href="/c{n}">See also: A quay for {n} boats</a></p>',
    '<p>相关阅读：<a href="/d{n}">港口费第{n}次上调</a></p>',
    "<h3>相关新闻</h3><ul><li><a href='/e{n}'>大桥封闭{n}天</a></li></ul>",
    '<div class="ad-slot">Advertisement: {n} per cent off</div>',
    "<p>Advertisement</p><aside>Buy {n} boats</aside>",
)


def page(paragraphs: tuple[str, ...], *extra: str, at: int = 1) -> bytes:
    """A page with an article, and with furniture after its paragraph of this number."""
    body = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    body.insert(at, "\n".join(extra))
    inner = "\n".join(body)
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>Four electric boats | Gazette</title>
<meta property="og:title" content="Four electric boats"><meta property="og:site_name" content="Gazette">
<meta property="article:published_time" content="2026-03-02T09:00:00+00:00"></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>Four electric boats</h1>{inner}</article></main>
<footer>All rights reserved.</footer></body></html>""".encode()


def article() -> DueArticle:
    seen = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return DueArticle(
        *(1, URL, "gazette", "Gazette", Tier.PRESS, "Four electric boats", seen),
        *(None, None, 0, 0, None, None, None, None, None, frozenset()),
    )


def digest(html: bytes) -> str:
    return read_page(html, URL, "text/html; charset=utf-8", article()).digest


STORIES = {"en": STORY, "zh": STORY_ZH}
PLAIN = {language: digest(page(story)) for language, story in STORIES.items()}
CLOCK_LINES = tuple(f"<p>{form}</p>" for form in CLOCKS)
COUNTER_LINES = tuple(f"<p>{form}</p>" for form in COUNTERS)
languages = st.sampled_from(sorted(STORIES))
few = settings(max_examples=20, deadline=None)


@pytest.mark.parametrize("form", CLOCK_LINES + COUNTER_LINES + RELATED)
@pytest.mark.parametrize("language", sorted(STORIES))
def test_what_stands_around_an_article_is_no_text(form: str, language: str) -> None:
    assert digest(page(STORIES[language], form.format(n=17))) == PLAIN[language]


def furniture(forms: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.builds(lambda form, n: form.format(n=n), st.sampled_from(forms), st.integers(1, 59))


@few
@given(languages, st.lists(furniture(CLOCK_LINES), max_size=3), st.integers(0, 3))
def test_changing_a_pages_clocks_changes_no_text(language: str, clocks: list[str], place: int) -> None:
    assert digest(page(STORIES[language], *clocks, at=place)) == PLAIN[language]


@few
@given(languages, st.lists(furniture(COUNTER_LINES), max_size=3), st.integers(0, 3))
def test_changing_a_pages_counters_changes_no_text(language: str, counters: list[str], place: int) -> None:
    assert digest(page(STORIES[language], *counters, at=place)) == PLAIN[language]


@few
@given(languages, st.lists(furniture(RELATED), max_size=2), st.integers(1, 3))
def test_changing_a_pages_links_and_advertisements_changes_no_text(language: str, boxes: list[str], place: int) -> None:
    assert digest(page(STORIES[language], *boxes, at=place)) == PLAIN[language]


_PRINTED = {
    "“": '"',
    "”": '"',
    "–": "—",
    "’": "'",
    "€": "€\u200b",
    " ": " ",
    "，": ",",
    "。": "。\u200b",
    "-": "\u2011",
}


@few
@given(languages, st.sets(st.sampled_from(sorted(_PRINTED))), st.sampled_from(["\u00a0", "  ", "\n\t ", "\u2009"]))
def test_typography_and_white_space_are_no_text(language: str, marks: set[str], space: str) -> None:
    story = STORIES[language]
    printed = tuple("".join(_PRINTED[c] if c in marks else c for c in line).replace(" ", space) for line in story)
    assert digest(page(printed)) == PLAIN[language]
