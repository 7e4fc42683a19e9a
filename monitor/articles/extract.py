"""One page, or one feed entry, becomes the article without its page."""

from __future__ import annotations

import copy
import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.articles.decode import decode, not_a_page, printable
from monitor.articles.facts import PageFacts, clean_title, guess_date, page_facts
from monitor.articles.language import language_of
from monitor.articles.lines import tidy
from monitor.articles.links import links_of
from monitor.articles.plausibility import why_suspect
from monitor.articles.pruning import prune
from monitor.articles.versions import fold
from monitor.model import Entry, Extraction, Link, ReadStatus
from monitor.sources.urls import canonical_url

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement

_GLANCE = 400  # characters of a page without an article that tell what it is
_TEASER = 120  # characters; a wall after less than this hides the article


def extract(html: bytes, url: str, entry: Entry | None = None, content_type: str = "") -> Extraction:
    """Reads an article from its page; from its feed entry where the page shows something else.

    `url` is the final address, `content_type` the header. Status `ok`; `partial` with a reason where only a part
    or the feed's text could be read; `suspect` where the page does not look like the article; `failed` where
    nothing is readable. Pure; may run for long on hostile input, so call it on `monitor.workers`.
    """
    kind = not_a_page(html, content_type)
    if kind:
        return _instead(entry, url, ReadStatus.FAILED, f"not a web page: {kind}")
    page = decode(html, content_type)
    if "text/plain" in content_type.lower():
        return _judged(page, PageFacts(), url, entry)
    tree = _parse(page)
    if tree is None:
        return _instead(entry, url, ReadStatus.FAILED, "the page is empty")
    facts = page_facts(tree, url)
    if facts.published is None and (entry is None or entry.published is None):
        facts = replace(facts, published=guess_date(tree, url))
    prune(tree)
    linking = copy.deepcopy(tree)  # reading the text takes the tree apart
    text = _main_text(tree, url) or _described_text(facts)
    read = _judged(text or _all_text(page), facts, url, entry, found=bool(text))
    return replace(read, links=links_of(linking, read.url or url, text))


def from_entry(entry: Entry, reason: str) -> Extraction:
    """The feed's own text in the page's stead: `partial` with the reason, `failed` if the entry has no text."""
    html = entry.content_html or ""
    text = html_text(html) or " ".join(entry.summary.split())
    title = clean_title(entry.title)
    return Extraction(
        url=canonical_url(entry.url) if entry.url else "",
        title=title,
        text=text,
        status=ReadStatus.PARTIAL if text else ReadStatus.FAILED,
        reason=reason,
        published=entry.published,
        author=entry.author,
        language=language_of(text or title),
        links=_entry_links(html, entry.url or "", text),
    )


def _entry_links(html: str, url: str, text: str) -> tuple[Link, ...]:
    tree = _fragment(html)
    return () if tree is None else links_of(tree, url, text)


def html_text(html: str) -> str:
    """A fragment of HTML as text, one line a paragraph, without what a reader does not see."""
    tree = _fragment(html)
    if tree is None:
        return ""
    return tidy(_block_text(tree))[0]


def _fragment(html: str) -> HtmlElement | None:
    page = f"<html><body><article>{printable(html)}</article></body></html>"
    tree = _parse(page) if html.strip() else None
    if tree is not None:
        prune(tree)
    return tree


def _judged(text: str, facts: PageFacts, url: str, entry: Entry | None, found: bool = True) -> Extraction:
    """The extraction of a page's text, after the gate; where no article was found, of what the page says instead."""
    article, walled = tidy(text) if found else ("", False)
    title = _best_title(entry, facts)
    article = _with_notices(_without_title(article, title, facts.title), facts)
    reason = why_suspect(article or text[:_GLANCE], facts)
    if reason:
        return _instead(entry, url, ReadStatus.SUSPECT, reason, article)
    if not article:
        return _instead(entry, url, ReadStatus.FAILED, "no article text was found on the page")
    if (walled or facts.walled) and len(article) < _TEASER:
        return _instead(entry, url, ReadStatus.SUSPECT, "the article is behind a paywall or a log-in", article)
    return Extraction(
        url=canonical_url(facts.canonical or url),
        title=title,
        text=article,
        status=ReadStatus.PARTIAL if walled else ReadStatus.OK,
        reason="only the beginning is shown without an account" if walled else None,
        published=(entry.published if entry else None) or facts.published,
        author=facts.author or (entry.author if entry else None),
        language=language_of(article),
    )


def _instead(entry: Entry | None, url: str, status: ReadStatus, reason: str, text: str = "") -> Extraction:
    """The entry's own text if it has any; else what there is, marked."""
    if entry is not None:
        own = from_entry(entry, reason)
        if own.status is ReadStatus.PARTIAL:
            return replace(own, url=own.url or canonical_url(url))
    title = clean_title(entry.title) if entry else ""
    return Extraction(canonical_url(url), title, text, status, reason, entry.published if entry else None)


def _best_title(entry: Entry | None, facts: PageFacts) -> str:
    """The entry's title, unless it is missing or cut short."""
    listed = clean_title(entry.title) if entry else ""
    return facts.title if not listed or (listed.endswith(("…", "...")) and facts.title) else listed


def _without_title(text: str, *titles: str) -> str:
    first, _, rest = text.partition("\n")
    known = {t.casefold() for t in titles if t}
    return rest if first.casefold() in known else text


def _with_notices(text: str, facts: PageFacts) -> str:
    """The text with the notices that only the page's description carries, a line each."""
    printed = fold(text).casefold()
    hidden = [each for each in facts.notices if fold(each.removeprefix("Correction: ")).casefold() not in printed]
    return "\n".join([text, *hidden]) if text else text


def _parse(page: str) -> HtmlElement | None:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


def _main_text(tree: HtmlElement, url: str) -> str:
    import trafilatura

    document = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        config=_config(),
    )
    return getattr(document, "text", None) or ""


def _described_text(facts: PageFacts) -> str:
    """The text in a page's own description, for pages that show theirs only with scripts."""
    if facts.walled:
        return ""
    return html_text(facts.body) if "<" in facts.body else facts.body


@functools.cache
def _config() -> ConfigParser:
    """trafilatura's settings, but a short article is taken as it is.

    By default everything below 250 characters is replaced by all words of the page on one line.
    """
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    return config


def _all_text(page: str) -> str:
    """All words of a page's body, for telling what a page without an article is."""
    tree = _parse(page)
    if tree is None:
        return ""
    parts = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return " ".join(" ".join(parts).split())


def _block_text(tree: HtmlElement) -> str:
    """All text of a tree with a line break where a block begins or ends."""
    for element in tree.iter("p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"):
        element.tail = "\n" + (element.tail or "")
        if element.tag != "br":
            element.text = "\n" + (element.text or "")
    for cell in tree.iter("td", "th"):
        cell.tail = " | " + (cell.tail or "")
    return re.sub(r"(?: \| )+(?=\n|$)", "", tree.text_content())
