"""Plugins add kinds of sources, judges and listeners, found by their entry point."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.comparison import JudgeSetup, load_judge
from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.plugins import plugins
from monitor.sources.registry import kinds
from monitor.store import open_store
from tests import example_plugin
from tests.builders import make_event, noticed
from tests.forum_desk import NOW, cycle, serve
from tests.network_loopback import reply

CONFIG = """
stories: [{{id: b, title: Bridge, match: {{any: [bridge]}}}}]
sources: [{{name: tides, kind: tides, port: valletta, base_url: "{base}", outlet: Port}}]
network: {{allow_private_addresses: true, min_delay: 0}}
judge: {{kind: agreeable}}
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example plugin as an installed package has it."""
    package = tmp_path / "site" / "tides-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: tides\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[story_monitor]\ntides = tests.example_plugin\n")
    monkeypatch.syspath_prepend(str(package.parent))
    example_plugin.HEARD.clear()
    plugins.cache_clear()
    kinds.cache_clear()
    yield
    monkeypatch.undo()
    plugins.cache_clear()
    kinds.cache_clear()


def test_a_plugins_kind_is_unknown_until_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(CONFIG.format(base="https://tides.example"))
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "feeds.yaml", {})
    assert "unknown kind of source (tides)" in str(caught.value)
    assert "judge.kind is no judge; known here: auto, rules, nli, llm" in str(caught.value)


@pytest.mark.usefixtures("installed")
def test_a_plugins_kind_checks_its_own_keys(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(
        CONFIG.format(base="https://tides.example").replace("port: valletta", "prot: x")
    )
    with pytest.raises(ConfigError, match=r"sources\[0\].prot is an unknown key \(prot\); did you mean port\?"):
        load_config(tmp_path / "feeds.yaml", {})


@pytest.mark.usefixtures("installed")
def test_a_plugins_judge_is_chosen_by_its_name() -> None:
    assert load_judge(JudgeSetup("agreeable")).name == "agreeable"


@pytest.mark.usefixtures("installed")
async def test_a_plugins_source_is_polled_and_its_listener_hears_each_event_once(tmp_path: Path) -> None:
    service, server = serve({"/valletta": reply(200, b"The bridge closed at noon on Monday.")})
    async with server:
        config = CONFIG.format(base=server.base)
        first = await cycle(tmp_path, config, NOW)
        assert [event.id for event in example_plugin.HEARD] == [row["id"] for row in first] != []
        service.routes["/valletta"] = reply(200, b"The bridge closed at noon on Monday.\nThe bridge has 40 lamps.")
        second = await cycle(tmp_path, config, NOW + timedelta(hours=1))
        await cycle(tmp_path, config, NOW + timedelta(hours=2))
    assert [event.id for event in example_plugin.HEARD] == [row["id"] for row in second]


@pytest.mark.usefixtures("installed")
async def test_a_listener_that_fails_hears_of_the_next_event(tmp_path: Path) -> None:
    _, server = serve({"/valletta": reply(200, b"")})
    async with server:
        await cycle(tmp_path, CONFIG.format(base=server.base), NOW)
        store = open_store(tmp_path / "state")
        event = make_event(story="b", summary="it fails")
        store.events.record([noticed(event, "one"), noticed(make_event(story="b"), "two")])
        store.close()
        await cycle(tmp_path, CONFIG.format(base=server.base), NOW + timedelta(hours=1))
    assert [event.summary for event in example_plugin.HEARD] == ["it fails", "something changed"]
