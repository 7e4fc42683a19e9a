"""The server to which hubs push (WebSub). It answers on the paths that were given to hubs, and says nothing else.

It runs on the daemon's own loop, since what it hears is written into the history. It is meant to stand behind the
server that has the certificate.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

_SECONDS = 10.0  # for one request
_PLAIN = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


@dataclass(frozen=True, slots=True)
class Hearer:
    """What is done with requests: `verify` gives the text to answer with or None, `push` a status.

    Both are given the end of the path; `push` also the signature and the body, of `max_bytes` at most.
    """

    verify: Callable[[str, Mapping[str, str]], str | None]
    push: Callable[[str, str, bytes], int]
    max_bytes: int


@asynccontextmanager
async def callback_server(host: str, port: int, hearer: Hearer) -> AsyncIterator[int]:
    """Listen while the context lasts; gives the port. Raises OSError where the address cannot be had."""
    from aiohttp import web

    application = web.Application(client_max_size=hearer.max_bytes)
    application.router.add_route("*", "/{path:.*}", partial(_answer, hearer))
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _answer(hearer: Hearer, request: web.Request) -> web.StreamResponse:
    from aiohttp import web

    token = request.path.rpartition("/")[2]
    if not token.isascii():
        return web.Response(status=404, headers=_PLAIN)
    if request.method == "GET":
        text = hearer.verify(token, request.query)
        return web.Response(status=404 if text is None else 200, text=text, headers=_PLAIN)
    if request.method != "POST":
        return web.Response(status=405, headers=_PLAIN)
    try:
        async with asyncio.timeout(_SECONDS):
            body = await request.read()
    except TimeoutError:
        return web.Response(status=408, headers=_PLAIN)
    return web.Response(status=hearer.push(token, request.headers.get("X-Hub-Signature", ""), body), headers=_PLAIN)
