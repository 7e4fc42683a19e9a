"""One file that shows what was online: pages as received, headers, times and checksums.

A zip archive, since everybody can open one. Within it the pages also stand as a web archive, which
browsers for such archives replay. The same values give the same bytes.

Source: WARC 1.1, ISO 28500:2017; PKZIP APPNOTE 6.3.
"""

from __future__ import annotations

import gzip
import io
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

_WARC = "article.warc.gz"
_UNPACKED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122's name space for addresses


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The answer that a version was read from; `body` is unpacked."""

    asked_url: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class EvidenceVersion:
    """A version with when it was first and last read. `page` is None where none was kept."""

    number: int
    first_read: datetime
    last_read: datetime
    title: str
    text: str
    page: EvidencePage | None


def evidence(article: Mapping[str, Any], versions: Sequence[EvidenceVersion], maker: str, at: datetime) -> bytes:
    """The archive's bytes. `article` is what the history knows of it, as plain values; `maker` is who made the file."""
    files = dict(_files(versions))
    files[_WARC] = _warc(versions, maker, at)
    described = {
        "made_by": maker,
        "made_at": at.isoformat(),
        "article": dict(article),
        "versions": [_described(version) for version in versions],
    }
    files["evidence.json"] = json.dumps(described, ensure_ascii=False, indent=1).encode()
    files["README.txt"] = _readme(article, versions, maker, at).encode()
    files["SHA256SUMS"] = "".join(
        f"{sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())
    ).encode()
    return _zip(files, at)


def _zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return packed.getvalue()


def _files(versions: Sequence[EvidenceVersion]) -> Iterator[tuple[str, bytes]]:
    for version in versions:
        folder = f"version-{version.number}"
        yield f"{folder}/text.txt", f"{version.title}\n\n{version.text}\n".encode()
        if version.page is not None:
            yield f"{folder}/page.html", version.page.body
            yield f"{folder}/headers.txt", _head(version.page, version.page.headers)


def _described(version: EvidenceVersion) -> dict[str, Any]:
    page = version.page
    return {
        "number": version.number,
        "first_read": version.first_read.isoformat(),
        "last_read": version.last_read.isoformat(),
        "title": version.title,
        "text_sha256": sha256(f"{version.title}\n\n{version.text}\n".encode()).hexdigest(),
        "page": None
        if page is None
        else {
            "asked_url": page.asked_url,
            "url": page.url,
            "http_status": page.status,
            "headers": dict(page.headers),
            "bytes": len(page.body),
            "sha256": sha256(page.body).hexdigest(),
        },
    }


def _head(page: EvidencePage, headers: Mapping[str, str]) -> bytes:
    """A status line and headers as HTTP writes them."""
    phrase = HTTPStatus(page.status).phrase if page.status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {page.status} {phrase}".rstrip(), *(f"{name}: {value}" for name, value in headers.items())]
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1", "replace")


def _warc(versions: Sequence[EvidenceVersion], maker: str, at: datetime) -> bytes:
    about = f"software: {maker}\r\nformat: WARC File Format 1.1\r\n".encode()
    records = [_record("warcinfo", None, at, "application/warc-fields", about)]
    records += [_response(version.page, version.first_read) for version in versions if version.page is not None]
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def _response(page: EvidencePage, at: datetime) -> bytes:
    """A response record. The body was unpacked, so the headers that tell of its packing go by another name."""
    headers = {f"x-archive-orig-{name}" if name in _UNPACKED else name: value for name, value in page.headers.items()}
    block = _head(page, {**headers, "content-length": str(len(page.body))}) + b"\r\n" + page.body
    extra = f"WARC-Payload-Digest: sha256:{sha256(page.body).hexdigest()}\r\n"
    return _record("response", page.url, at, "application/http; msgtype=response", block, extra)


def _record(kind: str, url: str | None, at: datetime, content: str, block: bytes, extra: str = "") -> bytes:
    target = "" if url is None else f"WARC-Target-URI: {url}\r\n"
    digest = sha256(block).hexdigest()
    name = uuid.uuid5(_SPACE, f"{kind} {url} {at.isoformat()} {digest}")
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n"
        f"WARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\n{target}WARC-Block-Digest: sha256:{digest}\r\n{extra}"
        f"Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _readme(article: Mapping[str, Any], versions: Sequence[EvidenceVersion], maker: str, at: datetime) -> str:
    gone = f"Found withdrawn: {article['gone_at']} ({article['reason']})\n" if article.get("gone_at") else ""
    seen = "".join(
        f"Version {v.number}: first read {v.first_read.isoformat()}, last read unchanged {v.last_read.isoformat()}"
        f"{'' if v.page else '; its page was not kept, only the text'}\n"
        for v in versions
    )
    return f"""{article["title"]}
{article["outlet"]}
{article["url"]}

{seen}{gone}Written by {maker} at {at.isoformat()}. All times are UTC, by the clock of the machine that read the page.

version-N/page.html    the page's bytes as the server sent them, after unpacking
version-N/headers.txt  the server's status line and response headers
version-N/text.txt     the title and text that were read from the page
{_WARC}        the same answers as a web archive (ISO 28500), for programs that replay such
evidence.json          addresses, times, headers, checksums and the events that were raised
SHA256SUMS             checksums; `sha256sum -c SHA256SUMS` tells whether a file was changed since

What this shows: that this program recorded these answers at these times. Anybody could write such a file,
so have its checksum time-stamped by a third party (RFC 3161) as soon as it matters.
"""
