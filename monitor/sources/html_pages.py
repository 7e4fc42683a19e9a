"""Web pages and XML lists through lxml, which fetches nothing and expands no entities here."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from monitor.errors import FeedError
from monitor.sources.guards import refuse_costly_xml
from monitor.sources.text import text_encoding

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_LONGEST_XML = 50_000_000  # bytes, the most that the sitemap protocol permits
_LEADING = b"\xef\xbb\xbf \t\r\n"
# A reference to half a character, which libxml2 takes in and then cannot give out.
_HALF_CHARACTER = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d{2}|6\d{3}|7[0-2]\d{2}|73[0-3]\d|734[0-3]));"
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)


def html_tree(body: bytes, content_type: str) -> HtmlElement:
    """A page as a tree. Raises FeedError for a body without one."""
    from lxml import etree, html

    charset = _CHARSET.search(content_type.encode("latin-1", "replace")) or _CHARSET.search(body[:2048])
    text = body.decode((charset and text_encoding(charset[1].decode("ascii"))) or "utf-8", "replace")
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree: HtmlElement = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise FeedError("the page is empty") from error
    return tree


def xml_tree(body: bytes) -> _Element:
    """An XML document, unpacked if it is a .gz file. Raises FeedError for anything else."""
    from lxml import etree

    body = _HALF_CHARACTER.sub(b"\xef\xbf\xbd", _unpacked(body).lstrip(_LEADING))
    refuse_costly_xml(body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree: _Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise FeedError("this is no XML", f"the first error is in line {error.lineno}") from error
    if tree is None:
        page = b"<html" in body[:2000].lower() or b"<!doctype html" in body[:2000].lower()
        raise FeedError("this is a web page, where a list in XML was looked for" if page else "this is no XML")
    try:
        for element in tree.iter():  # libxml2 lets bytes through that are no text, and fails when they are asked for
            _ = element.text, element.tail, element.attrib.values()
    except UnicodeDecodeError as error:
        raise FeedError("this is no XML", "its bytes are no text in the encoding that it names") from error
    return tree


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    unpacking = zlib.decompressobj(31)
    try:
        text = unpacking.decompress(body, _LONGEST_XML)
    except zlib.error as error:
        raise FeedError("the .gz file is broken") from error
    if unpacking.unconsumed_tail:
        raise FeedError("the .gz file holds more than 50 MB")
    return text
