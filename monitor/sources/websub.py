"""WebSub: the hub that a feed names, what is asked of it, and what is believed of what it sends.

All of it is pure. The path of a callback and its secret follow from one key of this monitor, so that neither
stands in the history.

Source: W3C WebSub, https://www.w3.org/TR/websub/ (§4 discovery, §5 subscribing, §7 and §8 content).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from monitor.sources.urls import readable_url
from monitor.sources.values import PollHints

LEASE = timedelta(days=10)
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(minutes=5), timedelta(days=30)
_RENEWED_AFTER = 0.8  # of a lease, so that the old one still holds while the hub verifies the new one
_UNANSWERED = timedelta(hours=1)
_LONGEST_WAIT = timedelta(hours=24)
_MOST_DOUBLINGS = 10
_LONGEST_CHALLENGE = 2048
_LINK = re.compile(r"<([^<>]{1,4000})>([^<]{0,500})")
_REL = re.compile(r"(?i);\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))")
_DIGESTS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Place:
    """A source at a hub: what the hub calls the source is `topic`."""

    source: str
    hub: str
    topic: str

    def token(self, key: bytes) -> str:
        """The end of the callback's path, which nobody can guess."""
        return self._derived(key, "path").hex()[:40]

    def secret(self, key: bytes) -> str:
        """What the hub signs with."""
        return self._derived(key, "secret").hex()

    def _derived(self, key: bytes, what: str) -> bytes:
        return hmac.digest(key, "\n".join((what, self.source, self.hub, self.topic)).encode(), "sha256")

    def form(self, callback: str, key: bytes) -> bytes:
        """The request for a subscription, as a form."""
        wanted = {
            "hub.mode": "subscribe",
            "hub.callback": f"{callback.rstrip('/')}/{self.token(key)}",
            "hub.topic": self.topic,
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
            "hub.secret": self.secret(key),
        }
        return urlencode(wanted).encode()


def with_hub(hints: PollHints, headers: Mapping[str, str], url: str) -> PollHints:
    """The hints with the hub and the topic that count: those of the Link header, else those of the feed.

    A topic on another host than the feed is not believed; `url`, where the feed was read, is the topic then.

    Source: WebSub §4; RFC 8288.
    """
    links = _links(headers.get("link", ""), url)
    topic = links.get("self") or readable_url(hints.topic, url)
    if topic is None or urlsplit(topic).netloc != urlsplit(url).netloc:
        topic = readable_url(url, "")
    hub = links.get("hub") or readable_url(hints.hub, url)
    return replace(hints, hub=hub, topic=topic if hub else None)


def _links(header: str, base: str) -> dict[str, str]:
    """The first address of each relation in a Link header."""
    found: dict[str, str] = {}
    for address, parameters in _LINK.findall(header):
        rel = _REL.search(parameters)
        url = readable_url(address, base)
        for name in (rel[1] or rel[2] or "").lower().split() if rel else ():
            if url is not None:
                found.setdefault(name, url)
    return found


def challenge_of(query: Mapping[str, str], topic: str) -> str | None:
    """The text by which a pending subscription to this topic is confirmed; None where something else is asked."""
    challenge = query.get("hub.challenge", "")
    wanted = query.get("hub.mode") == "subscribe" and query.get("hub.topic") == topic
    fit = 0 < len(challenge) <= _LONGEST_CHALLENGE and challenge.isprintable()
    return challenge if wanted and fit else None


def lease_of(query: Mapping[str, str]) -> timedelta:
    """How long the hub keeps the subscription: at least 5 minutes, at most 30 days; 10 days if it does not say."""
    seconds = query.get("hub.lease_seconds", "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 10):
        return LEASE
    return min(max(timedelta(seconds=int(seconds)), _SHORTEST_LEASE), _LONGEST_LEASE)


def renewal(lease: timedelta) -> timedelta:
    """How long after its confirmation a subscription is renewed."""
    return lease * _RENEWED_AFTER


def patience(failures: int) -> timedelta:
    """How long to wait for a hub that has not confirmed so many requests in a row: one hour, doubling up to a day."""
    return min(_UNANSWERED * (1 << min(failures, _MOST_DOUBLINGS)), _LONGEST_WAIT)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether content carries the signature that this secret makes. SHA-1 is not accepted.

    Source: WebSub §8, `X-Hub-Signature: method=signature`.
    """
    method, _, given = signature.strip().partition("=")
    digest = _DIGESTS.get(method.lower())
    if digest is None or not given.isascii():
        return False
    return hmac.compare_digest(hmac.new(secret.encode(), body, digest).hexdigest(), given.lower())
