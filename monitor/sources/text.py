"""Words of strangers as plain text: no markup, no control characters, one line."""

from __future__ import annotations

import codecs
import html
import re

LONGEST_TITLE = 1000
LONGEST_SUMMARY = 5000
_LONGEST_MARKUP = 1_000_000
# Every pattern is linear: `[^<>]` ends a tag at the next `<`, so runs of `<` cost nothing.
_HIDDEN = re.compile(r"(?is)<(script|style|template|head)\b[^<>]*>(?:[^<]|<(?!/\1\b))*(?:</\1\s*>|\Z)")
_COMMENT = re.compile(r"(?s)<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>")
_BLOCK = re.compile(
    r"(?i)</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|blockquote|pre|section|article|figure|figcaption"
    r"|img|header|footer)\b[^<>]*>"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![a-zA-Z][^<>]*>|<\?[^<>]*>")
# C0 and C1 controls, lone surrogates, noncharacters, and marks that turn the direction of text.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_SPACE = re.compile(r"\s+")
_FEEDS = str.maketrans("\x0b\x0c", "  ")  # white space to Python, controls to XML

_ALL_BYTES = bytes(range(256))
_REFUSED = frozenset({"utf-7", "unicode-escape", "raw-unicode-escape"})  # turn harmless bytes into markup


def text_encoding(label: str) -> str | None:
    """Python's name of the encoding that a page or a header declares, or None where it is not one of texts.

    Besides encodings of texts, Python's registry holds codecs that raise, whatever is done about errors, and codecs
    that turn harmless bytes into markup.
    """
    try:
        name = codecs.lookup(label).name
        if name not in _REFUSED:
            _ALL_BYTES.decode(name, "replace")
            return name
    except (LookupError, ValueError):
        pass
    return None


def clean(text: str, limit: int = _LONGEST_MARKUP) -> str:
    """Text without control characters, on one line, cut to `limit` characters."""
    line = _SPACE.sub(" ", _UNWANTED.sub("", text[: 4 * limit])).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(markup: str, limit: int = _LONGEST_MARKUP) -> str:
    """The text of a piece of HTML: tags, scripts and comments left out, entities decoded once."""
    text = markup[:_LONGEST_MARKUP]
    if "<" in text:
        text = _COMMENT.sub(" ", text)
        text = _HIDDEN.sub(" ", text)
        text = _TAG.sub("", _BLOCK.sub(" ", text))
    return clean(html.unescape(text), limit)


def storable(markup: str) -> str:
    """Markup as it came, without what a database or a log cannot hold."""
    return _UNWANTED.sub("", markup[:_LONGEST_MARKUP]).translate(_FEEDS)
