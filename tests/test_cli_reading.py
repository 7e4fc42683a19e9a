"""What a person sees on a terminal: marked words, small pictures, and no colour where none is wanted."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.commands.output import marked, sparkline
from tests.desk import CLAIM, COUNTER, START, item, moment, open_desk

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    with open_desk(folder) as desk:
        first = moment(1, publish=(item("h1", "harbour", CLAIM),))
        asyncio.run(desk.play([moment(0), first, moment(2, publish=(item("c1", "canal", COUNTER),))]))
        assert desk.events("contradiction")
    return desk.state


def command(state: Path, *words: str) -> list[str]:
    now = (START + timedelta(days=1)).isoformat()
    return [sys.executable, "-m", "monitor", "--state", str(state), "--now", now, *words]


def on_a_terminal(state: Path, *words: str, **environ: str) -> str:
    """What a command writes to a terminal of 24 lines."""
    leader, follower = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "24", "PAGER": "cat", **environ}
    process = subprocess.Popen(
        command(state, *words), cwd=ROOT, stdin=follower, stdout=follower, stderr=follower, env=env
    )
    os.close(follower)
    written = b""
    while True:
        try:
            block = os.read(leader, 65536)
        except OSError:  # the other end was closed
            break
        if not block:
            break
        written += block
    os.close(leader)
    assert process.wait() == 0, written.decode()
    return written.decode()


def contradiction(state: Path) -> str:
    done = subprocess.run(
        command(state, "events", "--kind", "contradiction", "--json"), cwd=ROOT, capture_output=True, text=True
    )
    return f"e{json.loads(done.stdout.splitlines()[0])['id']}"


def test_the_words_that_differ_are_marked_in_an_event(state: Path) -> None:
    shown = subprocess.run(command(state, "show", contradiction(state)), cwd=ROOT, capture_output=True, text=True)
    assert "employs [900] people" in shown.stdout
    assert "employs [1,200] people" in shown.stdout


def test_a_terminal_shows_them_in_colour_unless_that_is_not_wanted(state: Path) -> None:
    event = contradiction(state)
    assert "\x1b[" in on_a_terminal(state, "show", event)
    plain = on_a_terminal(state, "show", event, NO_COLOR="1")
    assert "\x1b[" not in plain
    assert "[900]" in plain


def test_a_long_table_goes_through_the_pager(state: Path, tmp_path: Path) -> None:
    kept = tmp_path / "paged"
    on_a_terminal(state, "events", LINES="3", PAGER=f"tee {kept}")
    assert "employs 1,200" in kept.read_text()


def test_stories_are_listed_with_their_days(state: Path) -> None:
    shown = subprocess.run(command(state, "stories"), cwd=ROOT, capture_output=True, text=True)
    assert "nordlink" in shown.stdout
    assert "█" in shown.stdout
    row = json.loads(
        subprocess.run(command(state, "stories", "--json"), cwd=ROOT, capture_output=True, text=True).stdout
    )
    assert sum(row["article_days"]) == row["articles"] == 2


@given(counts=st.lists(st.integers(0, 10_000), max_size=40))
def test_a_small_picture_has_a_bar_for_each_count_and_the_highest_for_the_most(counts: list[int]) -> None:
    drawn = sparkline(counts)
    assert len(drawn) == len(counts)
    assert [bar == "▁" for bar in drawn] == [count == 0 for count in counts]
    if any(counts):
        assert drawn[counts.index(max(counts))] == "█"


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_marking_adds_brackets_and_loses_no_word(one: str, other: str) -> None:
    from monitor.commands.output import clean

    first, second = marked(one, other)
    assert len(first) >= len(clean(one).strip())
    assert first.strip() == second.strip() or "[" in first + second
