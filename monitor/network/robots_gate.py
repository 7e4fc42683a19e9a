"""The robots.txt files of all hosts: read at most once in 24 hours each, and kept between runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from monitor.clock import Clock
from monitor.network.messages import Failure, FailureKind, Response
from monitor.network.redirects import Target
from monitor.network.robots import STALE_AT_MOST, RobotsFile, Rules, product_token, read_rules

# A host that cannot be reached at all says nothing about robots: its pages share the plainer reason.
_PASSED_ON = frozenset(
    {
        FailureKind.DNS,
        FailureKind.CONNECT,
        FailureKind.TIMEOUT,
        FailureKind.TLS,
        FailureKind.FORBIDDEN_ADDRESS,
        FailureKind.RATE_LIMITED,
    }
)


class RobotsGate:
    """Knows what each host's robots.txt allows, and asks (through `read`) where it does not know."""

    def __init__(
        self,
        clock: Clock,
        agent: str,
        read: Callable[[str], Awaitable[Response | Failure]],
        files: Mapping[str, RobotsFile],
    ) -> None:
        self._clock = clock
        self._product = product_token(agent)
        self._read = read
        self._files = dict(files)
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def files(self) -> Mapping[str, RobotsFile]:
        """What was read so far, by host."""
        return MappingProxyType(self._files)

    async def rules(self, target: Target) -> Rules | Failure:
        """What robots.txt of this host says to us, or why its pages are left alone."""
        authority = target.authority
        async with self._locks.setdefault(authority, asyncio.Lock()):
            stored = self._files.get(authority)
            if stored is None or stored.due(self._clock.now()):
                found = await self._text(authority)
                if isinstance(found, Failure) and found.kind in _PASSED_ON and (stored is None or stored.read is None):
                    return found
                self._files[authority] = stored = self._file(found, stored)
                self._rules.pop(authority, None)
        if stored.text is None:
            reason = f"robots.txt of {target.host} cannot be read, so its pages are left alone: {stored.reason}"
            return Failure(target.url, FailureKind.ROBOTS, reason)
        if authority not in self._rules:
            self._rules[authority] = read_rules(stored.text, self._product)
        return self._rules[authority]

    async def _text(self, authority: str) -> str | Failure:
        """The text of robots.txt; one that is missing or refused (4xx) sets no rules (RFC 9309 §2.3.1.3)."""
        answer = await self._read(f"{authority}/robots.txt")
        if isinstance(answer, Response):
            return answer.body.decode("utf-8", "replace")
        missing = answer.status is not None and 400 <= answer.status < 500 and answer.status != 429
        return "" if missing else answer

    def _file(self, found: str | Failure, stored: RobotsFile | None) -> RobotsFile:
        now = self._clock.now()
        if isinstance(found, str):
            return RobotsFile(now, found, read=now)
        if stored is not None and stored.read is not None and now - stored.read < STALE_AT_MOST:
            return RobotsFile(now, stored.text, found.reason, stored.read)
        return RobotsFile(now, None, found.reason)
