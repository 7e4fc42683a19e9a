"""robots.txt: what it says, and what the client does with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import Clock
from monitor.network import Client, Failure, FailureKind, Known, NetworkSettings, Purpose, Request, Response
from monitor.network.robots import RobotsFile, Rules, product_token, read_rules
from tests.network_loopback import Heard, Loopback, client, reply

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
US = "story-monitor"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a", "/abc", False),
        ("User-agent: *\nDisallow: /a\nAllow: /ab", "/abc", True),
        ("User-agent: *\nAllow: /a\nDisallow: /ab", "/abc", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Story-Monitor\nAllow: /", "/a", True),
        ("User-agent: story-monitor/2.0\nDisallow: /x\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: story-monitor\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: story-monitor\nDisallow: /x\nUser-agent: story-monitor\nDisallow: /y", "/y", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b", True),
        ("User-agent: *\nDisallow: /*?", "/a?b", False),
        ("User-agent: *\nDisallow: /%7ejoe", "/%7Ejoe/", False),
        ("User-agent: *\nDisallow: /新闻", "/%E6%96%B0%E9%97%BB/1", False),
        ("\ufeffUser-agent: * # all\r\nDisallow: /a # that\r\n", "/a", False),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("<html><body>Not found</body></html>", "/a", True),
    ],
)
def test_citizen_37_the_longest_match_of_our_group_decides(text: str, path: str, allowed: bool):
    assert read_rules(text, US).permit("https://example.org" + path) is allowed


def test_citizen_37_a_crawl_delay_is_read_and_bounded():
    assert read_rules("User-agent: *\nCrawl-delay: 10", US).delay == 10
    assert read_rules("User-agent: *\nCrawl-delay: 86400", US).delay == 60
    assert read_rules("User-agent: *\nCrawl-delay: soon", US).delay == 0


def test_the_product_token_is_what_stands_before_the_version():
    assert product_token("story-monitor/0.1 (+mailto:x)") == US


@given(st.text(alphabet="User-agent:*DisallowAllow/$ \n#", max_size=300), st.text(alphabet="/ab*$?%", max_size=50))
def test_every_text_is_read_and_every_path_answered(text: str, path: str):
    assert read_rules(text, US).permit("http://h/" + path) in (True, False)


def test_a_pattern_made_to_explode_is_answered_at_once():
    rules = Rules(disallow=("/" + "*a" * 2000 + "$",))
    assert rules.permit("http://h/" + "a" * 1999 + "b")


def robots(text: str, status: int = 200) -> object:
    return lambda heard: reply(status, text.encode()) if heard.target == "/robots.txt" else reply(200, b"page")


async def read_page(answer: object, purpose: Purpose = Purpose.PAGE) -> tuple[Response | Failure, list[str]]:
    async with Loopback(answer) as server, client() as reader:
        result = await reader.fetch(Request(server.base + "/a/page", purpose))
    return result, [heard.target for heard in server.heard]


async def test_a_page_that_robots_txt_forbids_is_not_asked_for():
    result, asked = await read_page(robots("User-agent: *\nDisallow: /a"))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.ROBOTS
    assert asked == ["/robots.txt"]


async def test_a_feed_is_read_whatever_robots_txt_says():
    result, asked = await read_page(robots("User-agent: *\nDisallow: /"), Purpose.FEED)
    assert isinstance(result, Response)
    assert asked == ["/a/page"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_citizen_37_a_robots_txt_that_is_not_there_forbids_nothing(status: int):
    result, _ = await read_page(robots("User-agent: *\nDisallow: /", status))
    assert isinstance(result, Response)


@pytest.mark.parametrize("status", [500, 503])
async def test_citizen_37_a_robots_txt_that_fails_forbids_everything_and_says_so(status: int):
    result, asked = await read_page(robots("", status))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.ROBOTS
    assert str(status) in result.reason
    assert asked == ["/robots.txt"]


async def test_citizen_37_a_long_robots_txt_is_read_up_to_its_bound():
    result, _ = await read_page(robots("User-agent: *\nDisallow: /a\n" + "# more\n" * 120_000))
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.ROBOTS


async def test_robots_txt_is_read_once_for_many_pages_together():
    async with Loopback(robots("User-agent: *\nDisallow: /x")) as server, client() as reader:
        urls = [f"{server.base}/{n}" for n in range(5)]
        await asyncio.gather(*(reader.fetch(Request(url, Purpose.PAGE)) for url in urls))
    targets = [heard.target for heard in server.heard]
    assert targets.count("/robots.txt") == 1
    assert len(targets) == 6


async def test_citizen_37_a_redirect_is_held_against_robots_txt_of_where_it_leads():
    async with Loopback(robots("User-agent: *\nDisallow: /a")) as other:

        def answer(heard: Heard) -> bytes:
            return reply(404) if heard.target == "/robots.txt" else reply(302, Location=other.base + "/a")

        result, _ = await read_page(answer)
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.ROBOTS
    assert [heard.target for heard in other.heard] == ["/robots.txt"]


@pytest.mark.parametrize(("hours", "asked"), [(23, 0), (25, 1)])
async def test_citizen_37_a_robots_txt_is_kept_for_a_day_also_by_the_next_client(hours: int, asked: int):
    settings = NetworkSettings(allow_private_addresses=True, min_delay=0, article_delay=0)
    async with Loopback(robots("")) as server:
        async with Client(settings, Clock(NOW)) as reader:
            await reader.fetch(Request(server.base + "/a", Purpose.PAGE))
            files = reader.robots
        assert files[server.authority].text == ""
        async with Client(settings, Clock(NOW + timedelta(hours=hours)), Known(robots=files)) as later:
            await later.fetch(Request(server.base + "/a", Purpose.PAGE))
    assert [heard.target for heard in server.heard].count("/robots.txt") == 1 + asked


@pytest.mark.parametrize(("days", "kind"), [(2, Response), (31, Failure)])
async def test_citizen_37_an_old_copy_serves_while_robots_txt_cannot_be_read(days: int, kind: type):
    settings = NetworkSettings(allow_private_addresses=True, min_delay=0, article_delay=0)
    async with Loopback(robots("", 500)) as server:
        old = {server.authority: RobotsFile(NOW, "User-agent: *\nAllow: /", read=NOW)}
        async with Client(settings, Clock(NOW + timedelta(days=days)), Known(robots=old)) as reader:
            assert isinstance(await reader.fetch(Request(server.base + "/a", Purpose.PAGE)), kind)
