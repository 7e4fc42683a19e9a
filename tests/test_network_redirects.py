"""Where redirects lead, and where they do not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import Clock
from monitor.network import Client, Failure, FailureKind, NetworkSettings, Request, Response
from monitor.network.redirects import BadUrl, Target, read_target
from tests.network_loopback import Heard, Loopback, client, reply


def chain(*hops: tuple[int, str]) -> object:
    """Answers /0 with the first hop, its target with the second, and so on; the last target with 200."""
    known = {"/0": hops[0]} | {location: hop for (_, location), hop in itertools.pairwise(hops)}

    def answer(heard: Heard) -> bytes:
        if heard.target not in known:
            return reply(200, b"the feed")
        status, location = known[heard.target]
        return reply(status, b"moved", Location=location)

    return answer


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([(301, "/a")], "/a"),
        ([(308, "/a")], "/a"),
        ([(301, "/a"), (308, "/b")], "/b"),
        ([(301, "/a"), (302, "/b")], "/a"),
        ([(301, "/a"), (302, "/b"), (301, "/c")], "/a"),
        ([(302, "/a")], None),
        ([(303, "/a")], None),
        ([(307, "/a"), (301, "/b")], None),
    ],
)
async def test_citizen_33_34_only_the_leading_permanent_redirects_move_an_address(
    hops: list[tuple[int, str]], moved_to: str | None
):
    async with Loopback(chain(*hops)) as server, client() as reader:
        answer = await reader.fetch(Request(server.base + "/0"))
    assert isinstance(answer, Response)
    assert answer.body == b"the feed"
    assert answer.url == server.base + hops[-1][1]
    assert answer.moved_to == (server.base + moved_to if moved_to else None)


async def test_five_redirects_are_followed_and_six_are_not():
    for count, kind in ((5, Response), (6, Failure)):
        hops = [(302, f"/{n + 1}") for n in range(count)]
        async with Loopback(chain(*hops)) as server, client() as reader:
            answer = await reader.fetch(Request(server.base + "/0"))
        assert isinstance(answer, kind)
        assert len(server.heard) == 6


@pytest.mark.parametrize(
    ("location", "part"),
    [
        ("/0", "circle"),
        ("", "where to"),
        ("file:///etc/passwd", "http"),
        ("FiLe:/etc/passwd", "http"),
        ("ftp://127.0.0.1/x", "http"),
        ("gopher://127.0.0.1/_x", "http"),
        ("data:text/xml,<rss/>", "http"),
        ("javascript:alert(1)", "http"),
        ("http+unix://%2Fvar%2Frun%2Fdocker.sock/info", "http"),
        ("http://127.0.0.1:1\\@example.org/", "backslashes"),
        ("http://example.org@127.0.0.1:1/", "credentials"),
        ("http://127.1:1/", "number"),
        ("http://2130706433:1/", "number"),
        ("http://0177.0.0.1:1/", "number"),
        ("http://127.0.0.1:99999/", "malformed"),
        ("http://[::1/", "malformed"),
    ],
)
async def test_a_redirect_that_leads_nowhere_good_is_not_followed(location: str, part: str):
    async with Loopback(reply(302, Location=location)) as server, client() as reader:
        answer = await reader.fetch(Request(server.base + "/0"))
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.url) == (FailureKind.BAD_REDIRECT, server.base + "/0")
    assert part in answer.reason
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{canary}/",
        "http://localhost:{canary}/",
        "http://localhost.:{canary}/",
        "http://127.8.8.8:{canary}/",
        "http://0.0.0.0:{canary}/",
        "http://0x7f000001:{canary}/",
        "http://[::1]:{canary}/",
        "http://[::ffff:127.0.0.1]:{canary}/",
        "http://[::127.0.0.1]:{canary}/",
        "http://[64:ff9b::7f00:1]:{canary}/",
        "http://[2002:7f00:1::]:{canary}/",
        "http://[fe80::1%25lo]:{canary}/",
        "http://①②⑦.⓪.⓪.①:{canary}/",
        "http://127.0.0.1:{canary}#@example.org/",
        "//127.0.0.1:{canary}/",
        "https://127.0.0.1:{canary}/",
    ],
)
async def test_a_redirect_to_a_private_address_sends_no_packet(location: str):
    async with Loopback(reply(200, b"secret")) as canary:
        moved = reply(302, Location=location.format(canary=canary.port).encode().decode("latin-1"))
        async with Loopback(moved) as server:
            allowed = (f"127.0.0.1:{server.port}",)
            settings = NetworkSettings(allow_private_addresses=allowed, min_delay=0, deadline=2)
            async with Client(settings, Clock()) as reader:
                answer = await reader.fetch(Request(server.base))
    assert isinstance(answer, Failure)
    assert answer.kind in (FailureKind.FORBIDDEN_ADDRESS, FailureKind.BAD_REDIRECT, FailureKind.DNS)
    assert canary.connections == 0


async def test_credentials_and_keys_stay_with_the_origin_they_belong_to():
    async with Loopback(reply(200, b"x")) as other:
        targets = {"/0": "/1", "/1": other.base + "/2"}
        async with Loopback(lambda heard: reply(302, Location=targets[heard.target])) as server, client() as reader:
            url = server.base.replace("http://", "http://me:pw@") + "/0"
            await reader.fetch(Request(url, headers={"X-Api-Key": "k"}))
    assert [heard.headers.get("x-api-key") for heard in server.heard] == ["k", "k"]
    assert all("authorization" in heard.headers for heard in server.heard)
    assert {"x-api-key", "authorization"}.isdisjoint(other.heard[0].headers)


async def test_a_relative_redirect_keeps_the_query_and_loses_the_fragment():
    async with Loopback(chain((302, "feed.xml?x=1#part"))) as server, client() as reader:
        answer = await reader.fetch(Request(server.base + "/0"))
    assert isinstance(answer, Response)
    assert server.heard[1].target == "/feed.xml?x=1"


@given(st.text(max_size=60) | st.text(alphabet="htps:/@\\#?[]%.:127x0 \t", max_size=40).map("http://".__add__))
def test_every_text_is_an_address_with_a_host_or_is_refused(text: str):
    try:
        target = read_target(text)
    except BadUrl:
        return
    assert isinstance(target, Target)
    assert target.host
    assert target.scheme in ("http", "https")
    assert 0 < target.port < 65536
    assert "@" not in target.url.split("/")[2]
