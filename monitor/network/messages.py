"""What is asked of the network, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor import __version__
from monitor.network.redirects import REDIRECTS, RESENT


class Purpose(StrEnum):
    """What a request is for; it decides the Accept header, the spacing and whether robots.txt is asked."""

    FEED = "feed"
    PAGE = "page"
    API = "api"


class FailureKind(StrEnum):
    """Why a request brought nothing usable."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP = "http"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_REDIRECT = "bad_redirect"
    FORBIDDEN_ADDRESS = "forbidden_address"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    NOT_FOUND = "not_found"
    ROBOTS = "robots"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How the client behaves towards everyone. Delays and the deadline are seconds, `max_bytes` is bytes.

    `deadline` covers one fetch with its redirects, not the wait for a host's turn.
    """

    user_agent: str | None = None
    contact: str | None = None
    allow_private_addresses: bool | tuple[str, ...] = False
    min_delay: float = 2.0
    article_delay: float = 5.0
    max_bytes: int = 10_000_000
    deadline: float = 30.0
    proxy: str | None = None
    ca_file: str | None = None

    @property
    def agent(self) -> str:
        """The User-Agent header: one name and version, and where a publisher can complain."""
        name = self.user_agent or f"story-monitor/{__version__}"
        return f"{name} (+{self.contact})" if self.contact else name


@dataclass(frozen=True, slots=True)
class Request:
    """One address to read, with the validators of the last good answer, byte for byte.

    `headers` stay with the origin of `url`; a redirect to another origin does not get them. With
    `obey_robots` None, pages ask robots.txt first, and what the operator typed in does not. A `body` is posted,
    and follows no redirect, unless `resend` lets it go on where a 307 or 308 leads. `gap` widens the spacing of the
    host (seconds).
    """

    url: str
    purpose: Purpose = Purpose.FEED
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    obey_robots: bool | None = None
    body: bytes | None = None
    gap: float = 0.0
    resend: bool = False

    def follows(self, status: int) -> bool:
        """Whether this request goes on where an answer of this status leads."""
        return status in (REDIRECTS if self.body is None else RESENT if self.resend else ())

    @property
    def asks_robots(self) -> bool:
        """Whether robots.txt has a say in this request."""
        return self.purpose is Purpose.PAGE if self.obey_robots is None else self.obey_robots


@dataclass(frozen=True, slots=True)
class Response:
    """A usable answer: 200 (or 203, 226) with its decoded body, or 304 without one.

    `url` is where the answer came from, without credentials. `moved_to` is the end of the permanent
    redirects (301, 308) with which the way there began. On a 304 the validators are the new ones if it
    brought any, else those that were sent.
    """

    url: str
    requested: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    etag: str | None
    last_modified: str | None
    date: datetime | None
    moved_to: str | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing changed."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The Content-Type header, or an empty text."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that brought nothing usable; `reason` is a sentence part for a person, without secrets.

    `status` is None when no answer came, also when nothing was sent because the host is paused. `said` is the
    beginning of what an API answered with its refusal: words of a stranger, to be understood and never shown.
    """

    url: str
    kind: FailureKind
    reason: str
    status: int | None = None
    retry_after: timedelta | None = None
    said: bytes = b""
