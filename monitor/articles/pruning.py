"""Takes out of a page's tree what its reader never sees, and what is not the article."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.articles.wording import any_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN_CLASSES = frozenset(
    """sr-only visually-hidden visuallyhidden visuallyHidden screen-reader-text screen-reader-only screenreader
    screen-reader u-visually-hidden hidden is-hidden u-hidden hide d-none display-none invisible offscreen
    off-screen element-invisible a11y-hidden assistive-text is-visually-hidden""".split()
)
_SHOWN_AGAIN = re.compile(
    r"(?:^|\s)(?:sm|md|lg|xl|2xl|d-(?:sm|md|lg|xl))[:-](?:block|flex|inline|grid|table|visible|d-)"
)
_UNSEEN_STYLE = re.compile(
    r"""display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|$|!)|font-size:0(?:px|em|rem|pt|%)?(?:;|$|!)
    |text-indent:-\d{3,}|(?:^|;)(?:left|top|right|bottom|margin-left|margin-top):-\d{3,}
    |clip:rect\((?:0|1px)|clip-path:(?:inset\((?:50|100)%|circle\(0)
    |transform:scale\(0|(?:^|;)color:transparent|(?:^|;)(?:max-)?(?:width|height):[01]px.*overflow:hidden
    |overflow:hidden.*(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|$)
    |(?:^|;)(?:max-)?(?:width|height):0(?:px)?;.*overflow:hidden""",
    re.VERBOSE,
)
_WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?\b|white\b|rgba?\(255,255,255)")
_MANY = 50  # elements that may be the article
_LONGEST = 500  # characters of an attribute; people write shorter ones
_LONGEST_SELECTORS = 200  # characters before a rule's brace that are looked at
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
_AT_RULE = re.compile(r"@(?:media|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)

# Hidden until a script runs, on sites that guard against flicker; without them there is no article.
_NEVER_UNSEEN = frozenset({"html", "body", "main", "article"})
_DEBRIS_TAGS = frozenset(
    "nav aside footer form button dialog menu select iframe template script style noscript object embed svg canvas "
    "input textarea".split()
)
_DEBRIS_ROLES = frozenset(
    "navigation complementary banner contentinfo search dialog alertdialog menu menubar toolbar".split()
)
# Runs of words in a class or id, as its makers name such boxes.
_DEBRIS_NAMES = any_of(
    r"""
    \b(?:nav|navbar|navigation|breadcrumbs?|skip (?:link|to|nav)|pagination|pager|sidebar|site (?:header|footer))\b
    \bshar(?:e|ing) (?:bar|buttons?|links?|tools?|this|icons?|list|widget)\b
    \b(?:social|sharedaddy|addthis|addtoany|follow us)\b
    \brelated\b|\brecommend(?:ed|ations?)\b
    \b(?:read|see|also) (?:next|more|also|read)\b|\bmore (?:stories|from|on|news|like)\b
    \b(?:further reading|you may (?:also )?like|up next)\b
    \bmost (?:read|popular|viewed|shared|commented)\b|\bpopular (?:posts?|stories|now)\b
    \b(?:trending|top stories|latest (?:news|stories|posts))\b
    \bcomments?\b|\b(?:disqus|respond)\b
    \b(?:newsletters?|subscribe|subscriptions?|sign ?up|mailing list|opt in)\b
    \b(?:promos?|promotion|ads?|adverts?|advertisement|advertising|sponsor|sponsored|outbrain|taboola|affiliate)\b
    \b(?:cookies?|consent|gdpr|onetrust|paywall|regwall|subscriber only)\b
    \b(?:feedback|helpful|ratings?|print (?:link|button)|tool ?bar|(?:article|post) tools)\b
    \b(?:author (?:bio|box|card|info|profile)|about (?:the )?author)\b
    \b(?:tag (?:list|cloud)|(?:post|article) tags|taxonomy)\b
    \b(?:table of contents|toc|jump to content|back to (?:top|stories)|copyright|legal notice)\b
    \b(?:references|reflist|footnotes?)\b
    """
)
_NOTICE_NAMES = re.compile(r"\b(?:corrections?|clarifications?|errat(?:um|a)|retractions?|editor\w* note)\b")
_CONTAINERS = frozenset("div section ul ol dl li p span details header figure table article".split())
_ARTICLE = re.compile(r"\b(?:article|post|story|entry)\ ?(?:body|content|text)\b|\barticlebody\b")


def prune(tree: HtmlElement) -> None:
    """Removes, in place, hidden elements first and then the boxes around the article."""
    for element in list(_unseen(tree)):
        _drop(element)
    _gather_notices(tree)
    for element in list(_debris(tree)):
        _drop(element)


def _gather_notices(tree: HtmlElement) -> None:
    """Moves boxes that are named a correction to the end of the article; they often stand in its footer or aside."""
    article = next((e for tag in ("article", "main", "body") for e in tree.iter(tag)), None)
    moved: set[HtmlElement] = set()
    for box in [e for e in tree.iter("div", "p", "aside", "section", "footer") if _named(e, _NOTICE_NAMES)]:
        around = set(box.iterancestors())
        if article is None or article in {box, *box.iterdescendants()} or not around.isdisjoint(moved):
            continue
        text = " ".join(box.text_content().split())
        moved.add(box)
        _drop(box)
        paragraph = article.makeelement("p")
        paragraph.text = text
        article.append(paragraph)


def _unseen(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that no reader sees: by attribute, by class, by their own style, by the page's style sheet."""
    ruled = _ruled_out(tree)
    for element in tree.xpath("//*[@hidden or @style or @class or @id or self::template or self::dialog]"):
        if element.tag not in _NEVER_UNSEEN and _is_unseen(element, ruled):
            yield element


def _is_unseen(element: HtmlElement, ruled: frozenset[str]) -> bool:
    if element.tag == "template" or element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    style = "".join(element.get("style", "")[:_LONGEST].split()).lower()
    if style and (_UNSEEN_STYLE.search(style) or (_WHITE.search(style) and not _on_colour(element))):
        return True
    classes = element.get("class", "")[:_LONGEST]
    if ruled and ("#" + element.get("id", "") in ruled or any("." + c in ruled for c in classes.split())):
        return True
    return _hides(classes)


@functools.lru_cache(maxsize=4096)
def _hides(classes: str) -> bool:
    """Whether an element with these classes is hidden by the names that frameworks agree on."""
    return not _UNSEEN_CLASSES.isdisjoint(classes.split()) and not _SHOWN_AGAIN.search(classes)


def _on_colour(element: HtmlElement) -> bool:
    """Whether the element or one around it sets a background, on which white can be read."""
    node: HtmlElement | None = element
    while node is not None:
        if "background" in node.get("style", "").lower() or node.get("bgcolor"):
            return True
        node = node.getparent()
    return False


def _ruled_out(tree: HtmlElement) -> frozenset[str]:
    """Single classes and ids ('.x', '#y') that the page's own style sheet hides, media queries aside."""
    hidden: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, body in _rules((sheet.text or "")[:200_000]):
            if _UNSEEN_STYLE.search("".join(body.split()).lower()):
                hidden.update(s.strip() for s in selectors.split(",") if _SIMPLE_SELECTOR.fullmatch(s.strip()))
    return frozenset(hidden)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet, media queries aside, as selectors and declarations.

    Taken apart at the braces: an expression that seeks them walks back from each character of a long list of selectors.
    """
    for rule in _AT_RULE.sub("", sheet).split("}")[:-1]:
        before, _, body = rule.rpartition("{")
        selectors = before.rpartition("{")[2][-_LONGEST_SELECTORS:]
        if selectors and 1 <= len(body) <= _LONGEST:
            yield selectors, body


def _debris(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Boxes that are not the article: navigation, related links, sharing, sign-ups, comments, advertisements."""
    keep = _around_the_article(tree)
    for element in tree.xpath(f"//*[@class or @id or @role or {' or '.join(f'self::{t}' for t in _DEBRIS_TAGS)}]"):
        if element in keep:
            continue
        if (
            element.tag in _DEBRIS_TAGS
            or element.get("role", "") in _DEBRIS_ROLES
            or (element.tag in _CONTAINERS and _named(element, _DEBRIS_NAMES))
        ):
            yield element


def _around_the_article(tree: HtmlElement) -> set[HtmlElement]:
    """What must stay whatever it is called: the headline's, the main part's and the body's containers."""
    boxed = "ancestor::nav or ancestor::aside or ancestor::footer or ancestor::form"
    anchors = [*tree.xpath(f"//h1[not({boxed})]"), *tree.iter("main"), *tree.xpath("//*[@itemprop='articleBody']")]
    named = [e for e in tree.iter("div", "section") if _named(e, _ARTICLE)]
    anchors += [_longest(named), _longest(list(tree.iter("article")))]
    keep: set[HtmlElement] = set()
    for anchor in anchors:
        node = anchor
        while node is not None and node not in keep:
            keep.add(node)
            node = node.getparent()
    return keep


def _longest(elements: list[HtmlElement]) -> HtmlElement | None:
    """The element with the most text; teasers bear an article's names too."""
    return max(elements[:_MANY], key=lambda e: len(e.text_content()), default=None)


def _named(element: HtmlElement, names: re.Pattern[str]) -> bool:
    """Whether an element's class or id holds one of the names."""
    kind, name = element.get("class"), element.get("id")
    return bool((kind and _holds(kind[:_LONGEST], names)) or (name and _holds(name[:_LONGEST], names)))


@functools.lru_cache(maxsize=4096)
def _holds(raw: str, names: re.Pattern[str]) -> bool:
    """Whether a class or id, read as lower-case words ('newsletterBox' as 'newsletter box'), holds one of the names."""
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", raw).lower())
    return bool(names.search(words))


def _drop(element: HtmlElement) -> None:
    """Removes an element but leaves the text that follows it."""
    if element.getparent() is not None:
        element.drop_tree()
