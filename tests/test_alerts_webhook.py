"""The signed webhook, against a server on loopback that checks the signature, the age, the schema and repetitions."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import Context, check_channel, deliver, describe_channel, render, send, shape_of, trial_message
from monitor.model import Basis, Changes, Corrected, Event, EventArticle, EventClaim, EventKind, Modality, Tier
from monitor.model_alerts import Alert, AlertKind, Message, SendOutcome, Severity

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "webhook.schema.json").read_text("utf-8"))
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
AT = datetime(2026, 4, 12, 10, 5, tzinfo=UTC)
NEW = EventClaim(
    41, 'The port takes "40" <ships>.', "new", "Gazette", Tier.PRESS, "https://gazette.example/a", AT, "its head",
    Modality.REPORTED,
)  # fmt: skip
CONFLICT = Event(
    EventKind.CONTRADICTION, AT, "40 or 30", "40 ≠ 30", id=17, story="port", basis=Basis.NUMERIC, score=0.9,
    claims=(NEW, replace(NEW, claim=12, role="earlier", published=None, attribution=None)),
    origins={"new": 1, "earlier": 2},
)  # fmt: skip
CORRECTION = Event(
    EventKind.CORRECTION, AT, "corrected", "a notice was added", id=18,
    article=EventArticle(1, "https://a.example", "Gazette", "Ships"),
    changes=Changes(("One.",), ("None.",), (("Forty.", "Thirty."),), "Correction.", (Corrected(41, "x", ("Wire",)),)),
)  # fmt: skip
DOWN = Event(EventKind.SOURCE_DOWN, AT, "wire is down", "503", id=19, source="wire", baseline=True)
ALERTS = {
    "a matter": Alert(events=(CONFLICT, DOWN), id=4, severity=Severity.URGENT, why="contradiction"),
    "a follow-up": Alert(events=(CORRECTION,), id=4, earlier=(CONFLICT,), follows=2),
    "a digest": Alert(AlertKind.DIGEST, (CONFLICT, CORRECTION, DOWN) * 60, id=5),
    "an empty digest": Alert(AlertKind.DIGEST, id=6),
    "a trouble": Alert(AlertKind.TROUBLE, id=7, note="The channel desk fails: HTTP 500."),
}


@dataclass
class Receiver:
    """What a careful receiver does: it takes nothing that is forged, stale or malformed, and knows what it had."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stalls: bool = False
    taken: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self, secret: str = SECRET) -> str:
        return f"webhook+http://me:hunter2@127.0.0.1:{self.port}/story?token=hunter2#{secret}"

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.stalls:
            await self.released.wait()
        if self.status != 200:
            return web.Response(status=self.status, headers=self.headers)
        body = await request.read()
        ident, seconds = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        signed = hmac.new(KEY, b".".join((ident.encode(), seconds.encode(), body)), hashlib.sha256).digest()
        genuine = hmac.compare_digest("v1," + base64.b64encode(signed).decode(), request.headers["webhook-signature"])
        if not genuine or abs(time.time() - int(seconds)) > 300 or "#" in str(request.url):
            return web.Response(status=401)
        jsonschema.validate(json.loads(body), SCHEMA)
        self.taken.setdefault(ident, json.loads(body))
        return web.Response(status=204)


