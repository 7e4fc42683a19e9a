"""One exchange with one server, on aiohttp: no redirects, no cookies, bounded in time and bytes."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from yarl import URL

from monitor.errors import ConfigError
from monitor.network.addresses import ForbiddenAddress, Permit, may_dial, resolve_permits
from monitor.network.decoding import Decoder, TooLarge
from monitor.network.failures import OUTSIDE, from_exception
from monitor.network.messages import Failure, FailureKind, NetworkSettings
from monitor.network.redirects import Target

_HEADER_LINE = 16_384
_HEADER_COUNT = 128
_REFUSAL_BYTES = 16_384
_CONNECT_SECONDS = 10.0
# The addresses that the exchange under way connected to; none, when its connection was one that was kept.
_DIALLED: ContextVar[list[object]] = ContextVar("dialled")
_URL_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an exchange may cost: seconds and bytes. `cut` keeps the start of a longer body.

    `refusals` has the start of the body read also where the answer is a refusal, as APIs explain theirs there.
    """

    seconds: float
    max_bytes: int
    cut: bool = False
    refusals: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one server answered. The body of a success is read, and where it is wanted the start of a refusal's."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class _Dropped(aiohttp.ClientConnectionError):
    """A connection that ended before any answer; aiohttp itself would ask a second time, even on a new one."""


class Transport:
    """An aiohttp session that dials only what may be dialled."""

    def __init__(self, settings: NetworkSettings, connections: int) -> None:
        self._settings = settings
        self._connections = connections
        self._permits: tuple[Permit, ...] = ()
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Start the session; to be closed again with `close`."""
        allowed = self._settings.allow_private_addresses
        if not isinstance(allowed, bool):
            self._permits = await asyncio.get_running_loop().run_in_executor(None, resolve_permits, allowed)
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            resolver=aiohttp.ThreadedResolver(),
            ssl=self._ssl_context(),
            socket_factory=self._dial,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
            max_line_size=_HEADER_LINE,
            max_field_size=_HEADER_LINE,
            max_headers=_HEADER_COUNT,
            middlewares=(_no_second_request,),
        )

    async def close(self) -> None:
        """End the session and its connections."""
        if self._session is not None:
            await self._session.close()

    async def exchange(
        self, target: Target, headers: Mapping[str, str], bounds: Bounds, body: bytes | None = None
    ) -> Answer | Failure:
        """One GET (or, with a body, POST) and its answer. Never raises for what a server or the network does."""
        try:
            async with asyncio.timeout(bounds.seconds):
                if self._settings.proxy is not None:
                    await self._vet_for_proxy(target)
                if body is not None:
                    return await self._once(target, headers, bounds, body)
                return await self._get(target, headers, bounds)
        except TooLarge:
            reason = f"{target.host} sent more than the {bounds.max_bytes:,} bytes of network.max_bytes"
            return Failure(target.url, FailureKind.TOO_LARGE, reason)
        except OUTSIDE as error:
            return from_exception(error, target.url, target.host)

    async def _get(self, target: Target, headers: Mapping[str, str], bounds: Bounds) -> Answer:
        """One GET, and one more if it went out on a kept connection that the server had closed by then."""
        dialled: list[object] = []
        _DIALLED.set(dialled)
        try:
            return await self._once(target, headers, bounds)
        except _Dropped:
            if dialled:
                raise
        return await self._once(target, headers, bounds)

    async def _once(
        self, target: Target, headers: Mapping[str, str], bounds: Bounds, body: bytes | None = None
    ) -> Answer:
        assert self._session is not None, "the client is used outside `async with`"
        response = await self._session.request(
            "GET" if body is None else "POST",
            _exact(target.url),
            data=body,
            headers=headers,
            allow_redirects=False,
            proxy=self._settings.proxy,
        )
        try:
            return await _read(response, bounds)
        finally:
            if response.content.at_eof():
                response.release()
            else:
                response.close()

    def _dial(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """A socket for an address that was vetted; called for each address before it is connected to."""
        family, kind, protocol, _, address = info
        allowed = self._settings.allow_private_addresses is True or self._settings.proxy is not None
        if not allowed and not may_dial(str(address[0]), int(str(address[1])), self._permits):
            raise ForbiddenAddress
        _DIALLED.get([]).append(address)
        return socket.socket(family, kind, protocol)

    async def _vet_for_proxy(self, target: Target) -> None:
        """Refuse a name that is private as seen from here; a proxy dials for us, so `_dial` sees only the proxy."""
        if self._settings.allow_private_addresses is True:
            return
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            return  # a machine behind a proxy often cannot look up names itself
        if not all(may_dial(str(info[4][0]), target.port, self._permits) for info in found):
            raise ForbiddenAddress

    def _ssl_context(self) -> ssl.SSLContext | bool:
        if self._settings.ca_file is None:
            return True
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(self._settings.ca_file)
        except OSError as error:
            raise ConfigError(
                [f"network.ca_file: {self._settings.ca_file} cannot be used: {error.strerror}"]
            ) from error
        return context


@lru_cache(maxsize=16_384)  # a source's address is asked at each of its polls
def _exact(url: str) -> URL:
    """The address as it was written where that is valid, since servers tell `%2f` from `/` and `%2F`."""
    return URL(url, encoded=_URL_SAFE.issuperset(url))


async def _no_second_request(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Dropped from error


async def _read(response: aiohttp.ClientResponse, bounds: Bounds) -> Answer:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    if not 200 <= response.status < 300:
        return Answer(response.status, headers, await _refusal(response, headers, bounds))
    return Answer(response.status, headers, await _read_body(response, headers.get("content-encoding", ""), bounds))


async def _refusal(response: aiohttp.ClientResponse, headers: Mapping[str, str], bounds: Bounds) -> bytes:
    """The start of a refusal's body, or nothing where it is not wanted or not readable."""
    if response.status < 400 or not bounds.refusals:
        return b""
    try:
        start = Bounds(bounds.seconds, _REFUSAL_BYTES, cut=True)
        return await _read_body(response, headers.get("content-encoding", ""), start)
    except OUTSIDE:
        return b""


async def _read_body(response: aiohttp.ClientResponse, coding: str, bounds: Bounds) -> bytes:
    decoder = Decoder(coding, bounds.max_bytes)
    try:
        async for chunk in response.content.iter_any():
            decoder.feed(chunk)
    except TooLarge:
        if not bounds.cut:
            raise
        return bytes(decoder.body)
    return decoder.finish()
