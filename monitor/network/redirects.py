"""Addresses as text: what may be asked at all, and where a redirect leads."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

MAX_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
RESENT = frozenset({307, 308})  # with the same method and body
_LONGEST = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_NUMERIC_HOST = re.compile(r"[\d.]+")
_CANONICAL_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")


class BadUrl(ValueError):
    """An address that is not asked; the text is a sentence part without the address itself."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked, as far as its text shows. `url` has no credentials and no fragment.

    `authority` is scheme, name and port: what spacing, pauses and robots.txt belong to.
    """

    url: str
    scheme: str
    host: str
    port: int
    authorization: str | None = None
    authority: str = field(init=False)

    def __post_init__(self) -> None:
        name = f"[{self.host}]" if ":" in self.host else self.host
        # A frozen dataclass is given a derived value this way. It is asked for several times with every request.
        object.__setattr__(self, "authority", f"{self.scheme}://{name}:{self.port}")


@lru_cache(maxsize=16_384)  # a source's address is read at each of its polls
def read_target(url: str) -> Target:
    """The parts of an http or https address. Raises BadUrl for anything that could be read in two ways."""
    text = url.strip(" ")
    if len(text) > _LONGEST or _UNSAFE.search(text):
        raise BadUrl("the address is longer than 8 kB or holds control characters or backslashes")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadUrl("the address is malformed") from error
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS:
        raise BadUrl("only http and https addresses are read")
    if not host or port == 0:
        raise BadUrl("the address names no host or no usable port")
    if _NUMERIC_HOST.fullmatch(host) and not _CANONICAL_IPV4.fullmatch(host):
        raise BadUrl("the host is a number that is no IPv4 address in its usual form")
    bare = urlunsplit((scheme, parts.netloc.rpartition("@")[2], parts.path or "/", parts.query, ""))
    return Target(bare, scheme, host, port or _DEFAULT_PORTS[scheme], _basic(parts.username, parts.password))


def _basic(username: str | None, password: str | None) -> str | None:
    if username is None:
        return None
    pair = f"{unquote(username)}:{unquote(password or '')}"
    return "Basic " + b64encode(pair.encode()).decode("ascii")


def redirect_target(base: Target, location: str | None) -> Target:
    """Where a redirect leads. Raises BadUrl with the reason why it is not followed."""
    if not location:
        raise BadUrl("it redirects without saying where to")
    if _UNSAFE.search(location):
        raise BadUrl("it redirects to an address with control characters or backslashes")
    try:
        joined = urljoin(base.url, location.strip(" "))
    except ValueError as error:
        raise BadUrl("it redirects to a malformed address") from error
    target = read_target(joined)
    if target.authorization is not None:
        raise BadUrl("it redirects to an address with credentials in it")
    return target
