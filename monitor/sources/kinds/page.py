"""Kind `page`: one page that is watched for change, or the part of it that a CSS selector names."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from monitor.errors import FeedError
from monitor.model import Entry, EntryForm
from monitor.network import Purpose
from monitor.sources.html_pages import html_tree
from monitor.sources.json_answers import paragraphs
from monitor.sources.kind import Kind, WebAddress, Words
from monitor.sources.text import LONGEST_SUMMARY, LONGEST_TITLE, clean, plain, storable
from monitor.sources.values import Answer, Call, ParsedFeed


def _selector(value: str) -> str:
    from cssselect import SelectorError
    from lxml.cssselect import CSSSelector

    try:
        CSSSelector(value)
    except SelectorError as error:
        raise ValueError("is no CSS selector; it looks like `main .price` or `#terms`") from error
    return value


class Page(Kind):
    """Without a selector, the page's article is read as any other is; with one, what it names is the whole text."""

    kind: ClassVar[str] = "page"
    url: WebAddress
    selector: Annotated[Words, AfterValidator(_selector)] | None = None

    def address(self) -> str:
        return self.url

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        return (Call(self.url, purpose=Purpose.PAGE, conditional=True),)

    def read(self, answer: Answer) -> ParsedFeed:
        from lxml import html

        tree = html_tree(answer.body, answer.content_type)
        title = clean(tree.findtext(".//title") or "", LONGEST_TITLE) or self.url
        if self.selector is None:
            words = plain(answer.body.decode("utf-8", "replace"))
            entry = Entry(self.url, self.url, title, summary=words[:LONGEST_SUMMARY], content_html=paragraphs(words))
            return ParsedFeed(title, (entry,))
        found = tree.cssselect(self.selector)
        if not found:
            raise FeedError(f"nothing on the page fits the selector {self.selector}", "the page may have been rebuilt")
        text = "".join(html.tostring(element, encoding="unicode", with_tail=False) for element in found)
        entry = Entry(
            identity=f"{self.url}#{self.selector}",
            url=self.url,
            title=title,
            summary=plain(text, LONGEST_SUMMARY),
            content_html=storable(text),
            form=EntryForm.POST,
        )
        return ParsedFeed(title, (entry,))
