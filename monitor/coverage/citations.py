"""What an article as a whole says of its sources: its links, its list of references, its byline."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from monitor.model import Link

_CONTENT = re.compile(r"[㐀-鿿]|[^\W\d_㐀-鿿]{4,}")
_SHARED = 0.4
_FEW = 2  # content words; fewer ('this report', 'here') say nothing of what a reference is about
_DATELINE = re.compile(r"^[^\n.(]{0,60}\((?P<agency>[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,2})\)\s*[-–—]")
_SAYS_NOTHING = frozenset(
    """about after also another article been before being between from have here html https http into index itself
    more most news original over page post read report said same says source sources story such than that their them
    then there these they this those today were what when where which while will with would your""".split()
)


def is_relevant(reference: Link, text: str) -> bool:
    """Whether a reference has to do with the text that it stands in, by the words of both.

    It has when two in five of the content words of its line, or of its own words and address, stand in the rest of
    the text. A reference without words of its own ('source', an address of digits) is given the benefit of the doubt.
    """
    rest = _words(text.replace(reference.line, " "))
    slug = re.sub(r"[\W_]+", " ", unquote(urlsplit(reference.url).path))
    described = [_words(reference.line if len(reference.line) < 300 else ""), _words(f"{reference.words} {slug}")]
    told = [words for words in described if len(words) >= _FEW]
    return not told or any(len(words & rest) >= _SHARED * len(words) for words in told)


def _words(text: str) -> frozenset[str]:
    return frozenset(_CONTENT.findall(text.casefold())) - _SAYS_NOTHING


def credit(author: str | None, text: str, outlet: str, outlets: frozenset[str]) -> tuple[str, str] | None:
    """The agency that a whole text is credited to, with the words that say so; None for the outlet's own.

    A dateline names it in brackets ('BERLIN (Agency) - …'), or the byline is the name of a known outlet and no more.
    """
    dateline = _DATELINE.match(text)
    if dateline is not None and dateline["agency"] != outlet:
        return dateline["agency"], dateline.group().strip()
    byline = " ".join((author or "").split())
    if byline != outlet and byline in outlets:
        return byline, f"by {byline}"
    return None
