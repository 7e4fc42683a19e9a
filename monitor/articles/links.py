"""The links that an article makes to other pages, in its text and in its list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.model import Link
from monitor.sources.urls import canonical_url, readable_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 200
_LONGEST = 500  # characters of a line or of a link's words
_BLOCKS = frozenset("p li td th dd blockquote figcaption h1 h2 h3 h4 h5 h6 div section article body".split())
_ADDRESS = re.compile(r"https?://[^\s<>\"'，。）)\]]+")


def links_of(tree: HtmlElement, url: str, text: str) -> tuple[Link, ...]:
    """The links in a pruned page at `url`, then the bare addresses in its `text`, each address once."""
    found: dict[str, Link] = {}
    own = canonical_url(url)
    for link in (*_anchors(tree, url), *_addresses(text)):
        if link.url != own:
            found.setdefault(link.url, link)
    return tuple(found.values())[:_MOST]


def _anchors(tree: HtmlElement, url: str) -> Iterator[Link]:
    for anchor in tree.xpath("//a[@href]"):
        address = readable_url(anchor.get("href"), url)
        if address is not None and not anchor.get("href", "").startswith("#"):
            block = next((each for each in anchor.iterancestors() if each.tag in _BLOCKS), anchor)
            yield Link(canonical_url(address), _line(anchor.text_content()), _line(block.text_content()))


def _addresses(text: str) -> Iterator[Link]:
    for line in text.splitlines():
        for match in _ADDRESS.finditer(line[: 4 * _LONGEST]):
            address = readable_url(match.group().rstrip(".,;:!?"), "")
            if address is not None:
                yield Link(canonical_url(address), match.group(), _line(line))


def _line(text: str) -> str:
    return " ".join(text[: 4 * _LONGEST].split())[:_LONGEST]
