"""Files that are kept as feeds of events, as a feed reader sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.model import EventKind
from monitor.model_alerts import Mute, MuteKind
from monitor.sources.feed import parse_feed
from monitor.stages.feeds import keep_feeds
from monitor.store.listings import status_row
from tests.alert_path import AlertPath
from tests.test_alerts_path import EVERYTHING
from tests.test_alerts_watch import CONFIG, pipeline

FEEDS = CONFIG + "feeds: {atom: out/events.xml, json: out/events.json, on: [contradiction, correction, surge]}\n"
HOSTILE = "]]></title><script>alert(1)</script> & \x00\x0b\u202eevil @everyone"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[AlertPath]:
    made = AlertPath(tmp_path / "state", EVERYTHING)
    (tmp_path / "out").mkdir()
    yield made
    made.store.close()


async def keep(path: AlertPath, config: str = FEEDS) -> list[str]:
    """One round of the daemon over the feeds; gives what it said."""
    lines: list[str] = []
    async with pipeline(path, config, lines) as walking:
        keep_feeds(walking.context)
    return lines


def out(path: AlertPath, name: str) -> Path:
    return path.state.parent / "out" / name


async def test_a_feed_reader_sees_each_event_that_was_decided_on_once_the_latest_first(path: AlertPath) -> None:
    conflict = path.event(EventKind.CONTRADICTION, 0, 1)
    path.add(conflict)
    path.add(path.event(EventKind.NEW_CLAIM, 2))  # `on` does not name it
    path.add(replace(path.event(EventKind.SURGE), baseline=True))
    await keep(path)
    assert not feedparser.parse(out(path, "events.xml")).entries  # nothing is decided yet
    path.cycle()
    path.now += timedelta(hours=1)
    path.add(path.event(EventKind.CORRECTION, 0))
    path.cycle()
    await keep(path)
    found = feedparser.parse(out(path, "events.xml"))
    assert not found.bozo
    assert [entry.tags[0].term for entry in found.entries] == ["correction", "contradiction"]
    assert found.entries[1].link == conflict.claims[0].url
    items = json.loads(out(path, "events.json").read_text("utf-8"))["items"]
    assert [item["id"] for item in items] == [entry.id for entry in found.entries]
    assert conflict.claims[1].text in items[1]["content_text"]
    read = parse_feed(out(path, "events.json").read_bytes(), "application/feed+json", "https://desk.example/", path.now)
    assert [entry.title for entry in read.entries] == [item["title"] for item in items]
    assert read.warning is None


async def test_what_is_muted_stays_out_of_the_feed(path: AlertPath) -> None:
    path.store.mutes.add(Mute(MuteKind.STORY, "harbour", path.now + timedelta(days=1)), path.now)
    path.add(path.event(EventKind.SURGE))
    path.cycle()
    await keep(path)
    assert not feedparser.parse(out(path, "events.xml")).entries


async def test_a_feed_is_written_when_there_is_something_new_and_when_it_is_gone(path: AlertPath) -> None:
    path.add(path.event(EventKind.SURGE))
    path.cycle()
    await keep(path)
    out(path, "events.xml").write_text("as it was", "utf-8")
    await keep(path)
    assert out(path, "events.xml").read_text("utf-8") == "as it was"
    out(path, "events.json").unlink()
    await keep(path)
    assert len(feedparser.parse(out(path, "events.xml")).entries) == 1
    assert sorted(file.name for file in out(path, ".").iterdir()) == ["events.json", "events.xml"]


async def test_text_from_outside_is_plain_text_in_both_feeds(path: AlertPath) -> None:
    path.add(replace(path.event(EventKind.SURGE), summary=HOSTILE, reason="<b>&amp;"))
    path.cycle()
    await keep(path)
    found = feedparser.parse(out(path, "events.xml"))
    assert not found.bozo
    (entry,), (item,) = found.entries, json.loads(out(path, "events.json").read_text("utf-8"))["items"]
    assert entry.title_detail.type == "text/plain"
    for title in (entry.title, item["title"]):
        assert "<script>alert(1)</script> & " in title
        assert not {"\x00", "\x0b", "\u202e"} & set(title)
        assert "@everyone" not in title
    assert item["content_text"] == "<b>&amp;"


async def test_a_feed_that_cannot_be_written_makes_status_unhealthy_until_it_can(path: AlertPath) -> None:
    folder = out(path, "events.xml").parent
    lines: list[str] = []
    async with pipeline(path, FEEDS, lines) as walking:
        folder.rename(folder.with_name("gone"))
        for _ in range(2):
            keep_feeds(walking.context)
        (said,) = lines
        assert "out/events.xml cannot be written: No such file or directory" in said
        assert said in status_row(path.store, path.now, timedelta(seconds=1))["reasons"]
        folder.with_name("gone").rename(folder)
        keep_feeds(walking.context)
    assert status_row(path.store, path.now, timedelta(seconds=1))["reasons"] == []


@pytest.mark.parametrize(
    ("feeds", "problem"),
    [
        ("{on: [update]}", "needs atom: or json:"),
        ("{atom: nowhere/events.xml}", "names no file in a folder that exists"),
    ],
)
def test_feeds_that_cannot_be_written_are_refused_when_the_configuration_is_read(
    tmp_path: Path, feeds: str, problem: str
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(f"{CONFIG}feeds: {feeds}\n", "utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_config(file, {})
