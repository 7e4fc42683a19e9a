"""One attempt at one channel, against servers on loopback that accept, refuse, limit and stall."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from monitor.alerts import Context, check_channel, deliver, render, send, shape_of
from monitor.alerts.channels import open_service
from monitor.alerts.sending import bound_waits
from monitor.alerts.verdicts import verdict
from monitor.model import Event, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, Message, SendOutcome, SendResult

# Apprise imports a module of the standard library that 3.11 and 3.12 announce as going away.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "hunter2secret"
AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
MESSAGE = Message("Contradiction", "NEW: one <b>thing</b> & another\nhttps://a.example/")
HOSTILE = EventClaim(
    41, "It said @everyone **must** <b>read</b> [this](https://evil.example) & more_of_it.", "new", "Gazette",
    Tier.PRESS, "https://gazette.example/a_b?x=1&y=2", AT, None, Modality.ASSERTED,
)  # fmt: skip
EVENT = Event(EventKind.NEW_CLAIM, AT, "Gazette says *something*", "first seen", id=17, claims=(HOSTILE,))


@pytest.fixture(autouse=True, scope="module")
def _apprise_is_loaded() -> None:
    """Loading takes seconds on a busy machine, which the short deadlines below must not pay for."""
    assert check_channel("any", "json://127.0.0.1") is None


@dataclass
class Room:
    """A webhook receiver: what it got, and how it answers."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"ok": true}'
    stalls: bool = False
    received: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self, path: str = "hook", query: str = "") -> str:
        return f"json://user:{SECRET}@127.0.0.1:{self.port}/{path}{query}"

    async def answer(self, request: web.Request) -> web.Response:
        self.paths.append(request.path)
        self.received.append(await request.json())
        if self.stalls:
            await self.released.wait()
        return web.Response(status=self.status, headers=self.headers, text=self.body)


@asynccontextmanager
async def receiver(**how: Any) -> AsyncIterator[Room]:
    room = Room(**how)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", room.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    room.port = runner.addresses[0][1]
    try:
        yield room
    finally:
        room.released.set()
        await runner.cleanup()


async def test_a_json_channel_gets_the_message_unescaped() -> None:
    async with receiver() as room:
        assert await deliver(room.json(), MESSAGE, 10) == SendResult(SendOutcome.SENT)
    assert [(got["title"], got["message"]) for got in room.received] == [(MESSAGE.title, MESSAGE.body)]


async def test_send_blocks_its_own_thread_only() -> None:
    async with receiver() as room:
        assert await asyncio.to_thread(send, room.json(), MESSAGE, 10) == SendResult(SendOutcome.SENT)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, SendOutcome.SENT),
        (400, SendOutcome.PERMANENT),
        (401, SendOutcome.PERMANENT),
        (404, SendOutcome.PERMANENT),
        (410, SendOutcome.PERMANENT),
        (408, SendOutcome.TRANSIENT),
        (429, SendOutcome.TRANSIENT),
        (500, SendOutcome.TRANSIENT),
        (503, SendOutcome.TRANSIENT),
        (599, SendOutcome.TRANSIENT),
    ],
)
async def test_the_http_status_decides_whether_to_try_again(status: int, outcome: SendOutcome) -> None:
    async with receiver(status=status) as room:
        result = await deliver(room.json(), MESSAGE, 10)
    assert result.outcome is outcome
    assert len(room.received) == 1
    assert (f"HTTP {status}" in result.reason) is (outcome is not SendOutcome.SENT)


async def test_a_redirect_is_not_followed_because_it_would_lose_the_message() -> None:
    async with receiver(status=302, headers={"Location": "/elsewhere"}) as room:
        result = await deliver(room.json(), MESSAGE, 10)
    assert result.outcome is SendOutcome.PERMANENT
    assert room.paths == ["/hook"]


async def test_a_service_that_stalls_ends_the_attempt_at_the_deadline() -> None:
    async with receiver(stalls=True) as room:
        started = time.monotonic()
        result = await deliver(room.json(), MESSAGE, 0.5)
        assert time.monotonic() - started < 2
    assert result.outcome is SendOutcome.TRANSIENT
    assert "no answer" in result.reason