@asynccontextmanager
async def receiver(**how: Any) -> AsyncIterator[Receiver]:
    room = Receiver(**how)
    app = web.Application()
    app.router.add_post("/story", room.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    room.port = runner.addresses[0][1]
    try:
        yield room
    finally:
        room.released.set()
        await runner.cleanup()


def message(alert: Alert, address: str) -> Message:
    return replace(render(alert, Context(9, shape_of(address))), ident="monitor.9.20260412100500")


@pytest.mark.parametrize("name", ALERTS)
async def test_a_receiver_that_checks_everything_takes_each_alert_and_a_repetition_carries_the_same_id(
    name: str,
) -> None:
    async with receiver() as room:
        made = message(ALERTS[name], room.address())
        for _ in range(2):
            assert (await deliver(room.address(), made, 20)).outcome is SendOutcome.SENT
    assert room.asked == 2
    ((ident, got),) = room.taken.items()
    assert ident == "monitor.9.20260412100500"
    assert got["type"] == f"alert.{ALERTS[name].kind}"
    assert [event["id"] for event in got["data"]["events"]] == [event.id for event in ALERTS[name].events][:100]
    assert got["data"]["more"] == max(0, len(ALERTS[name].events) - 100)
    assert got["data"]["delivery"] == 9


async def test_text_from_outside_arrives_as_it_was_read() -> None:
    async with receiver() as room:
        await deliver(room.address(), message(ALERTS["a matter"], room.address()), 20)
    (got,) = room.taken.values()
    assert got["data"]["events"][0]["claims"][0]["text"] == NEW.text
    assert got["data"]["events"][0]["claims"][0]["url"] == NEW.url


async def test_a_wrong_secret_is_a_permanent_failure_that_shows_no_secret() -> None:
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    async with receiver() as room:
        result = await deliver(room.address(other), message(ALERTS["a matter"], room.address()), 20)
    assert (result.outcome, result.reason) == (SendOutcome.PERMANENT, "the service answered HTTP 401 (Unauthorized)")
    assert room.taken == {}


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "pause"),
    [
        (429, {"Retry-After": "420"}, SendOutcome.TRANSIENT, timedelta(minutes=7)),
        (503, {"Retry-After": format_datetime(AT + timedelta(hours=2), usegmt=True)}, SendOutcome.TRANSIENT, "date"),
        (500, {"Retry-After": "420"}, SendOutcome.TRANSIENT, None),
        (429, {"Retry-After": "soon"}, SendOutcome.TRANSIENT, None),
        (410, {}, SendOutcome.PERMANENT, None),
        (307, {"Location": "http://127.0.0.1:9/"}, SendOutcome.PERMANENT, None),
    ],
)
async def test_how_it_ended_and_how_long_the_receiver_asks_to_be_left_alone(
    status: int, headers: dict[str, str], outcome: SendOutcome, pause: timedelta | str | None
) -> None:
    if pause == "date":  # counted from the answer's own date, whatever our clock says
        headers, pause = {**headers, "Date": format_datetime(AT, usegmt=True)}, timedelta(hours=2)
    async with receiver(status=status, headers=headers) as room:
        result = await deliver(room.address(), message(ALERTS["a matter"], room.address()), 20)
    assert (result.outcome, result.pause) == (outcome, pause)
    assert "hunter2" not in result.reason


async def test_a_receiver_that_is_slow_or_away_ends_at_the_deadline_and_is_tried_again() -> None:
    async with receiver(stalls=True) as room:
        slow = await deliver(room.address(), message(ALERTS["a matter"], room.address()), 0.5)
    assert slow.outcome is SendOutcome.TRANSIENT
    away = await deliver(room.address(), message(ALERTS["a matter"], room.address()), 20)
    assert away.outcome is SendOutcome.TRANSIENT
    assert "hunter2" not in slow.reason + away.reason


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("webhook+https://hooks.example/story", "has no secret after #"),
        ("webhook+https://hooks.example/story#whsec_c2hvcnQ=", "no secret of 24 to 64 bytes"),
        ("webhook+https://hooks.example/story#whsec_!!!", "no secret of 24 to 64 bytes"),
        (f"webhook+https:///story#{SECRET}", "names no host"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_secret(address: str, problem: str) -> None:
    told = check_channel("hook", address)
    assert told is not None
    assert told.startswith("channel hook: ")
    assert problem in told
    assert "c2hvcnQ" not in told
    assert send(address, Message("", "{}"), 5).outcome is SendOutcome.PERMANENT


def test_a_usable_address_is_shown_by_its_host_alone() -> None:
    address = f"webhook+https://me:hunter2@hooks.example:8443/story#{SECRET}"
    assert check_channel("hook", address) is None
    assert describe_channel(address) == "signed webhook hooks.example:8443"


async def test_a_trial_is_an_alert_without_a_number() -> None:
    async with receiver() as room:
        trial = trial_message("hook", AT, shape_of(room.address()))
        assert (await asyncio.to_thread(send, room.address(), trial, 20)).outcome is SendOutcome.SENT
    (got,) = room.taken.values()
    assert got["data"]["alert"] is None
    assert "can be reached" in got["data"]["note"]


@given(text=st.text(), long=st.integers(0, 9000))
def test_any_text_makes_a_body_that_the_schema_takes(text: str, long: int) -> None:
    said = replace(NEW, text=text + "x" * long, outlet=text, attribution=text)
    event = replace(CONFLICT, summary=text, reason=text * 3, claims=(said,))
    body = render(Alert(events=(event,), id=1), Context(1, shape_of("webhook+https://a.example/"))).body
    jsonschema.validate(json.loads(body.encode()), SCHEMA)
