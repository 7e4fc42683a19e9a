"""What keeps watch over the path itself: inhibition, signs of life, and channels that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from monitor.alerts import Policy, Rule, ping
from monitor.clock import Clock
from monitor.config import load_config
from monitor.model import Changes, Corrected, EventKind, SourceState
from monitor.model_alerts import AlertKind, SendOutcome
from monitor.pipeline import Pipeline, open_pipeline
from monitor.stages import tell
from monitor.store.listings import status_row
from tests.alert_path import AlertPath, How
from tests.builders import START, after, poll
from tests.test_alerts_path import EVERYTHING

CONFIG = """
stories: [{id: harbour, title: The harbour, match: {any: [ferry]}}]
sources: [{name: wire, kind: feed, url: "https://wire.example/feed"}]
channels: {desk: "json://127.0.0.1:9", me: "json://127.0.0.1:9/other"}
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[AlertPath]:
    made = AlertPath(tmp_path / "state", EVERYTHING)
    yield made
    made.store.close()


def fail(path: AlertPath, source: str) -> None:
    path.store.sources.record_quiet(poll(source, path.now, state=SourceState.FAILING, reason="503", failures=3))


def untold(path: AlertPath, event: int) -> str | None:
    found: str | None = path.store.database.value("SELECT untold FROM events WHERE id = ?", (event,))
    return found


def test_a_source_that_is_down_silences_its_silence(path: AlertPath) -> None:
    own = path.event(EventKind.SILENCE, 0)  # of Example Wire, whose source is wire
    fail(path, "wire")
    silent = path.add(own)
    path.cycle()
    assert untold(path, silent) == "inhibited: source wire is down"
    path.store.sources.record_quiet(poll("wire", path.now, state=SourceState.UNCHANGED))
    heard = path.add(own)
    path.cycle()
    assert untold(path, heard) is None


@pytest.mark.parametrize("waits", [True, False])
def test_a_correction_silences_the_contradiction_that_it_resolves_unless_that_was_told(
    path: AlertPath, waits: bool
) -> None:
    conflict = path.event(EventKind.CONTRADICTION, 0, 1)
    first = path.add(conflict)
    if waits:
        path.policy = Policy((Rule(("desk",), digest="daily 08:00", default=True),))
    path.cycle()
    notice = path.event(EventKind.CORRECTION, 0)
    taken_back = Corrected(conflict.claims[0].claim, conflict.claims[0].text)
    path.now += timedelta(hours=1)
    second = path.add(replace(notice, changes=Changes(notice="We erred.", corrects=(taken_back,))))
    path.cycle()
    path.settle()
    assert [got.events for got in path.got] == ([(second,)] if waits else [(first,), (second,)])
    assert untold(path, first) == (f"inhibited: the correction e{second} resolves it" if waits else None)


