"""A process killed with SIGKILL at each stage boundary loses nothing and repeats at most one delivery."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import CLAIM, COUNTER, Desk, item, moment, open_desk

PLACES = [
    ("monitor.stages.poll:_listed", "before"),  # fetched
    ("monitor.store.sources:Sources.record_entries", "after"),  # stored
    ("monitor.stages.read:_store", "before"),
    ("monitor.store.articles:Articles.record_version", "after"),
    ("monitor.store.claims:Claims.record_mentions", "after"),  # claimed
    ("monitor.store.claims:Claims.record_comparison", "after"),  # compared
    ("monitor.store.events:Events._outbox", "before"),  # within the event's transaction
    ("monitor.store.events:Events.record", "after"),  # event written
    ("monitor.stages.tell:deliver", "after"),  # sent, not yet recorded
    ("monitor.store.outbox:Outbox.record_sent", "after"),  # recorded
]


def walk(desk: Desk, *death: str) -> int:
    """One cycle in a process of its own; gives its exit code."""
    command = [sys.executable, "-m", "tests.walked", str(desk.config), str(desk.state), desk.newsroom.now.isoformat()]
    root = Path(__file__).parent.parent
    return subprocess.run([*command, *death], cwd=root, capture_output=True, check=False).returncode


@pytest.mark.parametrize(("place", "when"), PLACES)
def test_a_killed_process_loses_nothing_and_repeats_at_most_one_delivery(tmp_path: Path, place: str, when: str) -> None:
    with open_desk(tmp_path) as desk:
        desk.turn(moment(0))
        assert walk(desk) == 0
        desk.turn(moment(1, publish=(item("h1", "harbour", CLAIM),)))
        assert walk(desk) == 0
        desk.turn(moment(2, publish=(item("c1", "canal", COUNTER),)))
        assert walk(desk, place, when) == -signal.SIGKILL
        assert walk(desk) == 0
        assert walk(desk) == 0
        assert len(desk.events("contradiction")) == 1
        assert len(desk.events("new_claim")) == len({event["summary"] for event in desk.events("new_claim")})
        ids = {_delivery(told["message"]) for told in desk.told}
        assert len(ids) == 1
        assert len(desk.told) == (2 if place.endswith("tell:deliver") else 1)


def _delivery(message: str) -> str:
    found = re.search(r"\bd(?:elivery )?(\d+)\b", message)
    assert found is not None, message
    return found.group(1)
