"""What counts as one place and one host. The numbers in the names are those of docs/politeness.md."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.network import Request, Response
from monitor.network.redirects import read_target
from tests.network_loopback import Loopback, client, reply
from tests.one_source import FEED, Reader


def configured(folder: Path, *sources: dict[str, Any]) -> Path:
    path = folder / "feeds.yaml"
    stories = [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}]
    path.write_text(yaml.safe_dump({"stories": stories, "sources": list(sources)}))
    return path


def test_citizen_41_two_sources_that_lead_to_one_place_are_refused(tmp_path: Path) -> None:
    first = {"name": "a", "kind": "feed", "url": "https://harbour.example/feed"}
    with pytest.raises(ConfigError, match="asks the same place as the source in line"):
        load_config(configured(tmp_path, first, {**first, "name": "b"}), {})
    other = {"name": "b", "kind": "feed", "url": "https://harbour.example/feed?page=2"}
    page = {"name": "c", "kind": "page", "url": "https://harbour.example/feed"}
    assert len(load_config(configured(tmp_path, first, other, page), {}).sources) == 3


async def test_citizen_42_an_http_address_is_not_upgraded_unasked(tmp_path: Path) -> None:
    async with Loopback(reply(200, FEED, Strict_Transport_Security="max-age=999999", Upgrade="h2c")) as server:
        reader = Reader(tmp_path, server.base + "/feed")
        states = [(await reader.poll(hours))["state"] for hours in (0, 2, 4)]
    assert states == ["ok", "unchanged", "unchanged"]
    assert len(server.heard) == 3
    assert not [heard for heard in server.heard if {"upgrade", "upgrade-insecure-requests"} & set(heard.headers)]


async def test_citizen_43_a_name_with_an_address_that_does_not_answer_is_asked_once_at_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Loopback(reply(200, FEED)) as server:

        async def resolved(_self: object, host: str, port: int = 0, **_: object) -> list[dict[str, Any]]:
            places = [("::1", socket.AF_INET6), ("127.0.0.2", socket.AF_INET), ("127.0.0.1", socket.AF_INET)]
            return [
                {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
                for address, family in places
            ]

        monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolved)
        async with client() as asking:
            answer = await asking.fetch(Request(f"http://harbour.example:{server.port}/feed"))
    assert isinstance(answer, Response) and answer.body == FEED
    assert len(server.heard) == 1


def test_citizen_46_two_names_of_one_domain_are_two_hosts() -> None:
    places = [
        "https://a.blog.example/x",
        "https://b.blog.example/x",
        "http://a.blog.example/x",
        "https://a.blog.example:8443/",
    ]
    assert len({read_target(place).authority for place in places}) == 4
    assert read_target("https://A.blog.example:443/y").authority == read_target(places[0]).authority