@asynccontextmanager
async def service(status: str = "200 OK") -> AsyncIterator[tuple[str, list[bytes]]]:
    """A dead-man service on loopback, with the requests that it got."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret-8a1f", asked


async def test_a_heartbeat_is_one_request_and_its_failure_holds_no_secret() -> None:
    async with service() as (url, asked):
        assert (await ping(url, 5)).outcome is SendOutcome.SENT
        assert asked == [b"GET /secret-8a1f HTTP/1.1"]
    away = await ping(url, 5)
    assert away.outcome is SendOutcome.TRANSIENT
    assert "secret" not in away.reason
    async with service("500 Oops") as (url, _):
        assert (await ping(url, 5)).reason == "the service answered HTTP 500"


@asynccontextmanager
async def hook() -> AsyncIterator[tuple[str, list[Any]]]:
    """A channel on loopback, with the bodies that it took."""
    bodies: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        bodies.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"json://127.0.0.1:{runner.addresses[0][1]}/", bodies
    finally:
        await runner.cleanup()


@asynccontextmanager
async def pipeline(path: AlertPath, config: str, lines: list[str]) -> AsyncIterator[Pipeline]:
    file = path.state.parent / "feeds.yaml"
    file.write_text(config, "utf-8")
    clock, config_read = Clock(path.now), load_config(file, {})
    with ThreadPoolExecutor(1) as workers:
        async with open_pipeline(config_read, path.store, path.state, clock, lines.append, workers) as opened:
            yield opened


async def test_finished_work_is_reported_once_in_each_interval(path: AlertPath) -> None:
    async with service() as (url, asked):
        config = CONFIG + f"heartbeat: {{url: '{url}', every: 10m}}\n"
        for minutes in (0, 5, 9, 5):
            path.now += timedelta(minutes=minutes)
            async with pipeline(path, config, []) as walking:
                await walking.beat()
    assert len(asked) == 2


async def look(path: AlertPath) -> None:
    """One round of the daemon over what it has to prepare."""
    async with pipeline(path, CONFIG, []) as walking:
        tell.prepare(walking.context)


def to_me(path: AlertPath) -> list[str]:
    return [path.store.outbox.alert(got.delivery).note for got in path.got if got.kind is AlertKind.TROUBLE]


async def test_a_channel_that_fails_for_an_hour_is_told_through_another_one_once_and_so_is_its_recovery(
    path: AlertPath,
) -> None:
    path.add(path.event(EventKind.CONTRADICTION, 0, 1))
    path.cycle(lambda _: How.BUSY)
    for minutes in (30, 31, 60, 60):
        path.now += timedelta(minutes=minutes)
        await look(path)
        path.cycle(lambda due: How.BUSY if due.channel == "desk" else How.SENT)
    fails = (
        "The channel desk fails: it has not taken a message since 2026-04-12 10:00 UTC, as BUSY. "
        "What is for it waits and is sent when it works; monitor alerts test desk tries it now."
    )
    works = "The channel desk works again: it had failed since 2026-04-12 10:00 UTC. What waited for it is sent now."
    assert to_me(path) == [fails]
    assert {got.channel for got in path.got} == {"me"}
    (listed,) = status_row(path.store, path.now, timedelta(seconds=1))["channels"]
    assert (listed["name"], listed["reason"], listed["told_to"]) == ("desk", "BUSY", "me")
    for _ in range(3):
        path.now += timedelta(hours=2)
        path.cycle()
        await look(path)
        path.cycle()
    assert to_me(path) == [fails, works]
    assert {got.channel for got in path.got if got.kind is AlertKind.TROUBLE} == {"me"}
    assert status_row(path.store, path.now, timedelta(seconds=1))["channels"] == []


async def test_a_note_on_a_channel_does_not_promise_what_was_given_up(path: AlertPath) -> None:
    path.add(path.event(EventKind.CONTRADICTION, 0, 1))
    path.cycle(lambda due: How.REFUSED if due.channel == "desk" else How.SENT)
    for _ in range(2):
        path.now += timedelta(minutes=61)
        await look(path)
        path.cycle(lambda due: How.REFUSED if due.channel == "desk" else How.SENT)
    assert "sent when it works, but for 1 message that was given up: monitor alerts retry sends " in to_me(path)[0]
    path.add(path.event(EventKind.CONTRADICTION, 2, 3))
    for _ in range(3):
        path.now += timedelta(hours=2)
        path.cycle()
        await look(path)
        path.cycle()
    assert "is sent now, but for 1 message that was given up: monitor alerts retry sends " in to_me(path)[1]


async def test_a_channel_that_fails_for_less_than_an_hour_is_told_to_nobody(path: AlertPath) -> None:
    path.add(path.event(EventKind.CONTRADICTION, 0, 1))
    path.cycle(lambda _: How.BUSY)
    for minutes in (59, 2):
        path.now += timedelta(minutes=minutes)
        await look(path)
        path.cycle()
    assert to_me(path) == []
    assert [got.channel for got in path.got] == ["desk"]


async def test_a_template_that_breaks_at_run_time_gives_way_to_the_built_in_one_and_says_so(path: AlertPath) -> None:
    event = path.add(path.event(EventKind.CONTRADICTION, 0, 1))
    template = path.state.parent / "own.j2"
    rules = "alerts: [{default: true, to: [desk], template: own.j2}]\n"
    template.write_text("ours: {{ letter.ids }}")
    async with hook() as (url, bodies):
        config = CONFIG.replace('json://127.0.0.1:9"', f'{url}"') + rules
        async with pipeline(path, config, []) as walking:
            template.write_text("ours: {{ letter.events[3].id }}", "utf-8")  # edited while the daemon runs
            await walking.tell_due()
    (body,) = bodies
    assert "“Ship *0* sank.”" in body["message"]
    assert f"event e{event}" in body["message"]
    assert "ours" not in body["message"]
    assert "own template failed" in body["message"]
    reason = path.store.database.value("SELECT reason FROM trail WHERE step = 'template'")
    assert reason.startswith(f"template: the built-in one was used: {template}:1: ")
    assert path.store.database.value("SELECT state FROM deliveries") == "sent"


async def test_a_digest_that_is_asked_for_comes_also_when_there_is_nothing_to_say(path: AlertPath) -> None:
    rules = 'alerts: [{default: true, to: [me], digest: "daily 08:00", when_empty: true}]\n'
    for _ in range(2):
        async with pipeline(path, CONFIG + rules, []) as walking:
            tell.prepare(walking.context)
    path.now = after(22)
    path.cycle()
    assert [(got.channel, got.kind, got.events) for got in path.got] == [("me", AlertKind.DIGEST, ())]
    assert path.now > START