@asynccontextmanager
async def dripping() -> AsyncIterator[int]:
    """A server that never stops sending one byte of its headers at a time."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not closing.is_set():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.05)
        except ConnectionError:
            return
        finally:
            writer.close()

    closing = asyncio.Event()
    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        closing.set()


@pytest.mark.parametrize("how", ["deliver", "send"])
async def test_a_service_that_drips_bytes_cannot_hold_the_deadline(how: str) -> None:
    async with dripping() as port:
        started = time.monotonic()
        url = f"json://127.0.0.1:{port}/"
        result = await (deliver(url, MESSAGE, 0.5) if how == "deliver" else asyncio.to_thread(send, url, MESSAGE, 0.5))
        assert time.monotonic() - started < 2
    assert result == SendResult(SendOutcome.TRANSIENT, "no answer within 0.5 s")


async def test_a_stuck_delivery_does_not_hold_the_exit_of_the_program() -> None:
    code = """
import sys
from monitor.alerts import check_channel, send
from monitor.model_alerts import Message
check_channel("loaded", sys.argv[1])
print(send(sys.argv[1], Message("title", "body"), 0.5))
"""
    async with dripping() as port:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, f"json://127.0.0.1:{port}/", stdout=asyncio.subprocess.PIPE
        )
        try:
            printed, _ = await asyncio.wait_for(process.communicate(), 20)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert b"no answer within 0.5 s" in printed


@pytest.mark.parametrize(
    ("query", "deadline", "waits"),
    [("", 30, (27, 27)), ("?cto=3&rto=5", 30, (3, 5)), ("?cto=300&rto=500", 30, (27, 27))],
)
def test_a_socket_waits_almost_until_the_deadline_or_as_the_address_says(
    query: str, deadline: float, waits: tuple[float, float]
) -> None:
    service = open_service(f"json://127.0.0.1/{query}")
    assert not isinstance(service, str)
    bound_waits(service, deadline)
    assert service.request_timeout == waits


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_refused_connection_is_tried_again() -> None:
    result = await deliver(f"json://:{SECRET}@127.0.0.1:{closed_port()}/", MESSAGE, 10)
    assert result == SendResult(SendOutcome.TRANSIENT, "the connection was refused")


@pytest.mark.parametrize(
    ("status", "asked", "pause"),
    [(429, "420", timedelta(minutes=7)), (503, "60", timedelta(minutes=1)), (429, "soon", None), (500, "60", None)],
)
async def test_a_service_behind_apprise_that_asks_to_be_left_alone_is_heard(
    status: int, asked: str, pause: timedelta | None
) -> None:
    async with receiver(status=status, headers={"Retry-After": asked}) as room:
        result = await deliver(room.json(), MESSAGE, 10)
        assert (result.outcome, result.pause) == (SendOutcome.TRANSIENT, pause)
        room.status = 200
        assert await deliver(room.json(), MESSAGE, 10) == SendResult(SendOutcome.SENT)


async def test_a_service_that_recovers_gets_the_message_at_the_next_attempt() -> None:
    async with receiver(status=503) as room:
        assert (await deliver(room.json(), MESSAGE, 10)).outcome is SendOutcome.TRANSIENT
        room.status = 200
        assert (await deliver(room.json(), MESSAGE, 10)).outcome is SendOutcome.SENT


async def test_two_messages_in_a_row_are_not_held_back_by_a_throttle() -> None:
    async with receiver() as room:
        started = time.monotonic()
        for _ in range(2):
            await deliver(room.json(), MESSAGE, 10)
        assert time.monotonic() - started < 4
    assert len(room.received) == 2


@pytest.mark.parametrize("query", ["?optional=yes", "?retry=5&wait=0"])
async def test_an_address_cannot_turn_a_failure_into_a_success_or_a_burst(query: str) -> None:
    async with receiver(status=500) as room:
        assert (await deliver(room.json(query=query), MESSAGE, 10)).outcome is SendOutcome.TRANSIENT
    assert len(room.received) == 1


@pytest.mark.parametrize(
    "url", [f"nosuch://{SECRET}", SECRET, f"slack://{SECRET}", "", "json://127.0.0.1/a, json://127.0.0.1/b"]
)
async def test_an_unusable_address_is_a_permanent_failure_that_does_not_repeat_it(url: str) -> None:
    result = await deliver(url, MESSAGE, 10)
    assert result.outcome is SendOutcome.PERMANENT
    assert result.reason
    assert SECRET not in result.reason


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """What a program that logs everything would write. (caplog also hooks loggers that keep to themselves.)"""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.mark.parametrize("status", [200, 302, 404, 500])
async def test_no_secret_appears_in_a_result_or_a_log(status: int) -> None:
    async with receiver(status=status) as room:
        with everything_logged() as lines:
            logging.getLogger("probe").debug("this is logged")
            result = await deliver(room.json(path=f"hook/{SECRET}"), MESSAGE, 10)
    assert room.paths == [f"/hook/{SECRET}"]
    assert SECRET not in result.reason
    assert "this is logged" in lines
    assert [line for line in lines if SECRET in line] == []


SLACK = f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET}AbCdEfGhIjK/#desk"
DISCORD = f"discord://123456789012345678/{SECRET}{'a' * 60}"
TELEGRAM = f"tgram://123456789:{SECRET}abcdefghi/12315544/"


def shown_by(url: str, got: Any) -> str:
    if url is SLACK:
        attachment = got["attachments"][0]
        return f"{attachment['title']}\n{attachment['text']}"
    return str(got["content"] if url is DISCORD else got["text"])


@pytest.mark.parametrize(
    ("url", "plugin", "attribute", "present", "absent"),
    [
        (SLACK, "slack.NotifySlack", "webhook_url",
         ["**must** &lt;b&gt;read&lt;/b&gt;", "https://gazette.example/a_b?x=1&amp;y=2"], ["<b>"]),
        (DISCORD, "discord.NotifyDiscord", "notify_url",
         [r"\*\*must\*\*", r"\[this\]", r"more\_of\_it", "<https://gazette.example/a_b?x=1&y=2>"], ["*something*"]),
        (TELEGRAM, "telegram.NotifyTelegram", "notify_url",
         ["**must** &lt;b&gt;read&lt;/b&gt;", "https://gazette.example/a_b?x=1&amp;y=2"], ["<b>read", "<br"]),
    ],
)  # fmt: skip
async def test_what_a_chat_service_gets_is_safe_for_it(
    url: str, plugin: str, attribute: str, present: list[str], absent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiver(body="ok" if url is SLACK else '{"ok": true}') as room:
        monkeypatch.setattr(f"apprise.plugins.{plugin}.{attribute}", f"http://127.0.0.1:{room.port}/bot")
        message = render(Alert(events=(EVENT,), id=4), Context(9, shape_of(url)))
        assert await deliver(url, message, 10) == SendResult(SendOutcome.SENT)
    shown = shown_by(url, room.received[0])
    assert [text for text in present if text not in shown] == []
    assert [text for text in absent if text in shown] == []
    assert "@everyone" not in shown
    assert "delivery 9" in shown


@pytest.mark.parametrize("url", [SLACK, DISCORD, TELEGRAM])
@pytest.mark.parametrize(("status", "outcome"), [(404, SendOutcome.PERMANENT), (500, SendOutcome.TRANSIENT)])
async def test_the_status_of_a_chat_service_is_found_too(
    url: str, status: int, outcome: SendOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiver(status=status) as room:
        for name in ("slack.NotifySlack.webhook_url", "discord.NotifyDiscord.notify_url",
                     "telegram.NotifyTelegram.notify_url"):  # fmt: skip
            monkeypatch.setattr(f"apprise.plugins.{name}", f"http://127.0.0.1:{room.port}/bot")
        result = await deliver(url, MESSAGE, 10)
    assert result.outcome is outcome
    assert f"HTTP {status}" in result.reason


async def test_a_message_at_the_limit_of_a_chat_service_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = shape_of(DISCORD)
    text = "The harbour takes one more :ship: every hour of the day. " * 99
    async with receiver() as room:
        monkeypatch.setattr("apprise.plugins.discord.NotifyDiscord.notify_url", f"http://127.0.0.1:{room.port}/bot")
        message = Message("T" * shape.title_max, text[: shape.body_max])
        assert await deliver(DISCORD, message, 10) == SendResult(SendOutcome.SENT)
    assert len(room.received) == 1
    assert len(room.received[0]["content"]) <= 2000


@pytest.mark.parametrize(
    ("status", "log", "outcome"),
    [
        ("SUCCESS", [], SendOutcome.SENT),
        ("NOMATCH", [], SendOutcome.PERMANENT),
        ("FAILURE", [], SendOutcome.TRANSIENT),
        ("PARTIAL", ["error=404."], SendOutcome.PERMANENT),
        ("TIMEOUT", ["Socket Exception: Read timed out."], SendOutcome.TRANSIENT),
        ("FAILURE", ["error=500.", "error=403."], SendOutcome.PERMANENT),
        ("FAILURE", ["error=200."], SendOutcome.TRANSIENT),
        ("FAILURE", ["Socket Exception: (535, b'5.7.8 no')"], SendOutcome.PERMANENT),
        ("FAILURE", ["Socket Exception: (451, b'later')"], SendOutcome.TRANSIENT),
        ("FAILURE", ["SMTP recipient a@b was refused: 550 b'no'"], SendOutcome.PERMANENT),
    ],
)
def test_an_attempt_is_judged_by_its_status_and_its_log(status: str, log: list[str], outcome: SendOutcome) -> None:
    assert verdict(status, log).outcome is outcome
