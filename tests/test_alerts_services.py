"""Whole messages to servers on loopback that check what the services check: length, markup, and how often one may ask.

ntfy, Mattermost, Rocket.Chat and Matrix are asked at an address of ours; for Slack, Discord and Telegram Apprise knows
one host only, which is replaced here. Mail goes to a server with STARTTLS and AUTH, and a certificate made here.
"""

from __future__ import annotations

import asyncio
import email
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.alerts import Context, check_channel, deliver, render, shape_of
from monitor.model import Event, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, AlertKind, SendOutcome, SendResult

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
HOSTILE = "<!channel> @everyone <b>40</b> [lorries](https://evil.example) </a> & *a*"
NEW = EventClaim(
    41, f"The bridge carries 40 lorries. {HOSTILE}", "new", "Gazette & Co", Tier.PRESS, "https://gazette.example/a_b?x=1&y=2",
    AT, "its <director>", Modality.REPORTED,
)  # fmt: skip
EARLIER = replace(NEW, claim=12, role="earlier", text="The bridge carries 30 lorries.", url="https://b.example/")
CONFLICT = Event(EventKind.CONTRADICTION, AT, f"40 or 30 {HOSTILE}", "40 ≠ 30", id=17, claims=(NEW, EARLIER))
MANY = tuple(replace(CONFLICT, id=100 + number, summary=f"{number} {HOSTILE}" * 9) for number in range(80))
ALERTS = {
    "a contradiction": Alert(events=(CONFLICT,), id=4, why="contradiction"),
    "long sentences": Alert(events=(replace(CONFLICT, claims=(replace(NEW, text=HOSTILE * 400), EARLIER)),), id=4),
    "a digest": Alert(AlertKind.DIGEST, MANY, id=6),
}


class _Tags(HTMLParser):
    """Refuses what Telegram refuses: unknown tags, and tags that are not closed in order."""

    def __init__(self, empty: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.empty = empty
        self.open: list[str] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.empty, f"unsupported tag {tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("a", "b", "code"), f"unsupported start tag {tag}"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"unexpected end tag {tag}"


def _telegram(got: dict[str, Any]) -> str:
    text = str(got["text"])
    assert got["parse_mode"] == "HTML"
    assert got["disable_web_page_preview"] is True
    assert len(text) <= 4096
    assert "\u200b" in text.splitlines(), "no empty line: the message is one block"
    tags = _Tags()
    tags.feed(text)
    assert not tags.open
    return text


def _slack(got: dict[str, Any]) -> str:
    attachment = got["attachments"][0]
    text = f"{attachment['title']}\n{attachment['text']}"
    assert len(text) <= 40_000
    assert "<" not in text, "Slack reads <…> as a mention or a link"
    return text


def _markdown(limit: int, key: str) -> Callable[[dict[str, Any]], str]:
    def check(got: dict[str, Any]) -> str:
        text = str(got[key])
        assert 0 < len(text) <= limit
        assert "[lorries](" not in text, "outside text made a link"
        assert "<!channel>" not in text
        return text

    return check


def _matrix(got: dict[str, Any]) -> str:
    assert got["msgtype"] in ("m.text", "m.notice")
    assert len(json.dumps(got, ensure_ascii=False).encode()) <= 65_535
    assert not got["body"].startswith("#"), "Matrix shows the sign of a heading as it is"
    tags = _Tags(frozenset({"br"}))
    tags.feed(got["formatted_body"])
    assert not tags.open
    return str(got["formatted_body"])


@dataclass(frozen=True)
class Service:
    """An address, what Apprise would ask instead, and what the service checks."""

    address: str
    check: Callable[[dict[str, Any]], str]
    patch: str = ""


SERVICES = {
    "slack": Service(f"slack://T1JJ3T3L2/A1BRTD4JD/{'a' * 24}/#desk", _slack, "slack.NotifySlack.webhook_url"),
    "discord": Service(
        f"discord://123456789012345678/{'a' * 68}", _markdown(2000, "content"), "discord.NotifyDiscord.notify_url"
    ),
    "telegram": Service(f"tgram://123456789:{'a' * 35}/12315544/", _telegram, "telegram.NotifyTelegram.notify_url"),
    "ntfy": Service("ntfy://127.0.0.1:{port}/desk", lambda got: str(got["title"] + got["message"])),
    "mattermost": Service("mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4", _markdown(16_383, "text")),
    "rocketchat": Service(f"rocket://{'a' * 17}%2F{'b' * 64}@127.0.0.1:{{port}}/#desk", _markdown(5000, "text")),
    "matrix": Service("matrix://me:pw@127.0.0.1:{port}/!abc:127.0.0.1?v=3", _matrix),
}


@dataclass
class Desk:
    """What a service took, what it thought wrong, and how it answers."""

    check: Callable[[dict[str, Any]], str]
    port: int = 0
    status: int = 200
    stalls: bool = False
    took: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        got = await request.json() if request.can_read_body else {}
        matrix = "_matrix" in request.path
        if matrix and "/send/" not in request.path:
            return web.json_response({"access_token": "t", "user_id": "@me:h", "home_server": "h", "room_id": "!abc:h"})
        if self.stalls:
            await self.released.wait()
        if self.status != 200:
            body = {"ok": False, "retry_after": 1, "parameters": {"retry_after": 1}}
            return web.json_response(body, status=self.status, headers={"Retry-After": "1"})
        try:
            self.took.append(self.check(got))
        except (AssertionError, KeyError) as error:
            self.wrong.append(repr(error))
            return web.json_response({"ok": False, "description": str(error)}, status=400)
        return (
            web.json_response({"ok": True, "event_id": "$1"}) if "hook" not in request.path else web.Response(text="ok")
        )


@asynccontextmanager
async def desk(name: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, Desk]]:
    service, room = SERVICES[name], Desk(SERVICES[name].check)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", room.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    room.port = runner.addresses[0][1]
    if service.patch:
        monkeypatch.setattr(f"apprise.plugins.{service.patch}", f"http://127.0.0.1:{room.port}/hooks/bot")
    url = service.address.replace("{port}", str(room.port))
    assert check_channel(name, url) is None
    try:
        yield url, room
    finally:
        room.released.set()
        await runner.cleanup()


