"""What other rules would have told over a stored history; nothing is sent, and nothing in the history changes."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from monitor.model import EventKind
from tests.alert_path import AlertPath
from tests.builders import START
from tests.test_alerts_path import EVERYTHING

CONFIG = """
stories: [{id: harbour, title: The harbour, match: {any: [ferry]}}]
sources: [{name: wire, kind: feed, url: "https://wire.example/feed"}]
channels: {desk: "json://127.0.0.1:9"}
alerts: [{on: [contradiction], to: [desk]}]
"""
OTHERS = """
alerts: [{default: true, to: [desk, me], digest: "daily 08:00"}]
timezone: Europe/Berlin
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    path = AlertPath(tmp_path / "state", EVERYTHING)
    with closing(path.store):
        for day in range(3):
            path.now = START + timedelta(days=day)
            path.add(path.event(EventKind.CONTRADICTION, day, day + 1))
            path.add(path.event(EventKind.NEW_CLAIM, day + 3))
            path.cycle()
        path.settle()
    (tmp_path / "feeds.yaml").write_text(CONFIG, "utf-8")
    return tmp_path / "state"


def run(state: Path, *args: str) -> int:
    return main(["--config", str(state.parent / "feeds.yaml"), "--state", str(state), "backtest", *args])


def rows(state: Path, capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, Any]]:
    assert run(state, "--json", *args) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_messages_of_the_configured_rules_are_listed_with_what_they_miss(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (state / "history.db").read_bytes()
    *told, total = rows(state, capsys)
    assert [(row["at"][:10], row["channel"], row["events"]) for row in told] == [
        ("2026-04-12", "desk", [1]),
        ("2026-04-13", "desk", [3]),
        ("2026-04-14", "desk", [5]),
    ]
    assert total["per_day"] == {"2026-04-12": 1, "2026-04-13": 1, "2026-04-14": 1}
    assert total["untold"] == {"no route": 3}
    assert total["missed"] == []
    assert total["told_before_only"] == [2, 4, 6]
    assert (state / "history.db").read_bytes() == before


def test_other_rules_are_tried_from_a_file_of_their_own(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = state.parent / "others.yaml"
    other.write_text(OTHERS, "utf-8")
    *told, total = rows(state, capsys, "--alerts", str(other), "--since", "2026-04-13")
    assert {row["kind"] for row in told} == {"digest"}
    assert [(row["at"], row["channel"], row["events"]) for row in told] == [
        ("2026-04-14T06:00:00+00:00", "desk", [3, 4]),
        ("2026-04-14T06:00:00+00:00", "me", [3, 4]),
        ("2026-04-15T06:00:00+00:00", "desk", [5, 6]),
        ("2026-04-15T06:00:00+00:00", "me", [5, 6]),
    ]
    assert total["messages"] == 4


def test_what_would_be_missed_is_named(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = state.parent / "others.yaml"
    other.write_text("alerts: [{on: [new_claim], to: [desk]}]", "utf-8")
    assert run(state, "--alerts", str(other)) == 0
    shown = capsys.readouterr().out
    assert "of high severity, told to nobody: e1, e3, e5" in shown
    assert "3 messages on 3 days" in shown


def test_a_wrong_key_in_the_file_is_named_with_its_place(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = state.parent / "others.yaml"
    other.write_text("alerts:\n  - {default: true, to: [desk], severty: high}\n", "utf-8")
    assert run(state, "--alerts", str(other)) == 2
    assert "others.yaml:2: alerts[0].severty is an unknown key (severty); did you mean severity?" in (
        capsys.readouterr().err
    )


def test_the_messages_a_day_are_drawn_as_a_new_file(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = state.parent / "days.png"
    assert run(state, "--picture", str(picture)) == 0
    assert picture.read_bytes().startswith(b"\x89PNG\r\n")
    drawn = picture.read_bytes()
    assert run(state, "--picture", str(picture)) == 1
    assert "exists already" in capsys.readouterr().err
    assert picture.read_bytes() == drawn


def test_a_picture_of_nothing_is_not_written(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = state.parent / "none.yaml"
    nothing.write_text("alerts: [{on: [surge], to: [desk]}]\n", "utf-8")
    assert run(state, "--alerts", str(nothing), "--picture", str(state.parent / "none.png")) == 1
    assert "would have told nothing" in capsys.readouterr().err
    assert not (state.parent / "none.png").exists()
