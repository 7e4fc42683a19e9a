"""Servers that break the rules of HTTP, are slow, or never end."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from monitor.network import Failure, FailureKind, Request, Response
from tests.network_loopback import Heard, Loopback, client, reply

Writes = Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


async def endless_body(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def endless_chunks(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        await writer.drain()


async def endless_headers(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: and more\r\n" * 100)
        await writer.drain()


async def slow_body(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def slow_headers(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"H")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(_heard: Heard, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def reset_in_the_body(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss>")
    await writer.drain()
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def raw(data: bytes) -> Writes:
    async def write(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return write


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        (endless_body, {FailureKind.TOO_LARGE}),
        (endless_chunks, {FailureKind.TOO_LARGE}),
        (endless_headers, {FailureKind.PROTOCOL}),
        (slow_body, {FailureKind.TIMEOUT}),
        (slow_headers, {FailureKind.TIMEOUT, FailureKind.PROTOCOL}),
        (silence, {FailureKind.TIMEOUT}),
        (reset_in_the_body, {FailureKind.CONNECT, FailureKind.PROTOCOL}),
        (raw(b""), {FailureKind.CONNECT}),
        (raw(b"\x00\x01\x02 not http at all\r\n\r\n"), {FailureKind.PROTOCOL}),
        (raw(b"<rss><channel/></rss>"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000_000 + b"\r\n\r\n"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n<rss/>"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n<rss/>"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\n<rss/>"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n"), {FailureKind.PROTOCOL}),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>"), {FailureKind.PROTOCOL}),
    ],
)
async def test_a_server_that_breaks_the_rules_is_a_failure_within_the_bounds(answer: Writes, kinds: set[FailureKind]):
    async with Loopback(answer) as server, client(deadline=0.4, max_bytes=200_000) as reader:
        async with asyncio.timeout(3):
            result = await reader.fetch(Request(server.base + "/feed?token=secret"))
    assert isinstance(result, Failure)
    assert result.kind in kinds
    assert "127.0.0.1" in result.reason
    assert "secret" not in result.reason


async def test_the_deadline_counts_all_redirects_together():
    async def answer(heard: Heard, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(reply(302, Location=f"{heard.target}x", Connection="close"))

    async with Loopback(answer) as server, client(deadline=0.5) as reader:
        async with asyncio.timeout(3):
            result = await reader.fetch(Request(server.base))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.TIMEOUT
    assert len(server.heard) == 3


async def test_citizen_29_a_connection_closed_at_once_is_not_asked_again():
    async with Loopback(raw(b"")) as server, client() as reader:
        await reader.fetch(Request(server.base))
    assert len(server.heard) == 1


async def test_a_kept_connection_that_the_server_closed_is_asked_once_more():
    answers: list[bytes] = [reply(200, b"first"), b"", reply(200, b"second")]
    async with Loopback(lambda _heard: answers.pop(0)) as server, client() as reader:
        await reader.fetch(Request(server.base))
        result = await reader.fetch(Request(server.base))
    assert isinstance(result, Response)
    assert result.body == b"second"
    assert [heard.connection for heard in server.heard] == [1, 1, 2]


async def test_citizen_44_connections_are_kept_between_requests():
    async with Loopback(reply(200, b"x")) as server, client() as reader:
        for _ in range(3):
            await reader.fetch(Request(server.base))
    assert (len(server.heard), server.connections) == (3, 1)


@pytest.mark.parametrize("first", [reply(304), b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"])
async def test_a_second_answer_in_one_go_is_not_taken_for_the_next_one(first: bytes):
    answers = [first + reply(200, b"wrong"), reply(200, b"right")]
    async with Loopback(lambda _heard: answers.pop(0)) as server, client() as reader:
        one = await reader.fetch(Request(server.base, etag='"e"'))
        two = await reader.fetch(Request(server.base))
    assert isinstance(one, Response)
    assert isinstance(two, Response)
    assert two.body == b"right"


@pytest.mark.parametrize("first", [reply(304), b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"])
async def test_stray_bytes_after_an_answer_fail_that_answer_and_not_the_next_one(first: bytes):
    answers = [first + b"stray bytes", reply(200, b"right")]
    async with Loopback(lambda _heard: answers.pop(0)) as server, client() as reader:
        one = await reader.fetch(Request(server.base, etag='"e"'))
        two = await reader.fetch(Request(server.base))
    assert isinstance(one, Failure)
    assert one.kind is FailureKind.PROTOCOL
    assert isinstance(two, Response)
    assert two.body == b"right"


async def test_nobody_listening_is_a_failure_to_connect():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with client() as reader:
            result = await reader.fetch(Request(f"http://127.0.0.1:{unused.getsockname()[1]}/"))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.CONNECT


async def test_a_name_that_does_not_exist_is_a_dns_failure():
    async with client() as reader:
        result = await reader.fetch(Request("http://nothing-here.invalid/"))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.DNS


async def test_plain_http_on_a_tls_port_is_a_tls_failure():
    async def says_hello(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(says_hello, "127.0.0.1", 0) as listener, client(deadline=2.0) as reader:
        port = listener.sockets[0].getsockname()[1]
        result = await reader.fetch(Request(f"https://127.0.0.1:{port}/"))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.TLS