@pytest.mark.parametrize("alert", list(ALERTS))
@pytest.mark.parametrize("name", list(SERVICES))
async def test_a_service_takes_each_message_whole_and_finds_nothing_wrong(
    name: str, alert: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(name, monkeypatch) as (url, room):
        message = render(ALERTS[alert], Context(9, shape_of(url)))
        assert await deliver(url, message, 10) == SendResult(SendOutcome.SENT), room.wrong
    (text,) = room.took
    assert "@everyone" not in text
    assert "https://evil.example" not in text
    assert "gazette.example/a_b" in text.replace("\\", "")
    assert "delivery 9" in text


@pytest.mark.parametrize("name", list(SERVICES))
async def test_a_service_that_is_asked_too_often_or_fails_gets_the_message_once_it_is_back(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(name, monkeypatch) as (url, room):
        message = render(ALERTS["a contradiction"], Context(9, shape_of(url)))
        for status in (429, 503):
            room.status = status
            result = await deliver(url, message, 10)
            assert result.outcome is SendOutcome.TRANSIENT
            assert f"HTTP {status}" in result.reason or name == "matrix"  # which Apprise keeps to itself
        room.status = 200
        assert (await deliver(url, message, 10)).outcome is SendOutcome.SENT
    assert len(room.took) == 1


@pytest.mark.parametrize("name", list(SERVICES))
async def test_a_service_that_is_slow_ends_at_the_deadline(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(name, monkeypatch) as (url, room):
        room.stalls = True
        result = await deliver(url, render(ALERTS["a contradiction"], Context(9, shape_of(url))), 0.4)
    assert result.outcome is SendOutcome.TRANSIENT
    assert "no answer" in result.reason


PASSWORD = "hunter2secret"


@dataclass
class Office:
    """A mail server that wants STARTTLS and a login."""

    taken: list[EmailMessage] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.secured.append(session.ssl is not None)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@asynccontextmanager
async def office(certificate: tuple[Path, Path]) -> AsyncIterator[tuple[str, Office]]:
    room, context = Office(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(
            room, hostname="mail.test", authenticator=room.login, tls_context=context, require_starttls=True,
            auth_required=True, loop=loop,
        )  # fmt: skip

    async with await loop.create_server(connection, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"mailtos://me:{PASSWORD}@example.org:{port}?smtp=127.0.0.1&mode=starttls&to=you@example.net", room


async def test_mail_goes_by_starttls_and_login_as_html_with_the_same_as_text(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    async with office(certificate) as (url, room):
        message = render(ALERTS["a contradiction"], Context(9, shape_of(url)))
        assert await deliver(url, message, 10) == SendResult(SendOutcome.SENT)
    (mail,) = room.taken
    assert room.secured == [True]
    page, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert text is not None
    assert page.get_content().splitlines() == message.body.splitlines()
    assert text.get_content().splitlines() == message.plain.splitlines()
    assert "delivery 9" in text.get_content()
    assert "&lt;b&gt;" in page.get_content()


async def test_a_mail_server_with_an_unknown_certificate_gets_no_password(certificate: tuple[Path, Path]) -> None:
    async with office(certificate) as (url, room):
        result = await deliver(url, render(ALERTS["a contradiction"], Context(9, shape_of(url))), 10)
    assert result == SendResult(SendOutcome.TRANSIENT, "the secure connection could not be set up")
    assert room.taken == []


async def test_a_wrong_password_is_a_permanent_failure_that_does_not_show_it(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    async with office(certificate) as (url, room):
        wrong = url.replace(PASSWORD, "wrongsecret")
        result = await deliver(wrong, render(ALERTS["a contradiction"], Context(9, shape_of(url))), 10)
    assert result == SendResult(SendOutcome.PERMANENT, "the mail server answered 535")
    assert room.taken == []
