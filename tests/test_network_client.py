"""What the client sends, and what it makes of every kind of answer."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import zstandard

from monitor.clock import Clock
from monitor.network import Client, Failure, FailureKind, Known, NetworkSettings, Purpose, Request, Response
from tests.network_loopback import Heard, Loopback, client, reply

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def fetched(answer: object, request: Request | None = None, **settings: object) -> Response | Failure:
    async with Loopback(answer) as server, client(**settings) as reader:
        return await reader.fetch(request or Request(server.base + "/feed"))


async def test_citizen_1_35_36_a_first_request_says_who_we_are_and_carries_no_baggage():
    async with Loopback(reply(body=b"x")) as server, client(contact="mailto:desk@example.org") as reader:
        await reader.fetch(Request(server.base + "/feed#part"))
    heard = server.heard[0]
    assert (heard.method, heard.target) == ("GET", "/feed")
    assert heard.headers["user-agent"].startswith("story-monitor/")
    assert heard.headers["user-agent"].endswith("(+mailto:desk@example.org)")
    assert heard.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "application/rss+xml" in heard.headers["accept"]
    assert heard.headers["accept"].endswith("*/*;q=0.1")
    baggage = {"cookie", "referer", "range", "if-none-match", "if-modified-since", "authorization"}
    assert baggage.isdisjoint(heard.headers)


async def test_a_header_of_the_request_replaces_ours_whatever_its_case():
    async with Loopback(reply(body=b"x")) as server, client() as reader:
        await reader.fetch(Request(server.base, headers={"accept": "text/plain", "X-Key": "k"}))
    assert server.heard[0].headers["accept"] == "text/plain"
    assert server.heard[0].headers["x-key"] == "k"


@pytest.mark.parametrize(
    ("purpose", "wanted"), [(Purpose.PAGE, "text/html"), (Purpose.API, "application/json"), (Purpose.FEED, "atom")]
)
async def test_what_is_accepted_depends_on_the_purpose(purpose: Purpose, wanted: str):
    async with Loopback(reply(body=b"x")) as server, client() as reader:
        await reader.fetch(Request(server.base + "/", purpose, obey_robots=False))
    assert wanted in server.heard[0].headers["accept"]


@pytest.mark.parametrize("etag", ['"abc"', 'W/"w1"', "unquoted-7", '"with space, and; more"'])
@pytest.mark.parametrize("modified", ["Sun, 01 Mar 2026 09:00:00 GMT", "yesterday-ish"])
async def test_citizen_2_3_5_6_validators_go_back_byte_for_byte(etag: str, modified: str):
    def answer(heard: Heard) -> bytes:
        known = heard.headers.get("if-none-match") == etag and heard.headers.get("if-modified-since") == modified
        return reply(304) if known else reply(200, b"x", ETag=etag, Last_Modified=modified)

    async with Loopback(answer) as server, client() as reader:
        first = await reader.fetch(Request(server.base + "/"))
        assert isinstance(first, Response)
        assert (first.etag, first.last_modified, first.body) == (etag, modified, b"x")
        second = await reader.fetch(Request(server.base + "/", etag=first.etag, last_modified=first.last_modified))
    assert isinstance(second, Response)
    assert second.unchanged
    assert (second.etag, second.last_modified, second.body) == (etag, modified, b"")


async def test_citizen_8_a_304_with_new_validators_replaces_the_old_ones():
    answer = await _conditional(reply(304, ETag='"new"'))
    assert isinstance(answer, Response)
    assert (answer.etag, answer.last_modified) == ('"new"', "then")


async def _conditional(raw: bytes) -> Response | Failure:
    async with Loopback(raw) as server, client() as reader:
        return await reader.fetch(Request(server.base + "/", etag='"old"', last_modified="then"))


@pytest.mark.parametrize("value", ["", "x" * 5000])
async def test_citizen_4_an_empty_or_huge_etag_is_not_kept(value: str):
    answer = await fetched(reply(200, b"x", ETag=value))
    assert isinstance(answer, Response)
    assert answer.etag is None


async def test_citizen_10_a_304_that_was_not_asked_for_is_a_failure():
    answer = await fetched(reply(304))
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.status) == (FailureKind.HTTP, 304)


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (204, {}, FailureKind.HTTP),
        (206, {}, FailureKind.HTTP),
        (226, {}, FailureKind.HTTP),
        (400, {}, FailureKind.HTTP),
        (401, {}, FailureKind.BLOCKED),
        (402, {}, FailureKind.BLOCKED),
        (403, {}, FailureKind.BLOCKED),
        (451, {}, FailureKind.BLOCKED),
        (404, {}, FailureKind.NOT_FOUND),
        (410, {}, FailureKind.GONE),
        (429, {}, FailureKind.RATE_LIMITED),
        (500, {}, FailureKind.HTTP),
        (503, {}, FailureKind.HTTP),
        (503, {"Retry_After": "60"}, FailureKind.RATE_LIMITED),
        (503, {"cf_mitigated": "challenge"}, FailureKind.BLOCKED),
        (200, {"cf_mitigated": "challenge"}, FailureKind.BLOCKED),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "60"}, FailureKind.RATE_LIMITED),
        (999, {}, FailureKind.HTTP),
    ],
)
async def test_citizen_30_each_status_is_a_failure_of_its_kind(status: int, headers: dict[str, str], kind: FailureKind):
    answer = await fetched(reply(status, b"<rss/>", ETag='"e"', **headers))
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.status) == (kind, status)
    assert str(status) in answer.reason


async def test_citizen_38_a_203_is_read_and_a_226_too_when_a_delta_was_asked_for():
    assert isinstance(await fetched(reply(203, b"x")), Response)
    async with Loopback(reply(226, b"x", IM="feed")) as server, client() as reader:
        delta = await reader.fetch(Request(server.base + "/", etag='"1"', headers={"A-IM": "feed"}))
    assert isinstance(delta, Response)
    assert delta.status == 226


async def test_citizen_35_cookies_are_not_sent_back():
    async with Loopback(reply(200, b"x", Set_Cookie="id=1; Path=/")) as server, client() as reader:
        await reader.fetch(Request(server.base + "/"))
        await reader.fetch(Request(server.base + "/"))
    assert len(server.heard) == 2
    assert "cookie" not in server.heard[1].headers


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("identity", bytes),
    ],
)
async def test_the_codings_that_are_offered_are_read(coding: str, pack: object):
    body = b"<rss>" + b"news " * 5000
    answer = await fetched(reply(200, pack(body), Content_Encoding=coding))  # type: ignore[operator]
    assert isinstance(answer, Response)
    assert answer.body == body


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("br", b"x"),
        ("zstd", b"x"),
        ("compress", b"x"),
        ("br", brotli.compress(b"x" * 10_000)[:-1]),
        ("zstd", zstandard.compress(b"x" * 10_000)[:-1]),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)),
        ("gzip", b"plain text"),
        ("gzip", gzip.compress(b"x" * 10_000, mtime=0)[:-12]),
    ],
)
async def test_a_coding_that_was_not_offered_or_does_not_decode_is_a_failure(coding: str, body: bytes):
    answer = await fetched(reply(200, body, Content_Encoding=coding))
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.BAD_ENCODING


@pytest.mark.parametrize("coding", list(PACKERS))
async def test_a_body_over_the_bound_is_refused_and_one_at_the_bound_is_read(coding: str):
    pack = PACKERS[coding]
    for size, kind in ((50_000, Response), (50_001, Failure)):
        answer = await fetched(reply(200, pack(b"x" * size), Content_Encoding=coding), max_bytes=50_000)
        assert isinstance(answer, kind)
        if isinstance(answer, Failure):
            assert answer.kind is FailureKind.TOO_LARGE
            assert "50,000" in answer.reason


@pytest.mark.parametrize(("status", "headers"), [(302, {"Location": "/end"}), (404, {})])
async def test_the_body_of_a_redirect_or_an_error_is_not_read(status: int, headers: dict[str, str]):
    bomb = gzip.compress(b"0" * 5_000_000)

    def answer(heard: Heard) -> bytes:
        return reply(200, b"ok") if heard.target == "/end" else reply(status, bomb, Content_Encoding="gzip", **headers)

    result = await fetched(answer, max_bytes=1000)
    assert isinstance(result, Response) if status == 302 else result.status == 404


async def test_citizen_15_two_requests_to_one_host_are_never_under_way_together_and_keep_their_gap():
    under_way = most = 0

    async def answer(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        writer.write(reply(200, b"x"))

    async with Loopback(answer) as server, client(min_delay=0.1) as reader:
        await asyncio.gather(*(reader.fetch(Request(f"{server.base}/{n}")) for n in range(3)))
    assert most == 1
    times = [heard.at for heard in server.heard]
    assert len(times) == 3
    assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(times))


async def test_citizen_39_pages_keep_the_article_gap_and_feeds_the_shorter_one():
    async with Loopback(reply(200, b"x")) as server, client(article_delay=0.15, min_delay=0.0) as reader:
        for purpose in (Purpose.FEED, Purpose.PAGE, Purpose.FEED):
            await reader.fetch(Request(server.base + "/", purpose, obey_robots=False))
    first, second, third = (heard.at for heard in server.heard)
    assert second - first >= 0.15
    assert third - second < 0.15


async def test_citizen_15_all_hosts_together_use_no_more_than_the_given_connections():
    under_way = most = 0

    async def answer(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.03)
        under_way -= 1
        writer.write(reply(200, b"x"))

    settings = NetworkSettings(allow_private_addresses=True, min_delay=0)
    async with (
        Loopback(answer) as a,
        Loopback(answer) as b,
        Loopback(answer) as c,
        Client(settings, Clock(), connections=2) as reader,
    ):
        answers = await asyncio.gather(*(reader.fetch(Request(server.base)) for server in (a, b, c)))
    assert all(isinstance(answer, Response) for answer in answers)
    assert most == 2


async def test_citizen_24_a_429_pauses_the_whole_host_and_another_host_goes_on():
    clock = Clock(NOW)
    settings = NetworkSettings(allow_private_addresses=True, min_delay=0)
    limited = reply(429, Retry_After="120", Date="Sun, 01 Mar 2026 12:00:00 GMT")
    async with Loopback(limited) as server, Loopback(reply(200, b"x")) as other, Client(settings, clock) as reader:
        first = await reader.fetch(Request(server.base + "/a"))
        second = await reader.fetch(Request(server.base + "/b"))
        assert isinstance(await reader.fetch(Request(other.base)), Response)
    assert isinstance(first, Failure)
    assert isinstance(second, Failure)
    assert first.retry_after == timedelta(seconds=120)
    assert (second.kind, second.status, second.retry_after) == (
        FailureKind.RATE_LIMITED,
        None,
        timedelta(seconds=120),
    )
    assert len(server.heard) == 1
    assert reader.pauses == {server.authority: NOW + timedelta(seconds=120)}


async def test_citizen_24_a_pause_outlives_the_client_and_ends_in_time():
    settings = NetworkSettings(allow_private_addresses=True, min_delay=0)
    async with Loopback(reply(200, b"x")) as server:
        pauses = {server.authority: NOW + timedelta(minutes=5)}
        for minutes, kind in ((4, Failure), (6, Response)):
            async with Client(settings, Clock(NOW + timedelta(minutes=minutes)), Known(pauses)) as reader:
                assert isinstance(await reader.fetch(Request(server.base)), kind)


async def test_waiting_requests_learn_of_a_pause_without_waiting_for_their_gap():
    async with Loopback(reply(429, Retry_After="60")) as server, client(min_delay=30.0, deadline=2.0) as reader:
        async with asyncio.timeout(2):
            answers = await asyncio.gather(*(reader.fetch(Request(f"{server.base}/{n}")) for n in range(5)))
    assert [answer.kind for answer in answers if isinstance(answer, Failure)] == [FailureKind.RATE_LIMITED] * 5
    assert len(server.heard) == 1


async def test_citizen_28_a_200_that_says_nothing_remains_pauses_the_host_and_is_read():
    async with (
        Loopback(reply(200, b"x", X_Ratelimit_Remaining="0.0", X_Ratelimit_Reset="240")) as server,
        Client(NetworkSettings(allow_private_addresses=True, min_delay=0), Clock(NOW)) as reader,
    ):
        assert isinstance(await reader.fetch(Request(server.base)), Response)
        assert reader.pauses == {server.authority: NOW + timedelta(seconds=240)}


@pytest.mark.parametrize("value", ["0", "-5", "soon", "1.5", "1e9", "Sun, 01 Mar 2020 12:00:00 GMT"])
async def test_citizen_26_a_429_with_a_useless_retry_after_pauses_for_the_default(value: str):
    async with (
        Loopback(reply(429, Retry_After=value)) as server,
        Client(NetworkSettings(allow_private_addresses=True, min_delay=0), Clock(NOW)) as reader,
    ):
        answer = await reader.fetch(Request(server.base))
    assert isinstance(answer, Failure)
    assert answer.retry_after == timedelta(minutes=15)


async def test_credentials_in_the_address_go_into_a_header_and_nowhere_else():
    async with Loopback(reply(200, b"x")) as server, client() as reader:
        answer = await reader.fetch(Request(server.base.replace("http://", "http://me:secret@")))
    assert server.heard[0].headers["authorization"] == "Basic bWU6c2VjcmV0"
    assert isinstance(answer, Response)
    assert "secret" not in answer.url


async def test_the_path_is_sent_as_it_was_written():
    async with Loopback(reply(200, b"x")) as server, client() as reader:
        await reader.fetch(Request(server.base + "/a%2fb/%7Ec/~d?q=%e4&empty&x=a+b"))
        await reader.fetch(Request(server.base + "/中 文?q=é"))
    assert [heard.target for heard in server.heard] == [
        "/a%2fb/%7Ec/~d?q=%e4&empty&x=a+b",
        "/%E4%B8%AD%20%E6%96%87?q=%C3%A9",
    ]


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "http://", "http://h:0/", "http://a b/"])
async def test_an_address_that_cannot_be_asked_is_a_failure(url: str):
    async with client() as reader:
        answer = await reader.fetch(Request(url))
    assert isinstance(answer, Failure)
    assert answer.url == url
