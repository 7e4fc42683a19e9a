"""From the bytes of an answer to the text of a page."""

from __future__ import annotations

import codecs
import re

from monitor.sources.text import text_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# What browsers take these labels for (WHATWG Encoding Standard), where Python reads a smaller set.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252", "euc_kr": "cp949"}
_TEXT_TYPES = ("html", "xml", "text/plain")
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
)
_STRAY = 0.02  # share of control bytes above which a body is no text
# NUL, C0 and C1 controls and lone surrogates: no page means them, and databases and terminals choke on them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def not_a_page(body: bytes, content_type: str) -> str | None:
    """What an answer is, if it is no page to read: 'a PDF document', 'image/jpeg', 'binary data'; else None."""
    start = body[:1024].lstrip()
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    kind = content_type.split(";")[0].strip().lower()
    # Servers without a setting send octet-stream; such a body is judged by its bytes.
    unknown = kind == "application/octet-stream" and b"<" in start
    if "/" in kind and not unknown and not any(known in kind for known in _TEXT_TYPES):
        return kind
    stray = sum(byte < 9 or 13 < byte < 27 for byte in start)
    if stray > _STRAY * len(start) and not start.startswith(tuple(bom for bom, _ in _BOMS)):
        return "binary data"
    return None


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: by byte-order mark, then UTF-8 where the bytes are valid, then as declared.

    Bytes that are valid UTF-8 by chance in another encoding hardly exist, while wrong labels are common.
    Never raises; what cannot be read becomes U+FFFD. Controls and lone surrogates are dropped.
    """
    return printable(_decode(body, content_type))


def printable(text: str) -> str:
    """Text without controls and lone surrogates, which a page's data can spell out though its bytes hold none."""
    return _CONTROLS.sub("", text)


def _decode(body: bytes, content_type: str) -> str:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # One bad or cut character in a long UTF-8 page is damage, not another encoding.
        multibyte = sum(b >= 0xC2 for b in body[: error.start][-20000:])
        if multibyte >= 20:
            return body.decode("utf-8", "replace")
    for label in _labels(body, content_type):
        return body.decode(label, "replace")
    return _guessed(body)


def _labels(body: bytes, content_type: str) -> list[str]:
    """The encodings that header and page declare, as Python knows them, UTF-8 left out: it was tried."""
    declared = _HEADER.findall(content_type) + [m.decode("ascii") for m in _META.findall(body[:4096])]
    names = [name for label in declared if (name := text_encoding(label)) not in (None, "utf-8")]
    return [_WIDER.get(name, name) for name in names if name is not None]


def _guessed(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:50000]).best()
    return body.decode(best.encoding if best else "cp1252", "replace")
