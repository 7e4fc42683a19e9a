"""A server on loopback that answers byte for byte what a test wants, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from monitor.clock import Clock
from monitor.network import Client, NetworkSettings


@dataclass(frozen=True)
class Heard:
    """One request as it arrived; header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    connection: int
    at: float
    body: bytes = b""


Answer = Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Loopback:
    """Answers every request with `answer`, which may be bytes, a function giving bytes, or a coroutine function
    that writes for itself. After `Connection: close` in the bytes, or an empty answer, the connection is closed."""

    answer: Any
    address: str = "127.0.0.1"
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, self.address, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.authority = self.base
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        number = self.connections
        try:
            while (heard := await _request(reader, number)) is not None:
                self.heard.append(heard)
                if not await self._reply(heard, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _reply(self, heard: Heard, writer: asyncio.StreamWriter) -> bool:
        answer = self.answer(heard) if callable(self.answer) and not _writes(self.answer) else self.answer
        if callable(answer):
            await answer(heard, writer)
            return False
        writer.write(answer)
        await writer.drain()
        return bool(answer) and b"connection: close" not in answer.lower()


def _writes(answer: object) -> bool:
    return asyncio.iscoroutinefunction(answer)


async def _request(reader: asyncio.StreamReader, number: int) -> Heard | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    fields = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    headers = dict(fields)
    assert len(headers) == len(fields), "a header field was sent twice"
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(method, target, headers, number, asyncio.get_running_loop().time(), body)


def reply(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """An answer with Content-Length; underscores in header names stand for hyphens."""
    body = b"" if status in (204, 304) else body
    fields = {"Content-Length": str(len(body))} if status not in (204, 304) else {}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value != "")
    return f"HTTP/1.1 {status} Some Reason\r\n{lines}\r\n".encode("latin-1") + body


def client(**settings: Any) -> Client:
    """A client that may talk to loopback and needs no gaps, unless the settings say otherwise."""
    allowed = {"allow_private_addresses": True, "min_delay": 0.0, "article_delay": 0.0, "deadline": 5.0}
    return Client(NetworkSettings(**(allowed | settings)), Clock())
