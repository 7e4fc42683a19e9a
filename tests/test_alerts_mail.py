"""Mail, against a real SMTP server on loopback."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.alerts import Context, check_channel, deliver, render, shape_of
from monitor.model import Event, EventKind
from monitor.model_alerts import Alert, Message, SendOutcome, SendResult

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PASSWORD = "hunter2secret"
MESSAGE = Message("Contradiction: 40 ≠ 30", "“Forty ships.”\nhttps://gazette.example/ships")


@pytest.fixture(autouse=True, scope="module")
def _apprise_is_loaded() -> None:
    """Loading takes seconds on a busy machine, which the short deadlines below must not pay for."""
    assert check_channel("any", "json://127.0.0.1") is None


@dataclass
class Office:
    """A mail server: what it took, and how it answers."""

    port: int = 0
    recipient_answer: str = "250 OK"
    data_answer: str = "250 OK"
    accepts_login: bool = True
    stalls: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"mailto://me:{PASSWORD}@example.org:{self.port}?smtp=127.0.0.1&mode=insecure&to=you@example.net"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.stalls:
            await self.released.wait()
        if self.data_answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = email.message_from_bytes(envelope.content, policy=default)
            self.taken.append(message)
        return self.data_answer

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=known and self.accepts_login, handled=False)


@asynccontextmanager
async def office(**how: Any) -> AsyncIterator[Office]:
    room = Office(**how)

    def connection() -> SMTP:
        return SMTP(room, hostname="mail.test", authenticator=room.login, auth_require_tls=False, loop=loop)

    loop = asyncio.get_running_loop()
    async with await loop.create_server(connection, "127.0.0.1", 0) as server:
        room.port = server.sockets[0].getsockname()[1]
        try:
            yield room
        finally:
            room.released.set()


async def test_a_mail_carries_the_title_as_subject_and_the_text_unchanged() -> None:
    async with office() as room:
        assert await deliver(room.url, MESSAGE, 10) == SendResult(SendOutcome.SENT)
    (mail,) = room.taken
    assert mail["Subject"] == MESSAGE.title
    assert "you@example.net" in mail["To"]
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == MESSAGE.body.splitlines()


async def test_a_mail_carries_the_id_of_its_delivery_and_answers_the_first_one_on_its_matter() -> None:
    async with office() as room:
        for message in (
            replace(MESSAGE, ident="monitor.4.20260412100500"),
            replace(MESSAGE, ident="monitor.9.20260412110500", thread="monitor.4.20260412100500"),
        ):
            assert await deliver(room.url, message, 10) == SendResult(SendOutcome.SENT)
    first, second = room.taken
    assert first.get_all("Message-ID") == ["<monitor.4.20260412100500@127.0.0.1>"]
    assert second.get_all("Message-ID") == ["<monitor.9.20260412110500@127.0.0.1>"]
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert first["In-Reply-To"] is None


async def test_a_summary_cannot_add_a_header() -> None:
    at = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
    event = Event(EventKind.SURGE, at, "rising\r\nBcc: victim@example.org", "why", id=3)
    async with office() as room:
        await deliver(room.url, render(Alert(events=(event,), id=4), Context(9, shape_of(room.url))), 10)
    (mail,) = room.taken
    assert mail["Bcc"] is None
    assert "Bcc: victim@example.org" in mail["Subject"]


@pytest.mark.parametrize(
    ("how", "outcome", "reason"),
    [
        ({"recipient_answer": "550 no such user"}, SendOutcome.PERMANENT, "the mail server answered 550"),
        ({"recipient_answer": "450 mailbox busy"}, SendOutcome.TRANSIENT, "the mail server answered 450"),
        ({"data_answer": "554 refused"}, SendOutcome.PERMANENT, "the mail server answered 554"),
        ({"data_answer": "451 try later"}, SendOutcome.TRANSIENT, "the mail server answered 451"),
        ({"accepts_login": False}, SendOutcome.PERMANENT, "the mail server answered 535"),
    ],
)
async def test_the_answer_of_the_mail_server_decides(how: dict[str, Any], outcome: SendOutcome, reason: str) -> None:
    async with office(**how) as room:
        assert await deliver(room.url, MESSAGE, 10) == SendResult(outcome, reason)
    assert room.taken == []


async def test_a_mail_server_that_stalls_ends_the_attempt_at_the_deadline() -> None:
    async with office(stalls=True) as room:
        result = await deliver(room.url, MESSAGE, 0.5)
    assert result.outcome is SendOutcome.TRANSIENT
    assert "no answer" in result.reason


async def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result = await deliver(Office(port=port).url, MESSAGE, 10)
    assert result == SendResult(SendOutcome.TRANSIENT, "the connection was refused")


async def test_a_mail_server_without_the_encryption_asked_for_gets_no_password() -> None:
    async with office() as room:
        url = room.url.replace("mailto://", "mailtos://").replace("mode=insecure", "mode=starttls")
        result = await deliver(url, MESSAGE, 10)
    assert result.outcome is SendOutcome.TRANSIENT
    assert room.taken == []
