"""What a page says about itself: headline, author, date, address, whether it may be read freely."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_JSON = 200_000  # characters of one JSON-LD block; more is no description of an article
_MAX_NODES = 500
_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review)$")
_MAX_NOTICES = 5
_LONGEST_NOTICE = 1500  # characters
_LABELLED = re.compile(r"correct|clarif|retract|errat|editor|更正|勘误|澄清|订正|撤", re.IGNORECASE)
_WITHDRAWN = frozenset({"retracted", "withdrawn", "retraction"})
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_SEPARATOR = re.compile(r"(\s+[|·•–—-]+\s+|\s*[|_｜]\s*)")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:\D|$)")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page's own description. `body` is the text that its description carries; `walled`: it declares
    that not everyone may read it all; `password`: it asks for one. `notices` are the corrections and the
    withdrawal that it declares, one line each."""

    title: str = ""
    author: str | None = None
    published: datetime | None = None
    canonical: str | None = None
    body: str = ""
    walled: bool = False
    password: bool = False
    notices: tuple[str, ...] = ()


def page_facts(tree: HtmlElement, url: str) -> PageFacts:
    """Reads a page's metadata: Open Graph first, then JSON-LD, then its elements."""
    meta = _meta(tree)
    data = _article_data(tree)
    site = meta.get("og:site_name", "")
    return PageFacts(
        title=_title(tree, meta, data, site),
        author=_author(tree, meta, data),
        published=_declared_date(tree, meta, data, url),
        canonical=_canonical(tree, url),
        body=str(data.get("articleBody") or ""),
        walled=str(data.get("isAccessibleForFree", "")).lower() == "false",
        password=bool(tree.xpath("//input[@type='password']")),
        notices=tuple(_notices(tree, meta, data)),
    )


def _notices(tree: HtmlElement, meta: Mapping[str, str], data: Mapping[str, Any]) -> Iterator[str]:
    """What a page says in its description of its own errors, as lines that read like printed notices.

    Source: schema.org `correction` (CorrectionComment, text) and `creativeWorkStatus`.
    """
    declared = data.get("correction")
    texts = [_comment(each) for each in (declared if isinstance(declared, list) else [declared])[:_MAX_NOTICES]]
    texts += [" ".join(e.text_content().split()) for e in tree.xpath("//*[@itemprop='correction']")[:_MAX_NOTICES]]
    texts += [meta.get("correction", ""), meta.get("article:correction", "")]
    for text in dict.fromkeys(filter(None, texts)):
        yield text if _LABELLED.match(text) else f"Correction: {text}"
    status = data.get("creativeWorkStatus")
    if isinstance(status, str) and status.strip().casefold() in _WITHDRAWN:
        yield "This article has been retracted."


def _comment(value: object) -> str:
    """The words of a CorrectionComment, or of a correction that is plain text; an address says nothing."""
    if isinstance(value, dict):
        value = value.get("text") or value.get("description")
    text = " ".join(value.split())[:_LONGEST_NOTICE] if isinstance(value, str) else ""
    return "" if "://" in text.partition(" ")[0] else text


def clean_title(title: str, site: str = "") -> str:
    """A title on one line without the outlet's name at either end."""
    title = " ".join(title.split())
    if site:
        site = " ".join(site.split())
        parts = _SEPARATOR.split(title)
        if len(parts) >= 3 and parts[-1].casefold() == site.casefold():
            return "".join(parts[:-2]).strip()
        if len(parts) >= 3 and parts[0].casefold() == site.casefold():
            return "".join(parts[2:]).strip()
    return title


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first value of each `<meta>` name or property."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        value = " ".join((element.get("content") or "").split())
        if key and value:
            found.setdefault(key, value)
    return found


def _article_data(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD node that describes an article, or nothing."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        source = script.text or ""
        if len(source) > _MAX_JSON:
            script.text = ""  # so that the search for a date does not read it either
            continue
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue  # a page's broken description says nothing; its elements still do
        for node in _nodes(data):
            kinds = node.get("@type")
            if any(_ARTICLE_TYPES.search(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
                return node
    return {}


def _nodes(data: object) -> Iterator[Mapping[str, Any]]:
    """The nodes of a JSON-LD document near its top, a bounded number."""
    queue, seen = [data], 0
    while queue and seen < _MAX_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, list):
            queue += item[:_MAX_NODES]
        elif isinstance(item, dict):
            yield item
            if isinstance(item.get("@graph"), list):
                queue += item["@graph"][:_MAX_NODES]


def _title(tree: HtmlElement, meta: Mapping[str, str], data: Mapping[str, Any], site: str) -> str:
    headline = data.get("headline")
    for title in (meta.get("og:title"), headline if isinstance(headline, str) else None, meta.get("twitter:title")):
        if title and title.casefold() != site.casefold():
            return clean_title(title, site)
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    element = tree.find(".//title")
    whole = " ".join(element.text_content().split()) if element is not None else ""
    for head in heads:
        if head and head.casefold() != site.casefold() and (len(heads) == 1 or head in whole):
            return head
    return clean_title(whole, site) or (heads[0] if heads else "")


def _author(tree: HtmlElement, meta: Mapping[str, str], data: Mapping[str, Any]) -> str | None:
    named = data.get("author")
    people = named if isinstance(named, list) else [named]
    names = [p.get("name") if isinstance(p, dict) else p for p in people]
    author = ", ".join(n.strip() for n in names if isinstance(n, str) and n.strip())
    author = author or meta.get("author", "") or meta.get("parsely-author", "") or meta.get("byl", "")
    if not author:
        found = tree.xpath("//a[@rel='author']")
        author = " ".join(found[0].text_content().split()) if found else ""
    author = re.sub(r"^by\s+", "", author, flags=re.IGNORECASE)
    return author if author and "://" not in author and len(author) <= 200 else None


def _declared_date(tree: HtmlElement, meta: Mapping[str, str], data: Mapping[str, Any], url: str) -> datetime | None:
    """The first date that the page declares and that its address does not belie; else the address's own."""
    times = [t.get("datetime") for t in tree.xpath("//time[@datetime]")[:3]]
    declared = [meta.get("article:published_time"), data.get("datePublished"), meta.get("datepublished"), *times]
    stated = [moment for text in declared if isinstance(text, str) and (moment := _moment(text))]
    in_url = _URL_DATE.search(urlsplit(url).path)
    day = _moment("-".join(in_url.groups())) if in_url else None
    if day is not None:
        return next((moment for moment in stated if abs((moment - day).days) <= 2), day)
    return stated[0] if stated else None


def guess_date(tree: HtmlElement, url: str) -> datetime | None:
    """A date found anywhere in a page that declares none; takes about as long as the rest of the reading."""
    from htmldate import find_date

    found = find_date(tree, extensive_search=False, original_date=True, url=url)
    return _moment(found) if found else None


def _moment(text: str) -> datetime | None:
    """An ISO-8601 text as UTC; a time without a zone is taken as UTC. None for other text and absurd years."""
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EARLIEST else None


def _canonical(tree: HtmlElement, url: str) -> str | None:
    """The address that the page gives itself, if it lies on the same site and is not just the front page."""
    for link in tree.xpath("//link[@rel='canonical'][@href]")[:1]:
        try:
            own = urlsplit(urljoin(url, link.get("href").strip()))
            here = urlsplit(url)
            same = (
                own.scheme in ("http", "https")
                and _site(own.hostname) == _site(here.hostname)
                and own.port == here.port
            )
        except ValueError:
            return None
        if same and (own.path.strip("/") or own.query or not here.path.strip("/")):
            return str(own.geturl())
    return None


def _site(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
