"""The client that every request to a source goes through: polite, bounded, guarded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from monitor.clock import Clock
from monitor.network.failures import from_status
from monitor.network.hosts import Hosts
from monitor.network.journey import Journey
from monitor.network.limits import DEFAULT_PAUSE, asked_pause, http_date
from monitor.network.messages import Failure, FailureKind, NetworkSettings, Purpose, Request, Response
from monitor.network.redirects import BadUrl, Target, read_target
from monitor.network.robots import MAX_BYTES, RobotsFile
from monitor.network.robots_gate import RobotsGate
from monitor.network.transport import Answer, Bounds, Transport

if TYPE_CHECKING:
    from datetime import timedelta

_LONGEST_VALIDATOR = 4096
_READABLE = frozenset({200, 203})


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier client knew of hosts: their pauses, when each was asked last, their robots.txt files."""

    pauses: Mapping[str, datetime] = field(default_factory=dict)
    asked: Mapping[str, datetime] = field(default_factory=dict)
    robots: Mapping[str, RobotsFile] = field(default_factory=dict)


_NOTHING = Known()


class Client:
    """Asks sources, one request at a time for each host, and gives every outcome as a value.

    The attributes named as those of `known` are what is to be kept for the next client. `connections` bounds
    the requests that are under way together.
    """

    def __init__(self, settings: NetworkSettings, clock: Clock, known: Known = _NOTHING, connections: int = 64) -> None:
        self._settings = settings
        self._agent = settings.agent
        self._clock = clock
        self._hosts = Hosts(clock, known.pauses, known.asked)
        self._gaps = dict.fromkeys(Purpose, settings.min_delay) | {Purpose.PAGE: settings.article_delay}
        self._robots = RobotsGate(clock, self._agent, self._read_robots, known.robots)
        self._slots = asyncio.Semaphore(connections)
        self._transport = Transport(settings, connections)

    async def __aenter__(self) -> Self:
        await self._transport.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()

    def set_back(self, by: timedelta) -> None:
        """The clock was set back: no host is left alone for longer than it asked."""
        self._hosts.set_back(by)

    @property
    def pauses(self) -> Mapping[str, datetime]:
        """Hosts (`https://example.org:443`) that asked to be left alone, and until when."""
        return self._hosts.pauses

    @property
    def asked(self) -> Mapping[str, datetime]:
        """When each host was asked last, so that the next client keeps its gap."""
        return self._hosts.asked

    @property
    def robots(self) -> Mapping[str, RobotsFile]:
        """The robots.txt files that were read, by host."""
        return self._robots.files

    async def fetch(self, request: Request) -> Response | Failure:
        """The answer to a request, through at most five redirects. Never raises for outside causes."""
        try:
            origin = read_target(request.url)
        except BadUrl as error:
            return Failure(request.url, FailureKind.FORBIDDEN_ADDRESS, str(error))
        journey = Journey(request, origin, self._settings.deadline, self._settings.max_bytes)
        return await self._travel(journey)

    async def _travel(self, journey: Journey) -> Response | Failure:
        target = journey.origin
        while True:
            answer = await self._ask(journey, target)
            if isinstance(answer, Failure):
                return _for(journey.request, answer)
            if not journey.request.follows(answer.status):
                return self._conclude(journey, target, answer)
            try:
                target = journey.follow(target, answer)
            except BadUrl as error:
                reason = f"{target.host} cannot be followed: {error}"
                return Failure(journey.request.url, FailureKind.BAD_REDIRECT, reason, answer.status)

    async def _ask(self, journey: Journey, target: Target) -> Answer | Failure:
        """One hop: when its host's turn has come, and unless the host is paused or robots.txt says no."""
        gap = max(self._gaps[journey.request.purpose], journey.request.gap)
        if journey.request.asks_robots:
            rules = await self._robots.rules(target)
            if isinstance(rules, Failure):
                return rules
            if not rules.permit(target.url):
                reason = f"robots.txt of {target.host} asks not to read this page"
                return Failure(target.url, FailureKind.ROBOTS, reason)
            gap = max(gap, rules.delay)
        async with self._hosts.of(target.authority).turn:
            if wait := self._hosts.early(target.authority, gap):
                await asyncio.sleep(wait)
            if (left := self._hosts.paused(target.authority)) is not None:
                reason = f"{target.host} asked to be left alone, so nothing was sent"
                return Failure(target.url, FailureKind.RATE_LIMITED, reason, retry_after=left)
            return await self._exchange(journey, target)

    async def _exchange(self, journey: Journey, target: Target) -> Answer | Failure:
        async with self._slots:
            began = self._clock.monotonic()
            request = journey.request
            bounds = Bounds(journey.seconds, journey.max_bytes, journey.cut, request.purpose is Purpose.API)
            headers = journey.headers(target, self._agent)
            answer = await self._transport.exchange(target, headers, bounds, request.body)
            journey.seconds -= self._clock.monotonic() - began
        self._hosts.done(target.authority)
        if isinstance(answer, Answer) and (pause := self._pause_after(answer)) is not None:
            self._hosts.pause(target.authority, pause)
        return answer

    def _pause_after(self, answer: Answer) -> timedelta | None:
        now = http_date(answer.headers.get("date")) or self._clock.now()
        asked = asked_pause(answer.headers, answer.status in (429, 503), now)
        return asked or (DEFAULT_PAUSE if answer.status == 429 else None)

    def _conclude(self, journey: Journey, target: Target, answer: Answer) -> Response | Failure:
        request = journey.request
        delta = answer.status == 226 and any(name.lower() == "a-im" for name in request.headers)
        unchanged = answer.status == 304 and bool(request.etag or request.last_modified)
        challenge = answer.headers.get("cf-mitigated", "").lower() == "challenge"
        if challenge or not (answer.status in _READABLE or delta or unchanged):
            pause = self._pause_after(answer)
            failure = from_status(request.url, target.host, answer.status, answer.headers, pause)
            return replace(failure, said=answer.body)
        headers = answer.headers
        return Response(
            url=target.url,
            requested=request.url,
            status=answer.status,
            headers=headers,
            body=answer.body,
            etag=_validator(headers.get("etag")) or (request.etag if unchanged else None),
            last_modified=_validator(headers.get("last-modified")) or (request.last_modified if unchanged else None),
            date=http_date(headers.get("date")),
            moved_to=journey.moved_to,
        )

    async def _read_robots(self, url: str) -> Response | Failure:
        request = Request(url, Purpose.API, obey_robots=False)
        return await self._travel(Journey(request, read_target(url), self._settings.deadline, MAX_BYTES, cut=True))


def _for(request: Request, failure: Failure) -> Failure:
    return replace(failure, url=request.url)


def _validator(value: str | None) -> str | None:
    """A validator that can be stored and sent back byte for byte, else None."""
    if not value or len(value) > _LONGEST_VALIDATOR or not value.isprintable():
        return None
    return value
