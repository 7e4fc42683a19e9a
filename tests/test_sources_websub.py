"""Hubs that push (WebSub): discovery, subscription, the hub's question, renewal, signed content. See citizen no. 40."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import threading
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote

import aiohttp
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import Clock
from monitor.config import load_config
from monitor.operating.callback import Hearer, callback_server
from monitor.pipeline import Pipeline, Wanted, open_pipeline
from monitor.sources.feed import parse_feed
from monitor.sources.values import PollHints
from monitor.sources.websub import Place, challenge_of, is_signed, lease_of, patience, renewal, with_hub
from monitor.stages import websub
from monitor.store import open_store
from monitor.store.listings import source_rows
from monitor.store.subscriptions import Subscriptions
from tests.desk import shared_workers
from tests.network_loopback import Heard, Loopback, reply
from tests.one_source import FEED
from tests.test_daemon import ROOT
from tests.test_operating_daemon import until

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLACE = Place("wire", "https://hub.example/", "https://harbour.example/feed")
KEY = b"k" * 32
FEED_URL = "https://harbour.example/feed"


# What is pure


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        ("", "https://in.example/hub", "https://harbour.example/in"),
        ('<https://out.example/hub>; rel="hub"', "https://out.example/hub", "https://harbour.example/in"),
        ('<https://o.example/>; rel=hub, </out>; rel="self"', "https://o.example/", "https://harbour.example/out"),
        ('</out>; rel="SELF alternate", <https://o.example/>;rel=HUB', "https://o.example/", "https://harbour.example/out"),
        ("<https://elsewhere.example/x>; rel=self", "https://in.example/hub", FEED_URL),
        ("<javascript:x>; rel=hub, <>; rel=hub, nonsense", "https://in.example/hub", "https://harbour.example/in"),
    ],
)  # fmt: skip
def test_citizen_40_the_link_header_counts_before_the_feed_and_no_topic_lies_elsewhere(
    header: str, hub: str, topic: str
):
    said = PollHints(hub="https://in.example/hub", topic="https://harbour.example/in")
    found = with_hub(said, {"link": header}, FEED_URL)
    assert (found.hub, found.topic) == (hub, topic)


def test_citizen_40_a_feed_without_a_hub_has_no_topic() -> None:
    found = with_hub(PollHints(topic="https://harbour.example/in"), {}, FEED_URL)
    assert (found.hub, found.topic) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="hub" href="https://h.example/1"/>'
        b'<link rel="hub" href="https://h.example/2"/><link rel="self" href="https://harbour.example/s"/></feed>',
        b'<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>T</title>'
        b'<a:link rel="hub" href="https://h.example/1"/><a:link rel="self" href="https://harbour.example/s"/></channel></rss>',
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "feed_url": "https://harbour.example/s",'
        b' "hubs": [{"type": "WebSub", "url": "https://h.example/1"}]}',
    ],
    ids=["atom", "rss", "json"],
)  # fmt: skip
def test_citizen_40_every_format_names_its_hub_and_itself(body: bytes) -> None:
    hints = parse_feed(body, "", FEED_URL).hints
    assert (hints.hub, hints.topic) == ("https://h.example/1", "https://harbour.example/s")


@given(st.text(max_size=200))
def test_any_link_header_names_web_addresses_or_none(header: str) -> None:
    found = with_hub(PollHints(), {"link": header}, FEED_URL)
    assert found.hub is None or found.hub.startswith(("http://", "https://"))


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_citizen_40_a_signature_is_believed_only_if_the_secret_made_it(method: str) -> None:
    signature = f"{method}={hmac.new(b's3', b'body', method).hexdigest()}"
    assert is_signed(b"body", signature, "s3")
    assert is_signed(b"body", signature.upper(), "s3")
    assert not is_signed(b"body2", signature, "s3")
    assert not is_signed(b"body", signature, "s4")
    assert not is_signed(b"body", signature[:-1], "s3")


@pytest.mark.parametrize("signature", ["", "sha256", "sha256=", "md5=x", "=", "sha256=\u00e9"])
def test_citizen_40_no_other_text_is_a_signature(signature: str) -> None:
    assert not is_signed(b"body", signature, "s3")


def test_citizen_40_sha_1_is_not_accepted() -> None:
    assert not is_signed(b"body", f"sha1={hmac.new(b's3', b'body', hashlib.sha1).hexdigest()}", "s3")


@given(st.binary(max_size=50), st.text(max_size=100))
def test_any_signature_is_judged_without_surprise(body: bytes, signature: str) -> None:
    assert is_signed(body, signature, "s3") is False


def test_citizen_40_paths_and_secrets_differ_by_source_hub_topic_and_key() -> None:
    others = [
        replace(PLACE, source="w2"),
        replace(PLACE, hub="https://h2.example/"),
        replace(PLACE, topic=FEED_URL + "2"),
    ]
    tokens = {PLACE.token(KEY), PLACE.secret(KEY), PLACE.token(b"l" * 32), *(other.token(KEY) for other in others)}
    assert len(tokens) == 6
    assert len(PLACE.token(KEY)) == 40 and len(PLACE.secret(KEY)) == 64


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "c"}, "c"),
        ({"hub.mode": "subscribe", "hub.topic": "other", "hub.challenge": "c"}, None),
        ({"hub.mode": "unsubscribe", "hub.topic": "t", "hub.challenge": "c"}, None),
        ({"hub.mode": "subscribe", "hub.topic": "t"}, None),
        ({"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "c" * 3000}, None),
        ({"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "a\r\nb"}, None),
        ({}, None),
    ],
)
def test_citizen_40_only_the_topic_that_was_asked_for_is_confirmed(query: dict[str, str], answer: str | None) -> None:
    assert challenge_of(query, "t") == answer


def test_citizen_40_a_lease_is_bounded_and_renewed_before_it_ends() -> None:
    given_ = {"60": 300, "864000": 864_000, "9999999999": 30 * 86_400, "": 864_000, "soon": 864_000, "-5": 864_000}
    for text, seconds in given_.items():
        lease = lease_of({"hub.lease_seconds": text})
        assert lease == timedelta(seconds=seconds)
        assert timedelta(0) < renewal(lease) < lease
    assert [patience(n).total_seconds() / 3600 for n in (0, 1, 4, 5, 1000)] == [1, 2, 16, 24, 24]


# With a hub on loopback


@dataclass
class Follower:
    """A monitor with one source whose feed names a hub, and the port on which it listens."""

    pipeline: Pipeline
    base: str

    def due(self) -> list[Place]:
        return websub.due(self.pipeline.context)

    async def subscribe(self) -> Place:
        (place,) = self.due()
        await websub.subscribe(self.pipeline.context, place)
        return place

    async def call(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, Any]:
        """Ask the callback as a hub would."""
        method = "GET" if body is None else "POST"
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.base + path, data=body, headers=fields) as answer,
        ):
            return answer.status, await answer.text(), answer.headers

    async def confirm(self, place: Place, lease: int = 864_000) -> tuple[int, str]:
        topic = quote(place.topic, safe="")
        query = f"?hub.mode=subscribe&hub.topic={topic}&hub.challenge=xyz&hub.lease_seconds={lease}"
        status, text, _ = await self.call(f"/{place.token(self.key)}{query}")
        return status, text

    async def push(self, place: Place, body: bytes = b"news", secret: str | None = None) -> int:
        made = hmac.new((secret or place.secret(self.key)).encode(), body, "sha256").hexdigest()
        return (await self.call(f"/{place.token(self.key)}", body, X_Hub_Signature=f"sha256={made}"))[0]

    @property
    def key(self) -> bytes:
        return websub.key_of(self.pipeline.context.state)

    def source(self) -> dict[str, Any]:
        (row,) = source_rows(self.pipeline.context.store.database)
        return row

    def at(self, moment: datetime) -> None:
        """Let it be another time."""
        self.pipeline.context = replace(self.pipeline.context, clock=Clock(moment))


def site(hub: Callable[[Heard], bytes], feed: bytes = FEED, name: str = "/hub") -> Callable[[Heard], bytes]:
    """A server with a feed whose Link header names a hub on the same server."""

    def answer(heard: Heard) -> bytes:
        if heard.method == "POST":
            return hub(heard)
        if heard.target != "/feed":
            return reply(404)
        return reply(200, feed, Link=f'<{name}>; rel="hub", </feed>; rel="self"', Cache_Control="max-age=7200")

    return answer


def accepts(_heard: Heard) -> bytes:
    return reply(202)


@asynccontextmanager
async def following(folder: Path, server: Loopback, **sections: Any) -> AsyncIterator[Follower]:
    """A monitor that has polled its source once, and listens for hubs."""
    settings = {
        "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
        "sources": [{"name": "wire", "kind": "feed", "url": server.base + "/feed"}],
        "network": {"allow_private_addresses": True, "min_delay": 0},
        "websub": {"callback": "https://monitor.example/hubs/", "listen": "127.0.0.1:0"},
        **sections,
    }
    (folder / "feeds.yaml").write_text(yaml.safe_dump(settings))
    config = load_config(folder / "feeds.yaml", dict(os.environ))
    store = open_store(folder / "state")
    lines: list[str] = []
    clock = Clock(NOW)
    async with open_pipeline(config, store, folder / "state", clock, lines.append, shared_workers()) as pipeline:
        await pipeline.cycle(Wanted(source="wire"))
        follower = Follower(pipeline, "")
        hearer = Hearer(
            lambda token, query: websub.verify(follower.pipeline.context, token, query),
            lambda token, signature, body: websub.push(follower.pipeline.context, token, signature, body),
            100_000,
        )
        async with callback_server("127.0.0.1", 0, hearer) as port:
            follower.base = f"http://127.0.0.1:{port}/hubs"
            yield follower
    store.close()


async def test_citizen_40_a_hub_is_asked_with_topic_callback_lease_and_secret(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        asked = server.heard[-1]
        assert follower.due() == []
        assert (tmp_path / "state" / "websub.key").stat().st_mode & 0o077 == 0
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(asked.body.decode())) == {
        "hub.mode": "subscribe",
        "hub.callback": f"https://monitor.example/hubs/{place.token(follower.key)}",
        "hub.topic": server.base + "/feed",
        "hub.lease_seconds": "864000",
        "hub.secret": place.secret(follower.key),
    }


async def test_citizen_40_a_pending_subscription_is_confirmed_in_plain_text_and_nothing_else_is(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = follower.due()[0]
        assert (await follower.confirm(place))[0] == 404, "nothing was asked for yet"
        await follower.subscribe()
        assert (await follower.confirm(replace(place, topic=server.base + "/other")))[0] == 404
        wrong = f"/{place.token(follower.key)}?hub.mode=subscribe&hub.topic=x&hub.challenge=c"
        assert (await follower.call(wrong))[0] == 404
        topic = quote(place.topic, safe="")
        path = f"/{place.token(follower.key)}?hub.mode=subscribe&hub.topic={topic}&hub.challenge=%3Cb%3Eq"
        status, text, headers = await follower.call(path)
        assert (status, text) == (200, "<b>q")
        assert headers["Content-Type"].startswith("text/plain") and headers["X-Content-Type-Options"] == "nosniff"
        assert follower.source()["hub"] == "active until 2026-03-12T09:00:00+00:00"
        assert (await follower.confirm(place))[0] == 404, "it is not pending any more"
        assert (await follower.call("/other", b"x"))[0] == 410
        assert (await follower.call("/%C3%A9", b"x"))[0] == 404


async def test_citizen_40_a_signed_push_makes_the_source_due_and_no_other_does(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        await follower.confirm(place)
        follower.at(NOW + timedelta(minutes=30))
        planned = follower.source()["next_poll"]
        assert planned > "2026-03-02T11"
        assert await follower.push(place, secret="wrong") == 202
        assert (await follower.call(f"/{place.token(follower.key)}", b"news"))[0] == 202
        assert follower.source()["next_poll"] == planned
        assert await follower.push(place) == 202
        assert follower.source()["next_poll"] == "2026-03-02T09:30:00+00:00"
        assert follower.source()["why_next"] == "its hub announced something new"
        polls = len([heard for heard in server.heard if heard.method == "GET"])
        await follower.pipeline.cycle()
        asked = [heard for heard in server.heard if heard.method == "GET"]
        assert len(asked) == polls + 1
        assert follower.source()["next_poll"] > "2026-03-02T10"


async def test_citizen_40_many_pushes_are_one_poll_a_minute(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        await follower.confirm(place)
        follower.at(NOW + timedelta(seconds=5))
        for _ in range(3):
            assert await follower.push(place) == 202
        assert follower.source()["next_poll"] == "2026-03-02T09:01:00+00:00"


async def test_citizen_40_a_push_does_not_hasten_a_source_that_fails(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        await follower.confirm(place)
        server.answer = reply(503)
        follower.at(NOW + timedelta(hours=3))
        await follower.pipeline.cycle(Wanted(source="wire"))
        waits = follower.source()["next_poll"]
        assert await follower.push(place) == 202
        assert follower.source()["next_poll"] == waits


async def test_citizen_40_a_subscription_is_renewed_before_it_ends_and_holds_meanwhile(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        await follower.confirm(place, lease=100_000)
        follower.at(NOW + timedelta(seconds=79_999))
        assert follower.due() == []
        follower.at(NOW + timedelta(seconds=80_000))
        assert await follower.subscribe() == place
        assert follower.source()["hub"] == "renewing"
        assert await follower.push(place) == 202
        heard = follower.pipeline.context.store.database.value("SELECT pushed FROM subscriptions")
        assert heard == "2026-03-03T07:13:20+00:00"
        assert await follower.confirm(place, lease=100_000) == (200, "xyz")
        assert follower.source()["hub"].startswith("active until 2026-03-04")


async def test_citizen_40_a_hub_that_never_asks_back_is_asked_ever_more_rarely(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        now, waits = NOW, []
        for _ in range(7):
            await follower.subscribe()
            before = now
            while not follower.due():
                now += timedelta(minutes=30)
                follower.at(now)
            waits.append((now - before).total_seconds() / 3600)
    assert waits == [1, 2, 4, 8, 16, 24, 24]


@pytest.mark.parametrize("status", [307, 308])
async def test_citizen_40_a_hub_that_moved_is_asked_where_it_is(tmp_path: Path, status: int) -> None:
    async with Loopback(accepts) as new:
        moved = site(lambda _heard: reply(status, Location=new.base + "/hub2"))
        async with Loopback(moved) as server, following(tmp_path, server) as follower:
            place = await follower.subscribe()
            assert await follower.confirm(place) == (200, "xyz")
    (heard,) = new.heard
    assert (heard.method, heard.target) == ("POST", "/hub2")
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(heard.body.decode())["hub.topic"] == [server.base + "/feed"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(302, Location="/elsewhere"), "302"),
        (reply(400, b"no such topic"), "400"),
        (reply(500), "500"),
    ],
)
async def test_citizen_40_a_hub_that_refuses_or_fails_is_said_and_asked_later(
    tmp_path: Path, answer: bytes, words: str
):
    async with Loopback(site(lambda _heard: answer)) as server, following(tmp_path, server) as follower:
        await follower.subscribe()
        assert follower.due() == []
        follower.at(NOW + timedelta(hours=1))
        await follower.subscribe()
        assert words in follower.source()["hub"]
    assert [heard.method for heard in server.heard] == ["GET", "POST", "POST"]


async def test_citizen_40_a_denial_is_believed_and_the_hub_is_left_alone_for_a_week(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        topic = quote(place.topic, safe="")
        denied = f"/{place.token(follower.key)}?hub.mode=denied&hub.topic={topic}&hub.reason=not%1B%5B31m+here"
        assert (await follower.call(denied))[0] == 200
        assert follower.source()["hub"] == "refused: the hub refused it: not[31m here"
        follower.at(NOW + timedelta(days=6))
        assert follower.due() == []
        follower.at(NOW + timedelta(days=7))
        assert follower.due() == [place]


async def test_citizen_40_a_feed_that_names_another_hub_ends_the_first_subscription(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        first = await follower.subscribe()
        await follower.confirm(first)
        server.answer = site(accepts, FEED.replace(b"ship", b"boat"), "/hub2")
        await follower.pipeline.cycle(Wanted(source="wire"))
        (second,) = follower.due()
        assert second.hub == server.base + "/hub2"
        assert await follower.push(first) == 410
        await follower.subscribe()
        assert await follower.confirm(second) == (200, "xyz")


async def test_citizen_40_a_private_hub_is_not_asked(tmp_path: Path) -> None:
    async with Loopback(accepts) as canary, Loopback(site(accepts, name=canary.base + "/hub")) as server:
        allowed = {"allow_private_addresses": [server.base.removeprefix("http://")], "min_delay": 0}
        async with following(tmp_path, server, network=allowed) as follower:
            await follower.subscribe()
            follower.at(NOW + timedelta(hours=1))
            await follower.subscribe()
            assert "private" in follower.source()["hub"]
    assert canary.heard == []


async def test_citizen_40_without_the_section_nobody_is_asked(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server, websub=None) as follower:
        assert follower.due() == []
        assert Subscriptions(follower.pipeline.context.store.database).due(NOW) != []
        await follower.pipeline.start_due()
        await follower.pipeline.settle(5)
    assert [heard.method for heard in server.heard] == ["GET"]


async def test_citizen_40_a_hub_is_not_told_an_address_that_holds_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_KEY", "s3cret-feed-key")

    def answer(heard: Heard) -> bytes:
        return reply(200, FEED, Link='</hub>; rel="hub"') if heard.method == "GET" else reply(202)

    async with Loopback(answer) as server:
        source = {"name": "wire", "kind": "feed", "url": server.base + "/feed?key=${FEED_KEY}"}
        async with following(tmp_path, server, sources=[source]) as follower:
            assert follower.source()["state"] == "ok"
            assert follower.due() == []


async def test_a_push_that_is_too_long_is_refused(tmp_path: Path) -> None:
    async with Loopback(site(accepts)) as server, following(tmp_path, server) as follower:
        place = await follower.subscribe()
        await follower.confirm(place)
        assert await follower.push(place, b"x" * 200_000) == 413
        assert (await follower.call(f"/{place.token(follower.key)}", b""))[0] == 202


# The daemon


def test_the_daemon_subscribes_is_asked_back_and_polls_when_it_is_pushed(tmp_path: Path) -> None:
    polled: list[str] = []
    pushed = threading.Event()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            polled.append(self.path)
            self.send_response(200)
            self.send_header("Link", '</hub>; rel="hub", </feed>; rel="self"')
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            threading.Thread(target=ask_back, args=(form,), daemon=True).start()

        def log_message(self, *_: object) -> None:
            return

    def ask_back(form: dict[str, str]) -> None:
        asked = (
            f"{form['hub.callback']}?hub.mode=subscribe&hub.topic={quote(form['hub.topic'], safe='')}&hub.challenge=q"
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.read() == b"q"
        made = hmac.new(form["hub.secret"].encode(), b"x", "sha512").hexdigest()
        news = urllib.request.Request(form["hub.callback"], b"x", {"X-Hub-Signature": f"sha512={made}"})
        with urllib.request.urlopen(news, timeout=10) as answer:
            assert answer.status == 202
        pushed.set()

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server, ThreadingHTTPServer(("127.0.0.1", 0), Site) as free:
        port = free.server_address[1]
        free.server_close()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
            "sources": [{"name": "wire", "kind": "feed", "url": f"http://127.0.0.1:{server.server_address[1]}/feed"}],
            "network": {"allow_private_addresses": True, "min_delay": 0},
            "websub": {"callback": f"http://127.0.0.1:{port}/hubs", "listen": f"127.0.0.1:{port}"},
        }
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump(settings))
        args = [
            str(ROOT / ".venv/bin/monitor"),
            "--config",
            str(tmp_path / "feeds.yaml"),
            "--state",
            str(tmp_path / "state"),
        ]
        with subprocess.Popen([*args, "run"], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            try:
                until(process, "listening for hubs")
                until(process, "announced something new")
                assert pushed.wait(10)
            finally:
                process.kill()
        shown = subprocess.run([*args, "status", "--json"], cwd=ROOT, capture_output=True, text=True)
        server.shutdown()
    (row,) = json.loads(shown.stdout)["sources"]
    assert row["hub"].startswith("active until")
    assert polled == ["/feed"]
