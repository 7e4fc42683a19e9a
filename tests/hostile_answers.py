"""Answers that were made to do harm on their way here, by the names that docs/hostile.md gives them."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from tests.hostile_documents import OK, Body
from tests.network_loopback import reply

FEED = OK.encode()
_PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>"
Answer = bytes | Callable[[int, str, str], bytes]  # which request, the path below the case, where the canary listens


@cache
def _bomb() -> bytes:
    """Ten megabytes that become ten gigabytes: one member of gzip again and again."""
    return gzip.compress(bytes(1 << 24)) * 640


def _gzipped(status: int, body: bytes, **headers: str) -> bytes:
    return reply(status, body, Content_Encoding="gzip", **headers)


def _raw_deflate(body: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(body) + press.flush()


TRANSPORT: Mapping[str, Answer] = {
    "gzip-bomb": lambda *_: _gzipped(200, _bomb()),
    "gzip-bomb-redirect": lambda _, path, __: reply(200, FEED) if path else _gzipped(302, _bomb(), Location="to"),
    "gzip-bomb-404": lambda *_: _gzipped(404, _bomb()),
    "gzip-nested": reply(200, gzip.compress(gzip.compress(FEED)), Content_Encoding=", ".join(["gzip"] * 10)),
    "gzip-ok": _gzipped(200, gzip.compress(FEED)),
    "gzip-truncated": _gzipped(200, gzip.compress(FEED)[:-9]),
    "gzip-lie": _gzipped(200, FEED),
    "deflate-raw": reply(200, _raw_deflate(FEED), Content_Encoding="deflate"),
    "coding-unasked": reply(200, FEED, Content_Encoding="compress"),
    "huge-header-line": b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000_000 + b"\r\n\r\n",
    "length-too-long": reply(200, FEED, Connection="close").replace(b"Content-Length: ", b"Content-Length: 9"),
    "length-too-short": reply(200, FEED + b"HTTP/1.1 200 OK\r\n\r\n").replace(
        f"Content-Length: {len(FEED) + 19}".encode(), f"Content-Length: {len(FEED)}".encode()
    ),
    "length-negative": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\nConnection: close\r\n\r\n" + FEED,
    "close-at-once": b"",
    "garbage": struct.pack("<40Q", *range(40)) + b"\r\n\r\nconnection: close",
    "http09": FEED + b"<!-- connection: close -->",
    "status-999": reply(999, FEED),
    "smuggled-headers": reply(200, FEED, ETag='"a\x0b\x1b[31m"', X_Next="b\x08\x7f"),
}
REDIRECT: Mapping[str, Answer] = {
    "redirect-loop": lambda _, path, __: reply(302, Location="b" if path != "b" else "a"),
    "redirect-self": reply(302, Location="", Set_Cookie="need=1"),
    "redirect-chain": lambda _, path, __: (
        reply(200, FEED) if path == "30" else reply(302, Location=str(int(path or "0") + 1))
    ),
    "redirect-nolocation": reply(302),
    "redirect-relative": lambda _, path, __: (
        reply(200, FEED) if path == "feed.xml?x=1" else reply(302, Location="feed.xml?x=1#frag")
    ),
    **{
        f"moved-{status}": lambda _, path, __, status=status: (
            reply(200, FEED) if path == "new" else reply(status, Location="new")
        )
        for status in (301, 302, 307, 308)
    },
    "moved-301-302": lambda _, path, __: (
        reply(200, FEED) if path == "end" else reply(302, Location="end") if path else reply(301, Location="mid")
    ),
    "moved-to-login": lambda _, path, __: reply(200, _PAGE) if path == "login" else reply(301, Location="login"),
    "moved-captive": lambda _, path, __: reply(200, _PAGE) if path == "portal" else reply(302, Location="portal"),
    "moved-flap": lambda turn, path, _: (
        reply(200, FEED) if turn % 2 == 0 else reply(301, Location="." if path == "b" else "b")
    ),
    "redirect-auth-leak": lambda _, __, canary: reply(302, Location=canary),
}
_PLACES = {
    "metadata": "http://169.254.169.254/latest/meta-data/iam/",
    "metadata-v6": "http://[fd00:ec2::254]/latest/",
    "gcp": "http://metadata.google.internal/computeMetadata/v1/",
    "rfc1918-10": "http://10.0.0.1/",
    "rfc1918-172": "http://172.16.0.1/",
    "rfc1918-192": "http://192.168.0.1/",
    "cgnat": "http://100.64.0.1/",
    "zero": "http://0.0.0.0:CANARY/z",
    "loopback": "http://127.0.0.1:CANARY/l",
    "localhost": "http://localhost:CANARY/n",
    "localhost-dot": "http://localhost.:CANARY/n",
    "loopback-short": "http://127.1:CANARY/s",
    "loopback-int": "http://2130706433:CANARY/i",
    "loopback-hex": "http://0x7f000001:CANARY/h",
    "loopback-octal": "http://0177.0.0.1:CANARY/o",
    "loopback-other": "http://127.8.8.8:CANARY/o",
    "ipv6": "http://[::1]:CANARY/6",
    "ipv6-mapped": "http://[::ffff:127.0.0.1]:CANARY/m",
    "ipv6-compat": "http://[::127.0.0.1]:CANARY/m",
    "nat64": "http://[64:ff9b::7f00:1]:CANARY/",
    "6to4": "http://[2002:7f00:1::]:CANARY/",
    "linklocal6": "http://[fe80::1%25lo]:CANARY/",
    "unicode-digits": "http://①②⑦.⓪.⓪.①:CANARY/u",
    "userinfo": "http://example.org@127.0.0.1:CANARY/a",
    "backslash": "http://127.0.0.1:CANARY\\@example.org/",
    "fragment": "http://127.0.0.1:CANARY#@example.org/",
    "tab": "http://127.0.0.1:CANARY\t/",
    "file": "file:///etc/passwd",
    "file-host": "file://localhost/etc/passwd",
    "FILE": "FiLe:/etc/passwd",
    "ftp": "ftp://127.0.0.1:CANARY/x",
    "gopher": "gopher://127.0.0.1:CANARY/_x",
    "dict": "dict://127.0.0.1:CANARY/x",
    "data": "data:text/xml,<rss/>",
    "javascript": "javascript:alert(1)",
    "unix": "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "port-22": "http://127.0.0.1:22/",
    "broadcast": "http://255.255.255.255/",
    "multicast": "http://224.0.0.1/",
    "benchmark": "http://198.18.0.1/",
}


def _sent_to(place: str) -> Answer:
    def answer(_turn: int, _path: str, canary: str) -> bytes:
        port = canary.rpartition(":")[2].strip("/")
        return reply(302, Location=place.replace("CANARY", port).encode().decode("latin-1"))

    return answer


SSRF: Mapping[str, Answer] = {f"ssrf-{name}": _sent_to(place) for name, place in _PLACES.items()}
_EPOCH = "1772442300"  # five minutes after the test's start
HTTP: Mapping[str, Answer] = {
    "304-unasked": reply(304),
    "401": reply(401, _PAGE, WWW_Authenticate="Basic"),
    "402": reply(402, _PAGE),
    "403": reply(403, _PAGE),
    "403-cloudflare": reply(403, _PAGE, Cf_Mitigated="challenge", Server="cloudflare"),
    "404": reply(404, _PAGE),
    "410": reply(410, _PAGE),
    "451": reply(451, _PAGE),
    "429-seconds": reply(429, b"", Retry_After="120"),
    "429-none": reply(429),
    "429-zero": reply(429, b"", Retry_After="0"),
    "429-huge": reply(429, b"", Retry_After="315360000"),
    "429-garbage": reply(429, b"", Retry_After="soon"),
    "429-past-date": reply(429, b"", Retry_After="Mon, 02 Mar 2020 08:00:00 GMT"),
    "429-ratelimit-headers": reply(429, b"", X_RateLimit_Reset=_EPOCH),
    "200-exhausted": reply(200, FEED, x_ratelimit_remaining="0.0", x_ratelimit_reset="240"),
    "503-retry": reply(503, b"", Retry_After="120"),
    "503-plain": reply(503),
    "500": reply(500, FEED),
    "204": reply(204),
    "206-unasked": reply(206, FEED, Content_Range=f"bytes 0-{len(FEED) - 1}/{len(FEED)}"),
    "203": reply(203, FEED),
    "max-age-year": reply(200, FEED, Cache_Control="max-age=31536000"),
    "no-store": reply(200, FEED, Cache_Control="no-store"),
    "etag-huge": reply(200, FEED, ETag=f'"{"e" * 8000}"'),
    "etag-empty": reply(200, FEED, ETag=" ", Last_Modified=" "),
    "lm-garbage": reply(200, FEED, Last_Modified="yesterday-ish"),
    "cookies": reply(200, FEED, Set_Cookie="a=b"),
}


def document(body: Body) -> bytes:
    """A document as an ordinary answer."""
    return reply(200, body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))
