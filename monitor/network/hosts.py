"""One host, one request at a time, with a gap; and the hosts that asked to be left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.clock import Clock


@dataclass(slots=True)
class Host:
    """What is remembered of one scheme, name and port."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: float | None = None  # monotonic seconds at the end of the last request


class Hosts:
    """Turns and pauses of all hosts.

    Pauses, and when a host was asked last, are calendar times outside, so that they outlive this process.
    """

    def __init__(self, clock: Clock, pauses: Mapping[str, datetime], asked: Mapping[str, datetime]) -> None:
        self._clock = clock
        self._hosts = {host: Host(asked=self._monotonic(moment)) for host, moment in asked.items()}
        self._pauses = dict(pauses)

    @property
    def pauses(self) -> Mapping[str, datetime]:
        """Hosts that are to be left alone, and until when."""
        now = self._clock.now()
        return {host: until for host, until in self._pauses.items() if until > now}

    @property
    def asked(self) -> Mapping[str, datetime]:
        """When each host was asked last; nothing under a fixed clock, which does not tell when that was."""
        if self._clock.fixed is not None:
            return {}
        now, passed = self._clock.now(), self._clock.monotonic()
        known = {name: host.asked for name, host in self._hosts.items() if host.asked is not None}
        return {name: now - timedelta(seconds=passed - asked) for name, asked in known.items()}

    def _monotonic(self, moment: datetime) -> float:
        """A calendar time on the clock that measures gaps; one that lies ahead (the clock was set back) is now."""
        return self._clock.monotonic() - max(0.0, (self._clock.now() - moment).total_seconds())

    def of(self, authority: str) -> Host:
        """What is remembered of this host."""
        return self._hosts.setdefault(authority, Host())

    def paused(self, authority: str) -> timedelta | None:
        """How long this host is still to be left alone, or None."""
        until = self._pauses.get(authority)
        left = until - self._clock.now() if until is not None else timedelta(0)
        return left if left > timedelta(0) else None

    def pause(self, authority: str, wait: timedelta) -> None:
        """Leave a host alone for a while; a longer pause that stands already is kept."""
        until = self._clock.now() + wait
        self._pauses[authority] = max(until, self._pauses.get(authority, until))

    def set_back(self, by: timedelta) -> None:
        """Bring all pauses forward: the clock that they were reckoned by was ahead by so much."""
        self._pauses = {host: until - by for host, until in self._pauses.items()}

    @asynccontextmanager
    async def turn(self, authority: str, gap: float) -> AsyncIterator[None]:
        """Wait for this host to be free, and until `gap` seconds after its last request.

        A pause that began meanwhile ends the wait at once: there will be no request.
        """
        host = self.of(authority)
        async with host.turn:
            if host.asked is not None and self.paused(authority) is None:
                wait = host.asked + gap - self._clock.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
            yield

    def done(self, authority: str) -> None:
        """Note the end of a request, from which the next gap counts."""
        self.of(authority).asked = self._clock.monotonic()
