"""One host, one request at a time, with a gap; and the hosts that asked to be left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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
        passed, now = self._clock.monotonic(), self._clock.now()  # in this order: a pause between makes a gap longer
        known = {name: host.asked for name, host in self._hosts.items() if host.asked is not None}
        return {name: now - timedelta(seconds=passed - asked) for name, asked in known.items()}

    def _monotonic(self, moment: datetime) -> float:
        """A calendar time on the clock that measures gaps; one that lies ahead (the clock was set back) is now."""
        age = max(0.0, (self._clock.now() - moment).total_seconds())
        return self._clock.monotonic() - age

    def of(self, authority: str) -> Host:
        """What is remembered of this host."""
        host = self._hosts.get(authority)
        if host is None:
            host = self._hosts[authority] = Host()
        return host

    def paused(self, authority: str) -> timedelta | None:
        """How long this host is still to be left alone, or None."""
        until = self._pauses.get(authority)
        if until is None:
            return None
        left = until - self._clock.now()
        return left if left > timedelta(0) else None

    def pause(self, authority: str, wait: timedelta) -> None:
        """Leave a host alone for a while; a longer pause that stands already is kept."""
        until = self._clock.now() + wait
        self._pauses[authority] = max(until, self._pauses.get(authority, until))

    def set_back(self, by: timedelta) -> None:
        """Bring all pauses forward: the clock that they were reckoned by was ahead by so much."""
        self._pauses = {host: until - by for host, until in self._pauses.items()}

    def early(self, authority: str, gap: float) -> float:
        """Seconds that are left until `gap` seconds after the last request to this host, at least 0.

        None are left where a pause began meanwhile: there will be no request.
        """
        asked = self.of(authority).asked
        if not gap or asked is None or self.paused(authority) is not None:
            return 0.0
        return max(0.0, asked + gap - self._clock.monotonic())

    def done(self, authority: str) -> None:
        """Note the end of a request, from which the next gap counts."""
        self.of(authority).asked = self._clock.monotonic()
